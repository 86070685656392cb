/**
 * Accuracy straight from scale: -ln of accuracy is one power of the axis, without a loss in between. Whether chance is taken off the
 * accuracy first is left open, because the evidence may decide it; so a floor needs no rungs to be dropped.
 */
import type { Ask } from "../ask.ts";
import type { Forecaster } from "../forecaster.ts";
import type { RungValues } from "../rungs.ts";
import { type AccuracyLaw, accuracyDraws, chanceOf, rungsFor, runSdAt } from "./accuracyLaw.ts";

/** Priors: F = -ln accuracy at the last rung, its exponent per decade, a constant that stays of it (or none, with chance 1/2). */
const LAST = { median: 1, logSd: 1.2 };
const EXPONENT = { mean: 0.15, sd: 0.2 };
const CONSTANT = { median: 0.2, logSd: 1 };

/** One curve: chance taken off (0: none), the power's part of F at the last rung, exponent, constant, sd of single runs in logits. */
type Curve = { chance: number; power: number; exponent: number; constant: number; runSd: number };

/**
 * p(x) = g + (1 - g) exp(-F), F = A 10^(-alpha (x - x_last)) + E: A ~ ln N(0, 1.2), alpha ~ N(.15, .2^2) per decade, E = 0 with chance 1/2, else ~
 * ln N(ln .2, 1); g = chance or 0 with chance 1/2 each where chance is known and above 0. Likelihood, runs and misfit as in `accuracyDraws`. The
 * form -ln Q = A C^-alpha is that of direct fits of downstream accuracy against compute; the priors and the choice of g are this project's.
 */
export const directLaw: Forecaster = {
  name: "direct-law",
  summary: "-ln of accuracy as one power of the axis (plus a constant or none), chance taken off or not",
  method: {
    law: "p = g + (1 - g) exp(-A u^-alpha - E), g = chance or 0, E = 0 or above, alpha normal around .15 per decade",
    objective: "likelihood of seed means: binomial items and runs, in six unknowns with written priors",
    search: "importance sampling from the priors, up to 6 further stages",
    uncertainty: "curve, chance taken off or not, runs, items, and a misfit that grows with distance",
  },
  draw(ask, rng) {
    const rungs = rungsFor(ask, "direct-law");
    if ("reason" in rungs) return rungs;
    const drawn = accuracyDraws(ask, rungs, lawOf(ask, rungs), rng);
    if ("reason" in drawn) return drawn;
    return {
      curves: drawn.curves,
      parameters: drawn.parameters,
      rationale: "-ln of accuracy falls as one power of the axis, fitted to accuracies alone.",
    };
  },
};

function lawOf(ask: Ask, rungs: readonly RungValues[]): AccuracyLaw<Curve> {
  const last = rungs.at(-1)!.x;
  const chance = chanceOf(ask);
  return {
    dimension: 6,
    read: (z) => ({
      chance: z[5]! > 0 ? chance : 0,
      power: LAST.median * Math.exp(LAST.logSd * z[0]!),
      exponent: EXPONENT.mean + EXPONENT.sd * z[1]!,
      constant: z[2]! > 0 ? CONSTANT.median * Math.exp(CONSTANT.logSd * z[3]!) : 0,
      runSd: runSdAt(z[4]!),
    }),
    valueAt({ chance: taken, power, exponent, constant }, x) {
      const minusLog = power * 10 ** (-exponent * (x - last)) + constant;
      return taken + (1 - taken) * Math.exp(-minusLog);
    },
  };
}
