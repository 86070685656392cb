import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold, generator, rootKey } from "../../../src/base/random.ts";
import { type SummaryContext, summarise } from "../../../src/measure/answers/summary.ts";
import type { TokenTable } from "../../../src/measure/answers/tokens.ts";
import { METRICS } from "../../../src/metrics.ts";
import { Measurement } from "../../../src/records.ts";
import { drawTable } from "../../runs/fixtures.ts";

const context: SummaryContext = {
  run: "r",
  task: "operator-chain",
  nParams: 100,
  step: 10,
  tokens: 1000,
  flops: 1e6,
  seed: "0",
  success: { kind: "exactMatch" },
};
const find = (rows: Measurement[], metric: string, position: number | null = null) =>
  rows.find((row) => row.metric === metric && row.position === position);

/** Three examples of two positions, small enough to work out by hand. */
const byHand: TokenTable = {
  numExamples: 3,
  answerLength: 2,
  logProb: Float32Array.of(-0.5, -1.5, -0.25, -0.25, -1, -4),
  margin: Float32Array.of(1, -1, 2, 4, 0, -3),
  logitVar: Float32Array.of(1, 2, 3, 4, 5, 6),
  entropy: Float32Array.of(0, 0, 0, 0, 0, 3),
  rank: Int32Array.of(1, 2, 1, 1, 2, 3),
  correct: Uint8Array.of(1, 0, 1, 1, 0, 0),
};

