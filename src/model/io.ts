/**
 * What goes into a model and what comes out, for both kinds of task: token numbers and logits, or vectors of numbers and predictions of
 * them. The only file of this folder that asks which kind a task is.
 */
import { usageError } from "../base/errors.ts";
import { mul, sub } from "../graph/elementwise.ts";
import { mean, sum } from "../graph/linear.ts";
import { crossEntropy } from "../graph/nn.ts";
import { moveAxis, reshape, slice, swapLastTwo } from "../graph/shape.ts";
import type { Graph, Shape, Value } from "../graph/value.ts";
import type { TaskSpec, TokenTaskSpec } from "../specs.ts";
import { seqLengthOf } from "../task/batches.ts";

/** Returns the width of the output at one answer position: the vocabulary, or the numbers of an answer. */
export const outputWidth = (task: TaskSpec): number => (task.kind === "tokens" ? task.vocab : task.dOutput);

/** Returns the task when it is one of tokens. Errors (usage): `what` needs tokens, the task is of numbers. */
export function requireTokens(what: string, task: TaskSpec): TokenTaskSpec {
  if (task.kind === "tokens") return task;
  throw usageError(what, "a task of tokens is required", `${task.name}, a task of numbers`, "choose another task");
}

/**
 * Declares a graph's inputs for a batch under leading axes (replicas): `tokens` int32 `[..., batch, seq]` and `target` int32
 * `[..., batch, answer]`, or for a task of numbers float32 `[..., batch, seq, dInput]` and `[..., batch, answer, dOutput]`.
 */
export function batchInputs(graph: Graph, task: TaskSpec, lead: Shape): { tokens: Value; target: Value } {
  const [seq, answer] = [seqLengthOf(task), task.answerLength];
  if (task.kind === "tokens")
    return {
      tokens: graph.input("tokens", [...lead, seq], "int32"),
      target: graph.input("target", [...lead, answer], "int32"),
    };
  return {
    tokens: graph.input("tokens", [...lead, seq, task.dInput]),
    target: graph.input("target", [...lead, answer, task.dOutput]),
  };
}

/** Returns the leading axes, batch and seq of a model's input. */
export function layoutOf(task: TaskSpec, tokens: Value): { lead: Shape; batch: number; seq: number } {
  const axes = task.kind === "tokens" ? tokens.shape : tokens.shape.slice(0, -1);
  return { lead: axes.slice(0, -2), batch: axes.at(-2)!, seq: axes.at(-1)! };
}

/**
 * Returns the loss of each example, `[..., batch]`, from outputs `[..., answer, batch, width]`: the mean over answer positions of the
 * nll (nats/token), or of the squared error summed over an answer's numbers.
 */
export function lossPerExample(task: TaskSpec, outputs: Value, target: Value): Value {
  const lead = outputs.shape.slice(0, -3);
  const [answer, batch, width] = outputs.shape.slice(-3) as [number, number, number];
  if (task.kind === "tokens") {
    const timeMajor = reshape(swapLastTwo(target), [...lead, answer * batch]);
    const nll = crossEntropy(reshape(outputs, [...lead, answer * batch, width]), timeMajor);
    return mean(reshape(nll, [...lead, answer, batch]), [-2]);
  }
  const error = sub(outputs, moveAxis(target, target.shape.length - 2, target.shape.length - 3));
  return mean(sum(mul(error, error), [-1]), [-2]);
}

/** Positions of one micro-batch at least: its activations stay in cache, and the operators' fixed cost stays small. */
const MICRO_BATCH_POSITIONS = 1024;
const MAX_MICRO_BATCHES = 4;

/** Returns the parts into which a batch `[batch, ...]` of inputs and targets is best divided inside a graph, 1 to 4 of equal size. */
export function microBatches(tokens: Value, target: Value, seq: number): { tokens: Value; target: Value }[] {
  const batch = tokens.shape[0]!;
  const fits = (n: number) => batch % n === 0 && (batch / n) * seq >= MICRO_BATCH_POSITIONS;
  let count = MAX_MICRO_BATCHES;
  while (count > 1 && !fits(count)) count--;
  if (count === 1) return [{ tokens, target }];
  const size = batch / count;
  return Array.from({ length: count }, (_, i) => {
    const part = (x: Value) => slice(x, 0, i * size, (i + 1) * size);
    return { tokens: part(tokens), target: part(target) };
  });
}
