/**
 * Persistence that has noticed a direction: the last value goes on as it went on average, and the further ahead the less is known. A
 * random walk forgets the rungs before the last but for their drift, where a smooth process believes in its recent slope.
 */
import type { Forecaster } from "../forecaster.ts";
import { type Combination, type Kernel, LEVEL_SD, processDraws } from "./process.ts";

/** Standard deviations in logits: of the walk over a decade, of single runs; and of the drift per decade as a share of the walk's. */
const WALK_SDS = [0.15, 0.3, 0.6, 1.2];
const RUN_SDS = [0.03, 0.1];
const DRIFT_SHARE = 0.5;

const COMBINATIONS = WALK_SDS.flatMap((walkSd) =>
  RUN_SDS.map((runSd): Combination => ({ walkSd, driftSd: DRIFT_SHARE * walkSd, runSd, logPrior: 0 })),
);

const kernel: Kernel =
  ({ walkSd, driftSd }, { first }) =>
  (a, b) =>
    driftSd! ** 2 * (a - first) * (b - first) + walkSd! ** 2 * (Math.min(a, b) - first);

/**
 * z(x) = level + drift (x - x_first) + w(x), w a Wiener process with variance s^2 per decade, drift ~ N(0, (s / 2)^2), averaged over s in .15 ..
 * 1.2 logits and the sd of single runs .03, .1: the local level model with a constant drift (Harvey, Forecasting, Structural Time Series
 * Models and the Kalman Filter, section 2.3), its signal-to-noise ratio averaged instead of maximised. Constants by rolling origins inside
 * the observed rungs of two public sources.
 */
export const drift: Forecaster = {
  name: "drift",
  summary: "a random walk with drift in decades from the last value, on logits of shares or logs of losses",
  method: {
    law: "random walk with drift in log10 of the axis; drift sd half of the walk's sd over a decade",
    objective: "exact posterior; shares count as at least .9 of chance, binomial variance of the items",
    search: "walk sd .15, .3, .6, 1.2 and run sd .03, .1, averaged by marginal likelihood",
    uncertainty: "walk (variance per decade), drift, their scale, runs, items",
  },
  draw(ask, rng) {
    const drawn = processDraws(ask, { combinations: COMBINATIONS, kernel }, rng);
    if ("reason" in drawn) return { reason: `drift: ${drawn.reason}` };
    return {
      curves: drawn.curves,
      parameters: { ...drawn.parameters, levelSd: LEVEL_SD },
      rationale: "The last value drifts on as it did on average; the spread grows with the square root of the decades.",
    };
  },
};