describe("summarise", () => {
  // S = -2, -.5, -5; mean margins 0, 3, -1.5; variances within 1, 1, 2.25; sample variance over three = sum of squares / 2
  it.each([
    ["nll", 1.25, Math.sqrt((0.25 ** 2 + 1 + 1.25 ** 2) / 2 / 3)],
    ["tokenAccuracy", 0.5, Math.sqrt((0 + 0.25 + 0.25) / 2 / 3)],
    ["exactMatch", 1 / 3, Math.sqrt(((1 / 3) * (2 / 3)) / 2)],
    ["success", 1 / 3, Math.sqrt(((1 / 3) * (2 / 3)) / 2)],
    ["sampledSuccess", (Math.exp(-2) + Math.exp(-0.5) + Math.exp(-5)) / 3, null],
    ["answerLogProb", -2.5, Math.sqrt((0.25 + 4 + 6.25) / 2 / 3)],
    ["answerLogProbVar", 5.25, Math.sqrt((0.5 ** 4 + 2 ** 4 + 2.5 ** 4) / 9)],
    ["logitMargin", 0.5, Math.sqrt((0.25 + 6.25 + 4) / 2 / 3)],
    ["logitMarginVarWithin", 4.25 / 3, Math.sqrt((2 * (1 - 4.25 / 3) ** 2 + (2.25 - 4.25 / 3) ** 2) / 2 / 3)],
    ["logitMarginVarAcross", 5.25, Math.sqrt((0.5 ** 4 + 2.5 ** 4 + 2 ** 4) / 9)],
    ["logitVar", 3.5, Math.sqrt((4 + 0 + 4) / 2 / 3)],
    ["entropy", 0.5, Math.sqrt((0.25 + 0.25 + 1) / 2 / 3)],
  ])("%s agrees with the numbers worked out by hand", (metric, value, stderr) => {
    const row = find(summarise(byHand, context), metric)!;
    expect(row.value).toBeCloseTo(value, 12);
    if (stderr !== null) expect(row.stderr).toBeCloseTo(stderr, 12);
    expect(row.n).toBe(3);
  });

  it("covers every metric, in order, and four of them per position", () => {
    const rows = summarise(byHand, context);
    expect(rows.filter((row) => row.position === null).map((row) => row.metric)).toEqual([
      ...["nll", "tokenAccuracy", "exactMatch", "success", "sampledSuccess", "answerLogProb", "answerLogProbVar"],
      ...["logitMargin", "logitMarginVarWithin", "logitMarginVarAcross", "logitVar", "entropy"],
    ]);
    expect(rows.filter((row) => row.position !== null).map((row) => `${row.metric}/${row.position}`)).toEqual(
      ["nll", "tokenAccuracy", "logitMargin", "logitMarginVarAcross"].flatMap((m) => [`${m}/0`, `${m}/1`]),
    );
    expect(find(rows, "nll", 1)!.value).toBeCloseTo(5.75 / 3, 12);
    expect(find(rows, "tokenAccuracy", 0)!.value).toBeCloseTo(2 / 3, 12);
    expect(find(rows, "logitMargin", 1)!.value).toBe(0);
    expect(find(rows, "logitMarginVarAcross", 1)!.value).toBe(13);
    for (const row of rows) expect(Measurement.parse(row)).toEqual(row);
  });

  it.each([
    [{ kind: "kOfN", k: 1 }, 2 / 3],
    [{ kind: "sampled" }, (Math.exp(-2) + Math.exp(-0.5) + Math.exp(-5)) / 3],
    [{ kind: "multipleChoice", options: [1, 2] }, 1 / 3],
  ] as const)("uses the task's success definition %j", (success, value) => {
    const table = { ...byHand, optionCorrect: Uint8Array.of(0, 0, 1) };
    const rows = summarise(table, { ...context, success: { ...success } as SummaryContext["success"] });
    expect(find(rows, "success")!.value).toBeCloseTo(value, 12);
  });

  it("gives one example means without standard errors and no variances over examples", () => {
    const rows = summarise(drawTable("one", 1, 3), context);
    expect(rows.every((row) => row.stderr === null)).toBe(true);
    expect(find(rows, "nll")).toBeDefined();
    expect(rows.some((row) => row.metric.endsWith("VarAcross") || row.metric === "answerLogProbVar")).toBe(false);
  });

  it("refuses diverged weights in one line that names metric and step", () => {
    const broken = drawTable("x", 4, 2);
    broken.margin[5] = Number.NaN;
    expect(() => summarise(broken, context)).toThrow(
      /^summarise: run r has to have finite margin at step 10, got NaN$/,
    );
    broken.margin[5] = 0;
    broken.logProb[2] = Number.NEGATIVE_INFINITY;
    expect(() => summarise(broken, context)).toThrow(/finite logProb/);
  });

  it("refuses multiple choice without measured options", () => {
    const success = { kind: "multipleChoice", options: [1, 2] } as SummaryContext["success"];
    expect(() => summarise(byHand, { ...context, success })).toThrow(/multiple choice needs a measure of the options/);
  });

  it("splits the spread of margins: within + across = total (population variances)", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 20 }), fc.integer({ min: 1, max: 6 }), fc.nat(), (n, length, seed) => {
        const table = drawTable(String(seed), n, length);
        const rows = summarise(table, context);
        const mean = find(rows, "logitMargin")!.value;
        const total = table.margin.reduce((sum, m) => sum + (m - mean) ** 2, 0) / (n * length);
        const across = (find(rows, "logitMarginVarAcross")!.value * (n - 1)) / n;
        expect(find(rows, "logitMarginVarWithin")!.value + across).toBeCloseTo(total, 10);
      }),
      { seed: 42, numRuns: 50 },
    );
  });

  it("stays in every metric's range and satisfies exactMatch <= tokenAccuracy, sampledSuccess >= exp(answerLogProb)", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 20 }), fc.integer({ min: 1, max: 6 }), fc.nat(), (n, length, seed) => {
        const rows = summarise(drawTable(String(seed), n, length), context);
        for (const row of rows) {
          const [low, high] = METRICS[row.metric as keyof typeof METRICS].range;
          expect(row.value).toBeGreaterThanOrEqual(low);
          expect(row.value).toBeLessThanOrEqual(high);
        }
        const value = (metric: string) => find(rows, metric)!.value;
        expect(value("exactMatch")).toBeLessThanOrEqual(value("tokenAccuracy"));
        expect(value("sampledSuccess")).toBeGreaterThanOrEqual(Math.exp(value("answerLogProb")) - 1e-12);
      }),
      { seed: 42, numRuns: 50 },
    );
  });

  it("states standard errors that match the spread over repeated draws of the examples", () => {
    const tables = Array.from({ length: 400 }, (_, i) => summarise(correlated(`draw ${i}`), context));
    for (const metric of ["nll", "tokenAccuracy", "logitMargin", "logitMarginVarWithin", "logitMarginVarAcross"]) {
      const rows = tables.map((table) => find(table, metric)!);
      const centre = rows.reduce((sum, row) => sum + row.value, 0) / rows.length;
      const spread = Math.sqrt(rows.reduce((sum, row) => sum + (row.value - centre) ** 2, 0) / (rows.length - 1));
      const stated = Math.sqrt(rows.reduce((sum, row) => sum + row.stderr! ** 2, 0) / rows.length);
      expect(stated / spread, metric).toBeGreaterThan(0.85);
      expect(stated / spread, metric).toBeLessThan(1.15);
    }
  });
});

/** 100 examples of 5 positions whose values share a draw per example: unclustered standard errors would be too small by far. */
function correlated(seed: string): TokenTable {
  const table = drawTable(seed, 100, 5);
  const rng = generator(fold(rootKey(seed), "shared"));
  for (let x = 0; x < 100; x++) {
    const shared = 3 * rng.normal();
    for (let i = 5 * x; i < 5 * x + 5; i++) {
      table.margin[i]! += shared;
      table.logProb[i]! -= Math.abs(shared);
      table.correct[i] = table.margin[i]! > 0 ? 1 : 0;
    }
  }
  return table;
}
