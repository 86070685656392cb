/**
 * The toy model of superposition: more features than hidden dimensions, squeezed through one matrix and its transpose. Whether and how
 * it stores features as directions that overlap can be read off the columns of W.
 * @see Elhage et al. 2022, Toy Models of Superposition: x' = relu(W^T W x + b)
 */
import { usageError } from "../base/errors.ts";
import { relu } from "../graph/elementwise.ts";
import { linear, matMul } from "../graph/linear.ts";
import { reshape, swapLastTwo } from "../graph/shape.ts";
import type { Value } from "../graph/value.ts";
import type { AutoencoderSpec, TaskSpec } from "../specs.ts";
import { constantParam, normalParam, type Param } from "./params.ts";

/** Returns the parameters `w` `[dHidden, features]` and `bias` `[features]`. Errors (usage): the task does not map numbers to as many. */
export function autoencoderParams(spec: AutoencoderSpec, task: TaskSpec): Param[] {
  if (task.kind !== "numbers" || task.dInput !== task.dOutput || task.promptLength !== 1 || task.answerLength !== 1)
    throw usageError(
      "autoencoder",
      "a task that maps one vector of numbers to one of the same size is required",
      task.name,
      "take the task sparse-features",
    );
  const n = task.dInput;
  return [normalParam("w", [spec.dHidden, n], spec.initScale / Math.sqrt(n)), constantParam("bias", [n], 0)];
}

/** Returns relu(W^T W x + b), `[..., batch, 1, features] -> [..., 1, batch, features]`; leading axes are replicas. */
export function autoencoderOutputs(params: Readonly<Record<string, Value>>, inputs: Value): Value {
  const [lead, batch, n] = [inputs.shape.slice(0, -3), inputs.shape.at(-3)!, inputs.shape.at(-1)!];
  const hidden = matMul(reshape(inputs, [...lead, batch, n]), swapLastTwo(params.w!));
  return reshape(relu(linear(hidden, params.w!, params.bias!)), [...lead, 1, batch, n]);
}
