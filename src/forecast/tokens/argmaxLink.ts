/**
 * From the smooth per-token quantity to the chance that the argmax is the right token. The likelihood says how much mass the right
 * token has, the margin how far it leads; neither says how often it wins. Observed rungs, where all are measured, say it.
 */
import type { Generator } from "../../base/random.ts";
import { pooledVariance } from "../../math/regression.ts";
import { logit, sigmoid } from "../../math/special.ts";
import { mean, sum } from "../../math/stats.ts";
import { LOGIT_NOISE } from "../priors.ts";

/** Priors: at the centre the link is the identity give or take OFFSET_SD, its slope is 1 give or take SLOPE_SD. */
const OFFSET_SD = 0.5;
const SLOPE_SD = 0.2;

/** logit P(right) = level + slope (logit q - centre) + error; each number with its standard deviation. */
export type TokenLink = {
  centre: number;
  level: number;
  levelSd: number;
  slope: number;
  slopeSd: number;
  errorSd: number;
  numRungs: number;
};

/** The link before any accuracy is seen. */
const PRIOR: TokenLink = {
  centre: 0,
  level: 0,
  levelSd: OFFSET_SD,
  slope: 1,
  slopeSd: SLOPE_SD,
  errorSd: LOGIT_NOISE.sd,
  numRungs: 0,
};

/**
 * Returns the calibrated link logit a = level + slope (logit q - centre) of token accuracies a given probabilities q, both
 * `[position][rung]` in (0, 1), centre = mean logit q. A rung counts as one observation whatever its number of positions, because
 * the positions of one model err together: sums over points are divided by the positions. Given the error variance s^2 the posterior
 * is conjugate normal with level ~ N(centre, .5^2), slope ~ N(1, .2^2) a priori; s^2 = (sum of squared residuals + 2 * .15^2) /
 * (rungs + 2) around the line fitted at s = .15 (derived here). Without accuracies it is the prior, around logit q = 0.
 */
export function fitTokenLink(q: readonly (readonly number[])[], accuracy: readonly (readonly number[])[]): TokenLink {
  const numRungs = accuracy[0]?.length ?? 0;
  if (numRungs === 0) return PRIOR;
  const z = q.flat().map(logit);
  const y = accuracy.flat().map(logit);
  const [centre, yBar] = [mean(z), mean(y)];
  const perRung = (terms: number[]) => sum(terms) / q.length;
  const szz = perRung(z.map((value) => (value - centre) ** 2));
  const szy = perRung(z.map((value, i) => (value - centre) * (y[i]! - yBar)));
  const slopeAt = (variance: number) => (szy / variance + SLOPE_SD ** -2) / (szz / variance + SLOPE_SD ** -2);
  const first = slopeAt(LOGIT_NOISE.sd ** 2);
  const squares = perRung(y.map((value, i) => (value - yBar - first * (z[i]! - centre)) ** 2));
  const variance = pooledVariance(squares, numRungs, LOGIT_NOISE);
  const levelPrecision = numRungs / variance + OFFSET_SD ** -2;
  return {
    centre,
    level: ((numRungs * yBar) / variance + centre * OFFSET_SD ** -2) / levelPrecision,
    levelSd: levelPrecision ** -0.5,
    slope: slopeAt(variance),
    slopeSd: (szz / variance + SLOPE_SD ** -2) ** -0.5,
    errorSd: Math.sqrt(variance),
    numRungs,
  };
}

/** Returns the chance of a right argmax at per-token probability q under the link's mean parameters. */
export function tokenAccuracyAt(link: TokenLink, q: number): number {
  return sigmoid(link.level + link.slope * (logit(q) - link.centre));
}

/** Returns one draw of the link: level, slope and an error that all positions and sizes of a curve share. */
export function drawTokenLink(link: TokenLink, rng: Generator): (q: number) => number {
  const level = link.level + link.levelSd * rng.normal() + link.errorSd * rng.normal();
  const slope = link.slope + link.slopeSd * rng.normal();
  return (q) => sigmoid(level + slope * (logit(q) - link.centre));
}

/** Returns the link's numbers by name, priors included. */
export function tokenLinkParameters(link: TokenLink): Record<string, number> {
  return {
    tokenLinkCentre: link.centre,
    tokenLinkLevel: link.level,
    tokenLinkLevelSd: link.levelSd,
    tokenLinkSlope: link.slope,
    tokenLinkSlopeSd: link.slopeSd,
    tokenLinkErrorSd: link.errorSd,
    tokenLinkRungs: link.numRungs,
    tokenLinkPriorOffsetSd: OFFSET_SD,
    tokenLinkPriorSlopeSd: SLOPE_SD,
    tokenLinkPriorErrorSd: LOGIT_NOISE.sd,
  };
}
