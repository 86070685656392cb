/**
 * Multilayer perceptron on the prompt: the tokens' embeddings side by side, tokens 0 and 1 as numbers, or the numbers of a task of
 * numbers. It sees no answer tokens, and one output map gives the logits of every answer position.
 */

import { usageError } from "../base/errors.ts";
import { add, gelu, mul, relu, toFloat } from "../graph/elementwise.ts";
import { linear } from "../graph/linear.ts";
import { lookUp } from "../graph/nn.ts";
import { moveAxis, reshape, slice } from "../graph/shape.ts";
import type { Value } from "../graph/value.ts";
import type { MlpSpec, TaskSpec } from "../specs.ts";
import { layoutOf, outputWidth } from "./io.ts";
import { constantParam, normalParam, type Param } from "./params.ts";

/**
 * Returns the MLP's parameters: embedding N(0, embedStd^2) where tokens are embedded, weights N(0, initScale^2/fan-in), biases 0.
 * Errors (usage): bits or signs of a task with other tokens than 0 and 1.
 */
export function mlpParams(spec: MlpSpec, task: TaskSpec): Param[] {
  const widths = [
    task.promptLength * widthPerPosition(spec, task),
    ...spec.dHidden,
    task.answerLength * outputWidth(task),
  ];
  const layers = widths.slice(1).flatMap((to, i) => {
    const from = widths[i]!;
    const std = spec.initScale / Math.sqrt(from);
    return [normalParam(`layer${i}.w`, [from, to], std), constantParam(`layer${i}.b`, [to], 0)];
  });
  const isEmbedded = task.kind === "tokens" && spec.inputs === "embedded";
  return [...(isEmbedded ? [normalParam("embed", [task.vocab, spec.dEmbed], spec.embedStd)] : []), ...layers];
}

function widthPerPosition(spec: MlpSpec, task: TaskSpec): number {
  if (task.kind === "numbers") return task.dInput;
  if (spec.inputs === "embedded") return spec.dEmbed;
  if (task.vocab === 2) return 1;
  throw usageError("mlp", `inputs ${spec.inputs} need a task with 2 tokens`, task.vocab, "set model.inputs: embedded");
}

/**
 * Returns the logits at the answer positions, `int32 [..., batch, seq] -> [..., answer, batch, vocab]` (numbers: `[..., batch, seq, dInput]
 * -> [..., answer, batch, dOutput]`); leading axes are replicas.
 */
export function mlpLogits(
  spec: MlpSpec,
  task: TaskSpec,
  params: Readonly<Record<string, Value>>,
  tokens: Value,
): Value {
  const { lead, batch } = layoutOf(task, tokens);
  let x = reshape(inputsOf(spec, task, params, tokens), [
    ...lead,
    batch,
    task.promptLength * widthPerPosition(spec, task),
  ]);
  for (let i = 0; i <= spec.dHidden.length; i++) {
    x = linear(x, params[`layer${i}.w`]!, params[`layer${i}.b`]!);
    if (i < spec.dHidden.length) x = spec.activation === "gelu" ? gelu(x) : relu(x);
  }
  return moveAxis(reshape(x, [...lead, batch, task.answerLength, outputWidth(task)]), lead.length + 1, lead.length);
}

function inputsOf(spec: MlpSpec, task: TaskSpec, params: Readonly<Record<string, Value>>, tokens: Value): Value {
  if (task.kind === "numbers") return slice(tokens, -2, 0, task.promptLength);
  const prompt = slice(tokens, -1, 0, task.promptLength);
  if (spec.inputs === "bits") return toFloat(prompt);
  if (spec.inputs === "signs") return add(mul(toFloat(prompt), 2), -1);
  const { lead, batch } = layoutOf(task, tokens);
  return lookUp(params.embed!, reshape(prompt, [...lead, batch * task.promptLength]));
}
