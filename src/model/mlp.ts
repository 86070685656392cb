/**
 * Multilayer perceptron on the concatenated embeddings of the prompt. It sees the prompt only (no answer tokens), and one output
 * map gives the logits of every answer position.
 */

import { gelu, relu } from "../graph/elementwise.ts";
import { linear } from "../graph/linear.ts";
import { gatherRows, reshape, slice, transpose } from "../graph/shape.ts";
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

/** Returns the logits at the answer positions, `int32 [batch, seq] -> [answer, batch, vocab]`. */
export function mlpLogits(
  spec: MlpSpec,
  task: TaskSpec,
  params: Readonly<Record<string, Value>>,
  tokens: Value,
): Value {
  const batch = tokens.shape[0]!;
  const prompt = slice(tokens, 1, 0, task.promptLength);
  let x = reshape(gatherRows(params.embed!, prompt), [batch, task.promptLength * spec.dEmbed]);
  for (let i = 0; i <= spec.dHidden.length; i++) {
    x = linear(x, params[`layer${i}.w`]!, params[`layer${i}.b`]!);
    if (i < spec.dHidden.length) x = spec.activation === "gelu" ? gelu(x) : relu(x);
  }
  return transpose(reshape(x, [batch, task.answerLength, task.vocab]), [1, 0, 2]);
}
