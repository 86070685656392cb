/** One door to every kind of model: its parameters, its outputs, and the loss that training minimises. */

import { mean } from "../graph/linear.ts";
import type { Value } from "../graph/value.ts";
import type { ModelSpec, TaskSpec } from "../specs.ts";
import { autoencoderOutputs, autoencoderParams } from "./autoencoder.ts";
import { lossPerExample } from "./io.ts";
import { mlpLogits, mlpParams } from "./mlp.ts";
import { type Param, unflatten } from "./params.ts";
import { transformerLogits, transformerParams } from "./transformer.ts";

/** Returns the named parameters of a model for a task, in the order of the flat vector. Errors (usage): they do not fit each other. */
export function modelParams(spec: ModelSpec, task: TaskSpec): Param[] {
  if (spec.kind === "autoencoder") return autoencoderParams(spec, task);
  return spec.kind === "transformer" ? transformerParams(spec, task) : mlpParams(spec, task);
}

/**
 * Returns the logits, time-major `[..., answer, batch, vocab]`, from flat weights `[..., P]` and tokens `int32 [..., batch, seq]`; for a
 * task of numbers the predictions `[..., answer, batch, dOutput]` from `[..., batch, seq, dInput]`.
 */
export function modelLogits(spec: ModelSpec, task: TaskSpec, weights: Value, tokens: Value): Value {
  const params = unflatten(weights, modelParams(spec, task));
  if (spec.kind === "autoencoder") return autoencoderOutputs(params, tokens);
  return spec.kind === "transformer"
    ? transformerLogits(spec, task, params, tokens)
    : mlpLogits(spec, task, params, tokens);
}

/** Returns the mean loss over examples and answer positions, `[...]` (nats/token, or squared error), for the batch's targets. */
export function modelLoss(spec: ModelSpec, task: TaskSpec, weights: Value, tokens: Value, target: Value): Value {
  return mean(lossPerExample(task, modelLogits(spec, task, weights, tokens), target), [-1]);
}
