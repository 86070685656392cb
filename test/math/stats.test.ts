import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  mean,
  median,
  sorted,
  sortOrder,
  standardDeviation,
  standardError,
  sum,
  variance,
} from "../../src/math/stats.ts";

describe("stats", () => {
  it("gives textbook values", () => {
    const values = [2, 4, 4, 4, 5, 5, 7, 9];
    expect(mean(values)).toBe(5);
    expect(variance(values)).toBeCloseTo(32 / 7, 15);
    expect(standardDeviation(values)).toBeCloseTo(Math.sqrt(32 / 7), 15);
    expect(standardError(values)).toBeCloseTo(Math.sqrt(32 / 7 / 8), 15);
    expect(sum([])).toBe(0);
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 6])).toBe(5.5);
  });

  it("gives the value itself for equal values: (0.7 + 0.7 + 0.7) / 3 is below 0.7 and would miss a threshold of 0.7", () => {
    expect((0.7 + 0.7 + 0.7) / 3).toBeLessThan(0.7);
    for (const value of [0.1, 0.7, 1 / 3, 1e-300, 123.456])
      for (const n of [1, 2, 3, 5, 7]) expect(mean(Array(n).fill(value))).toBe(value);
  });

  it("survives a large offset, where sum x^2 - (sum x)^2 / n does not", () => {
    expect(variance([1e9 + 1, 1e9 + 2, 1e9 + 3])).toBe(1);
  });

  it("does not change its argument, and orders ties stably", () => {
    const values = [3, 1, 3, 2];
    expect(sorted(values)).toEqual([1, 2, 3, 3]);
    expect(values).toEqual([3, 1, 3, 2]);
    expect(sortOrder(values)).toEqual([1, 3, 0, 2]);
  });

  it("refuses too few values and NaN instead of returning NaN", () => {
    expect(() => mean([])).toThrow("at least 1 value required");
    expect(() => variance([1])).toThrow("at least 2 values required");
    expect(() => standardError([1])).toThrow("at least 2");
    expect(() => mean([1, Number.NaN])).toThrow("NaN at index 1");
  });

  it("gives the same bits for every order", () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 30 });
    const shuffled = values.chain((v) => fc.tuple(fc.constant(v), fc.shuffledSubarray(v, { minLength: v.length })));
    fc.assert(
      fc.property(shuffled, ([a, b]) => {
        expect(Object.is(mean(a), mean(b)) || mean(a) === mean(b)).toBe(true);
        expect(variance(b)).toBe(variance(a));
      }),
      { seed: 42, numRuns: 200 },
    );
  });
});
