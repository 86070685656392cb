/**
 * Where does the jump occur? The bins that a question's rungs make, which bin an outcome falls into, and the scores of masses on
 * these bins. Nothing inside a bin can be observed, so no score depends on it.
 */
import { numericError, usageError } from "../base/errors.ts";
import type { Question } from "../records.ts";
import { cumulative } from "./categorical.ts";

/**
 * The evaluated sizes N_1 < .. < N_K (N_1 the largest observed rung, then the held-out rungs), the K + 1 bin labels in order, and
 * the K weights of the weighted RPS.
 */
export type JumpGrid = { labels: string[]; nParams: number[]; weights: number[] };

/**
 * Returns the grid of a question, with w_k = log10 N_k - log10 N_{k-1} and w_1 = w_2; bins are labelled `<=` the largest observed
 * rung, then by held-out rung (above the one before, up to it), then `never`. Refuses a question without observed or held-out rungs,
 * with two rungs of one size, or with a held-out rung below an observed one.
 */
export function jumpGrid(question: Question): JumpGrid {
  const rungs = question.rungs.toSorted((a, b) => a.nParams - b.nParams);
  const firstHeldOut = rungs.findIndex((rung) => rung.heldOut);
  const bad =
    firstHeldOut < 1 ||
    rungs.some((rung, i) => rung.heldOut !== i >= firstHeldOut || rung.nParams === rungs[i + 1]?.nParams);
  if (bad)
    throw usageError(
      "jumpGrid",
      "observed rungs, then larger held-out rungs, all of different sizes, are required",
      rungs.map((rung) => `${rung.name} ${rung.nParams}${rung.heldOut ? " held out" : ""}`).join(", "),
      "hold out the largest rungs of the family",
    );
  const [top, ...heldOut] = rungs.slice(firstHeldOut - 1);
  const nParams = [top!, ...heldOut].map((rung) => rung.nParams);
  const steps = heldOut.map((rung, i) => Math.log10(rung.nParams) - Math.log10(nParams[i]!));
  const labels = [`<=${top!.name}`, ...heldOut.map((rung) => rung.name), "never"];
  return { labels, nParams, weights: [steps[0]!, ...steps] };
}

/**
 * Returns the bin of the first sustained crossing: the least k (from 0) such that the values at k and at every later size reach the
 * threshold (>= if higher is better, <= if lower is), values in ascending order of size; values.length when there is none.
 */
export function jumpBinOf(values: readonly number[], threshold: number, direction: "higher" | "lower"): number {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw numericError("jumpBinOf", "finite values are required", values[bad], "measure the rung again");
  const crosses = (value: number) => (direction === "higher" ? value >= threshold : value <= threshold);
  return values.findLastIndex((value) => !crosses(value)) + 1;
}

/**
 * Returns sum_k w_k (F_k - o_k)^2 / sum_k w_k in [0, 1] for K + 1 masses and K weights > 0; F_k = P(jump <= N_k), o_k = 1{jump <= N_k}.
 * "Never" makes every o_k = 0, so its mass 1 - F_K counts. Equal weights give the plain RPS divided by K.
 */
export function weightedRps(masses: readonly number[], bin: number, weights: readonly number[]): number {
  if (!(Number.isInteger(bin) && bin >= 0 && bin < masses.length))
    throw usageError("weightedRps", `a bin from 0 to ${masses.length - 1} is required`, bin, "use jumpBinOf");
  if (weights.length !== masses.length - 1 || !weights.every((weight) => weight > 0))
    throw usageError("weightedRps", "one weight > 0 for each bin but the last is required", weights, "use jumpGrid");
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const loss = cumulative(masses).reduce((sum, below, k) => sum + weights[k]! * (below - (bin <= k ? 1 : 0)) ** 2, 0);
  return loss / total;
}
