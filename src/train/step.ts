/** One training step as one graph: weights, optimiser state, a batch and the step's scalars in; new weights, state and loss out. */

import { add, mul } from "../graph/elementwise.ts";
import { grad } from "../graph/grad.ts";
import { Graph, type Value } from "../graph/value.ts";
import { batchInputs, microBatches } from "../model/io.ts";
import { modelLoss, modelParams } from "../model/model.ts";
import { numElements } from "../model/params.ts";
import type { ModelSpec, OptimiserSpec, TaskSpec } from "../specs.ts";
import { optimiser } from "./optimisers.ts";

/**
 * Returns the named outputs of a training step: `weights` `[P]`, one `[P]` per state vector, and `loss` `[]` (nats/token or squared error, before the
 * update). Inputs: `weights`, the state vectors, `tokens` and `target` of a batch (`batchInputs`), the scalars.
 */
export function stepGraph(
  model: ModelSpec,
  task: TaskSpec,
  spec: OptimiserSpec,
  batchSize: number,
): Record<string, Value> {
  const graph = new Graph();
  const size = numElements(modelParams(model, task));
  const { stateNames, scalarNames, update } = optimiser(spec);
  const weights = graph.input("weights", [size]);
  const inputs = (names: readonly string[], shape: number[]) =>
    Object.fromEntries(names.map((name) => [name, graph.input(name, shape)]));
  const state = inputs(stateNames, [size]);
  const { tokens, target } = batchInputs(graph, task, [batchSize]);
  const scalars = inputs(scalarNames, []);
  const loss = meanLoss(model, task, weights, tokens, target);
  const [gradient] = grad(loss, [weights]) as [Value];
  const updated = update(weights, gradient, state, scalars);
  return { weights: updated.weights, ...updated.state, loss };
}

/** The mean loss of a batch as the mean over equal micro-batches: the same number, with activations that fit the cache. */
function meanLoss(model: ModelSpec, task: TaskSpec, weights: Value, tokens: Value, target: Value): Value {
  const parts = microBatches(tokens, target, tokens.shape[1]!);
  const losses = parts.map((part) => modelLoss(model, task, weights, part.tokens, part.target));
  return mul(
    losses.reduce((a, b) => add(a, b)),
    1 / parts.length,
  );
}
