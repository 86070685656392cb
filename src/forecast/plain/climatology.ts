/**
 * The forecaster that has seen nothing: every value in the metric's range is alike, and so is every place of the jump. It is the
 * reference of peer scores, and what a forecaster says that would rather say nothing.
 */

import { fromSamples } from "../../math/distribution.ts";
import { clipped } from "../../math/special.ts";
import { sharpnessOf } from "../../question/grid.ts";
import { rangeOf } from "../../question/kind.ts";
import type { Question } from "../../records.ts";
import { withFloor } from "../curves.ts";
import type { Forecaster } from "../forecaster.ts";

const NUM_DRAWS = 4000;

/**
 * Every held-out value U(low, high) of the metric's range, a single seed beyond the threshold with the chance that this gives, equal
 * masses on the jump's K + 1 bins, and the largest step of curves whose values are independent and U(low, high). Built directly, not
 * from curves: independent uniform values do not make every place of the jump equally likely. No rows are read.
 */
export const climatology: Forecaster = {
  name: "climatology",
  summary: "any value of the metric's range, any place of the jump: what one says without having looked",
  method: {
    law: "every value and every place alike",
    objective: "none",
    search: "none",
    uncertainty: "the whole range",
  },
  draw({ question, grid: { heldOut } }, rng) {
    const { low, high } = rangeOf(question.metric);
    if (!Number.isFinite(high - low))
      return { reason: `climatology needs a metric with two ends, and ${question.metric} has no such range` };
    const masses = new Array<number>(heldOut.length + 2).fill(1);
    const anywhere = () => low + (high - low) * rng.uniform();
    const curves = Array.from({ length: NUM_DRAWS }, () => Array.from({ length: heldOut.length + 1 }, anywhere));
    return {
      targets: heldOut.map(({ name, nParams }) => ({
        rung: name,
        nParams,
        distribution: { x: [low, high], p: [0, 1] },
        success: shareBeyond(question, low, high),
      })),
      jump: withFloor(question, masses),
      sharpness: fromSamples(curves.map((curve) => sharpnessOf(question, curve))),
      parameters: {
        low,
        high,
        binMass: 1 / masses.length,
        rowsRead: 0,
        numDraws: NUM_DRAWS,
        jumpFloor: question.floor,
      },
      rationale:
        "No evidence was used: all values of the metric's range and all places of the jump are equally likely.",
    };
  },
};

/** Chance that a value uniform on [low, high] is at or beyond the threshold. */
function shareBeyond({ betterDirection, threshold }: Question, low: number, high: number): number {
  const below = clipped((threshold - low) / (high - low));
  return betterDirection === "higher" ? 1 - below : below;
}
