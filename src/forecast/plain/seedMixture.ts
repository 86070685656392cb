/**
 * Families whose runs either succeed or fail: the mean over seeds then says little of any single run. Two things are forecast apart, how
 * probable it is that a run succeeds, and what it measures if it does or does not.
 */
import type { Generator } from "../../base/random.ts";
import { type Effort, importanceSample, resample } from "../../math/importance.ts";
import { logit, sigmoid } from "../../math/special.ts";
import { sum } from "../../math/stats.ts";
import { countsShare } from "../../question/kind.ts";
import type { Ask } from "../ask.ts";
import { measuredSeeds } from "../curves.ts";
import type { Forecaster } from "../forecaster.ts";
import { MISFIT, misfitWalk } from "../misfit.ts";
import { abscissa, offEnds, type RungValues } from "../rungs.ts";

const NUM_DRAWS = 4000;
const EFFORT: Effort = { priorDraws: 10_000, rounds: 8, roundDraws: 6000, enough: 100 };
/** Priors of logit P(success): at the last rung, and its slope per decade. */
const CHANCE_SD = 3;
const RISE = { mean: 2, sd: 2 };
/** Priors in logits: failures around the lowest seed, how far successes lie above them, slopes per decade, spread of runs. */
const FAILURE_SD = 1;
const GAP = { median: 3, logSd: 0.6 };
const SUCCESS_SLOPE = { mean: 0.5, sd: 1 };
const FAILURE_SLOPE_SD = 0.5;
const RUN = { median: 0.3, logSd: 0.8 };
const DIMENSION = 8;

/** What runs of one kind measure: logit at the last rung, its slope per decade, standard deviation of runs. */
type Kind = { level: number; slope: number; runSd: number };
/** P(success) = sigma(chance + rise (x - x_last)), and what successes and failures measure. */
type Mixture = { chance: number; rise: number; success: Kind; failure: Kind };

/**
 * A seed's share at x has mean sigma(level + slope (x - x_last)) and variance p (1 - p) / n + (r p (1 - p))^2 + (1 / 2n)^2, of successes with
 * probability sigma(a + b (x - x_last)), else of failures; a ~ N(0, 3^2), b ~ N(2, 2^2), failures ~ N(lowest seed, 1) logits, successes ln N(ln 3,
 * .6) above them, slopes N(.5, 1) and N(0, .5^2), r ~ ln N(ln .3, .8) each. A two-component mixture whose weight is logistic in x (Jacobs et
 * al. 1991, mixtures of experts, with one gate); the priors are this project's. Over tokens a run that has succeeded stays with it.
 */
export const seedMixture: Forecaster = {
  name: "seed-mixture",
  summary: "runs succeed or fail: P(success) is logistic in the axis, values given either have trends of their own",
  method: {
    law: "a run succeeds with chance sigma(a + b x); logit of its share is a line with spread, one for each kind",
    objective: "likelihood of single seeds as a mixture of two kinds, items binomial, written priors on 8 unknowns",
    search: "importance sampling from the priors, up to 8 further stages",
    uncertainty: "which kind a run is, its spread, both trends, their misfit by distance, items",
  },
  draw(ask, rng) {
    const { question, kind, at } = ask;
    if (!countsShare(kind)) return { reason: `seed-mixture needs a metric between 0 and 1, not ${question.metric}` };
    const rungs = at(question.metric);
    const most = Math.max(0, ...rungs.map(({ seeds }) => seeds.length));
    if (most < 2)
      return {
        reason: `seed-mixture needs two seeds or more at an observed rung with ${question.metric}, got ${most}`,
      };
    const read = reader(rungs);
    const target = { dimension: DIMENSION, logLikelihood: (z: Float64Array) => logLikelihood(read(z), rungs) };
    const { z, weights, effectiveSize, rounds } = importanceSample(target, EFFORT, rng);
    if (effectiveSize === 0) return { reason: `no mixture of two kinds of runs explains ${question.metric}` };
    const chosen = resample(weights, NUM_DRAWS, rng);
    const mixtures = chosen.map((n) => read(z.subarray(n * DIMENSION, (n + 1) * DIMENSION)));
    return {
      curves: mixtures.map((one) => curveFrom(ask, one, rungs.at(-1)!.x, rng)),
      parameters: { ...parametersOf(mixtures), misfitPerDecade: MISFIT, effectiveSize, rounds, mostSeeds: most },
      rationale: "A run succeeds or fails; both kinds follow trends of their own, and successes become more probable.",
    };
  },
};

