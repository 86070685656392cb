/**
 * The scale on which a trend without a law is straight enough: the logit of a share, the logarithm of a loss. Both are unbounded, so that
 * forecasters add normal noise there and come back to what single runs measure.
 */
import type { Generator } from "../base/random.ts";
import { logit, sigmoid } from "../math/special.ts";
import { countsShare } from "../question/kind.ts";
import type { Ask } from "./ask.ts";
import { measuredSeeds } from "./curves.ts";
import { asUsed, offEnds } from "./rungs.ts";

/** An observed rung: x = log10 of the axis, z of the seed mean with the variance of its evaluation, and the same of each seed. */
export type ScaledRung = { x: number; z: number; variance: number; seeds: { z: number; variance: number }[] };

/**
 * Observed rungs on the scale; `unit` = how much a step of one logit is there (a loss moves less); `measured` turns z of single runs into
 * the values that they measure, evaluation noise included.
 */
export type Scale = {
  name: "logit" | "log loss";
  unit: number;
  rungs: ScaledRung[];
  measured(z: readonly number[], rng: Generator): number[];
};

/** How chance enters: shares at or below it count as at least .9 of it, or .8 of it is taken off every share. */
export type Guessing = "floored" | "taken off";
/** A share at or below chance counts as at least this part of chance. */
const PART_OF_CHANCE = 0.9;
/** This part of chance is taken off, not all of it: models are below chance by luck and by bias. */
const TAKEN_OFF = 0.8;
/** What is left above the part of chance that is taken off, at least, as a share of that part. */
const LEAST_LEFT = 0.05;
/** A loss moves by about a fifth as much on its log scale as success does on the logit scale. */
const LOSS_UNIT = 0.2;
/** Smallest loss, and the largest |z| that is turned back. */
const [LEAST, FAR] = [1e-9, 230];

/**
 * Returns the observed rungs of the question's metric on its scale, or why it has none. Shares: p = max(share, .9 chance) taken off its
 * ends, (p n + 1/2) / (n + 1), z = logit p with binomial variance 1 / ((n + 1) p (1 - p)). Losses: z = ln loss, variance 0. With chance c
 * taken off, z = logit((p - .8 c) / (1 - .8 c)), at least that of .05 * .8 c above .8 c.
 */
export function scaleOf({ question, kind, at }: Ask, guessing: Guessing = "floored"): Scale | { reason: string } {
  const values = at(question.metric);
  const of = (point: (value: number, n: number) => { z: number; variance: number }) =>
    values.map(({ x, mean, seeds, numExamples }): ScaledRung => {
      const own = seeds.map((value) => point(value, numExamples / seeds.length));
      return { x, ...point(mean, numExamples), seeds: own };
    });
  if (countsShare(kind)) {
    const chance = (kind.kind === "share" && kind.chance) || 0;
    const off = guessing === "taken off" ? TAKEN_OFF * chance : 0;
    const point = guessing === "taken off" ? pointAbove(off) : logitPoint(PART_OF_CHANCE * chance);
    return { name: "logit", unit: 1, rungs: of(point), measured: sharesOf(question, off) };
  }
  const sign = kind.kind === "nll" ? 1 : kind.kind === "loss" ? kind.sign : null;
  if (sign === null) return { reason: `a share of successes or a loss is needed, not ${question.metric}` };
  const rungs = of((value) => ({ z: Math.log(Math.max(LEAST, sign * value)), variance: 0 }));
  return { name: "log loss", unit: LOSS_UNIT, rungs, measured: (z) => z.map((one) => sign * lossAt(one)) };
}

function logitPoint(floor: number) {
  return (share: number, n: number) => {
    const p = offEnds(Math.max(share, floor), n);
    return { z: logit(p), variance: 1 / ((n + 1) * p * (1 - p)) };
  };
}

/** z of what is left above `off`, with the binomial variance of the share carried over by the slope of the logit. */
function pointAbove(off: number) {
  return (share: number, n: number) => {
    const least = Math.max(0.5 / (n + 1), (LEAST_LEFT * off) / (1 - off));
    const left = Math.min(1 - 0.5 / (n + 1), Math.max(least, (offEnds(share, n) - off) / (1 - off)));
    const variance = Math.max(share * (1 - share), 0.5 / n) / n;
    return { z: logit(left), variance: variance / ((1 - off) * left * (1 - left)) ** 2 };
  };
}

function sharesOf(question: Ask["question"], off: number): Scale["measured"] {
  return (z, rng) =>
    measuredSeeds(
      question,
      z.map((one) => off + (1 - off) * sigmoid(one)),
      rng,
    );
}

function lossAt(z: number): number {
  return asUsed(Math.exp(Math.min(FAR, Math.max(-FAR, z))));
}
