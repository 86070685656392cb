import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nonNegativeLeastSquares } from "../../../src/math/optimise/nnls.ts";

describe("nonNegativeLeastSquares", () => {
  it("is the plain solution where that is not negative", () => {
    const columns = [
      [1, 1, 1],
      [0, 1, 2],
    ];
    const { coefficients, rss } = nonNegativeLeastSquares(columns, [1, 3, 5]);
    expect(coefficients[0]).toBeCloseTo(1, 12);
    expect(coefficients[1]).toBeCloseTo(2, 12);
    expect(rss).toBeCloseTo(0, 12);
  });

  it("meets the conditions of the minimum on random problems: gradient 0 where positive, not falling where 0", () => {
    const values = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(values, (v) => {
        const columns = [v.slice(0, 5), v.slice(5, 10), v.slice(10, 15)].map((column) =>
          column.map((x, i) => x + 3 * i),
        );
        const y = v.slice(15);
        const { coefficients } = nonNegativeLeastSquares(columns, y);
        const residuals = y.map(
          (value, i) => value - columns.reduce((t, column, j) => t + column[i]! * coefficients[j]!, 0),
        );
        columns.forEach((column, j) => {
          const pull = column.reduce((t, value, i) => t + value * residuals[i]!, 0);
          expect(coefficients[j]).toBeGreaterThanOrEqual(0);
          expect(pull).toBeLessThan(1e-6);
          if (coefficients[j]! > 0) expect(Math.abs(pull)).toBeLessThan(1e-6);
        });
      }),
      { seed: 42 },
    );
  });

  it("uses one of two equal columns and refuses what it cannot enumerate", () => {
    const { rss } = nonNegativeLeastSquares(
      [
        [1, 2],
        [1, 2],
      ],
      [2, 4],
    );
    expect(rss).toBeCloseTo(0, 12);
    expect(() => nonNegativeLeastSquares([], [1])).toThrow(/1 to 3 columns/);
    expect(() => nonNegativeLeastSquares([[1], [1], [1], [1]], [1])).toThrow(/1 to 3 columns/);
    expect(() => nonNegativeLeastSquares([[1, 2]], [1])).toThrow(/columns of 1 entries/);
  });
});
