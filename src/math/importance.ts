/**
 * Posteriors of up to a handful of parameters without Markov chains. Every parameter is a function of one standard normal number z, so
 * the prior is N(0, I) whatever the model, and draws of z weighted by the likelihood are the posterior. Where few of them matter, a
 * second stage draws around those that do; half of its draws stay with the prior, so that no weight can run away.
 */
import type { Generator } from "../base/random.ts";
import { chiSquare } from "./regression.ts";
import { logGamma } from "./special.ts";

/**
 * A model: how many z it has, and the log likelihood of its data at one z (read, not kept); -Infinity or NaN = impossible. What is certain to
 * lie below `relevant` may be -Infinity at once: its weight is 0 in any case.
 */
export type Target = { dimension: number; logLikelihood(z: Float64Array, relevant: number): number };

/** How hard to look: prior draws, then up to `rounds` further stages of `roundDraws` while the effective size is below `enough`. */
export type Effort = { priorDraws: number; rounds: number; roundDraws: number; enough: number };

/** Weighted draws `z[draw * dimension + i]`; weights sum to 1; effectiveSize = 1 / sum w^2; rounds = further stages taken. */
export type Weighted = {
  dimension: number;
  z: Float64Array;
  weights: Float64Array;
  logEvidence: number;
  effectiveSize: number;
  rounds: number;
};

const STUDENT_DF = 5;
/** A log weight so far below another is nothing beside it: exp(-746) is 0; ln 2 is what the proposal may add to a log likelihood. */
const IRRELEVANT = 746 + Math.LN2;
/** How much wider than the weighted draws the second stage is (on the covariance). */
const INFLATION = 2;
/** Effective draws behind a mean and covariance: below it the weights are flattened (raised to a power < 1) until they have as many. */
const MIN_EFFECTIVE = 30;

/**
 * Returns draws from N(0, I) weighted by the likelihood. While their effective size is below `enough`, a further stage draws from the
 * defensive mixture q = N(0, I) / 2 + t_5(mean, 2 covariance) / 2 of the stage before and weights by N(z; 0, I) likelihood / q. The
 * stage with the largest effective size is returned; log evidence = ln of its mean weight. All weights 0: evidence -Infinity, size 0.
 */
export function importanceSample(target: Target, effort: Effort, rng: Generator): Weighted {
  let best = stage(target, effort.priorDraws, null, rng);
  let last = best;
  for (let round = 1; round <= effort.rounds && best.effectiveSize < effort.enough && last.effectiveSize > 0; round++) {
    last = { ...stage(target, effort.roundDraws, centreOf(last), rng), rounds: round };
    if (last.effectiveSize > best.effectiveSize) best = last;
    else best = { ...best, rounds: round };
  }
  return best;
}

/** Returns the indices of `count` draws taken by weight, at equal steps of the cumulated weight from one random start. */
export function resample(weights: ArrayLike<number>, count: number, rng: Generator): number[] {
  const start = rng.uniform();
  const indices: number[] = [];
  let cumulated = 0;
  for (let i = 0; i < weights.length && indices.length < count; i++) {
    cumulated += weights[i]!;
    while (indices.length < count && (indices.length + start) / count < cumulated) indices.push(i);
  }
  while (indices.length < count) indices.push(indices.at(-1) ?? 0); // rounding left the sum of the weights below 1
  return indices;
}

/** Student part of a proposal: mean, lower Cholesky factor (row by row), ln of its constant times (2 pi)^(d/2), room to solve in. */
type Centre = { mean: Float64Array; factor: Float64Array; logDet: number; constant: number; solved: Float64Array };

function stage({ dimension, logLikelihood }: Target, count: number, centre: Centre | null, rng: Generator): Weighted {
  const z = new Float64Array(count * dimension);
  const logWeights = new Float64Array(count);
  const point = new Float64Array(dimension);
  let top = -Infinity;
  for (let n = 0; n < count; n++) {
    for (let i = 0; i < dimension; i++) point[i] = rng.normal();
    if (centre && n % 2 === 1) toStudent(point, centre, rng);
    const value = logLikelihood(point, top - IRRELEVANT) - (centre ? logRatio(point, centre) : 0);
    if (value > top) top = value;
    logWeights[n] = Number.isNaN(value) ? -Infinity : value;
    z.set(point, n * dimension);
  }
  return { dimension, z, ...normalise(logWeights), rounds: 0 };
}

/** Turns standard normals into a draw of the Student part, in place. */
function toStudent(point: Float64Array, { mean, factor }: Centre, rng: Generator): void {
  const d = point.length;
  const scale = Math.sqrt(STUDENT_DF / chiSquare(STUDENT_DF, rng));
  for (let i = d - 1; i >= 0; i--) {
    let total = 0;
    for (let j = 0; j <= i; j++) total += factor[i * d + j]! * point[j]!;
    point[i] = mean[i]! + scale * total;
  }
}

