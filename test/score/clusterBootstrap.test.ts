/** Intervals over clusters, on cases whose answer is known. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generator, rootKey } from "../../src/base/random.ts";
import { clusterBootstrap, type Statistic } from "../../src/score/clusterBootstrap.ts";

const key = rootKey("test");
const ratio: Statistic = ([n, sum]) => (n === 0 ? null : sum! / n!);
const one = (clusters: number[][], statistic = ratio) => clusterBootstrap(clusters, [statistic], key)[0]!;

describe("the bootstrap over clusters", () => {
  it("has the standard error of the mean of clusters that hold one value each", () => {
    const rng = generator(rootKey("values"));
    const values = Array.from({ length: 100 }, () => rng.normal());
    const { value, low, high, se } = one(values.map((x) => [1, x]));
    const mean = values.reduce((a, b) => a + b) / 100;
    const sd = Math.sqrt(values.reduce((a, x) => a + (x - mean) ** 2, 0) / 100);
    expect(value).toBeCloseTo(mean, 12);
    expect(se! / (sd / 10)).toBeCloseTo(1, 1);
    expect((high! - low!) / (2 * 1.96 * (sd / 10))).toBeCloseTo(1, 1);
  });

  it("takes a cluster as one piece: ten times the same targets change nothing", () => {
    const clusters = [
      [1, 0.1],
      [1, 0.4],
      [1, 0.2],
      [1, 0.9],
      [1, 0.6],
    ];
    const many = clusters.map(([n, x]) => [10 * n!, 10 * x!]);
    const [a, b] = [one(clusters), one(many)];
    for (const part of ["value", "low", "high", "se"] as const) expect(b[part]).toBeCloseTo(a[part]!, 12);
  });

  it("of clusters alike has no width, and of fewer than five there is no interval", () => {
    const alike = (count: number) => one(Array.from({ length: count }, () => [2, 1]));
    expect(alike(5)).toEqual({ value: 0.5, low: 0.5, high: 0.5, se: 0 });
    for (const count of [1, 2, 4]) expect(alike(count)).toEqual({ value: 0.5, low: null, high: null, se: null });
  });

  it("has no interval where a statistic is not defined in some draw, and no value where it is not defined at all", () => {
    expect(
      one([
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
        [1, 1],
      ]),
    ).toEqual({ value: 1, low: null, high: null, se: null });
    expect(
      one([
        [0, 0],
        [0, 0],
      ]).value,
    ).toBe(null);
  });

  it("draws the same clusters for every statistic, so that a difference is paired", () => {
    const clusters = Array.from({ length: 12 }, (_, i) => [1, i, i + 0.25]);
    const [a, b, difference] = clusterBootstrap(
      clusters,
      [([n, x]) => x! / n!, ([n, , y]) => y! / n!, ([n, x, y]) => (y! - x!) / n!],
      key,
    );
    expect(difference!.low).toBeCloseTo(0.25, 12);
    expect(difference!.high).toBeCloseTo(0.25, 12);
    expect(b!.low! - a!.low!).toBeCloseTo(0.25, 12);
  });

  it("repeats itself, and its interval holds the value of any mean", () => {
    const cluster = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.double({ min: -1, max: 1, noNaN: true }));
    fc.assert(
      fc.property(fc.array(cluster, { minLength: 5, maxLength: 20 }), (clusters) => {
        const sums = clusters.map(([n, x]) => [n, n * x]);
        const found = one(sums);
        expect(one(sums)).toEqual(found);
        expect(found.low! - 1e-9).toBeLessThanOrEqual(found.high!);
        expect(Math.min(...clusters.map(([, x]) => x)) - 1e-9).toBeLessThanOrEqual(found.low!);
        expect(Math.max(...clusters.map(([, x]) => x)) + 1e-9).toBeGreaterThanOrEqual(found.high!);
      }),
      { numRuns: 20 },
    );
  });
});
