/**
 * Gaussian processes whose standard deviations are not known: the exact posterior for each of a few combinations, averaged by marginal
 * likelihood. What a process believes is its kernel; everything else is the same for all.
 */
import type { Generator } from "../../base/random.ts";
import { resample } from "../../math/importance.ts";
import { cholesky } from "../../math/optimise/cholesky.ts";
import { mean, sum } from "../../math/stats.ts";
import type { Ask } from "../ask.ts";
import { abscissa } from "../rungs.ts";
import { type Scale, scaleOf } from "../scale.ts";

/**
 * One combination in logits: named sizes such as standard deviations, that of single runs among them, and ln of its prior weight; `length`,
 * where there is one, is in decades.
 */
export type Combination = { runSd: number; logPrior: number; [size: string]: number };
/** Where the observed rungs begin and end, in log10 of the axis. */
export type Ends = { first: number; last: number };
/** Prior covariance of z at two places of log10 of the axis, given a combination. */
export type Kernel = (combination: Combination, ends: Ends) => (a: number, b: number) => number;
/** A process: its combinations, its kernel, and its mean beside the level, 0 where left out. */
export type Process = {
  combinations: readonly Combination[];
  kernel: Kernel;
  trend?: (combination: Combination, ends: Ends) => (x: number) => number;
};
/** Curves with the scale's name, the number of combinations and the averages of their standard deviations. */
export type ProcessDraws = { curves: number[][][]; parameters: Record<string, string | number> };

/** Standard deviation of a process's level in logits. */
export const LEVEL_SD = 5;
const NUM_DRAWS = 4000;

/** Sizes of a combination that a scale's unit does not shrink. */
const UNSCALED = ["logPrior", "length"];

/** A combination with its log evidence, and the posterior at the held-out places: mean and lower factor of the covariance. */
export type Fit = { combination: Combination; logEvidence: number; mean: number[]; factor: number[][] };

/**
 * Returns draws of a process through the rungs' z, whose noise is that of the items plus runSd^2 / seeds, or why there are none. All
 * standard deviations shrink to the scale's unit; a loss varies around the mean of its logs. Algorithm 2.1 of Rasmussen and Williams, Gaussian
 * Processes for Machine Learning (posterior and evidence); the seeds' deviations from their rung's mean count as evidence too.
 */
export function processDraws(
  ask: Ask,
  prior: Process,
  rng: Generator,
  scale = scaleOf(ask),
): ProcessDraws | { reason: string } {
  const { question, grid } = ask;
  if ("reason" in scale) return scale;
  if (scale.rungs.length === 0) return { reason: `no ${question.metric} rows at the observed rungs` };
  const places = grid.heldOut.map((rung) => abscissa(question, rung));
  const { fits, weights } = posteriorOf(scale, prior, places);
  if (fits.length === 0) return { reason: `${question.metric} of the observed rungs is too far apart for a process` };
  const curves = resample(weights, NUM_DRAWS, rng).map((index) => {
    const { combination, ...fit } = fits[index]!;
    return curveFrom(fit, rng).map((value) => {
      const runs = Array.from({ length: question.numSeeds }, () => value + combination.runSd * rng.normal());
      return scale.measured(runs, rng);
    });
  });
  const names = Object.keys(fits[0]!.combination).filter((name) => name !== "logPrior");
  const averages = names.map((name) => [name, sum(fits.map((fit, i) => weights[i]! * fit.combination[name]!))]);
  const parameters = { scale: scale.name, numCombinations: fits.length, ...Object.fromEntries(averages) };
  return { curves, parameters };
}

/** Returns the fits of a process at places of log10 of the axis, and their weights by marginal likelihood; none where no covariance is positive definite. */
export function posteriorOf(
  scale: Scale,
  prior: Process,
  places: readonly number[],
): { fits: Fit[]; weights: number[] } {
  const fits = prior.combinations.flatMap((one) => fitOf(scale, inUnit(one, scale.unit), prior, places) ?? []);
  return { fits, weights: fits.length > 0 ? weightsOf(fits) : [] };
}

