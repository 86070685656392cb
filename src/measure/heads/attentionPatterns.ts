/**
 * What the heads of a transformer attend to and what they read there, as values of a graph. During training the last layer asks only
 * from answer positions; here every layer asks from every position, with the same weights.
 */
import { usageError } from "../../base/errors.ts";
import { mul } from "../../graph/elementwise.ts";
import { sum } from "../../graph/linear.ts";
import { slice } from "../../graph/shape.ts";
import type { Value } from "../../graph/value.ts";
import { layoutOf } from "../../model/io.ts";
import { type Attention, transformerLogits } from "../../model/transformer.ts";
import type { RunSpec, TaskSpec, TransformerSpec } from "../../specs.ts";

/** Named parameters inside a graph. */
export type Tree = Readonly<Record<string, Value>>;

/** Returns the run's model when it is a transformer. Errors (usage): another kind of model. */
export function requireTransformer(measure: string, { model }: RunSpec): TransformerSpec {
  if (model.kind === "transformer") return model;
  const hint = `set model.kind: transformer in the family file, or leave ${measure} out of measure`;
  throw usageError(measure, "a transformer is required", `a model of kind ${model.kind}`, hint);
}

/** Returns the task in which every position but the first is an answer, so that a model of it computes all positions. */
export const allPositions = (task: TaskSpec, seq: number): TaskSpec => ({
  ...task,
  promptLength: 1,
  answerLength: seq,
});

/**
 * Returns each layer's attention on inputs `[batch, seq]` (numbers: `[batch, seq, dInput]`), first layer first: `pattern`
 * `[batch, head, query, key]`, rows summing to 1 over key <= query, and `value` `[batch, head, key, dHead]`. `seq` may be shorter than
 * the run's context; the first positions are then used. Replicas are not supported.
 */
export function attentionPatterns(spec: TransformerSpec, task: TaskSpec, params: Tree, tokens: Value): Attention[] {
  const { seq } = layoutOf(task, tokens);
  const layers: Attention[] = [];
  const positions = slice(params.positions!, -2, 0, seq);
  transformerLogits(spec, allPositions(task, seq), { ...params, positions }, tokens, {
    attention: (layer, seen) => {
      layers[layer] = seen;
    },
  });
  return layers;
}

/**
 * Returns the attention that goes to targets, `[batch, head]`: (1/|Q|) sum over queries i in Q of sum over j with isTarget(i, j) of
 * A[i, j], from a pattern `[batch, head, query, key]`; Q holds the queries that have a target. Between 0 and 1.
 */
export function attentionTo(pattern: Value, isTarget: (query: number, key: number) => boolean): Value {
  const seq = pattern.shape.at(-1)!;
  const mask = Float32Array.from({ length: seq * seq }, (_, n) => Number(isTarget(Math.floor(n / seq), n % seq)));
  const hasTarget = (query: number) => mask.subarray(query * seq, (query + 1) * seq).some((v) => v > 0);
  const queries = Array.from({ length: seq }, (_, query) => Number(hasTarget(query))).reduce((a, b) => a + b);
  return mul(sum(mul(pattern, pattern.graph.constant(mask, [seq, seq])), [-2, -1]), 1 / queries);
}
