/**
 * Do stated chances mean what they say? The logistic regression of what happened on the logit of what was stated: slope 1 and intercept 0
 * are right, a slope below 1 says that chances are too extreme, an intercept below 0 that the event is announced too often.
 * @see Cox 1958, Two further applications of a model for binary regression
 */
import { mean, sum } from "../math/stats.ts";

/** One coefficient with its standard error, clusters taken as the independent units, and the 95 % interval from it. */
export type Coefficient = { value: number; se: number; low: number; high: number };
/** The line, or why there is none. */
export type CalibrationLine = { ok: true; slope: Coefficient; intercept: Coefficient } | { ok: false; reason: string };

/** Stated chances are taken as at least this far from 0 and 1, where logits end. */
const LEAST = 0.005;
const NORMAL_95 = 1.959964;
const MAX_STEPS = 100;
/** A step beyond this comes from chances that fix no line. */
const LARGEST = 1e6;
/** A step below this moves no digit that is shown. */
const TINY = 1e-9;
/** A log likelihood above this is on its way to 0, and coefficients to infinity: what happened is told apart without an error. */
const ALL_TOLD_APART = -1e-6;

/** A stated chance, whether it happened, and what it moves together with. */
export type Statement = { p: number; happened: boolean; cluster: string };

/**
 * Returns the maximum-likelihood line logit P(happened) = intercept + slope logit(p), p kept within [.005, .995], by Newton's method, with the
 * sandwich variance A^-1 (sum over clusters of g g') A^-1, times G / (G - 1) for G clusters. None with fewer than two clusters, one outcome or
 * one stated chance alone, or outcomes that the chances separate.
 */
export function calibrationLine(statements: readonly Statement[]): CalibrationLine {
  const x = statements.map(({ p }) => logit(Math.min(1 - LEAST, Math.max(LEAST, p))));
  const y = statements.map(({ happened }) => Number(happened));
  const clusters = new Set(statements.map(({ cluster }) => cluster)).size;
  if (clusters < 2) return { ok: false, reason: `two or more clusters are needed, there is ${clusters}` };
  if (new Set(y).size < 2) return { ok: false, reason: `it ${y[0] === 1 ? "always" : "never"} happened` };
  if (new Set(x).size < 2) return { ok: false, reason: "one chance was stated throughout" };
  const fitted = fit(x, y);
  return fitted === null
    ? { ok: false, reason: "the stated chances tell what happened apart without an error" }
    : withErrors(statements, x, y, ...fitted);
}

/** Newton's method on a concave likelihood, each step halved until it does not fall; null on the way to infinity. */
function fit(x: readonly number[], y: readonly number[]): [intercept: number, slope: number] | null {
  let [intercept, slope] = [logit(mean(y)), 0];
  let before = logLikelihood(x, y, intercept, slope);
  for (let step = 0; step < MAX_STEPS; step++) {
    const { gradient, information } = derivatives(x, y, intercept, slope);
    const [byIntercept, bySlope] = solved(information, gradient);
    if (!(Math.abs(byIntercept) < LARGEST && Math.abs(bySlope) < LARGEST)) return null;
    let scale = 1;
    let next = logLikelihood(x, y, intercept + byIntercept, slope + bySlope);
    while (!(next >= before) && scale > TINY) {
      scale /= 2;
      next = logLikelihood(x, y, intercept + scale * byIntercept, slope + scale * bySlope);
    }
    if (!(next >= before)) return before < ALL_TOLD_APART ? [intercept, slope] : null;
    intercept += scale * byIntercept;
    slope += scale * bySlope;
    before = next;
    if (before > ALL_TOLD_APART) return null;
    if (Math.max(Math.abs(scale * byIntercept), Math.abs(scale * bySlope)) < TINY) return [intercept, slope];
  }
  return null;
}

function logLikelihood(x: readonly number[], y: readonly number[], intercept: number, slope: number): number {
  return sum(
    x.map((value, i) => {
      const eta = intercept + slope * value;
      return y[i]! * eta - Math.max(0, eta) - Math.log1p(Math.exp(-Math.abs(eta)));
    }),
  );
}

type Symmetric = [aa: number, ab: number, bb: number];

function derivatives(x: readonly number[], y: readonly number[], intercept: number, slope: number) {
  const p = x.map((value) => 1 / (1 + Math.exp(-intercept - slope * value)));
  const w = p.map((value) => value * (1 - value));
  const information: Symmetric = [sum(w), sum(w.map((v, i) => v * x[i]!)), sum(w.map((v, i) => v * x[i]! ** 2))];
  const residual = p.map((value, i) => y[i]! - value);
  const gradient: [number, number] = [sum(residual), sum(residual.map((value, i) => value * x[i]!))];
  return { gradient, information, residual };
}

/** The solution of a symmetric 2 x 2 system. */
function solved([a, b, c]: Symmetric, [u, v]: readonly [number, number]): [number, number] {
  const determinant = a * c - b * b;
  return [(c * u - b * v) / determinant, (a * v - b * u) / determinant];
}

function withErrors(
  statements: readonly Statement[],
  x: readonly number[],
  y: readonly number[],
  intercept: number,
  slope: number,
): CalibrationLine {
  const { information, residual } = derivatives(x, y, intercept, slope);
  const scores = new Map<string, [number, number]>();
  for (const [i, { cluster }] of statements.entries()) {
    const [u, v] = scores.get(cluster) ?? [0, 0];
    scores.set(cluster, [u + residual[i]!, v + residual[i]! * x[i]!]);
  }
  // A^-1 g per cluster; their outer products add up to the variance
  const moves = [...scores.values()].map((score) => solved(information, score));
  const factor = moves.length / (moves.length - 1);
  const se = (k: 0 | 1) => Math.sqrt(factor * sum(moves.map((move) => move[k] ** 2)));
  return { ok: true, intercept: coefficient(intercept, se(0)), slope: coefficient(slope, se(1)) };
}

function coefficient(value: number, se: number): Coefficient {
  return { value, se, low: value - NORMAL_95 * se, high: value + NORMAL_95 * se };
}

function logit(p: number): number {
  return Math.log(p / (1 - p));
}
