/** One door to every kind of model: its parameters, its logits, and the loss that training minimises. */

import { mean } from "../graph/linear.ts";
import { crossEntropy } from "../graph/nn.ts";
import { reshape, swapLastTwo } from "../graph/shape.ts";
import type { Value } from "../graph/value.ts";
import type { ModelSpec, TaskSpec } from "../records.ts";
import { mlpLogits, mlpParams } from "./mlp.ts";
import { type Param, unflatten } from "./params.ts";
import { transformerLogits, transformerParams } from "./transformer.ts";

/** Returns the named parameters of a model for a task, in the order of the flat vector. */
export function modelParams(spec: ModelSpec, task: TaskSpec): Param[] {
  return spec.kind === "transformer" ? transformerParams(spec, task) : mlpParams(spec, task);
}

/** Returns the logits, time-major `[..., answer, batch, vocab]`, from flat weights `[..., P]` and tokens `int32 [..., batch, seq]`. */
export function modelLogits(spec: ModelSpec, task: TaskSpec, weights: Value, tokens: Value): Value {
  const params = unflatten(weights, modelParams(spec, task));
  return spec.kind === "transformer"
    ? transformerLogits(spec, task, params, tokens)
    : mlpLogits(spec, task, params, tokens);
}

/** Returns the mean nll over examples and answer positions in nats/token, `[...]`, for targets `int32 [..., batch, answer]`. */
export function modelLoss(spec: ModelSpec, task: TaskSpec, weights: Value, tokens: Value, target: Value): Value {
  const logits = modelLogits(spec, task, weights, tokens);
  const lead = target.shape.slice(0, -2);
  const rows = target.shape.at(-2)! * task.answerLength;
  const timeMajor = reshape(swapLastTwo(target), [...lead, rows]);
  return mean(crossEntropy(reshape(logits, [...lead, rows, task.vocab]), timeMajor), [-1]);
}
