import { describe, expect, it } from "vitest";
import { generator, rootKey } from "../../src/base/random.ts";
import { shuffled, zipf } from "../../src/task/define.ts";

describe("shuffled", () => {
  it("gives a permutation, or `count` different numbers", () => {
    const rng = generator(rootKey("shuffled"));
    for (const n of [1, 2, 11, 40]) expect(shuffled(rng, n).sort((a, b) => a - b)).toEqual([...Array(n).keys()]);
    const few = shuffled(rng, 40, 6);
    expect(new Set(few).size).toBe(6);
    expect(Math.max(...few)).toBeLessThan(40);
  });

  it("gives all 24 orders of four equally often, and so for all 12 ordered pairs", () => {
    const rng = generator(rootKey("orders"));
    for (const [count, orders] of [
      [4, 24],
      [2, 12],
    ] as const) {
      const seen = new Map<string, number>();
      for (let i = 0; i < 24_000; i++) {
        const order = shuffled(rng, 4, count).join();
        seen.set(order, (seen.get(order) ?? 0) + 1);
      }
      expect(seen.size).toBe(orders);
      const expected = 24_000 / orders;
      const chi2 = [...seen.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
      expect(chi2).toBeLessThan(55); // the 99.98th percentile for 23 degrees of freedom
    }
  });
});

describe("zipf", () => {
  it.each([0, 1, 2])("draws with probability proportional to (i+1)^-%s", (exponent) => {
    const [n, draws] = [8, 40_000];
    const draw = zipf(n, exponent);
    const rng = generator(rootKey(`zipf ${exponent}`));
    const counts = new Array<number>(n).fill(0);
    for (let i = 0; i < draws; i++) counts[draw(rng)]!++;
    const weights = counts.map((_, i) => 1 / (i + 1) ** exponent);
    const total = weights.reduce((a, b) => a + b);
    const chi2 = counts.reduce((sum, count, i) => {
      const expected = (draws * weights[i]!) / total;
      return sum + (count - expected) ** 2 / expected;
    }, 0);
    expect(chi2).toBeLessThan(30); // the 99.99th percentile for 7 degrees of freedom
  });

  it("stays inside 0..n-1 at both ends of the uniform stream", () => {
    const rng = (u: number) => ({ ...generator(rootKey("0")), uniform: () => u });
    expect(zipf(5, 1)(rng(0))).toBe(0);
    expect(zipf(5, 1)(rng(1))).toBe(4);
  });
});