/** Places are counted from the last rung. */
function reader(rungs: readonly RungValues[]): (z: Float64Array) => Mixture {
  const lowest = Math.min(
    ...rungs.flatMap(({ seeds, numExamples }) => seeds.map((share) => offEnds(share, numExamples / seeds.length))),
  );
  const runSd = (z: number) => RUN.median * Math.exp(RUN.logSd * z);
  return (z) => {
    const level = logit(lowest) + FAILURE_SD * z[2]!;
    return {
      chance: CHANCE_SD * z[0]!,
      rise: RISE.mean + RISE.sd * z[1]!,
      failure: { level, slope: FAILURE_SLOPE_SD * z[3]!, runSd: runSd(z[4]!) },
      success: {
        level: level + GAP.median * Math.exp(GAP.logSd * z[5]!),
        slope: SUCCESS_SLOPE.mean + SUCCESS_SLOPE.sd * z[6]!,
        runSd: runSd(z[7]!),
      },
    };
  };
}

function logLikelihood({ chance, rise, success, failure }: Mixture, rungs: readonly RungValues[]): number {
  const last = rungs.at(-1)!.x;
  let total = 0;
  for (const { x, seeds, numExamples } of rungs) {
    const ahead = x - last;
    const n = numExamples / seeds.length;
    const succeeds = sigmoid(chance + rise * ahead);
    const of = [densityOf(success, ahead, n), densityOf(failure, ahead, n)] as const;
    for (const share of seeds) {
      const [up, down] = [of[0](share) + Math.log(succeeds), of[1](share) + Math.log1p(-succeeds)];
      const most = Math.max(up, down);
      total += most + Math.log(Math.exp(up - most) + Math.exp(down - most));
    }
  }
  return total;
}

/** ln of the normal density of a share (constants left out). */
function densityOf({ level, slope, runSd }: Kind, ahead: number, n: number): (share: number) => number {
  const p = sigmoid(level + slope * ahead);
  const spread = p * (1 - p);
  const variance = spread / n + (runSd * spread) ** 2 + (0.5 / n) ** 2;
  return (share) => -0.5 * (Math.log(variance) + (share - p) ** 2 / variance);
}

/** Whether a run succeeds is drawn anew at every size, and once for all over the course of training. */
function curveFrom({ question, grid }: Ask, { chance, rise, success, failure }: Mixture, last: number, rng: Generator) {
  const fates = Array.from({ length: question.numSeeds }, () => rng.uniform());
  const misfitAt = misfitWalk(0, rng);
  return grid.heldOut.map((rung) => {
    const ahead = abscissa(question, rung) - last;
    const misfit = misfitAt(ahead);
    const probability = sigmoid(chance + rise * ahead);
    const runs = fates.map((fate) => {
      const succeeds = (question.axis === "tokens" ? fate : rng.uniform()) < probability;
      const { level, slope, runSd } = succeeds ? success : failure;
      return sigmoid(level + slope * ahead + misfit + runSd * rng.normal());
    });
    return measuredSeeds(question, runs, rng);
  });
}

function parametersOf(mixtures: readonly Mixture[]): Record<string, number> {
  const average = (of: (mixture: Mixture) => number) => sum(mixtures.map(of)) / mixtures.length;
  return {
    chanceAtLast: average(({ chance }) => sigmoid(chance)),
    rise: average(({ rise }) => rise),
    successAtLast: average(({ success }) => sigmoid(success.level)),
    failureAtLast: average(({ failure }) => sigmoid(failure.level)),
    successSlope: average(({ success }) => success.slope),
    failureSlope: average(({ failure }) => failure.slope),
  };
}
