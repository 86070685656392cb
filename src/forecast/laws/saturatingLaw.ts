/**
 * A rise that ends: success leaves its floor, grows along a logistic curve and levels off at a plateau that may lie anywhere below 1.
 * Most laws only slow down at 1; benchmarks level off long before.
 */
import type { Generator } from "../../base/random.ts";
import { type Effort, importanceSample, resample, type Weighted } from "../../math/importance.ts";
import { logit, normalCdf, sigmoid } from "../../math/special.ts";
import { sum } from "../../math/stats.ts";
import { countsShare } from "../../question/kind.ts";
import type { Ask } from "../ask.ts";
import { measuredSeeds } from "../curves.ts";
import type { Forecaster } from "../forecaster.ts";
import { abscissa, type RungValues } from "../rungs.ts";

const NUM_DRAWS = 4000;
const MIN_RUNGS = 2;
const EFFORT: Effort = { priorDraws: 10_000, rounds: 6, roundDraws: 5000, enough: 200 };
/** Priors: medians and sd of logs of the slope per decade and of the sd of single runs in logits; the middle, decades after the last rung. */
const SLOPE = { median: 1.5, logSd: 0.8 };
const RUN = { median: 0.1, logSd: 0.8 };
const MIDDLE = { mean: 0.5, sd: 1.5 };
/** Share of falling curves, sd of a known chance level, sd of the misfit that a decade adds in logits. */
const FALLING = 0.15;
const CHANCE_SD = 0.015;
const MISFIT = 0.25;

/** Unknowns of a curve. */
const DIMENSION = 6;

/** One curve: floor, plateau, slope per decade (negative: it falls), place of its middle, sd of single runs in logits. */
type Curve = { floor: number; plateau: number; slope: number; middle: number; runSd: number };

/**
 * p(x) = f + (c - f) sigma(b (x - m)): f = chance + N(0, .015^2) where it is known and above 0, else 0 with chance 1/2 and up to the smallest
 * share otherwise; c ~ U(f, 1); |b| ~ ln N(ln 1.5, .8) per decade, negative with chance .15; m ~ N(x_last + .5, 1.5^2); runs differ by r ~ ln
 * N(ln .1, .8) logits. A seed mean has variance p (1 - p) / n + (r p (1 - p))^2 / seeds. Beyond the last rung a walk of .25 logits per
 * square root of a decade stands for what no law knows. The logistic between two asymptotes as a law of emergent accuracy is common; these priors
 * are this project's.
 */
export const saturatingLaw: Forecaster = {
  name: "saturating-law",
  summary: "a logistic rise from the chance level to a plateau below 1, averaged over slopes, places and plateaus",
  method: {
    law: "floor + (plateau - floor) sigma(b (x - m)), plateau uniform up to 1, floor at chance; b falls with chance .15",
    objective: "likelihood of seed means: binomial items and runs, in six unknowns with written priors",
    search: "importance sampling from the priors, up to 6 further stages",
    uncertainty: "curve, runs, items, and a misfit that grows with the square root of the decades ahead",
  },
  draw(ask, rng) {
    const { question, grid, kind, at } = ask;
    if (!countsShare(kind)) return { reason: `saturating-law needs a metric between 0 and 1, not ${question.metric}` };
    const rungs = at(question.metric);
    if (rungs.length < MIN_RUNGS)
      return {
        reason: `saturating-law needs ${MIN_RUNGS} observed rungs with ${question.metric}, got ${rungs.length}`,
      };
    const read = curveReader(ask, rungs);
    const weighted = importanceSample(
      { dimension: DIMENSION, logLikelihood: (z) => logLikelihood(read(z), rungs) },
      EFFORT,
      rng,
    );
    if (weighted.effectiveSize === 0) return { reason: `no saturating curve goes through ${question.metric}` };
    const curves = drawn(weighted, read, rng);
    const last = rungs.at(-1)!.x;
    const places = grid.heldOut.map((rung) => abscissa(question, rung));
    return {
      curves: curves.map((curve) => {
        let [misfit, before] = [0, last];
        return places.map((x) => {
          misfit += MISFIT * Math.sqrt(x - before) * rng.normal();
          before = x;
          const centre = logit(inside(valueAt(curve, x))) + misfit;
          const runs = Array.from({ length: question.numSeeds }, () => sigmoid(centre + curve.runSd * rng.normal()));
          return measuredSeeds(question, runs, rng);
        });
      }),
      parameters: parametersOf(curves, weighted),
      rationale: "Success rises along a logistic curve from its floor and levels off at a plateau.",
    };
  },
};

type Read = (z: Float64Array) => Curve;

function curveReader({ kind }: Ask, rungs: readonly RungValues[]): Read {
  const last = rungs.at(-1)!.x;
  const chance = (kind.kind === "share" && kind.chance) || 0;
  const smallest = Math.min(...rungs.map(({ mean }) => mean));
  return (z) => {
    const floor =
      chance > 0
        ? inside(chance + CHANCE_SD * z[3]!)
        : Math.max(0, 2 * normalCdf(z[3]!) - 1) * Math.min(smallest, 0.99);
    const sign = normalCdf(z[5]!) < FALLING ? -1 : 1;
    return {
      floor,
      plateau: floor + (1 - floor) * normalCdf(z[2]!),
      slope: sign * SLOPE.median * Math.exp(SLOPE.logSd * z[0]!),
      middle: last + MIDDLE.mean + MIDDLE.sd * z[1]!,
      runSd: RUN.median * Math.exp(RUN.logSd * z[4]!),
    };
  };
}

function valueAt({ floor, plateau, slope, middle }: Curve, x: number): number {
  return floor + (plateau - floor) * sigmoid(slope * (x - middle));
}

/** Keeps a share off 0 and 1, so that its logit is finite. */
function inside(share: number): number {
  return Math.min(1 - 1e-6, Math.max(1e-6, share));
}

function logLikelihood(curve: Curve, rungs: readonly RungValues[]): number {
  let total = 0;
  for (const { x, mean, seeds, numExamples } of rungs) {
    const p = valueAt(curve, x);
    const spread = p * (1 - p);
    const runs = (curve.runSd * spread) ** 2;
    const ofMean = spread / numExamples + runs / seeds.length + (0.5 / numExamples) ** 2;
    total -= 0.5 * (Math.log(ofMean) + (mean - p) ** 2 / ofMean);
    if (seeds.length < 2) continue;
    const ofSeed = (spread * seeds.length) / numExamples + runs + ((0.5 * seeds.length) / numExamples) ** 2;
    for (const seed of seeds) total -= (0.5 * (seed - mean) ** 2) / ofSeed;
    total -= 0.5 * (seeds.length - 1) * Math.log(ofSeed);
  }
  return total;
}

function drawn({ weights, z, dimension: d }: Weighted, read: Read, rng: Generator): Curve[] {
  return resample(weights, NUM_DRAWS, rng).map((n) => read(z.subarray(n * d, (n + 1) * d)));
}

function parametersOf(curves: readonly Curve[], { effectiveSize, rounds }: Weighted) {
  const average = (of: (curve: Curve) => number) => sum(curves.map(of)) / curves.length;
  return {
    floor: average(({ floor }) => floor),
    plateau: average(({ plateau }) => plateau),
    slope: average(({ slope }) => slope),
    middle: average(({ middle }) => middle),
    runSd: average(({ runSd }) => runSd),
    chanceFalling: average(({ slope }) => Number(slope < 0)),
    misfitPerDecade: MISFIT,
    effectiveSize,
    rounds,
  };
}
