/**
 * The straight line with honest uncertainty that every trend forecaster draws from: ordinary least squares in closed form, and draws
 * from the posterior of its parameters under a flat prior on the line and a stated prior on the residual variance.
 */
import { numericError } from "../base/errors.ts";
import type { Generator } from "../base/random.ts";
import { mean, sum } from "./stats.ts";

/**
 * A fitted line y = level + slope (x - xBar); `rss` is the (weighted) residual sum of squares of n points, `sumWeights` = n and `sxx` = sum
 * (x - xBar)^2 where all weights are 1.
 */
export type LineFit = {
  n: number;
  sumWeights: number;
  xBar: number;
  level: number;
  slope: number;
  sxx: number;
  rss: number;
};

/** A prior on the residual variance: as if `df` earlier residuals had root mean square `sd` (scaled inverse chi-square). */
export type NoisePrior = { df: number; sd: number };

/** One draw of a line: residual variance, and the line itself as a function of x. */
export type LineDraw = { variance: number; at(x: number): number };

/** Returns the least-squares line through two or more points with at least two different x. */
export function fitLine(x: readonly number[], y: readonly number[]): LineFit {
  const xBar = mean(x);
  const level = mean(y);
  const sxx = sum(x.map((value) => (value - xBar) ** 2));
  if (!(sxx > 0)) throw numericError("fitLine", "two different x are required", x, "measure at least two sizes");
  const slope = sum(x.map((value, i) => (value - xBar) * (y[i]! - level))) / sxx;
  const rss = sum(x.map((value, i) => (y[i]! - level - slope * (value - xBar)) ** 2));
  return { n: x.length, sumWeights: x.length, xBar, level, slope, sxx, rss };
}

/** Returns the line that minimises sum w (y - line)^2, weights 0 < w <= 1 being how exact a point is beside one of weight 1. */
export function fitWeightedLine(x: readonly number[], y: readonly number[], weights: readonly number[]): LineFit {
  const over = (of: (i: number) => number) => sum(x.map((_, i) => weights[i]! * of(i)));
  const sumWeights = sum(weights);
  const xBar = over((i) => x[i]!) / sumWeights;
  const level = over((i) => y[i]!) / sumWeights;
  const sxx = over((i) => (x[i]! - xBar) ** 2);
  if (!(sxx > 0))
    throw numericError("fitWeightedLine", "two different x are required", x, "measure at least two sizes");
  const slope = over((i) => (x[i]! - xBar) * (y[i]! - level)) / sxx;
  const rss = over((i) => (y[i]! - level - slope * (x[i]! - xBar)) ** 2);
  return { n: x.length, sumWeights, xBar, level, slope, sxx, rss };
}

/** Returns (squares + prior df * prior sd^2) / (df + prior df): a variance from a sum of squares with df degrees of freedom and a prior. */
export function pooledVariance(squares: number, df: number, prior: NoisePrior): number {
  return (squares + prior.df * prior.sd ** 2) / (df + prior.df);
}

/** Returns the degrees of freedom n - 2 + prior df of the residual variance. */
export function noiseDf(fit: LineFit, prior: NoisePrior): number {
  return fit.n - 2 + prior.df;
}

/** Returns the sum of squares rss + prior df * prior sd^2 that goes with `noiseDf`. */
export function noiseSquares(fit: LineFit, prior: NoisePrior): number {
  return fit.rss + prior.df * prior.sd ** 2;
}

/** The random numbers behind one draw of a line; lines fitted to the same rungs may share them. */
export type LineNoise = { chiSquare: number; level: number; slope: number };

/** Returns the random numbers of one line draw with `df` (a whole number) degrees of freedom. */
export function lineNoise(df: number, rng: Generator): LineNoise {
  return { chiSquare: chiSquare(df, rng), level: rng.normal(), slope: rng.normal() };
}

/**
 * Returns one draw: variance s^2 = noiseSquares / chi^2, level ~ N(level, s^2 / sum of weights), slope ~ N(slope, s^2 / sxx). Over draws the
 * line at x plus N(0, s^2) is Student t with `noiseDf` degrees of freedom, the usual prediction interval when prior df = 0.
 */
export function drawLine(fit: LineFit, prior: NoisePrior, noise: LineNoise): LineDraw {
  const variance = noiseSquares(fit, prior) / noise.chiSquare;
  const sd = Math.sqrt(variance);
  const level = fit.level + (sd * noise.level) / Math.sqrt(fit.sumWeights);
  const slope = fit.slope + (sd * noise.slope) / Math.sqrt(fit.sxx);
  return { variance, at: (x) => level + slope * (x - fit.xBar) };
}

/** Returns a chi-square draw with a whole number of degrees of freedom: a sum of squared normals. */
export function chiSquare(df: number, rng: Generator): number {
  if (!(Number.isInteger(df) && df >= 1))
    throw numericError("chiSquare", "a whole number of degrees of freedom is required", df, "fit more rungs");
  let total = 0;
  for (let i = 0; i < df; i++) total += rng.normal() ** 2;
  return total;
}
