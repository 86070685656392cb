/**
 * A rise that ends: success leaves its floor, grows along a logistic curve and levels off at a plateau that may lie anywhere below 1.
 * Most laws only slow down at 1; benchmarks level off long before.
 */
import { normalCdf, sigmoid } from "../../math/special.ts";
import type { Ask } from "../ask.ts";
import type { Forecaster } from "../forecaster.ts";
import type { RungValues } from "../rungs.ts";
import { type AccuracyLaw, accuracyDraws, chanceOf, inside, rungsFor, runSdAt } from "./accuracyLaw.ts";

/** Priors: median and sd of the log of the slope per decade; the middle, in decades after the last rung. */
const SLOPE = { median: 1.5, logSd: 0.8 };
const MIDDLE = { mean: 0.5, sd: 1.5 };
/** Share of falling curves; standard deviation of a known chance level. */
const FALLING = 0.15;
const CHANCE_SD = 0.015;

/** One curve: floor, plateau, slope per decade (negative: it falls), place of its middle, sd of single runs in logits. */
type Curve = { floor: number; plateau: number; slope: number; middle: number; runSd: number };

/**
 * p(x) = f + (c - f) sigma(b (x - m)): f = chance + N(0, .015^2) where it is known and above 0, else 0 with chance 1/2 and up to the smallest
 * share otherwise; c ~ U(f, 1); |b| ~ ln N(ln 1.5, .8) per decade, negative with chance .15; m ~ N(x_last + .5, 1.5^2). Likelihood, runs and misfit as
 * in `accuracyDraws`. The logistic between two asymptotes as a law of emergent accuracy is common; these priors
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
    const rungs = rungsFor(ask, "saturating-law");
    if ("reason" in rungs) return rungs;
    const drawn = accuracyDraws(ask, rungs, lawOf(ask, rungs), rng);
    if ("reason" in drawn) return drawn;
    const falling = drawn.unknowns.filter(({ slope }) => slope < 0).length;
    return {
      curves: drawn.curves,
      parameters: { ...drawn.parameters, chanceFalling: falling / drawn.unknowns.length },
      rationale: "Success rises along a logistic curve from its floor and levels off at a plateau.",
    };
  },
};

function lawOf(ask: Ask, rungs: readonly RungValues[]): AccuracyLaw<Curve> {
  const last = rungs.at(-1)!.x;
  const chance = chanceOf(ask);
  const smallest = Math.min(0.99, ...rungs.map(({ mean }) => mean));
  return {
    dimension: 6,
    read(z) {
      const share = Math.max(0, 2 * normalCdf(z[3]!) - 1);
      const floor = chance > 0 ? inside(chance + CHANCE_SD * z[3]!) : share * smallest;
      const sign = normalCdf(z[5]!) < FALLING ? -1 : 1;
      return {
        floor,
        plateau: floor + (1 - floor) * normalCdf(z[2]!),
        slope: sign * SLOPE.median * Math.exp(SLOPE.logSd * z[0]!),
        middle: last + MIDDLE.mean + MIDDLE.sd * z[1]!,
        runSd: runSdAt(z[4]!),
      };
    },
    valueAt: ({ floor, plateau, slope, middle }, x) => floor + (plateau - floor) * sigmoid(slope * (x - middle)),
  };
}
