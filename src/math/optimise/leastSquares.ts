/**
 * Linear least squares by QR, which keeps twice the digits of the normal equations. The only file that imports ml-matrix.
 */
import { Matrix, QrDecomposition } from "ml-matrix";

/** Below this share of its column's length a diagonal entry of R counts as 0: the column depends on those before it. */
const RANK_TOLERANCE = 1e-12;

/** Returns c that minimises |sum_j c_j columns[j] - y|^2, null when the columns are not independent or not finite. */
export function leastSquares(columns: readonly (readonly number[])[], y: readonly number[]): number[] | null {
  const qr = independent(columns);
  if (!qr) return null;
  const solution = qr.solve(Matrix.columnVector([...y])).to1DArray();
  return solution.every(Number.isFinite) ? solution : null;
}

/** Returns (J'J)^-1 of the matrix with these columns, as rows; null when the columns are not independent or not finite. */
export function inverseGram(columns: readonly (readonly number[])[]): number[][] | null {
  const r = independent(columns)?.upperTriangularMatrix;
  if (!r) return null;
  const inverse = invertUpper(r);
  return inverse.mmul(inverse.transpose()).to2DArray();
}

function independent(columns: readonly (readonly number[])[]): QrDecomposition | null {
  const numRows = columns[0]?.length ?? 0;
  if (columns.length === 0 || numRows < columns.length) return null;
  if (columns.some((column) => !column.every(Number.isFinite))) return null;
  const qr = new QrDecomposition(new Matrix(columns.map((column) => [...column])).transpose());
  const r = qr.upperTriangularMatrix;
  const full = columns.every((column, j) => Math.abs(r.get(j, j)) > RANK_TOLERANCE * Math.hypot(...column));
  return full ? qr : null;
}

function invertUpper(r: Matrix): Matrix {
  const n = r.rows;
  const inverse = Matrix.zeros(n, n);
  for (let j = 0; j < n; j++) {
    inverse.set(j, j, 1 / r.get(j, j));
    for (let i = j - 1; i >= 0; i--) {
      let total = 0;
      for (let k = i + 1; k <= j; k++) total += r.get(i, k) * inverse.get(k, j);
      inverse.set(i, j, -total / r.get(i, i));
    }
  }
  return inverse;
}
