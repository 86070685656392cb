/**
 * Multilayer perceptron on the concatenated embeddings of the prompt. It sees the prompt only (no answer tokens), and one output
 * map gives the logits of every answer position.
 */

import { gelu, relu } from "../graph/elementwise.ts";
import { linear } from "../graph/linear.ts";
import { lookUp } from "../graph/nn.ts";
import { moveAxis, reshape, slice } from "../graph/shape.ts";
import type { Value } from "../graph/value.ts";
import type { MlpSpec, TaskSpec } from "../records.ts";
import { constantParam, normalParam, type Param } from "./params.ts";

/** Returns the MLP's parameters: embedding N(0, 0.5^2), weights N(0, 1/fan-in), biases 0. */
export function mlpParams(spec: MlpSpec, task: TaskSpec): Param[] {
  const widths = [task.promptLength * spec.dEmbed, ...spec.dHidden, task.answerLength * task.vocab];
  const layers = widths.slice(1).flatMap((to, i) => {
    const from = widths[i]!;
    return [normalParam(`layer${i}.w`, [from, to], 1 / Math.sqrt(from)), constantParam(`layer${i}.b`, [to], 0)];
  });
  return [normalParam("embed", [task.vocab, spec.dEmbed], 0.5), ...layers];
}

/** Returns the logits at the answer positions, `int32 [..., batch, seq] -> [..., answer, batch, vocab]`; leading axes are replicas. */
export function mlpLogits(
  spec: MlpSpec,
  task: TaskSpec,
  params: Readonly<Record<string, Value>>,
  tokens: Value,
): Value {
  const lead = tokens.shape.slice(0, -2);
  const batch = tokens.shape.at(-2)!;
  const prompt = reshape(slice(tokens, -1, 0, task.promptLength), [...lead, batch * task.promptLength]);
  let x = reshape(lookUp(params.embed!, prompt), [...lead, batch, task.promptLength * spec.dEmbed]);
  for (let i = 0; i <= spec.dHidden.length; i++) {
    x = linear(x, params[`layer${i}.w`]!, params[`layer${i}.b`]!);
    if (i < spec.dHidden.length) x = spec.activation === "gelu" ? gelu(x) : relu(x);
  }
  return moveAxis(reshape(x, [...lead, batch, task.answerLength, task.vocab]), lead.length + 1, lead.length);
}
