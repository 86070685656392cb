/** foreshock import as a call: what it prints, writes and refuses; held-out rows are placed but not kept. */

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { importResults } from "../../src/cli/import.ts";
import type { ImportOptions } from "../../src/cli/importOptions.ts";
import type { Context } from "../../src/cli/verb.ts";
import { readImport } from "../../src/source/store.ts";
import { published } from "../root.ts";
import { QUIET } from "./foreshock.ts";

const data = published;
const pythia = path.join(data, "pythia", "lm-eval");

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A project with a table beside it: five models, three steps, an accuracy and a loss. */
function place(): Context {
  const cwd = mkdtempSync(path.join(tmpdir(), "foreshock-import-"));
  folders.push(cwd);
  for (const folder of ["models/families", "predictions"]) mkdirSync(path.join(cwd, folder), { recursive: true });
  const lines = ["m1", "m2", "m3", "m4", "m5"].flatMap((model, i) =>
    [10, 20, 30].map((step) => `${model},${10 ** (i + 3)},${step},${0.1 + 0.1 * i + step / 1000},${5 - i},note`),
  );
  writeFileSync(path.join(cwd, "t.csv"), ["model,params,step,acc,loss,remark", ...lines, ""].join("\n"));
  return { cwd, project: undefined, home: cwd, json: false, now: () => "", tell: () => {}, ...QUIET };
}

const MAP = ["run=model", "nParams=params", "task='toy'", "n='50'", "metric:accuracy=acc", "metric:nll=loss"];
const options: ImportOptions = { as: "toy", map: MAP, tokensPerStep: ["1_000"] };
const importTable = (context: Context, changed: ImportOptions = {}) =>
  importResults("table", "t.csv", { ...options, ...changed }, context);

describe("import", () => {
  it("keeps the rows and says what there is and what comes next", async () => {
    const context = place();
    const { text } = await importTable(context, { holdOut: ["m5"] });
    expect(stripVTControlCharacters(text.join("\n"))).toMatchInlineSnapshot(`
      "import toy: 24 rows from 1 file
        run  size  steps  from step
        m1     1k      3   10 to 30
        m2    10k      3   10 to 30
        m3   100k      3   10 to 30
        m4     1M      3   10 to 30
        m5    10M      3   10 to 30  held out
      1 task: toy
      2 metrics: accuracy, nll
      left out, columns and metrics: remark
      all of it is in models/imports/toy/import.json
      next: write predictions/<question>/question.yaml about import toy, then: foreshock register <question>"
    `);
    const { rows, info } = await readImport(context.cwd, "toy");
    expect(rows).toHaveLength(24);
    expect(rows[0]).toMatchObject({ run: "m1", tokens: 10_000, n: 50, metric: "accuracy", value: 0.11 });
    expect(info.heldOut).toEqual([{ run: "m5", nParams: 1e7, steps: [10, 20, 30], tokens: [1e4, 2e4, 3e4] }]);
    expect(info.files).toEqual([{ path: "t.csv", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    expect(readFileSync(path.join(context.cwd, "models/imports/toy/import.json"), "utf8")).not.toContain(context.cwd);
  });

  it.each<[string, Parameters<typeof importResults>[0], ImportOptions, RegExp, RegExp]>([
    [
      "no name",
      "table",
      { ...options, as: undefined as never },
      /a name is required/,
      /foreshock import table t\.csv --as <name>/,
    ],
    [
      "another kind",
      "wandb",
      options,
      /one of lm-eval, olmo-ladder, table is required, got "wandb"/,
      /foreshock import lm-eval/,
    ],
    ["a map for another kind", "lm-eval", options, /--map is for tables only, got "lm-eval"/, /--as toy/],
    [
      "an unknown model to hold out",
      "table",
      { ...options, holdOut: ["m6"] },
      /--hold-out needs a model or a run .* got "m6"/,
      /one of m1, m2/,
    ],
    [
      "a row twice",
      "table",
      { ...options, map: [...MAP, "step='1'"] },
      /t\.csv, row 2: one row of accuracy of toy, run m1, step 1, is required, got "another in t\.csv, row 1"/,
      /different names/,
    ],
    [
      "a count that is none",
      "table",
      { ...options, tokensPerStep: ["many"] },
      /--tokens-per-step needs <model>=<count> or <count>/,
      /--tokens-per-step/,
    ],
    [
      "a size without a name",
      "table",
      { ...options, nParams: ["12"] },
      /--n-params needs <model>=<count>, a whole number from 1, got "12"/,
      /--n-params pythia-70m=/,
    ],
  ])("refuses %s in one line and writes nothing", async (_, kind, given, message, hint) => {
    const context = place();
    const error = await importResults(kind, "t.csv", given, context).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      kind: "usage",
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
    expect((error as Error).message).not.toContain("\n");
    expect(existsSync(path.join(context.cwd, "models/imports"))).toBe(false);
  });

  it("needs three sizes beside what is held out, when steps are few", async () => {
    const context = place();
    const file = path.join(context.cwd, "t.csv");
    const last = readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => !/,(10|20),0/.test(line));
    writeFileSync(file, last.join("\n"));
    await expect(importTable(context, { holdOut: ["m3", "m4", "m5"] })).rejects.toThrow(
      /too few rungs: .*"2 sizes, at most 1 steps"/,
    );
    await expect(importTable(context, { holdOut: ["m4", "m5"] })).resolves.toBeDefined();
  });

  it.skipIf(!existsSync(pythia))("reads the published Pythia results and holds the largest out", async () => {
    const context = place();
    const given = { as: "pythia", task: ["lambada_openai"], holdOut: ["pythia-12b"] };
    const { text } = await importResults("lm-eval", pythia, given, context);
    expect(text[0]).toBe("import pythia: 378 rows from 216 files");
    expect(text.join("\n")).toMatch(/pythia-12b\/0-shot +11\.3B +27 +0 to 143000 +held out/);
    const { rows } = await readImport(context.cwd, "pythia");
    expect(Math.max(...rows.map(({ nParams }) => nParams))).toBe(6_444_163_072);
  });
});
