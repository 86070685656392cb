/**
 * The fixed rival: a Gaussian process through the logits of accuracy, which knows no task and believes in no rise. Whatever claims to
 * know more has to beat it, so its constants stay as they were when it was first written.
 */
import type { Generator } from "../../base/random.ts";
import { resample } from "../../math/importance.ts";
import { cholesky } from "../../math/optimise/cholesky.ts";
import { mean, sum } from "../../math/stats.ts";
import type { Forecaster } from "../forecaster.ts";
import { abscissa } from "../rungs.ts";
import { type Scale, scaleOf } from "../scale.ts";

const NUM_DRAWS = 4000;
/**
 * Standard deviations in logits: of the level, of the slope per decade with that of the smooth deviation from the line (and the weight
 * of the pair), and of single runs; the length of the deviation in decades. Chosen once, by CRPS at rolling origins inside the observed
 * rungs of two public sources (1632 values); the steep pair is for ladders on which success goes from 0 to 1 within a decade or two. It
 * has a tenth of the weight, because it cost there (3.3 points instead of 2.8).
 */
const LEVEL_SD = 5;
const SIGNALS = [
  { slopeSd: 0.5, smoothSd: 0.2, weight: 1 },
  { slopeSd: 0.5, smoothSd: 0.4, weight: 1 },
  { slopeSd: 0.5, smoothSd: 0.8, weight: 1 },
  { slopeSd: 2, smoothSd: 1.6, weight: 0.1 },
];
const RUN_SDS = [0.03, 0.1, 0.3, 1];
const LENGTH = 1;

/** Standard deviations of one combination, in the scale's unit, and ln of its prior weight. */
type Hyper = { levelSd: number; slopeSd: number; smoothSd: number; runSd: number; logPrior: number };
/** A combination with its log evidence, and the posterior at the held-out places: mean and lower factor of the covariance. */
type Fit = { hyper: Hyper; logEvidence: number; mean: number[]; factor: number[][] };

/**
 * z(x) = level + slope (x - x_last) + r(x), level ~ N(0, 5^2) around the mean of a loss, slope ~ N(0, s_m^2), r ~ GP(0, s_f^2 exp(-d^2 / 2)) with d in
 * decades; observed z with the variance of the items plus runSd^2 / seeds. Exact posterior for each of 16 combinations of (s_m, s_f) and
 * runSd, averaged by marginal likelihood (seeds' deviations from their mean included). Rasmussen and Williams, Gaussian Processes for
 * Machine Learning, algorithm 2.1 (posterior and evidence) and section 2.7 (explicit basis functions with a Gaussian prior).
 */
export const gaussianProcess: Forecaster = {
  name: "gaussian-process",
  summary:
    "a line with slope around 0 plus a smooth deviation, on logits of shares or logs of losses (the fixed rival)",
  method: {
    law: "level + slope x + smooth deviation; slope sd .5 (2) a decade, deviation sd .2-.8 (1.6), length a decade",
    objective: "exact posterior; shares count as at least .9 of chance, binomial variance of the items",
    search: "16 combinations of standard deviations, averaged by marginal likelihood",
    uncertainty: "the process, its standard deviations, runs, items",
  },
  draw(ask, rng) {
    const { question, grid } = ask;
    const scale = scaleOf(ask);
    if ("reason" in scale) return { reason: `gaussian-process: ${scale.reason}` };
    if (scale.rungs.length === 0) return { reason: `no ${question.metric} rows at the observed rungs` };
    const places = grid.heldOut.map((rung) => abscissa(question, rung));
    const fits = combinations(scale.unit).flatMap((hyper) => fitOf(scale, hyper, places) ?? []);
    if (fits.length === 0) return { reason: "gaussian-process: the values at the observed rungs are too far apart" };
    const weights = weightsOf(fits);
    const curves = resample(weights, NUM_DRAWS, rng).map((index) => {
      const { hyper, ...fit } = fits[index]!;
      return curveFrom(fit, rng).map((value) => {
        const runs = Array.from({ length: question.numSeeds }, () => value + hyper.runSd * rng.normal());
        return scale.measured(runs, rng);
      });
    });
    const average = (of: (hyper: Hyper) => number) => sum(fits.map(({ hyper }, i) => weights[i]! * of(hyper)));
    return {
      curves,
      parameters: {
        scale: scale.name,
        numCombinations: fits.length,
        levelSd: LEVEL_SD * scale.unit,
        length: LENGTH,
        slopeSd: average(({ slopeSd }) => slopeSd),
        smoothSd: average(({ smoothSd }) => smoothSd),
        runSd: average(({ runSd }) => runSd),
      },
      rationale: "A smooth curve around a line whose slope is expected to be 0; no task structure is used.",
    };
  },
};

function combinations(unit: number): Hyper[] {
  return SIGNALS.flatMap(({ slopeSd, smoothSd, weight }) =>
    RUN_SDS.map((runSd) => ({
      levelSd: LEVEL_SD * unit,
      slopeSd: slopeSd * unit,
      smoothSd: smoothSd * unit,
      runSd: runSd * unit,
      logPrior: Math.log(weight),
    })),
  );
}

/** Posterior and evidence for one combination; null when the covariance is not positive definite in float64. */
function fitOf({ rungs, name }: Scale, hyper: Hyper, places: readonly number[]): Fit | null {
  const { runSd, logPrior } = hyper;
  const centre = name === "logit" ? 0 : mean(rungs.map(({ z }) => z));
  const covariance = kernelOf(hyper, rungs.at(-1)!.x);
  const factor = cholesky(
    rungs.map((one, i) =>
      rungs.map((other, j) => {
        const own = i === j ? one.variance + runSd ** 2 / one.seeds.length : 0;
        return covariance(one.x, other.x) + own;
      }),
    ),
  );
  if (!factor) return null;
  const residual = solveLower(
    factor,
    rungs.map(({ z }) => z - centre),
  );
  const explained = places.map((place) =>
    solveLower(
      factor,
      rungs.map(({ x }) => covariance(place, x)),
    ),
  );
  const posterior = places.map((one, i) =>
    places.map(
      (other, j) =>
        covariance(one, other) - dot(explained[i]!, explained[j]!) + (i === j ? 1e-9 * hyper.levelSd ** 2 : 0),
    ),
  );
  const ahead = cholesky(posterior);
  if (!ahead) return null;
  const logEvidence =
    logPrior - 0.5 * dot(residual, residual) - sum(factor.map((row) => Math.log(row.at(-1)!))) + logSeeds(rungs, runSd);
  return { hyper, logEvidence, mean: explained.map((one) => centre + dot(one, residual)), factor: ahead };
}

function kernelOf({ levelSd, slopeSd, smoothSd }: Hyper, origin: number): (a: number, b: number) => number {
  return (a, b) =>
    levelSd ** 2 +
    slopeSd ** 2 * (a - origin) * (b - origin) +
    smoothSd ** 2 * Math.exp(-0.5 * ((a - b) / LENGTH) ** 2);
}

/** ln density of the seeds' deviations from their rung's mean, each with its items' variance and runSd^2 (constants left out). */
function logSeeds(rungs: Scale["rungs"], runSd: number): number {
  return sum(
    rungs.map(({ seeds }) => {
      if (seeds.length < 2) return 0;
      const centre = mean(seeds.map(({ z }) => z));
      const share = (seeds.length - 1) / seeds.length;
      return sum(
        seeds.map(({ z, variance }) => {
          const own = variance + runSd ** 2;
          return -0.5 * share * (Math.log(own) + (z - centre) ** 2 / own / share);
        }),
      );
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
