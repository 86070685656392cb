/** The exact signed-rank law against all sign patterns, ties and zeros included. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { signedRankTest } from "../../../src/score/parametric/wilcoxon.ts";

const RUNS = { seed: 42, numRuns: 200 };
const whole = fc.array(fc.integer({ min: -4, max: 4 }), { maxLength: 8 });

/** The same p by listing every sign pattern of the mid-ranks. */
function byPatterns(differences: readonly number[]): number {
  const sizes = differences.filter((d) => d !== 0).map(Math.abs);
  const rank = (size: number) =>
    sizes.filter((other) => other < size).length + (sizes.filter((other) => other === size).length + 1) / 2;
  const ranks = sizes.map(rank);
  const sums = Array.from({ length: 2 ** ranks.length }, (_, bits) =>
    ranks.reduce((total, r, i) => total + ((bits >> i) & 1 ? r : 0), 0),
  );
  const signs = differences.filter((d) => d !== 0).map((d) => d > 0);
  const observed = ranks.reduce((total, r, i) => total + (signs[i] ? r : 0), 0);
  const share = (holds: (sum: number) => boolean) => sums.filter(holds).length / sums.length;
  return Math.min(
    1,
    2 *
      Math.min(
        share((s) => s <= observed),
        share((s) => s >= observed),
      ),
  );
}

describe("signedRankTest", () => {
  it("is the share of sign patterns, with mid-ranks for ties and zeros left out", () => {
    fc.assert(
      fc.property(whole, (d) => {
        const { p, numClusters, numZero } = signedRankTest(d);
        expect(p).toBeCloseTo(byPatterns(d), 12);
        expect(numClusters + numZero).toBe(d.length);
      }),
      RUNS,
    );
  });

  it("ignores order, scale and a common change of sign", () => {
    fc.assert(
      fc.property(whole, (d) => {
        const { p } = signedRankTest(d);
        expect(signedRankTest(d.toReversed()).p).toBe(p);
        expect(signedRankTest(d.map((x) => -1024 * x)).p).toBe(p);
      }),
      RUNS,
    );
  });

  it("knows its ends: 2/2^n for one sign only, 1 without differences, finite for many", () => {
    expect(signedRankTest([1, 2, 3, 4, 5])).toEqual({ p: 2 / 32, rankSum: 15, numClusters: 5, numZero: 0 });
    expect(signedRankTest([0, 0])).toEqual({ p: 1, rankSum: 0, numClusters: 0, numZero: 2 });
    expect(signedRankTest([]).p).toBe(1);
    const many = signedRankTest(Array.from({ length: 100 }, (_, i) => i - 30)).p;
    expect(many).toBeGreaterThan(0);
    expect(many).toBeLessThan(0.01);
    expect(() => signedRankTest([Number.NaN])).toThrow("finite differences");
  });
});
