/**
 * A law of accuracy with few unknowns and written priors: its posterior by importance sampling, and what single runs measure beyond the
 * last rung. The likelihood is that of the shares themselves, so rungs at chance need no special treatment: they say what they can.
 */
import type { Generator } from "../../base/random.ts";
import { type Effort, importanceSample, resample } from "../../math/importance.ts";
import { logit, sigmoid } from "../../math/special.ts";
import { sum } from "../../math/stats.ts";
import { countsShare } from "../../question/kind.ts";
import type { Ask } from "../ask.ts";
import { measuredSeeds } from "../curves.ts";
import { MISFIT, misfitWalk } from "../misfit.ts";
import { abscissa, type RungValues } from "../rungs.ts";

/** Numbers of one curve by name; `runSd` is the standard deviation of single runs in logits. */
export type Unknowns = { runSd: number; [name: string]: number };
/** A law: how many z it has, its numbers at one z (standard normal under the prior), and its share at x = log10 of the axis. */
export type AccuracyLaw<U extends Unknowns> = {
  dimension: number;
  read(z: Float64Array): U;
  valueAt(unknowns: U, x: number): number;
};
/** Draws of a law: curves as `fromCurves` takes them, the posterior means of its numbers, and how well it was sampled. */
export type AccuracyDraws<U> = { curves: number[][][]; unknowns: U[]; parameters: Record<string, number> };

const NUM_DRAWS = 4000;
const MIN_RUNGS = 2;
const EFFORT: Effort = { priorDraws: 10_000, rounds: 6, roundDraws: 5000, enough: 100 };
/** Prior of `runSd`: its median and the sd of its logarithm. */
const RUN = { median: 0.1, logSd: 0.8 };

/** Returns the standard deviation of single runs at a standard normal z: ln N(ln .1, .8) logits. */
export function runSdAt(z: number): number {
  return RUN.median * Math.exp(RUN.logSd * z);
}

/** Returns the chance level of a question's metric where it is known and above 0, else 0. */
export function chanceOf({ kind }: Pick<Ask, "kind">): number {
  return (kind.kind === "share" && kind.chance) || 0;
}

/** Returns the observed rungs that a law of accuracy may be fitted to, or why there is none. */
export function rungsFor({ question, kind, at }: Ask, name: string): readonly RungValues[] | { reason: string } {
  if (!countsShare(kind)) return { reason: `${name} needs a metric between 0 and 1, not ${question.metric}` };
  const rungs = at(question.metric);
  if (rungs.length >= MIN_RUNGS) return rungs;
  return { reason: `${name} needs ${MIN_RUNGS} observed rungs with ${question.metric}, got ${rungs.length}` };
}

/**
 * Returns draws from a law's posterior, or why there are none. A seed mean has variance p (1 - p) / n + (r p (1 - p))^2 / seeds + (1 / 2n)^2, r
 * being `runSd`. Beyond the last rung a walk of .25 logits per square root of a decade stands for what no law knows.
 */
export function accuracyDraws<U extends Unknowns>(
  { question, grid }: Ask,
  rungs: readonly RungValues[],
  { dimension, read, valueAt }: AccuracyLaw<U>,
  rng: Generator,
): AccuracyDraws<U> | { reason: string } {
  const target = {
    dimension,
    logLikelihood(z: Float64Array) {
      const unknowns = read(z);
      return logLikelihood((x) => valueAt(unknowns, x), unknowns.runSd, rungs);
    },
  };
  const { z, weights, effectiveSize, rounds } = importanceSample(target, EFFORT, rng);
  if (effectiveSize === 0) return { reason: `no curve of this law goes through ${question.metric}` };
  const chosen = resample(weights, NUM_DRAWS, rng);
  const unknowns = chosen.map((n) => read(z.subarray(n * dimension, (n + 1) * dimension)));
  const last = rungs.at(-1)!.x;
  const places = grid.heldOut.map((rung) => abscissa(question, rung));
  const curves = unknowns.map((own) => {
    const misfitAt = misfitWalk(last, rng);
    return places.map((x) => {
      const misfit = misfitAt(x);
      const centre = logit(inside(valueAt(own, x))) + misfit;
      const runs = Array.from({ length: question.numSeeds }, () => sigmoid(centre + own.runSd * rng.normal()));
      return measuredSeeds(question, runs, rng);
    });
  });
  const names = Object.keys(unknowns[0]!);
  const means = names.map((name) => [name, sum(unknowns.map((own) => own[name]!)) / unknowns.length]);
  const parameters = { ...Object.fromEntries(means), misfitPerDecade: MISFIT, effectiveSize, rounds };
  return { curves, unknowns, parameters };
}

/** Returns a share off 0 and 1, so that its logit is finite. */
export function inside(share: number): number {
  return Math.min(1 - 1e-6, Math.max(1e-6, share));
}

function logLikelihood(valueAt: (x: number) => number, runSd: number, rungs: readonly RungValues[]): number {
  let total = 0;
  for (const { x, mean, seeds, numExamples } of rungs) {
    const p = valueAt(x);
    const spread = p * (1 - p);
    const runs = (runSd * spread) ** 2;
    const ofMean = spread / numExamples + runs / seeds.length + (0.5 / numExamples) ** 2;
    total -= 0.5 * (Math.log(ofMean) + (mean - p) ** 2 / ofMean);
    if (seeds.length < 2) continue;
    const ofSeed = (spread * seeds.length) / numExamples + runs + ((0.5 * seeds.length) / numExamples) ** 2;
    for (const seed of seeds) total -= (0.5 * (seed - mean) ** 2) / ofSeed;
    total -= 0.5 * (seeds.length - 1) * Math.log(ofSeed);
  }
  return total;
}
