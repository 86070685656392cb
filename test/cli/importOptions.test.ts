/** What is typed after --hold-out, down to the rows that it holds out, and how a source is to be read. */
import { describe, expect, it } from "vitest";
import { holdOutOf, readingOf } from "../../src/cli/importOptions.ts";
import type { SourceRow } from "../../src/source/source.ts";
import { modelsAndRuns, splitByNames } from "../../src/study/imports/split.ts";
import { madeRow } from "../made/row.ts";

const rows: SourceRow[] = ["a/0-shot", "a/5-shot", "b@1"].flatMap((run, i) =>
  [10, 20].map((step) => ({
    model: run.split("/")[0]!,
    where: `${run} ${step}`,
    row: madeRow({ run, step, nParams: 10 ** (3 + Math.floor(i / 2)), tokens: 7 * step, metric: "accuracy" }),
  })),
);
const split = (texts: string[]) => splitByNames(rows, holdOutOf(texts, modelsAndRuns(rows)));

describe("--hold-out", () => {
  it.each<[string[], string[]]>([
    [[], []],
    [["a"], ["a/0-shot 10", "a/0-shot 20", "a/5-shot 10", "a/5-shot 20"]],
    [["a/5-shot"], ["a/5-shot 10", "a/5-shot 20"]],
    [["a@20"], ["a/0-shot 20", "a/5-shot 20"]],
    [
      ["a/0-shot@20", "b@1"],
      ["a/0-shot 20", "b@1 10", "b@1 20"],
    ],
    [["b@1@20"], ["b@1 20"]],
  ])("%j holds out %j", (texts, expected) => {
    expect(split(texts).heldOut.map(({ run, step }) => `${run} ${step}`)).toEqual(expected);
  });

  it.each(["c", "c@20", "a@", "a@x", "@20"])("refuses %s as it was typed", (text) => {
    expect(() => split([text])).toThrow(`--hold-out needs a model or a run of the source, got "${text}"`);
  });
});

it("counts are by model, or of every model under null; only tables have a map", () => {
  const options = { nParams: ["m=1_000"], tokensPerStep: ["7"], map: ["run=model"], task: ["toy"] };
  const facts = { nParams: new Map([["m", 1000]]), tokensPerStep: new Map([[null, 7]]), step: new Map() };
  expect(readingOf("lm-eval", options)).toEqual({ kind: "lm-eval", tasks: ["toy"], facts });
  expect(readingOf("table", options)).toEqual({ kind: "table", tasks: ["toy"], facts, map: ["run=model"] });
  expect(readingOf("olmo-ladder", options)).toEqual({ kind: "olmo-ladder", tasks: ["toy"] });
});
