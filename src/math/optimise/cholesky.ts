/**
 * The small dense solve inside the quasi-Newton step. It is called thousands of times per forecast on at most a handful of unknowns,
 * where the set-up of a general matrix library costs more than the arithmetic.
 */

/** Returns z with `matrix` z = `right` for a symmetric positive definite n x n matrix (Cholesky), null when it is not one. */
export function solvePositive(matrix: readonly (readonly number[])[], right: readonly number[]): number[] | null {
  const factor = cholesky(matrix);
  if (!factor) return null;
  const n = right.length;
  const z = [...right];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) z[i]! -= factor[i]![j]! * z[j]!;
    z[i]! /= factor[i]![i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) z[i]! -= factor[j]![i]! * z[j]!;
    z[i]! /= factor[i]![i]!;
  }
  return z.every(Number.isFinite) ? z : null;
}

/** Returns lower triangular C with C C' = `matrix`, null when the matrix is not positive definite. */
export function cholesky(matrix: readonly (readonly number[])[]): number[][] | null {
  const factor: number[][] = [];
  for (let i = 0; i < matrix.length; i++) {
    const row: number[] = [];
    for (let j = 0; j <= i; j++) {
      const above = j === i ? row : factor[j]!;
      let rest = matrix[i]![j]!;
      for (let k = 0; k < j; k++) rest -= row[k]! * above[k]!;
      if (j < i) row.push(rest / above[j]!);
      else if (rest > 0 && Number.isFinite(rest)) row.push(Math.sqrt(rest));
      else return null;
    }
    factor.push(row);
  }
  return factor;
}
