/**
 * Smooth or broken? One law is fitted twice by importance sampling, as a line and as a line that gets steeper somewhere, and the two
 * are mixed by how well each explains the observed rungs. A smooth law alone is sure and wrong where something new sets in; a break
 * that data neither ask for nor exclude keeps its prior and widens the forecast.
 */
import type { Generator } from "../../base/random.ts";
import { type Effort, importanceSample, resample, type Target, type Weighted } from "../../math/importance.ts";
import { normalCdf } from "../../math/special.ts";
import { BREAK_PRIOR, breakProbability } from "../priors.ts";
import { type Law, MIN_VARIANCE, THETA, type Theta } from "./law.ts";

/** What was measured, on the law's scale: per rung x, seed mean, squared seed deviations, seeds, examples behind the mean. */
export type Measured = { x: number; mean: number; seedSquares: number; numSeeds: number; numExamples: number };

/** Where a break lies, in decades beyond the largest observed x at most; by what factor the slope grows there. */
const BREAK_REACH = 1.2;
const [LEAST_BEND, MOST_BEND] = [2, 12];

/** One curve: the law's numbers, where its line breaks (Infinity = nowhere), noise between seeds and misfit. */
export type Curve = { theta: Theta; breakAt: number; bend: number; seedSd: number; misfitSd: number };

export type Posterior = {
  breakProbability: number;
  effectiveSize: number;
  rounds: number;
  /** `count` curves drawn from the mixture, or from its smooth part alone. */
  draw(count: number, rng: Generator): Curve[];
  drawSmooth(count: number, rng: Generator): Curve[];
};

/**
 * Prior draws shared .65 : .35 between the two models, and what follows where too few of them matter. Many small stages beat few large
 * ones: of 120 simulated ladders 60 000 prior draws and three stages of 30 000 left five below an effective size of 100, 40 000 and six
 * stages of 20 000 left one, in two thirds of the time.
 */
export const EFFORT: Effort = { priorDraws: 40_000, rounds: 8, roundDraws: 20_000, enough: 100 };

/** Returns eta at x: level + slope x up to the break, slope times bend beyond it. */
export function latentAt({ theta, breakAt, bend }: Curve, x: number): number {
  return theta[0]! + theta[1]! * (x <= breakAt ? x : breakAt + bend * (x - breakAt));
}

/**
 * Returns the mixture's posterior, by `breakProbability`; the effective size is that of the weighted union, 1 / sum_m (P_m^2 / size_m).
 */
export function fitMixture(law: Law, data: readonly Measured[], effort: Effort, rng: Generator): Posterior {
  const fit = (broken: boolean, share: number) =>
    importanceSample(
      targetOf(law, data, broken),
      { ...effort, priorDraws: Math.round(share * effort.priorDraws) },
      rng,
    );
  const smooth = fit(false, 1 - BREAK_PRIOR);
  const broken = fit(true, BREAK_PRIOR);
  const chance = breakProbability(smooth, broken);
  const inverse = (share: number, { effectiveSize }: Weighted) => (share === 0 ? 0 : share ** 2 / effectiveSize);
  const curves = (of: Weighted, count: number, generator: Generator) =>
    resample(of.weights, count, generator).map((n) =>
      readCurve(law, data, of.z.subarray(n * of.dimension, (n + 1) * of.dimension), of === broken, emptyCurve()),
    );
  return {
    breakProbability: chance,
    effectiveSize: 1 / (inverse(chance, broken) + inverse(1 - chance, smooth)),
    rounds: Math.max(smooth.rounds, broken.rounds),
    draw(count, generator) {
      const numBroken = Math.round(count * chance);
      return [...curves(smooth, count - numBroken, generator), ...curves(broken, numBroken, generator)];
    },
    drawSmooth: (count, generator) => (smooth.effectiveSize > 0 ? curves(smooth, count, generator) : []),
  };
}

const emptyCurve = (): Curve => ({
  theta: new Float64Array(THETA),
  breakAt: Infinity,
  bend: 1,
  seedSd: 0,
  misfitSd: 0,
});

function targetOf(law: Law, data: readonly Measured[], broken: boolean): Target {
  const scratch = emptyCurve();
  return {
    dimension: 4 + law.extras + (broken ? 2 : 0),
    logLikelihood: (z, relevant) => logLikelihood(readCurve(law, data, z, broken, scratch), law, data, relevant),
  };
}

/** Fills in the curve at z: x_b ~ U(x_1, x_n + 1.2) and bend ~ U(2, 12) take the last two z. */
function readCurve(law: Law, data: readonly Measured[], z: Float64Array, broken: boolean, curve: Curve): Curve {
  law.read(z, curve.theta);
  curve.seedSd = law.seedSd * Math.exp(law.noiseLogSd * z[2]!);
  curve.misfitSd = law.misfitSd * Math.exp(law.noiseLogSd * z[3]!);
  if (!broken) return curve;
  const first = data[0]!.x;
  curve.breakAt = first + (data.at(-1)!.x + BREAK_REACH - first) * normalCdf(z[z.length - 2]!);
  curve.bend = LEAST_BEND + (MOST_BEND - LEAST_BEND) * normalCdf(z[z.length - 1]!);
  return curve;
}

/** The largest term of one measured value, with room for rounding. */
const MOST_PER_VALUE = 1e-6 - 0.5 * Math.log(MIN_VARIANCE);

/** Distance on the line over which the response's slope is taken. */
const STEP = 0.01;

/**
 * ln of prod_i N(mean_i; f_i, e_i / n_i + s_i^2 (misfit^2 + seed^2 / k_i)) times the chi-square density of the seeds' squares around
 * their mean, f the response, s its slope, e the evaluation variance, k seeds. -Infinity as soon as it cannot reach `relevant`: a value
 * adds at most -ln(MIN_VARIANCE) / 2.
 */
function logLikelihood(curve: Curve, law: Law, data: readonly Measured[], relevant: number): number {
  const { theta, seedSd, misfitSd } = curve;
  let total = 0;
  let most = data.reduce((sum, { numSeeds }) => sum + numSeeds * MOST_PER_VALUE, 0);
  for (const { x, mean, seedSquares, numSeeds, numExamples } of data) {
    if (total + most < relevant) return -Infinity;
    most -= numSeeds * MOST_PER_VALUE;
    const eta = latentAt(curve, x);
    const value = law.response(eta, theta);
    const squaredSlope = ((law.response(eta + STEP, theta) - value) / STEP) ** 2;
    const evaluation = law.evaluation(value) / numExamples;
    const variance = evaluation + squaredSlope * (misfitSd ** 2 + seedSd ** 2 / numSeeds) + MIN_VARIANCE;
    total -= 0.5 * ((mean - value) ** 2 / variance + Math.log(variance));
    if (numSeeds === 1) continue;
    const single = evaluation * numSeeds + squaredSlope * seedSd ** 2 + MIN_VARIANCE;
    total -= 0.5 * (seedSquares / single + (numSeeds - 1) * Math.log(single));
  }
  return total;
}
