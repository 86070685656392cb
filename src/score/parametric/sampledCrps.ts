/**
 * CRPS of an empirical distribution of draws, equally or unequally weighted, in O(M log M); sorting first makes the result
 * independent of the draws' order to the last bit.
 */
import { numericError } from "../../base/errors.ts";
import { sorted, sortOrder, sum } from "../../math/stats.ts";

/**
 * Returns the CRPS of M draws: (2/M) sum_i [1{y <= x_(i)} - (2i - 1)/(2M)] (x_(i) - y), which equals
 * (1/M) sum |x_i - y| - 1/(2 M^2) sum_ij |x_i - x_j|.
 */
export function crpsSamples(x: readonly number[], y: number): number {
  requireDraws("crpsSamples", x);
  const count = x.length;
  const terms = sorted(x).map((value, i) => ((y <= value ? 1 : 0) - (2 * i + 1) / (2 * count)) * (value - y));
  return (2 * sum(terms)) / count;
}

/** Returns the CRPS of weighted draws (weights are normalised): sum w_i |x_i - y| - sum w_i x_(i) (2 C_i - w_i - 1), C_i = w_1 + .. + w_i. */
export function crpsWeightedSamples(x: readonly number[], weights: readonly number[], y: number): number {
  requireDraws("crpsWeightedSamples", x);
  const total = sum(weights);
  if (weights.length !== x.length || !(total > 0) || weights.some((weight) => !(weight >= 0)))
    throw numericError("crpsWeightedSamples", "one weight >= 0 per draw is required", weights, "check the weights");
  let cumulative = 0;
  const terms = byValueThenWeight(x, weights).map((i) => {
    const weight = weights[i]! / total;
    cumulative += weight;
    return weight * (Math.abs(x[i]! - y) - (x[i]! - y) * (2 * cumulative - weight - 1));
  });
  return sum(terms);
}

/** Returns the threshold-weighted CRPS of draws on low <= x <= high: the CRPS of draws and outcome clipped to [low, high]. */
export function thresholdCrpsSamples(x: readonly number[], low: number, high: number, y: number): number {
  const clip = (value: number) => Math.min(high, Math.max(low, value));
  return crpsSamples(x.map(clip), clip(y));
}

function byValueThenWeight(x: readonly number[], weights: readonly number[]): number[] {
  const byWeight = sortOrder(weights);
  return sortOrder(byWeight.map((i) => x[i]!)).map((k) => byWeight[k]!);
}

function requireDraws(where: string, x: readonly number[]): void {
  if (x.length > 0 && x.every(Number.isFinite)) return;
  throw numericError(where, "one or more finite draws are required", x, "drop the failed draws");
}
