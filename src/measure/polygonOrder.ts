/**
 * Which regular polygon the features of a toy model of superposition form in two hidden dimensions. Regular k-gons are critical points
 * of its loss (Chen et al. 2023), so their order names the stage a run is in.
 */
import { usageError } from "../base/errors.ts";
import { columnsOf, hiddenDimensions, lengthOf, REPRESENTED } from "./featureDimensionality.ts";
import type { Bench, Meter } from "./meter.ts";
import { reading, weightsMeter } from "./weightsMeter.ts";

/** Neighbouring features may miss the regular spacing of 360/k degrees by this much. */
const TOLERANCE_DEGREES = 10;

/**
 * Returns k when the k columns longer than .5 are spaced by 360/k degrees, each gap within 10 degrees; null when they are not, or when
 * k < 2. Columns `[n][2]`. The limits .5 and 10 are a choice.
 */
export function polygonOf(columns: readonly number[][]): number | null {
  const represented = columns.filter((column) => lengthOf(column) > REPRESENTED);
  const angles = represented.map(([x, y]) => (Math.atan2(y!, x!) * 180) / Math.PI).sort((a, b) => a - b);
  const k = angles.length;
  if (k < 2) return null;
  const gaps = angles.map((angle, i) => (i + 1 < k ? angles[i + 1]! : angles[0]! + 360) - angle);
  return gaps.every((gap) => Math.abs(gap - 360 / k) <= TOLERANCE_DEGREES) ? k : null;
}

/**
 * Returns the meter of `polygonOrder`; no row where the features form no regular polygon.
 * Errors (usage): not an autoencoder of 2 hidden dimensions.
 */
export async function polygonOrder({ run }: Bench): Promise<Meter> {
  const m = hiddenDimensions("polygonOrder", run);
  if (m !== 2) {
    const hint = "set model.dHidden: 2 in the family file, or leave polygonOrder out of measure";
    throw usageError("polygonOrder", "an autoencoder with 2 hidden dimensions is required", m, hint);
  }
  return weightsMeter("polygonOrder", (weights) => {
    const columns = columnsOf(weights.w!.data, m);
    return reading("polygonOrder", polygonOf(columns), columns.length);
  });
}
