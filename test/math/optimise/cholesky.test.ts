import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cholesky, solvePositive } from "../../../src/math/optimise/cholesky.ts";

describe("solvePositive", () => {
  it("solves A'A + I for random A", () => {
    const number = fc.double({ min: -4, max: 4, noNaN: true });
    fc.assert(
      fc.property(fc.array(number, { minLength: 9, maxLength: 9 }), fc.tuple(number, number, number), (a, right) => {
        const entry = (i: number, j: number) =>
          [0, 1, 2].reduce((total, k) => total + a[3 * k + i]! * a[3 * k + j]!, i === j ? 1 : 0);
        const matrix = [0, 1, 2].map((i) => [0, 1, 2].map((j) => entry(i, j)));
        const z = solvePositive(matrix, right)!;
        matrix.forEach((row, i) => {
          expect(row.reduce((total, value, j) => total + value * z[j]!, 0)).toBeCloseTo(right[i]!, 8);
        });
      }),
      { seed: 42 },
    );
  });

  it("has no answer for a matrix that is not positive definite", () => {
    expect(cholesky([[-1]])).toBeNull();
    const flat = [
      [1, 1],
      [1, 1],
    ];
    expect(solvePositive(flat, [1, 1])).toBeNull();
    expect(solvePositive([[Number.NaN]], [1])).toBeNull();
  });
});
