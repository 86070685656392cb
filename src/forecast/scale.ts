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

/** A share at or below chance counts as at least this part of chance. */
const PART_OF_CHANCE = 0.9;
/** A loss moves by about a fifth as much on its log scale as success does on the logit scale. */
const LOSS_UNIT = 0.2;
/** Smallest loss, and the largest |z| that is turned back. */
const [LEAST, FAR] = [1e-9, 230];

/**
 * Returns the observed rungs of the question's metric on its scale, or why it has none. Shares: p = max(share, .9 chance) taken off its
 * ends, (p n + 1/2) / (n + 1), z = logit p with binomial variance 1 / ((n + 1) p (1 - p)). Losses: z = ln loss, variance 0.
 */
export function scaleOf({ question, kind, at }: Ask): Scale | { reason: string } {
  const values = at(question.metric);
  const of = (point: (value: number, n: number) => { z: number; variance: number }) =>
    values.map(({ x, mean, seeds, numExamples }): ScaledRung => {
      const own = seeds.map((value) => point(value, numExamples / seeds.length));
      return { x, ...point(mean, numExamples), seeds: own };
    });
  if (countsShare(kind)) {
    const floor = PART_OF_CHANCE * ((kind.kind === "share" && kind.chance) || 0);
    return { name: "logit", unit: 1, rungs: of(logitPoint(floor)), measured: sharesOf(question) };
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

function sharesOf(question: Ask["question"]): Scale["measured"] {
  return (z, rng) => measuredSeeds(question, z.map(sigmoid), rng);
}

function lossAt(z: number): number {
  return asUsed(Math.exp(Math.min(FAR, Math.max(-FAR, z))));
}
