/**
 * The baseline: nothing will change. The last measured value, widened by how much the values have moved from rung to rung; every
 * skill is measured against it.
 */

import { gridOf } from "../base/jump.ts";
import { fold, generator } from "../base/random.ts";
import { standardDeviation } from "../math/stats.ts";
import { fromCurves } from "./curves.ts";
import type { Forecaster } from "./forecaster.ts";
import { rungValues } from "./rungs.ts";

const NUM_DRAWS = 4000;
/** Smallest step size, in the metric's unit. */
const MIN_STEP_SD = 0.02;

/**
 * Value h rungs beyond the largest observed one = last seed mean + N(0, s^2 h), drawn as a random walk; s = max(.02, sample standard
 * deviation of the observed rung-to-rung steps), .02 with fewer than two steps. Clipped to the metric's range.
 */
export const persistence: Forecaster = {
  name: "persistence",
  summary: "the last value stays, give or take the rung-to-rung steps seen so far (the baseline)",
  forecast(question, questionId, evidence, key) {
    const values = rungValues(question, evidence, question.metric).map((rung) => rung.mean);
    const last = values.at(-1);
    if (last === undefined) return { ok: false, reason: `no ${question.metric} rows at step ${question.step}` };
    const steps = values.slice(1).map((value, i) => value - values[i]!);
    const stepSd = steps.length < 2 ? MIN_STEP_SD : Math.max(MIN_STEP_SD, standardDeviation(steps));
    const rng = generator(fold(key, "persistence"));
    const { heldOut } = gridOf(question);
    const curves = Array.from({ length: NUM_DRAWS }, () => {
      let value = last;
      return heldOut.map(() => (value += stepSd * rng.normal()));
    });
    const parameters = { last, stepSd, minStepSd: MIN_STEP_SD };
    return fromCurves(question, questionId, evidence, {
      name: "persistence",
      curves,
      parameters,
      rationale: "No change is expected; the spread grows with the square root of the number of rungs ahead.",
    });
  },
};
