/**
 * The baseline: nothing will change. The last measured value, widened by how much the values have moved per decade; every skill is
 * measured against it.
 */

import { pooledVariance } from "../../math/regression.ts";
import { sum } from "../../math/stats.ts";
import { fromFloor } from "../floor.ts";
import type { Forecaster } from "../forecaster.ts";
import { abscissa } from "../rungs.ts";

const NUM_DRAWS = 4000;
/** Prior of the walk: as two earlier steps of a decade with this root mean square, in the metric's unit. */
const STEP = { df: 2, sd: 0.08 };

/**
 * Value d decades beyond the largest observed rung = last seed mean + N(0, s^2 d), drawn as a random walk; s^2 = (sum step^2 / decades + 2 *
 * .08^2) / (number of steps + 2) over the observed steps from the last rung on the floor on: steps along a floor say nothing of a rise.
 * Single seeds lie around it as the last rung's seeds lie around their mean. Clipped to the metric's range.
 */
export const persistence: Forecaster = {
  name: "persistence",
  summary: "the last value stays, give or take the moves per decade seen so far off the floor (the baseline)",
  method: {
    law: "value stays at the last seed mean; a random walk in log10 of the axis",
    objective: "none fitted; mean square of the observed steps per decade, with a prior of two steps of .08",
    search: "none",
    uncertainty: "random walk over decades, deviations of the last rung's seeds",
  },
  draw(ask, rng) {
    const { question, grid, at } = ask;
    const values = at(question.metric);
    const last = values.at(-1);
    if (last === undefined) return { reason: `no ${question.metric} rows at the observed rungs` };
    const moved = fromFloor(ask, values);
    const squares = moved.slice(1).map((rung, i) => (rung.mean - moved[i]!.mean) ** 2 / (rung.x - moved[i]!.x));
    const stepSd = Math.sqrt(pooledVariance(sum(squares), squares.length, STEP));
    const deviations = last.seeds.map((value) => value - last.mean);
    const places = [last.x, ...grid.heldOut.map((rung) => abscissa(question, rung))];
    const steps = places.slice(1).map((place, i) => stepSd * Math.sqrt(place - places[i]!));
    const curves = Array.from({ length: NUM_DRAWS }, () => {
      let value = last.mean;
      return steps.map((sd) => {
        value += sd * rng.normal();
        return Array.from({ length: question.numSeeds }, (_, i) => value + deviations[i % deviations.length]!);
      });
    });
    return {
      curves,
      parameters: { last: last.mean, stepSd, numSteps: squares.length, priorSteps: STEP.df, priorStepSd: STEP.sd },
      rationale: "No change is expected; the spread grows with the square root of the decades ahead.",
    };
  },
};
