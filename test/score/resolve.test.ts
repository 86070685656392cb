import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical, digest } from "../../src/base/canonical.ts";
import { Outcome, type Question } from "../../src/records.ts";
import { jumpWeights } from "../../src/score/jump.ts";
import { resolve } from "../../src/score/resolve.ts";
import { question, row, rowsFor } from "./question.ts";

const binFor = (means: readonly number[], changes: Partial<Question> = {}) =>
  resolve({ ...question, ...changes }, rowsFor(means)).jumpBin;

describe("resolve", () => {
  it("gives seed mean, standard error and seeds in numeric order for every rung, smallest first", () => {
    const reversed = { ...question, rungs: question.rungs.toReversed() };
    const outcome = resolve(reversed, rowsFor([0, 0.1, 0.2, 0.6, 0.7]));
    expect(Outcome.parse(outcome)).toEqual(outcome);
    expect(outcome.question).toBe(digest(reversed));
    expect(outcome.rungs.map(({ rung }) => rung)).toEqual(["d8", "d16", "d24", "d32", "d48"]);
    const d32 = outcome.rungs[3]!;
    expect(d32.seeds).toEqual([
      { seed: "0", value: 0.6 },
      { seed: "2", value: 0.59 },
      { seed: "10", value: 0.61 },
    ]);
    expect(d32.value).toBeCloseTo(0.6, 15);
    expect(d32.stderr).toBeCloseTo(0.01 / Math.sqrt(3), 15);
    expect(outcome.jumpBin).toBe(2);
  });

  it.each([
    ["never", [0, 0.1, 0.2, 0.3, 0.4], 4],
    ["only the last", [0, 0.1, 0.2, 0.3, 0.9], 3],
    ["in the first held-out bin", [0, 0.1, 0.8, 0.9, 0.9], 1],
    ["by the largest observed rung", [0, 0.6, 0.8, 0.9, 0.9], 0],
    ["before the largest observed rung", [0.8, 0.9, 0.8, 0.9, 0.9], 0],
    [
      "a smaller rung that is above does not sustain a jump that the largest observed one breaks",
      [0.9, 0.1, 0.8, 0.9, 0.9],
      1,
    ],
    ["not sustained: falls back in between", [0, 0.1, 0.8, 0.3, 0.9], 3],
    ["not sustained: falls back at the largest size", [0, 0.9, 0.9, 0.9, 0.3], 4],
    ["exactly at the threshold counts", [0, 0.1, 0.2, 0.5, 0.5], 2],
  ])("jump %s", (_, means, bin) => {
    expect(binFor(means)).toBe(bin);
  });

  it("turns round for a loss", () => {
    const changes = { betterDirection: "lower", threshold: 1 } as const;
    expect(binFor([3, 2.5, 2, 1, 0.5], changes)).toBe(2);
    expect(binFor([3, 2.5, 2, 1.5, 1.2], changes)).toBe(4);
    expect(binFor([0.1, 0.1, 0.1, 0.1, 0.1], changes)).toBe(0);
    expect(binFor([3, 2.5, 0.9, 1.1, 0.5], changes)).toBe(3);
  });

  it("judges the seed mean, not single seeds, and loses nothing to rounding at the threshold", () => {
    const others = rowsFor([0, 0.1, 0.2, 0, 0.9]).filter(({ nParams }) => nParams !== 40_000);
    const rung = (values: number[]) => [...others, ...values.map((value, i) => row(40_000, `${i}`, value))];
    expect(resolve(question, rung([0.49, 0.49, 0.49])).jumpBin).toBe(3);
    expect(resolve(question, rung([0, 0.6, 0.95])).jumpBin).toBe(2);
    expect(resolve({ ...question, threshold: 0.7 }, rung([0.7, 0.7, 0.7])).jumpBin).toBe(2);
  });

  it("takes only the question's task, metric, step and whole-answer rows", () => {
    const rows = rowsFor([0, 0.1, 0.2, 0.6, 0.7]);
    const noise = [
      row(40_000, "0", 0.9, { metric: "nll" }),
      row(40_000, "0", 0.9, { position: 0 }),
      row(40_000, "0", 0.9, { step: 50 }),
      row(40_000, "0", 0.9, { task: "other" }),
      row(77, "0", 0.9),
    ];
    expect(resolve(question, [...noise, ...rows])).toEqual(resolve(question, rows));
  });

  it("gives null as standard error of one seed", () => {
    const rows = rowsFor([0, 0.1, 0.2, 0.6, 0.7]).filter(({ seed }) => seed === "0");
    expect(resolve({ ...question, numSeeds: 1 }, rows).rungs.every(({ stderr }) => stderr === null)).toBe(true);
  });

  it("refuses missing, doubled and extra runs and values that are not numbers, naming rung and seed", () => {
    const rows = rowsFor([0, 0.1, 0.2, 0.6, 0.7]);
    const without = (nParams: number) => rows.filter((r) => r.nParams !== nParams);
    expect(() => resolve(question, without(160_000))).toThrow(/3 runs are required .* d48 .*, got 0/);
    expect(() => resolve(question, without(1000))).toThrow("rung d8");
    expect(() => resolve(question, rows.slice(1))).toThrow("got 2");
    expect(() => resolve(question, [...rows, row(40_000, "10", 0.2)])).toThrow("seed 10 twice");
    expect(() => resolve(question, [...rows, row(40_000, "7", 0.2)])).toThrow("got 4");
    const broken = rows.map((r) => (r.nParams === 20_000 && r.seed === "2" ? { ...r, value: Number.NaN } : r));
    expect(() => resolve(question, broken)).toThrow(/finite values .* d24 .*seed 2: NaN/);
  });

  it("gives the same bytes for shuffled rows", () => {
    const rows = rowsFor([0.1, 0.3, 1 / 3, 0.61, 0.77]);
    const want = canonical(resolve(question, rows));
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (shuffled) => {
        expect(canonical(resolve(question, shuffled))).toBe(want);
      }),
      { seed: 42, numRuns: 50 },
    );
  });
});

describe("jump weights", () => {
  it("are the steps in log10 size, the first one repeated, whatever the order of the rungs", () => {
    const weights = jumpWeights({ ...question, rungs: question.rungs.toReversed() });
    expect(weights.map((w) => Number(w.toFixed(12)))).toEqual(
      [2, 2, 2, 4].map((n) => Number(Math.log10(n).toFixed(12))),
    );
  });
});
