/**
 * How the features of a toy model of superposition, x_hat = relu(W^T W x + b), share its hidden dimensions. W is `[m, n]`: column i is
 * where feature i points. A feature with a dimension to itself has D = 1, two opposite ones share theirs (1/2 each), five in a regular
 * pentagon have 2/5 each (Elhage et al. 2022, "Toy models of superposition").
 */
import { usageError } from "../base/errors.ts";
import { mean, sum } from "../math/stats.ts";
import type { RunSpec } from "../specs.ts";
import type { Bench, Meter } from "./meter.ts";
import { reading, weightsMeter } from "./weightsMeter.ts";

/** A feature counts as represented when its column is longer than this. */
export const REPRESENTED = 0.5;

/** Returns the columns W_i `[n][m]` of weights `[m, n]` given row by row. */
export function columnsOf(w: ArrayLike<number>, m: number): number[][] {
  const n = w.length / m;
  return Array.from({ length: n }, (_, i) => Array.from({ length: m }, (_, row) => w[row * n + i]!));
}

/** Returns the Euclidean length of a vector. */
export const lengthOf = (v: readonly number[]): number => Math.hypot(...v);

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

/** Returns the hidden dimensions m of an autoencoder run. Errors (usage): another kind of model. */
export function hiddenDimensions(measure: string, { model }: RunSpec): number {
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
