/** How big a model is, by stated conventions: nParams leaves the embeddings out, FLOPs count multiply and add as two. */

import { sizeOf } from "../graph/value.ts";
import type { ModelSpec, TaskSpec } from "../specs.ts";
import { seqLengthOf } from "../task/batches.ts";
import { outputWidth } from "./io.ts";
import { modelParams } from "./model.ts";

const EMBEDDING = new Set(["embed", "positions", "unembed", "unembed.bias"]);

/**
 * Returns nParamsTotal, the count of all trained numbers, and nParams, the same without token embedding, positions and unembedding
 * (weight and bias): the non-embedding count, so that rungs compare by what grows with depth and width.
 * A convention of this project; others leave biases out as well, or count everything.
 */
export function modelSize(spec: ModelSpec, task: TaskSpec): { nParams: number; nParamsTotal: number } {
  let nParams = 0;
  let nParamsTotal = 0;
  for (const { name, shape } of modelParams(spec, task)) {
    nParamsTotal += sizeOf(shape);
    if (!EMBEDDING.has(name)) nParams += sizeOf(shape);
  }
  return { nParams, nParamsTotal };
}

/**
 * Returns training FLOPs per token (position of a sequence): 3 x forward, forward = 2 x (elements of every weight matrix a token
 * passes, unembedding included, embedding look-ups not) + 4 seq nHeads dHead per layer for scores and mixing. Causality and the
 * positions the last layer leaves out are not deducted. For an MLP: the same over its matrices, shared among the tokens of a prompt; for
 * an autoencoder its matrix is passed twice.
 */
export function flopsPerToken(spec: ModelSpec, task: TaskSpec): number {
  const seq = seqLengthOf(task);
  const matrices = modelParams(spec, task).filter(
    ({ name, shape }) => shape.length === 2 && name !== "embed" && name !== "positions",
  );
  const products = matrices.reduce((n, { shape }) => n + sizeOf(shape), 0);
  if (spec.kind === "autoencoder") return 12 * products;
  if (spec.kind === "mlp") return (6 * products) / seq;
  const unembed = spec.tied ? spec.dModel * outputWidth(task) : 0;
  return 6 * (products + unembed) + 12 * spec.nLayers * seq * spec.nHeads * spec.dHead;
}
