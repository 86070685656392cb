/** A question about imported results through every verb: what is refused at each stage, what is said, and that nothing leaks. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { copyOf, foreshock, json, keptCopyOf, must, type Place, read } from "./foreshock.ts";
import { ask, HELD_VALUES, HOLD_OUT, importing, QUESTION, TABLE, tableProject } from "./imported.ts";
import { expectProblem } from "./problem.ts";
import { LEDGER } from "./stages.ts";

const SEAL = importing("toy", "--question", "toy");
const AGAIN = /foreshock import table <path and options as before> --as toy --question toy$/;

const made = await tableProject();
afterAll(made.remove);
/** The place after some commands, and what the last of them said. */
async function after(place: Place, ...commands: string[][]) {
  const copy = keptCopyOf(place);
  afterAll(copy.remove);
  let out = "";
  for (const args of commands) out = (await must(copy, ...args)).out;
  return { place: copy, out };
}
const registered = await after(made, ["register", "toy"]);
const BY = ["--by", "persistence", "--by", "logit-accuracy-line", "--file", "../numbers.yaml", "--as", "alice"];
const committed = await after(registered.place, ["forecast", "toy", ...BY]);
const closed = await after(committed.place, ["close", "toy", "--yes"]);
const sealed = await after(closed.place, SEAL);
const scored = await after(sealed.place, ["score", "toy"]);

const next = async (place: Place): Promise<string> => (await json(place, "status")).questions[0].next;
/** Every file of the project but the sealed ones, as text. */
function texts({ dir }: Place): string {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const open = files.filter((one) => !one.parentPath.endsWith("sealed"));
  return open.map((one) => readFileSync(path.join(one.parentPath, one.name), "latin1")).join("\n");
}

