/**
 * What a sampler needs to know of a model and its data: losses of examples as a function of flat weights. Runs become landscapes here;
 * the truth suite builds singular models with known coefficients in the same form.
 */
import type { Feeds } from "../../engine/engine.ts";
import { concat } from "../../graph/shape.ts";
import type { Graph, Shape, Value } from "../../graph/value.ts";
import { batchInputs, lossPerExample, microBatches } from "../../model/io.ts";
import { modelLogits, modelParams } from "../../model/model.ts";
import { numElements } from "../../model/params.ts";
import type { RunSpec } from "../../specs.ts";
import { chooseRows, type Examples, seqLengthOf } from "../../task/batches.ts";

/** A loss over weights, with the data it is a mean over: what a local learning coefficient is estimated of. */
export type Landscape = {
  numWeights: number;
  /** Positions of one example: what its arithmetic grows with besides the weights. */
  positions: number;
  /** Size n of the data set. */
  numExamples: number;
  /** Declares the inputs of a batch under leading axes `[..., batch]` and returns them by name. */
  inputs(graph: Graph, lead: Shape): Readonly<Record<string, Value>>;
  /** Returns the loss of every example, `[..., batch]`, from weights `[..., P]` and those inputs. */
  losses(weights: Value, inputs: Readonly<Record<string, Value>>): Value;
  /** Returns the feeds of the chosen examples, in order. */
  feed(rows: ArrayLike<number>): Feeds;
};

/** Returns the landscape of a run's model on examples of its task: nll (nats/token) or squared error per example. */
export function runLandscape({ model, task }: RunSpec, examples: Examples): Landscape {
  return {
    numWeights: numElements(modelParams(model, task)),
    positions: seqLengthOf(task),
    numExamples: examples.numExamples,
    inputs: (graph, lead) => batchInputs(graph, task, lead),
    losses(weights, { tokens, target }) {
      const of = (x: Value, y: Value) => lossPerExample(task, modelLogits(model, task, weights, x), y);
      const isPacked = tokens!.shape.length > (task.kind === "tokens" ? 2 : 3);
      if (isPacked) return of(tokens!, target!);
      const parts = microBatches(tokens!, target!, seqLengthOf(task)).map((part) => of(part.tokens, part.target));
      return parts.length === 1 ? parts[0]! : concat(parts, 0);
    },
    feed(rows) {
      const { input, target } = chooseRows(task, examples, rows);
      return { tokens: input, target };
    },
  };
}
