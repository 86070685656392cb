/**
 * Levenberg-Marquardt for a problem that knows its own derivatives. Libraries take differences of the curve, which for a
 * law read from text costs a hundred times more evaluations than its symbolic Jacobian.
 */
import { solvePositive } from "./cholesky.ts";
import type { Box } from "./starts.ts";
import { intoBox } from "./starts.ts";

/** Residuals r_i(p), and their Jacobian as rows: jacobian(p)[i][j] = d r_i / d p_j. */
export type Problem = {
  residuals(parameters: readonly number[]): number[];
  jacobian(parameters: readonly number[]): number[][];
};

/** Where the steps ended: parameters, sum of squared residuals, and whether the last gradient was 0 in every direction that may move. */
export type Ended = { parameters: number[]; rss: number; converged: boolean };

const MAX_STEPS = 200;
const MAX_DAMPING = 1e12;
/** Cosine between residuals and a column of the Jacobian that counts as 0, and the rss that does whatever the cosine. */
const COSINE = 1e-6;
const EXACT = 1e-20;

/**
 * Returns the end of damped Gauss-Newton steps (J'J + mu diag(J'J)) d = -J'r from a start, projected into the box; mu falls by 10 after
 * a step that lowers the sum of squares and grows by 10 after one that does not. Null where the start has no finite residuals.
 * @see Marquardt (1963); the scaling by the diagonal is his.
 */
export function dampedSteps(problem: Problem, start: readonly number[], box: Box): Ended | null {
  let parameters = intoBox(start, box);
  let r = problem.residuals(parameters);
  let rss = squares(r);
  if (!Number.isFinite(rss)) return null;
  let damping = 1e-2;
  for (let step = 0; step < MAX_STEPS && damping < MAX_DAMPING; step++) {
    const rows = problem.jacobian(parameters);
    const free = freeOf(rows, r, parameters, box);
    if (rss <= EXACT || isFlat(rows, r, rss, free)) return { parameters, rss, converged: true };
    const before = rss;
    for (; damping < MAX_DAMPING && rss === before; damping *= 10) {
      const next = moved(rows, r, parameters, free, damping, box);
      const after = next && problem.residuals(next);
      const total = after ? squares(after) : Infinity;
      if (!(total < rss)) continue;
      [parameters, r, rss] = [next!, after!, total];
      damping /= 100;
    }
  }
  const rows = problem.jacobian(parameters);
  return { parameters, rss, converged: isFlat(rows, r, rss, freeOf(rows, r, parameters, box)) };
}

function squares(values: readonly number[]): number {
  const total = values.reduce((running, value) => running + value * value, 0);
  return Number.isNaN(total) ? Infinity : total;
}

/** J'r by parameter. */
const slopeAt = (rows: readonly number[][], r: readonly number[], j: number) =>
  rows.reduce((total, row, i) => total + row[j]! * r[i]!, 0);

/** Parameters that are not held by a bound which the descent would cross. */
function freeOf(rows: readonly number[][], r: readonly number[], parameters: readonly number[], box: Box): number[] {
  return parameters.flatMap((value, j) => {
    const slope = slopeAt(rows, r, j);
    const held = (value <= box.low[j]! && slope >= 0) || (value >= box.high[j]! && slope <= 0);
    return held ? [] : [j];
  });
}

function isFlat(rows: readonly number[][], r: readonly number[], rss: number, free: readonly number[]): boolean {
  return free.every((j) => {
    const length = Math.sqrt(rows.reduce((total, row) => total + row[j]! ** 2, 0));
    return Math.abs(slopeAt(rows, r, j)) <= COSINE * length * Math.sqrt(rss);
  });
}

function moved(
  rows: readonly number[][],
  r: readonly number[],
  parameters: readonly number[],
  free: readonly number[],
  damping: number,
  box: Box,
): number[] | null {
  const gram = free.map((j) => free.map((k) => rows.reduce((total, row) => total + row[j]! * row[k]!, 0)));
  const damped = gram.map((row, a) => row.map((value, b) => (a === b ? value * (1 + damping) + 1e-300 : value)));
  const step = solvePositive(
    damped,
    free.map((j) => -slopeAt(rows, r, j)),
  );
  if (!step) return null;
  const next = [...parameters];
  for (const [a, j] of free.entries()) next[j]! += step[a]!;
  return intoBox(next, box);
}