describe("the way of a question about imported results", () => {
  it("is told by status at every stage", async () => {
    expect(await next(made)).toBe("foreshock register toy");
    expect(await next(registered.place)).toBe("foreshock forecast toy --by stacking");
    expect(await next(committed.place)).toBe("foreshock close toy");
    expect(await next(closed.place)).toMatch(AGAIN);
    expect(await next(sealed.place)).toBe("foreshock score toy");
    expect(await next(scored.place)).toBe("foreshock report toy");
    expect((await json(closed.place, "status")).questions[0]).toMatchObject({
      family: null,
      import: "toy",
      observed: null,
    });
    expect((await must(closed.place, "status")).out).toMatch(
      /^toy [0-9a-f]{12}: closed, about import toy, .*sealed 0\/2/m,
    );
  });

  it("freezes sizes, tokens, examples and what is known of the task", async () => {
    const [, line] = read(registered.place, LEDGER).split("\n");
    expect(JSON.parse(line!).body.question).toMatchObject({
      family: "toy",
      axis: "nParams",
      numSeeds: 1,
      numExamples: 500,
      task: { kind: "external", name: "toy", params: {}, answerLength: null, success: { kind: "choice", chance: 0.1 } },
      rungs: [1e6, 4e6, 16e6, 64e6, 256e6, 1024e6].map((nParams, i) => ({
        name: `s${i + 1}`,
        run: `m${i + 1}`,
        nParams,
        step: 100,
        tokens: 100_000,
        heldOut: i > 3,
      })),
    });
  });

  it("says at registration that these are retrodictions", () => {
    expect(registered.out).toMatch(/task: toy of import toy \(table, 1 file\)/);
    expect(registered.out).toMatch(
      /level L0: forecasts will be retrodictions, because the held-out results existed before/,
    );
  });

  it("keeps held-out values out of the project and of all output until the score", () => {
    for (const value of HELD_VALUES) {
      expect(texts(sealed.place)).not.toContain(value);
      expect(registered.out + committed.out + closed.out + sealed.out).not.toContain(value);
      expect(read(scored.place, "predictions/toy/outcome.json")).toContain(value);
    }
    expect(sealed.out).toBe("toy: 2 held-out runs of import toy sealed\nnext: foreshock score toy\n");
    expect(closed.out).not.toMatch(/drawn from the ledger/);
  });

  it("seals one file per held-out rung with all its rows of the task, earlier steps too", () => {
    const { rows } = JSON.parse(read(sealed.place, "predictions/toy/sealed/s6-0.json"));
    const seen = rows.map(
      (row: { step: number; metric: string; run: string }) => `${row.run} ${row.step} ${row.metric}`,
    );
    expect(seen).toEqual(["m6 50 accuracy", "m6 50 nll", "m6 100 accuracy", "m6 100 nll"]);
  });

  it("compares programs and people, and takes every score apart", async () => {
    const { out } = await must(scored.place, "compare", "toy", "--explain");
    expect(out).toMatch(/jump in \(.*\]; 3 forecasts revealed, 0 not/);
    expect(out).toMatch(/forecast +mean CRPS +skill +Brier, seeds +jump RPS +jump log +sharpness +peer/);
    expect(out).toMatch(/alice, rung by rung \(CRPS = too low \+ too high\):/);
    expect(out).toMatch(/at or before +w +F +o +term/);
    const { entries } = await json(scored.place, "compare", "toy");
    const means = entries.map(
      (one: { scores: { rule: string; rung: string | null; value: number }[] }) =>
        one.scores.find(({ rule, rung }) => rule === "crps" && rung === null)!.value,
    );
    expect(means).toEqual(means.toSorted((a: number, b: number) => a - b));
  });

  it("is not compared before it is scored", async () => {
    const { code, err } = await foreshock(committed.place, "compare", "toy");
    expect(code).toBe(2);
    expect(err).toMatch(/a scored question is required.*\n +try: foreshock status/);
  });

  it("names the programs that cannot answer and commits the others", async () => {
    const by = ["--by", "margin", "--by", "persistence"];
    const { out } = await must(registered.place, "forecast", "toy", "--dry-run", ...by);
    expect(out).toMatch(/^left out: margin has to be able to answer toy, got margin cannot derive/m);
    expect(out).toMatch(/^these can: stacking, persistence, /m);
    expect(out).toMatch(/^persistence: /m);
    const { code, err } = await foreshock(registered.place, "forecast", "toy", "--by", "margin");
    expect(code).toBe(4);
    expect(err).toMatch(
      /margin has to be able to answer toy, got margin cannot derive .*; these can: stacking, persistence, .*bayes-mix/,
    );
    expect(err).toMatch(/try: foreshock forecast toy --by stacking$/m);
  });

  it("ends with scores, a report that names the level, and a project that verifies", async () => {
    expect(scored.out).toMatch(/s5 0\.52, s6 0\.73; threshold 0\.6/);
    expect(scored.out).toMatch(/^ +logit-accuracy-line .*\n +alice/m);
    const place = copyOf(scored.place);
    await must(place, "report", "toy");
    expect(read(place, "reports/toy/index.html")).toMatch(
      /assurance L0 \(imported results\).*had not seen the held-out results/s,
    );
    const { ok, levels, checks } = await json(place, "verify", "--retrain");
    expect([ok, levels.map((one: { level: string }) => one.level)]).toEqual([true, ["L0", "L0", "L0"]]);
    expect(checks.at(-1).value).toBe("toy: imported, nothing to train");
    expect((await must(place, "verify")).out).toMatch(
      /3 forecasts at L0, retrodictions: the held-out results existed before/,
    );
  });

  it("sealing again adds nothing", async () => {
    const place = copyOf(sealed.place);
    const before = read(place, LEDGER);
    expect((await must(place, ...SEAL, ...HOLD_OUT)).out).toBe(sealed.out);
    expect(read(place, LEDGER)).toBe(before);
  });
});

