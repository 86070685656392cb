/**
 * The fixed rival: a Gaussian process through the logits of accuracy, which knows no task and believes in no rise. Whatever claims to
 * know more has to beat it, so its constants stay as they were when it was first written.
 */
import type { Forecaster } from "../forecaster.ts";
import { type Combination, type Kernel, LEVEL_SD, processDraws } from "./process.ts";

/**
 * Standard deviations in logits of the slope per decade and of the smooth deviation from the line, with the weight of the pair, and of
 * single runs; the length of the deviation in decades. Chosen once, by CRPS at rolling origins inside the observed rungs of two public
 * sources (1632 values); the steep pair is for ladders on which success goes from 0 to 1 within a decade or two. It has a tenth of the
 * weight, because it cost there (3.3 points instead of 2.8).
 */
const SIGNALS = [
  { slopeSd: 0.5, smoothSd: 0.2, weight: 1 },
  { slopeSd: 0.5, smoothSd: 0.4, weight: 1 },
  { slopeSd: 0.5, smoothSd: 0.8, weight: 1 },
  { slopeSd: 2, smoothSd: 1.6, weight: 0.1 },
];
const RUN_SDS = [0.03, 0.1, 0.3, 1];
const LENGTH = 1;

const COMBINATIONS = SIGNALS.flatMap(({ slopeSd, smoothSd, weight }) =>
  RUN_SDS.map((runSd): Combination => ({ slopeSd, smoothSd, runSd, logPrior: Math.log(weight) })),
);

const kernel: Kernel =
  ({ slopeSd, smoothSd }, { last }) =>
  (a, b) =>
    slopeSd! ** 2 * (a - last) * (b - last) + smoothSd! ** 2 * Math.exp(-0.5 * ((a - b) / LENGTH) ** 2);

/**
 * z(x) = level + slope (x - x_last) + r(x), level ~ N(0, 5^2) (around the mean of a loss), slope ~ N(0, s_m^2), r ~ GP(0, s_f^2
 * exp(-d^2 / 2)) with d in decades, averaged over 16 combinations of (s_m, s_f) and runSd. Rasmussen and Williams, Gaussian Processes for
 * Machine Learning, section 2.7 (explicit basis functions with a Gaussian prior); `processDraws` for the posterior.
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
    const drawn = processDraws(ask, { combinations: COMBINATIONS, kernel }, rng);
    if ("reason" in drawn) return { reason: `gaussian-process: ${drawn.reason}` };
    return {
      curves: drawn.curves,
      parameters: { ...drawn.parameters, levelSd: LEVEL_SD, length: LENGTH },
      rationale: "A smooth curve around a line whose slope is expected to be 0; no task structure is used.",
    };
  },
};
