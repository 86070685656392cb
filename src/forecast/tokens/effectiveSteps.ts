/**
 * From per-token likelihood to success when answers are sampled. E[exp S] exceeds exp(E S) because examples differ in difficulty;
 * this file says by how much, as an effective number of independent steps per token.
 */
import type { Generator } from "../../base/random.ts";
import { drawLine, fitLine, type LineFit, lineNoise, noiseDf, noiseSquares } from "../../math/regression.ts";
import { LOG_NOISE } from "../priors.ts";
import { MIN_SUCCESSES } from "../rungs.ts";

/** What an observed rung says: nats per answer (mean of -S), its variance over examples or null, measured success or null. */
export type SampledEvidence = {
  x: number;
  nats: number;
  variance: number | null;
  success: number | null;
  numExamples: number;
};

const MIN_STEPS = 0.02;

/** A line through the log of effective steps per token. */
export type EffectiveSteps = { fit: LineFit; values: number[] };

/**
 * Returns the trend of lambda, the effective number of independent steps per token: success = exp(-lambda * nats). Where success is
 * off the floor lambda = -ln(success) / nats. On the floor -S is taken as Gamma with its measured mean m and variance V, for which
 * E exp S = (1 + V/m)^(-m^2/V), so lambda = ln(1 + V/m) / (V/m); without a variance lambda = 1, one difficulty for all examples.
 */
export function fitEffectiveSteps(rungs: readonly SampledEvidence[]): EffectiveSteps {
  const values = rungs.map((rung) => Math.min(1, Math.max(MIN_STEPS, stepsOf(rung))));
  return {
    fit: fitLine(
      rungs.map((rung) => rung.x),
      values.map(Math.log),
    ),
    values,
  };
}

function stepsOf({ nats, variance, success, numExamples }: SampledEvidence): number {
  if (success !== null && success * numExamples >= MIN_SUCCESSES && success < 1) return -Math.log(success) / nats;
  if (variance === null || variance <= 0) return 1;
  const ratio = variance / nats;
  return Math.log1p(ratio) / ratio;
}

/** Returns one draw of lambda as a function of x = log10 nParams, within [.02, 1]. */
export function drawEffectiveSteps({ fit }: EffectiveSteps, rng: Generator): (x: number) => number {
  const line = drawLine(fit, LOG_NOISE, lineNoise(noiseDf(fit, LOG_NOISE), rng));
  const shift = Math.sqrt(line.variance) * rng.normal();
  return (x) => Math.min(1, Math.max(MIN_STEPS, Math.exp(line.at(x) + shift)));
}

/** Returns the fitted numbers by name: ln lambda = intercept + slope x, residual standard deviation with its prior. */
export function effectiveStepsParameters({ fit }: EffectiveSteps): Record<string, number> {
  return {
    effectiveStepsIntercept: fit.level - fit.slope * fit.xBar,
    effectiveStepsSlope: fit.slope,
    effectiveStepsResidualSd: Math.sqrt(noiseSquares(fit, LOG_NOISE) / noiseDf(fit, LOG_NOISE)),
    effectiveStepsPriorSd: LOG_NOISE.sd,
  };
}