describe("the wrong order", () => {
  it.each<[string, Place, string[], RegExp, RegExp]>([
    [
      "close before registration",
      made,
      ["close", "toy", "--yes"],
      /a registered question is required/,
      /foreshock register toy$/,
    ],
    ["sealing before registration", made, SEAL, /a registered question is required/, /foreshock register toy$/],
    [
      "close without a forecast",
      registered.place,
      ["close", "toy", "--yes"],
      /at least one committed/,
      /forecast toy --by stacking$/,
    ],
    [
      "sealing without a forecast",
      registered.place,
      SEAL,
      /a closed question is required/,
      /forecast toy --by stacking$/,
    ],
    [
      "sealing before the close",
      committed.place,
      SEAL,
      /a closed question is required before the held-out results/,
      /foreshock status$/,
    ],
    [
      "scores before the close",
      committed.place,
      ["score", "toy"],
      /2 held-out runs sealed is required, got "an open/,
      /foreshock status$/,
    ],
    [
      "a forecast after the close",
      closed.place,
      ["forecast", "toy", "--by", "persistence"],
      /after the close no forecast/,
      AGAIN,
    ],
    ["scores before sealing", closed.place, ["score", "toy"], /got "0 sealed"/, AGAIN],
    [
      "training",
      closed.place,
      ["run", "toy", "--question", "toy"],
      /which nobody trains here, got "import toy"/,
      /foreshock import .* --question toy$/,
    ],
    [
      "another import",
      closed.place,
      importing("other", "--question", "toy"),
      /the import of question toy is required, got "other"/,
      AGAIN,
    ],
    [
      "another task",
      closed.place,
      SEAL.map((one) => (one === "task='toy'" ? "task='fun'" : one)),
      /the options with which import toy was made/,
      AGAIN,
    ],
    [
      "other tokens per step",
      closed.place,
      SEAL.map((one) => (one === "1000" ? "2000" : one)),
      /the options with which import toy was made/,
      AGAIN,
    ],
    [
      "another column",
      closed.place,
      SEAL.map((one) => one.replace("nll=loss", "nll=acc")),
      /the options with which import toy was made/,
      AGAIN,
    ],
  ])("%s is refused in one line, and nothing is written", async (_, place, args, message, hint) => {
    const before = ledgerOf(place);
    expectProblem(await foreshock(place, ...args), 2, message, hint);
    expect(ledgerOf(place)).toBe(before);
  });
});

/** The ledger's text, or null. */
function ledgerOf(place: Place): string | null {
  try {
    return read(place, LEDGER);
  } catch {
    return null;
  }
}

describe("what changed in between", () => {
  it("a source that was edited is noticed, file and digest", async () => {
    const place = copyOf(closed.place);
    writeFileSync(path.join(place.root, "t.csv"), TABLE.replace("0.7345", "0.5345"));
    expectProblem(
      await foreshock(place, ...SEAL),
      3,
      /t\.csv as it was when import toy was made \(SHA-256 [0-9a-f]{12}\)/,
      /restore the file/,
    );
    rmSync(path.join(place.root, "t.csv"));
    expect((await foreshock(place, ...SEAL)).code).toBe(2);
  });

  it("an import made anew from other data is another question", async () => {
    const place = copyOf(committed.place);
    writeFileSync(path.join(place.root, "t.csv"), TABLE.replace("0.1012", "0.1112"));
    rmSync(path.join(place.dir, "models/imports/toy"), { recursive: true });
    const { checks } = await json(place, "verify");
    expect(checks.find(({ id }: { id: string }) => id === "observed").value).toBe(
      "toy: import toy is not here, the registered rows are used",
    );
    await must(place, ...importing("toy", ...HOLD_OUT));
    expectProblem(
      await foreshock(place, "close", "toy", "--yes"),
      3,
      /its import and its task have to be as registered, got another task, familyDigest/,
      /take the change back/,
    );
    const answer = await foreshock(place, "verify");
    expect([answer.code, answer.err.split("\n")[0]]).toEqual([3, expect.stringMatching(/registered digest/)]);
    expect(answer.err).toMatch(/restore models\/imports\/toy from a copy/);
  });

  it("a changed question is refused under its name", async () => {
    const place = copyOf(closed.place);
    ask(place, QUESTION.replace("0.6", "0.5"));
    expectProblem(await foreshock(place, ...SEAL), 3, /another threshold/, /foreshock register <new>/);
  });
});
