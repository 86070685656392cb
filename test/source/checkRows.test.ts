/** The gate of imported rows: one clear error each, naming the file and row; what passes is sorted the same from any order. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { METRICS } from "../../src/metrics.ts";
import { Measurement } from "../../src/records.ts";
import { checkRows, requireRungs } from "../../src/source/checkRows.ts";
import type { SourceRow } from "../../src/source/source.ts";

const good: Measurement = {
  run: "a/0-shot",
  task: "piqa",
  nParams: 1000,
  step: 10,
  tokens: 2000,
  flops: 1.2e7,
  seed: "0",
  metric: "accuracy",
  position: null,
  value: 0.5,
  stderr: 0.01,
  n: 100,
};
const from = (row: Partial<Measurement>, where = "x.json"): SourceRow => ({
  where,
  model: "a",
  row: { ...good, ...row },
});

describe("checkRows", () => {
  it.each<[string, Partial<Measurement>, RegExp]>([
    ["an accuracy above 1", { value: 1.5 }, /^import: x\.json: accuracy of piqa has to be from 0 to 1, got 1\.5$/],
    [
      "a perplexity below 1",
      { metric: "answerLogProb", value: 0.1 },
      /answerLogProb of piqa has to be from -Infinity to 0, got 0\.1$/,
    ],
    ["a NaN", { value: Number.NaN }, /^import: x\.json: accuracy of piqa has to be a number, got NaN$/],
    ["an infinite loss", { metric: "nll", value: Infinity }, /nll of piqa has to be a number, got Infinity$/],
    ["an unknown metric", { metric: "bleu" }, /a metric of foreshock is required .*, got "bleu"$/],
    ["half a parameter", { nParams: 1000.5 }, /nParams has to be a whole number from 1 to .*, got 1000\.5$/],
    ["no parameters", { nParams: 0 }, /nParams has to be/],
    ["a negative step", { step: -1 }, /step has to be a whole number from 0 to 2147483647, got -1$/],
    ["half a token", { tokens: 0.5 }, /tokens has to be/],
    ["no examples", { n: 0 }, /n \(the number of examples\) has to be a whole number from 1 to/],
    ["a negative error", { stderr: -0.1 }, /a standard error has to be a number from 0, got -0\.1$/],
    ["a task without a name", { task: "" }, /a task's name of 1 to 64 letters/],
    ["a task with a long name", { task: "x".repeat(65) }, /a task's name of 1 to 64 letters/],
  ])("refuses %s", (_, row, expected) => {
    expect(() => checkRows([from({ step: 3 }, "before.json"), from(row)])).toThrow(expected);
  });

  it("refuses a row twice and names both places; another seed, step, metric, task or position is another row", () => {
    const rows = [
      from({}, "one.json"),
      from({ seed: "1" }),
      from({ step: 11 }),
      from({ metric: "nll" }),
      from({ task: "wsc" }),
      from({ position: 0 }),
    ];
    expect(checkRows(rows)).toHaveLength(6);
    expect(() => checkRows([...rows, from({ value: 0.6 }, "two.json, row 7")])).toThrow(
      /^import: two\.json, row 7: one row of accuracy of piqa, run a\/0-shot, step 10, is required, got "another in one\.json"$/,
    );
  });

  it("gives measurements, in one order whatever the order of the files", () => {
    const rows = ["a", "b"].flatMap((run) =>
      [1000, 20].flatMap((nParams) => [2, 10, 1].map((step) => from({ run: `${run}${nParams}`, nParams, step }))),
    );
    const sorted = checkRows(rows);
    expect(sorted.map(({ nParams }) => nParams)).toEqual([...Array(6).fill(20), ...Array(6).fill(1000)]);
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (shuffled) => {
        expect(checkRows(shuffled)).toEqual(sorted);
      }),
    );
    for (const row of sorted) expect(Measurement.parse(row)).toEqual(row);
  });

  it("accepts the ends of every metric's range that are numbers", () => {
    for (const [metric, { range }] of Object.entries(METRICS))
      for (const value of range.filter(Number.isFinite)) expect(checkRows([from({ metric, value })])).toHaveLength(1);
  });
});

describe("requireRungs", () => {
  const rows = (sizes: number[], steps: number[]) =>
    sizes.flatMap((nParams) => steps.map((step) => ({ ...good, run: `r${nParams}`, nParams, step })));

  it("needs three sizes, or three steps of one run", () => {
    expect(() => requireRungs(rows([1, 2, 3], [1]))).not.toThrow();
    expect(() => requireRungs(rows([1], [1, 2, 3]))).not.toThrow();
    const few = [...rows([1], [1, 2]), ...rows([2], [3, 4])];
    expect(() => requireRungs(few)).toThrow(/^import: too few rungs: .*, got "2 sizes, at most 2 steps"$/);
    expect(() => requireRungs([])).toThrow(/got "0 sizes, at most 0 steps"$/);
  });
});
