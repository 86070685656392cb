/**
 * Non-negative least squares for laws that are linear given their exponents, such as E + A u + B v. With at most three columns the
 * eight possible sets of positive coefficients can all be tried, so the answer is exact and needs no iteration.
 */
import { numericError } from "../../base/errors.ts";
import { sum } from "../stats.ts";
import { leastSquares } from "./leastSquares.ts";

/** Coefficients, one per column, and the residual sum of squares. */
export type NonNegativeFit = { coefficients: number[]; rss: number };

/**
 * Returns the minimum of |sum_j c_j columns[j] - y|^2 over c >= 0, for one to three columns of y's length: the least-squares solution
 * of each subset of columns that comes out non-negative, best first by residual; dependent columns are used one at a time.
 */
export function nonNegativeLeastSquares(columns: readonly (readonly number[])[], y: readonly number[]): NonNegativeFit {
  if (columns.length < 1 || columns.length > 3)
    throw numericError("nonNegativeLeastSquares", "1 to 3 columns are required", columns.length, "fix some exponents");
  if (columns.some((column) => column.length !== y.length))
    throw numericError(
      "nonNegativeLeastSquares",
      `columns of ${y.length} entries are required`,
      columns.map((column) => column.length),
      "give every column one entry per point",
    );
  let best: NonNegativeFit = { coefficients: columns.map(() => 0), rss: sum(y.map((value) => value ** 2)) };
  for (let subset = 1; subset < 2 ** columns.length; subset++) {
    const used = columns.map((_, j) => j).filter((j) => subset & (1 << j));
    const solution = leastSquares(
      used.map((j) => columns[j]!),
      y,
    );
    if (!solution?.every((value) => value >= 0)) continue;
    const coefficients = columns.map((_, j) => (used.includes(j) ? solution[used.indexOf(j)]! : 0));
    const rss = residualSquares(columns, coefficients, y);
    if (rss < best.rss) best = { coefficients, rss };
  }
  return best;
}

function residualSquares(columns: readonly (readonly number[])[], c: readonly number[], y: readonly number[]): number {
  return sum(y.map((value, i) => (columns.reduce((total, column, j) => total + c[j]! * column[i]!, 0) - value) ** 2));
}
