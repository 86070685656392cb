/**
 * How the features of a toy model of superposition, x_hat = relu(W^T W x + b), share its hidden dimensions. W is `[m, n]`: column i is
 * where feature i points. A feature with a dimension to itself has D = 1, two opposite ones share theirs (1/2 each), five in a regular
 * pentagon have 2/5 each (Elhage et al. 2022, "Toy models of superposition"). In two hidden dimensions regular k-gons are critical points of
 * the loss (Chen et al. 2023), so which polygon the features form names the stage a run is in.
 */
import { usageError } from "../base/errors.ts";
import { mean, sum } from "../math/stats.ts";
import type { RunSpec } from "../specs.ts";
import { type Bench, type Meter, reading, weightsMeter } from "./meter.ts";

/** A feature counts as represented when its column is longer than this. */
const REPRESENTED = 0.5;
/** Neighbouring features may miss the regular spacing of 360/k degrees by this much. */
const TOLERANCE_DEGREES = 10;

/** Returns the columns W_i `[n][m]` of weights `[m, n]` given row by row. */
export function columnsOf(w: ArrayLike<number>, m: number): number[][] {
  const n = w.length / m;
  return Array.from({ length: n }, (_, i) => Array.from({ length: m }, (_, row) => w[row * n + i]!));
}

const lengthOf = (v: readonly number[]): number => Math.hypot(...v);

/** Returns D_i = |W_i|^2 / sum_j (W_i/|W_i| . W_j)^2 per column, `[n]`; null for a column of zeros. */
export function featureDimensionalities(columns: readonly number[][]): (number | null)[] {
  return columns.map((own) => {
    const length = lengthOf(own);
    if (length === 0) return null;
    const overlaps = columns.map((other) => (own.reduce((dot, v, row) => dot + v * other[row]!, 0) / length) ** 2);
    return length ** 2 / sum(overlaps);
  });
}

/** Returns D* = m / |W|_F^2, the hidden dimensions per represented feature; null when all weights are 0. */
export function dimensionsPerFeature(columns: readonly number[][]): number | null {
  const squares = sum(columns.map((column) => lengthOf(column) ** 2));
  return squares > 0 ? columns[0]!.length / squares : null;
}

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

/** The hidden dimensions m of an autoencoder run. Errors (usage): another kind of model. */
function hiddenDimensions(measure: string, { model }: RunSpec): number {
  if (model.kind === "autoencoder") return model.dHidden;
  const hint = `set model.kind: autoencoder in the family file, or leave ${measure} out of measure`;
  throw usageError(measure, "an autoencoder is required", `a model of kind ${model.kind}`, hint);
}

/**
 * Returns the meter of `featureDimensionality` (one part per feature, `featureDimensionality.0` ..; the whole is the mean over the
 * represented features, |W_i| > .5) and `dimensionsPerFeature`. Values that do not exist have no row. Errors (usage): no autoencoder.
 */
export async function featureDimensionality({ run }: Bench): Promise<Meter> {
  const m = hiddenDimensions("featureDimensionality", run);
  return weightsMeter("featureDimensionality", (weights) => {
    const columns = columnsOf(weights.w!.data, m);
    const all = featureDimensionalities(columns);
    const represented = all.flatMap((d, i) => (d !== null && lengthOf(columns[i]!) > REPRESENTED ? [d] : []));
    return [
      ...reading("featureDimensionality", represented.length > 0 ? mean(represented) : null, represented.length),
      ...all.flatMap((d, i) => reading(`featureDimensionality.${i}`, d, 1)),
      ...reading("dimensionsPerFeature", dimensionsPerFeature(columns), columns.length),
    ];
  });
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
