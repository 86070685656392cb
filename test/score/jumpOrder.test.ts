/** The order of two jumps: closed cases, symmetry, simulation, and a Brier score that the truth minimises. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generator, rootKey } from "../../src/base/random.ts";
import { type Order, orderBrier, orderOf, orderOfBins } from "../../src/score/jumpOrder.ts";

const masses = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 5, maxLength: 5 }).map((counts) => {
  const total = counts.reduce((running, count) => running + count, 0);
  return counts.map((count) => count / total);
});

describe("the order of two jumps", () => {
  it("is certain when both places are", () => {
    expect(orderOf([1, 0, 0], [0, 0, 1])).toEqual({ before: 1, tie: 0, after: 0 });
    expect(orderOf([0, 1, 0], [0, 1, 0])).toEqual({ before: 0, tie: 1, after: 0 });
  });

  it("is a third each, but for ties, when nothing is known", () => {
    const { before, tie, after } = orderOf([0.25, 0.25, 0.25, 0.25], [0.25, 0.25, 0.25, 0.25]);
    expect([before, tie, after]).toEqual([0.375, 0.25, 0.375]);
  });

  it("sums to one and turns round with its arguments", () => {
    fc.assert(
      fc.property(masses, masses, (a, b) => {
        const [there, back] = [orderOf(a, b), orderOf(b, a)];
        expect(there.before + there.tie + there.after).toBeCloseTo(1, 12);
        expect(back.before).toBeCloseTo(there.after, 12);
        expect(back.tie).toBeCloseTo(there.tie, 12);
      }),
    );
  });

  it("is what independent draws show", () => {
    const [a, b] = [
      [0.1, 0.2, 0.3, 0.4],
      [0.4, 0.3, 0.2, 0.1],
    ] as const;
    const rng = generator(rootKey("order"));
    const draw = (m: readonly number[]) => {
      const u = rng.uniform();
      return m.findIndex((_, i) => u < m.slice(0, i + 1).reduce((total, mass) => total + mass, 0));
    };
    const seen: Order[] = Array.from({ length: 20_000 }, () => orderOfBins(draw(a), draw(b)));
    const share = (key: keyof Order) => seen.reduce((total, order) => total + order[key], 0) / seen.length;
    const expected = orderOf(a, b);
    for (const key of ["before", "tie", "after"] as const) expect(share(key)).toBeCloseTo(expected[key], 1);
  });

  it("has a Brier score of 0 for the truth, 2 for the opposite and 2/3 for a chance alike for all", () => {
    const happened = orderOfBins(1, 3);
    expect(orderBrier(happened, happened)).toBe(0);
    expect(orderBrier(orderOfBins(3, 1), happened)).toBe(2);
    const even = { before: 1 / 3, tie: 1 / 3, after: 1 / 3 };
    expect(orderBrier(even, happened)).toBeCloseTo(2 / 3, 12);
  });

  it("refuses masses on different grids", () => {
    expect(() => orderOf([0.5, 0.5], [1])).toThrow(/one grid/);
    expect(() => orderOf([], [])).toThrow(/one grid/);
  });
});
