/**
 * The baseline: nothing will change. The last measured value, widened by how much the values have moved from rung to rung; every
 * skill is measured against it.
 */

import { standardDeviation } from "../../math/stats.ts";
import type { Forecaster } from "../forecaster.ts";

const NUM_DRAWS = 4000;
/** Smallest step size, in the metric's unit. */
const MIN_STEP_SD = 0.02;

/**
 * Value h rungs beyond the largest observed one = last seed mean + N(0, s^2 h), drawn as a random walk; s = max(.02, sample standard
 * deviation of the observed rung-to-rung steps), .02 with fewer than two steps; single seeds lie around it as the last rung's seeds lie
 * around their mean. Clipped to the metric's range.
 */
export const persistence: Forecaster = {
  name: "persistence",
  summary: "the last value stays, give or take the rung-to-rung steps seen so far (the baseline)",
  method: {
    law: "value stays at the last seed mean; step sd at least .02",
    objective: "none fitted; sd of the observed rung-to-rung steps",
    search: "none",
    uncertainty: "random walk over rungs, deviations of the last rung's seeds",
  },
  draw({ question, grid, at }, rng) {
    const values = at(question.metric);
    const last = values.at(-1);
    if (last === undefined) return { reason: `no ${question.metric} rows at the observed rungs` };
    const steps = values.slice(1).map((rung, i) => rung.mean - values[i]!.mean);
    const stepSd = steps.length < 2 ? MIN_STEP_SD : Math.max(MIN_STEP_SD, standardDeviation(steps));
    const deviations = last.seeds.map((value) => value - last.mean);
    const curves = Array.from({ length: NUM_DRAWS }, () => {
      let value = last.mean;
      return grid.heldOut.map(() => {
        value += stepSd * rng.normal();
        return Array.from({ length: question.numSeeds }, (_, i) => value + deviations[i % deviations.length]!);
      });
    });
    const parameters = { last: last.mean, stepSd, minStepSd: MIN_STEP_SD };
    return {
      curves,
      parameters,
      rationale: "No change is expected; the spread grows with the square root of the number of rungs ahead.",
    };
  },
};
