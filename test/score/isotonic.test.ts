/** The isotonic fit against its definition: no monotone sequence comes nearer; ties, weights and order. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isotonic, isotonicBlocks } from "../../src/score/isotonic.ts";

const RUNS = { seed: 42, numRuns: 300 };
const points = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: -9, max: 9 }), fc.integer({ min: 1, max: 4 })),
  {
    minLength: 1,
    maxLength: 9,
  },
);
const columns = (rows: readonly (readonly [number, number, number])[]) =>
  [0, 1, 2].map((k) => rows.map((row) => row[k]!)) as [number[], number[], number[]];

/** max over a <= x of min over b >= x of the weighted mean of y with x in [a, b]: the closed form of the isotonic fit. */
function maxMin([x, y, w]: [number[], number[], number[]], at: number): number {
  const meanOf = (a: number, b: number) => {
    const inside = x.map((value, i) => (value >= a && value <= b ? i : -1)).filter((i) => i >= 0);
    return inside.reduce((s, i) => s + w[i]! * y[i]!, 0) / inside.reduce((s, i) => s + w[i]!, 0);
  };
  const mins = x.filter((a) => a <= at).map((a) => Math.min(...x.filter((b) => b >= at).map((b) => meanOf(a, b))));
  return Math.max(...mins);
}

describe("isotonic", () => {
  it("is the max-min of weighted means, non-decreasing in x, one value for equal x", () => {
    fc.assert(
      fc.property(points, (rows) => {
        const [x, y, w] = columns(rows);
        const fit = isotonic(x, y, w);
        for (const [i, at] of x.entries()) expect(fit[i]).toBeCloseTo(maxMin([x, y, w], at), 10);
        for (const [i, a] of x.entries())
          for (const [j, b] of x.entries()) {
            if (a === b) expect(fit[i]).toBe(fit[j]);
            if (a < b) expect(fit[i]!).toBeLessThanOrEqual(fit[j]!);
          }
      }),
      RUNS,
    );
  });

  it("keeps the weighted mean, and a weight of 2 is the point twice", () => {
    fc.assert(
      fc.property(points, (rows) => {
        const [x, y, w] = columns(rows);
        const total = (values: number[]) => values.reduce((s, v, i) => s + w[i]! * v, 0);
        expect(total(isotonic(x, y, w))).toBeCloseTo(total(y), 8);
        const repeated = columns(rows.flatMap((row) => Array(row[2]).fill([row[0], row[1], 1])));
        const [got, want] = [isotonicBlocks(...repeated), isotonicBlocks(x, y, w)];
        expect(got.map(({ from, to, weight }) => [from, to, weight])).toEqual(
          want.map(({ from, to, weight }) => [from, to, weight]),
        );
        for (const [i, block] of got.entries()) expect(block.value).toBeCloseTo(want[i]!.value, 12);
      }),
      RUNS,
    );
  });

  it("gives the same bits for every order of the points", () => {
    const rows = Array.from({ length: 8 }, (_, i) => [(i * 5) % 4, Math.sin(i), 1 + (i % 3) / 7] as const);
    const want = isotonicBlocks(...columns(rows));
    fc.assert(
      fc.property(fc.shuffledSubarray([...rows], { minLength: 8 }), (shuffled) => {
        expect(isotonicBlocks(...columns(shuffled))).toEqual(want);
      }),
      RUNS,
    );
  });

  it("joins blocks of equal value, keeps ascending values and pools descending ones", () => {
    expect(isotonicBlocks([1, 2, 3], [0, 1, 1])).toEqual([
      { from: 1, to: 1, value: 0, weight: 1 },
      { from: 2, to: 3, value: 1, weight: 2 },
    ]);
    expect(isotonic([3, 1, 2], [5, 1, 2])).toEqual([5, 1, 2]);
    expect(isotonic([1, 2, 3], [3, 2, 1])).toEqual([2, 2, 2]);
    expect(isotonic([], [])).toEqual([]);
  });

  it("refuses what has no fit", () => {
    expect(() => isotonic([1, 2], [1])).toThrow("as many x as y");
    expect(() => isotonic([1], [Number.NaN])).toThrow("point 0");
    expect(() => isotonic([1, 2], [1, 2], [1, 0])).toThrow("weights above 0");
  });
});