function inUnit(combination: Combination, unit: number): Combination {
  const scaled = Object.entries(combination).map(([name, size]) => [
    name,
    UNSCALED.includes(name) ? size : size * unit,
  ]);
  return Object.fromEntries(scaled);
}

/** Posterior and evidence for one combination; null when the covariance is not positive definite in float64. */
function fitOf(
  { rungs, name, unit }: Scale,
  combination: Combination,
  { kernel, trend }: Process,
  places: readonly number[],
): Fit | null {
  const { runSd, logPrior } = combination;
  const centre = name === "logit" ? 0 : mean(rungs.map(({ z }) => z));
  const levelVariance = (LEVEL_SD * unit) ** 2;
  const ends = { first: rungs[0]!.x, last: rungs.at(-1)!.x };
  const own = kernel(combination, ends);
  const expected = trend?.(combination, ends) ?? (() => 0);
  const covariance = (a: number, b: number) => levelVariance + own(a, b);
  const factor = cholesky(
    rungs.map((one, i) =>
      rungs.map((other, j) => {
        const noise = i === j ? one.variance + runSd ** 2 / one.seeds.length : 0;
        return covariance(one.x, other.x) + noise;
      }),
    ),
  );
  if (!factor) return null;
  const z = rungs.map((rung) => rung.z - centre - expected(rung.x));
  const residual = solveLower(factor, z);
  const across = (place: number) => rungs.map(({ x }) => covariance(place, x));
  const explained = places.map((place) => solveLower(factor, across(place)));
  const posterior = places.map((one, i) =>
    places.map((other, j) => {
      const rest = covariance(one, other) - dot(explained[i]!, explained[j]!);
      return i === j ? rest + 1e-9 * levelVariance : rest;
    }),
  );
  const ahead = cholesky(posterior);
  if (!ahead) return null;
  const logDet = sum(factor.map((row) => Math.log(row.at(-1)!)));
  const logEvidence = logPrior - 0.5 * dot(residual, residual) - logDet + logSeeds(rungs, runSd);
  return {
    combination,
    logEvidence,
    mean: explained.map((one, i) => centre + expected(places[i]!) + dot(one, residual)),
    factor: ahead,
  };
}

/** ln density of the seeds' deviations from their rung's mean, each with its items' variance and runSd^2 (constants left out). */
function logSeeds(rungs: Scale["rungs"], runSd: number): number {
  return sum(
    rungs.map(({ seeds }) => {
      const centre = mean(seeds.map(({ z }) => z));
      const share = (seeds.length - 1) / seeds.length;
      const terms = seeds.map(({ z, variance }) => {
        const own = variance + runSd ** 2;
        return -0.5 * (share * Math.log(own) + (z - centre) ** 2 / own);
      });
      return seeds.length < 2 ? 0 : sum(terms);
    }),
  );
}

function weightsOf(fits: readonly Fit[]): number[] {
  const top = Math.max(...fits.map(({ logEvidence }) => logEvidence));
  const raw = fits.map(({ logEvidence }) => Math.exp(logEvidence - top));
  return raw.map((weight) => weight / sum(raw));
}

function curveFrom({ mean: centre, factor }: Pick<Fit, "mean" | "factor">, rng: Generator): number[] {
  const noise = centre.map(() => rng.normal());
  return centre.map((value, i) => value + dot(factor[i]!, noise));
}

/** Sum over the entries of the first, which may be shorter. */
function dot(a: readonly number[], b: readonly number[]): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}

/** Returns y with L y = right for lower triangular L. */
function solveLower(lower: readonly (readonly number[])[], right: readonly number[]): number[] {
  const solution = [...right];
  for (let i = 0; i < right.length; i++) {
    for (let j = 0; j < i; j++) solution[i]! -= lower[i]![j]! * solution[j]!;
    solution[i]! /= lower[i]![i]!;
  }
  return solution;
}