/** ln of the mixture's density over the prior's. */
function logRatio(point: Float64Array, { mean, factor, logDet, constant, solved }: Centre): number {
  const d = point.length;
  let [squares, prior] = [0, 0];
  for (let i = 0; i < d; i++) {
    let rest = point[i]! - mean[i]!;
    for (let j = 0; j < i; j++) rest -= factor[i * d + j]! * solved[j]!;
    solved[i] = rest / factor[i * d + i]!;
    squares += solved[i]! ** 2;
    prior += point[i]! ** 2;
  }
  const student = constant - logDet - 0.5 * (STUDENT_DF + d) * Math.log1p(squares / STUDENT_DF);
  const excess = student + 0.5 * prior; // both without (2 pi)^(-d/2)
  return Math.log(0.5) + (excess > 0 ? excess + Math.log1p(Math.exp(-excess)) : Math.log1p(Math.exp(excess)));
}

function normalise(logWeights: Float64Array): Pick<Weighted, "weights" | "logEvidence" | "effectiveSize"> {
  let top = -Infinity;
  for (const value of logWeights) if (value > top) top = value;
  const weights = new Float64Array(logWeights.length);
  if (top === -Infinity) return { weights, logEvidence: -Infinity, effectiveSize: 0 };
  let total = 0;
  for (let n = 0; n < weights.length; n++) total += weights[n] = Math.exp(logWeights[n]! - top);
  let squares = 0;
  for (let n = 0; n < weights.length; n++) {
    weights[n] = weights[n]! / total;
    squares += weights[n]! ** 2;
  }
  return { weights, logEvidence: top + Math.log(total / weights.length), effectiveSize: 1 / squares };
}

/** Mean and inflated covariance of weighted draws, weights flattened where too few of them matter. */
function centreOf({ dimension: d, z, weights, effectiveSize }: Weighted): Centre {
  const flat = effectiveSize < MIN_EFFECTIVE ? flattened(weights) : weights;
  const mean = new Float64Array(d);
  for (let n = 0; n < flat.length; n++)
    if (flat[n] !== 0) for (let i = 0; i < d; i++) mean[i] = mean[i]! + flat[n]! * z[n * d + i]!;
  const covariance = new Float64Array(d * d);
  for (let n = 0; n < flat.length; n++) {
    if (flat[n] === 0) continue;
    for (let i = 0; i < d; i++) {
      const weighted = flat[n]! * (z[n * d + i]! - mean[i]!);
      for (let j = 0; j <= i; j++)
        covariance[i * d + j] = covariance[i * d + j]! + weighted * (z[n * d + j]! - mean[j]!);
    }
  }
  for (let k = 0; k < d * d; k++) covariance[k] = INFLATION * covariance[k]!;
  for (let i = 0; i < d; i++) covariance[i * d + i] = covariance[i * d + i]! + 1e-10;
  const constant = logGamma((STUDENT_DF + d) / 2) - logGamma(STUDENT_DF / 2) - 0.5 * d * Math.log(STUDENT_DF / 2);
  return { mean, ...cholesky(covariance, d), constant, solved: new Float64Array(d) };
}

/** Weights to the largest power at which their effective size is MIN_EFFECTIVE, by bisection; zero weights stay zero. */
function flattened(weights: Float64Array): Float64Array {
  const indices: number[] = [];
  for (let n = 0; n < weights.length; n++) if (weights[n]! > 0) indices.push(n);
  const logs = Float64Array.from(indices, (n) => Math.log(weights[n]!));
  let [low, high] = [0, 1];
  for (let step = 0; step < 12; step++) {
    const power = (low + high) / 2;
    if (normalise(logs.map((value) => power * value)).effectiveSize < MIN_EFFECTIVE) high = power;
    else low = power;
  }
  const flat = normalise(logs.map((value) => low * value)).weights;
  const result = new Float64Array(weights.length);
  for (const [i, n] of indices.entries()) result[n] = flat[i]!;
  return result;
}

function cholesky(matrix: Float64Array, d: number): { factor: Float64Array; logDet: number } {
  const factor = new Float64Array(d * d);
  let logDet = 0;
  for (let i = 0; i < d; i++)
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * d + j]!;
      for (let k = 0; k < j; k++) rest -= factor[i * d + k]! * factor[j * d + k]!;
      factor[i * d + j] = i === j ? Math.sqrt(Math.max(rest, 1e-12)) : rest / factor[j * d + j]!;
      if (i === j) logDet += Math.log(factor[i * d + i]!);
    }
  return { factor, logDet };
}
