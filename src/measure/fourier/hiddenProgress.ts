/**
 * Hidden progress of a first layer: how far its weights have moved since the start, which grows while accuracy is still at chance.
 * The distance is the infinity norm, rho_s = max_ij |w_s - w_0|_ij (Barak et al. 2022, from memory, not checked against the paper); the
 * L1 norm, sum_ij, is also in use: it grows with every weight that drifts, where the maximum waits for one that is driven.
 * For a sparse parity the sharper question has an answer too: do the parity's own bits move more than the others?
 */
import { fold, rootKey } from "../../base/random.ts";
import { modelParams } from "../../model/model.ts";
import { initialise, toNamed } from "../../model/params.ts";
import type { RunSpec } from "../../specs.ts";
import { type Bench, type Meter, reading, weightsMeter } from "../meter.ts";
import { type FirstLayer, firstLayer, requireMlp, sparseParity } from "./parityTask.ts";

/** Returns rho = max_ij |w - w0|_ij for two equally long lists of weights. */
export function largestMove(w: ArrayLike<number>, w0: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < w.length; i++) largest = Math.max(largest, Math.abs(w[i]! - w0[i]!));
  return largest;
}

/**
 * Returns the mean of |w - w0| over the weights of inputs 0..k-1 minus that over the weights of the other inputs, for weights `[inputs,
 * units]` row by row; null when there are no other inputs.
 */
export function meanMoveGap(w: ArrayLike<number>, w0: ArrayLike<number>, inputs: number, k: number): number | null {
  if (k >= inputs) return null;
  const units = w.length / inputs;
  const total = (from: number, to: number) => {
    let sum = 0;
    for (let i = from * units; i < to * units; i++) sum += Math.abs(w[i]! - w0[i]!);
    return sum / ((to - from) * units);
  };
  return total(0, k) - total(k, inputs);
}

/**
 * Returns the meter of `hiddenProgress` (rho of `layer0.w`) and, when the run learns a sparse parity, `parityGap` (the mean movement of
 * the parity's bits minus that of the others). n is the number of weights. Errors (usage): not an MLP.
 */
export async function hiddenProgress({ run }: Bench): Promise<Meter> {
  requireMlp("hiddenProgress", run);
  const start = startOf(run);
  const parity = sparseParity(run);
  return weightsMeter("hiddenProgress", (weights) => {
    const { w } = firstLayer(weights);
    const gap = parity && meanMoveGap(w, start.w, parity.bits, parity.k);
    return [...reading("hiddenProgress", largestMove(w, start.w), w.length), ...reading("parityGap", gap, w.length)];
  });
}

/** The first layer with which the run started: training derives it from the seed in the same way. */
function startOf({ model, task, seed }: RunSpec): FirstLayer {
  const params = modelParams(model, task);
  return firstLayer(toNamed(initialise(params, fold(rootKey(seed), "weights")), params));
}
