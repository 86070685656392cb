/**
 * What the parity measures share: which runs are about one sparse parity, and the first layer of their MLP. The parity's bits are the
 * first k positions of the prompt, because the settings of the task say only n and k.
 */
import { usageError } from "../../base/errors.ts";
import type { NamedTensors } from "../../model/params.ts";
import type { MlpSpec, RunSpec } from "../../specs.ts";

/** A sparse parity: `bits` inputs, of which the first k make the answer. */
export type SparseParity = { bits: number; k: number };

/** Weights `[inputs, units]` (row by row) and biases `[units]` of the first layer. */
export type FirstLayer = { inputs: number; units: number; w: Float32Array; b: Float32Array };

/** Returns the run's model when it is an MLP. Errors (usage): another kind of model. */
export function requireMlp(measure: string, { model }: RunSpec): MlpSpec {
  if (model.kind === "mlp") return model;
  throw usageError(
    measure,
    "an mlp is required",
    `a model of kind ${model.kind}`,
    "set model.kind: mlp in the family file",
  );
}

/**
 * Returns the parity a run learns: an MLP that reads its prompt as numbers (`bits` or `signs`), and a task with the settings `bits` = n
 * and `k` whose prompt is those n bits; null for every other run.
 */
export function sparseParity({ model, task }: RunSpec): SparseParity | null {
  const { bits, k } = task.params;
  if (model.kind !== "mlp" || model.inputs === "embedded" || task.kind !== "tokens") return null;
  if (typeof bits !== "number" || typeof k !== "number" || bits !== task.promptLength) return null;
  return Number.isInteger(k) && k >= 1 && k <= bits ? { bits, k } : null;
}

/** Returns the first layer of an MLP's named weights (views of the same memory). */
export function firstLayer(weights: NamedTensors): FirstLayer {
  const { shape, data } = weights["layer0.w"]!;
  return { inputs: shape[0]!, units: shape[1]!, w: data, b: weights["layer0.b"]!.data };
}
