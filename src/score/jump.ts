/** The score of masses on the bins of a jump. Nothing inside a bin can be observed, so no score depends on it. */
import { usageError } from "../base/errors.ts";
import { sum } from "../math/stats.ts";
import { axisValue, gridOf } from "../question/grid.ts";
import type { Question } from "../records.ts";
import { cumulative } from "./categorical.ts";

/** Returns the K weights of the weighted RPS: w_k = log10 x_k - log10 x_{k-1}, x the axis values of gridOf's grid, and w_1 = w_2. */
export function jumpWeights(question: Question): number[] {
  const { top, heldOut } = gridOf(question);
  const sizes = [top, ...heldOut].map((rung) => Math.log10(axisValue(question, rung)));
  const steps = sizes.slice(1).map((size, i) => size - sizes[i]!);
  return [steps[0]!, ...steps];
}

/**
 * Returns sum_k w_k (F_k - o_k)^2 / sum_k w_k in [0, 1] for K + 1 masses and K weights > 0; F_k = P(jump <= N_k), o_k = 1{jump <= N_k}.
 * "Never" makes every o_k = 0, so its mass 1 - F_K counts. Equal weights give the plain RPS divided by K.
 */
export function weightedRps(masses: readonly number[], bin: number, weights: readonly number[]): number {
  if (!(Number.isInteger(bin) && bin >= 0 && bin < masses.length))
    throw usageError("weightedRps", `a bin from 0 to ${masses.length - 1} is required`, bin, "use jumpBin");
  if (weights.length !== masses.length - 1 || !weights.every((weight) => weight > 0))
    throw usageError("weightedRps", "one weight > 0 for each bin but the last is required", weights, "use jumpWeights");
  const losses = cumulative(masses).map((below, k) => weights[k]! * (below - (bin <= k ? 1 : 0)) ** 2);
  return sum(losses) / sum(weights);
}
