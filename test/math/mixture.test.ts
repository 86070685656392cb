import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cdf, type Distribution, fromSamples, quantile, validate } from "../../src/math/distribution.ts";
import { mixture, stretched } from "../../src/math/mixture.ts";

const draws = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 });
const uniform: Distribution = { x: [0, 1], p: [0, 1] };
const later: Distribution = { x: [1, 3], p: [0, 1] };

describe("mixture", () => {
  it("is the weighted mean of CDFs, exactly", () => {
    const pool = mixture([uniform, later], [0.25, 0.75]);
    expect(pool).toEqual({ x: [0, 1, 3], p: [0, 0.25, 1] });
    expect(cdf(pool, 2)).toBeCloseTo(0.25 + 0.75 * 0.5, 12);
  });

  it("keeps point masses: a certain and a uniform opinion", () => {
    const pool = mixture([uniform, { x: [0.5], p: [1] }], [0.5, 0.5]);
    expect(pool).toEqual({ x: [0, 0.5, 0.5, 1], p: [0, 0.25, 0.75, 1] });
  });

  it("is valid and close to the weighted mean everywhere, whatever is pooled", () => {
    fc.assert(
      fc.property(draws, draws, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, weight) => {
        const parts = [fromSamples(a), fromSamples(b)];
        const pool = mixture(parts, [weight, 1 - weight]);
        validate(pool);
        for (const x of [0.1, 0.37, 0.5, 0.92])
          expect(cdf(pool, x)).toBeCloseTo(weight * cdf(parts[0]!, x) + (1 - weight) * cdf(parts[1]!, x), 9);
      }),
    );
  });

  it("of many knots has 201 and is right to half a percent", () => {
    const parts = [0, 1, 2].map((shift) => fromSamples(Array.from({ length: 400 }, (_, i) => shift / 7 + i / 400)));
    const pool = mixture(parts, [0.2, 0.3, 0.5]);
    validate(pool);
    expect(pool.x).toHaveLength(201);
    const exact = 0.2 * cdf(parts[0]!, 0.6) + 0.3 * cdf(parts[1]!, 0.6) + 0.5 * cdf(parts[2]!, 0.6);
    expect(Math.abs(cdf(pool, 0.6) - exact)).toBeLessThan(0.005);
  });

  it("refuses weights that are none", () => {
    expect(() => mixture([], [])).toThrow(/mixture: one weight/);
    expect(() => mixture([uniform], [0.5])).toThrow(/mixture/);
    expect(() => mixture([uniform, later], [1.5, -0.5])).toThrow(/mixture/);
    expect(() => mixture([uniform], [Number.NaN])).toThrow(/mixture/);
  });
});

describe("stretched", () => {
  it("scales every quantile's distance from the median, and clips to the range", () => {
    const narrow = stretched(uniform, 0.5);
    expect([0, 0.25, 0.5, 1].map((level) => quantile(narrow, level))).toEqual([0.25, 0.375, 0.5, 0.75]);
    const wide = stretched(uniform, 3, { low: 0, high: 1 });
    validate(wide);
    expect([wide.x[0], wide.x.at(-1), quantile(wide, 0.5)]).toEqual([0, 1, 0.5]);
    expect(stretched(later, 0)).toEqual({ x: [2, 2], p: [0, 1] });
  });

  it("changes nothing by a factor of 1, keeps the median, refuses no factor", () => {
    fc.assert(
      fc.property(draws, fc.double({ min: 0, max: 4, noNaN: true }), (values, factor) => {
        const own = fromSamples(values);
        const other = stretched(own, factor, { low: 0, high: 1 });
        validate(other);
        expect(quantile(other, 0.5)).toBeCloseTo(quantile(own, 0.5), 8);
      }),
    );
    expect(stretched(later, 1)).toEqual(later);
    expect(() => stretched(uniform, Number.NaN)).toThrow(/stretched/);
    expect(() => stretched(uniform, -1)).toThrow(/stretched/);
  });
});
