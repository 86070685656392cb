/** How much memory a run's process needs at its peak, roughly: enough to keep a machine from swapping. */
import { modelSize } from "../model/size.ts";
import type { RunSpec } from "../specs.ts";
import { seqLengthOf } from "../task/batches.ts";
import { tokensPerStep } from "./cost.ts";

/** Node, ONNX Runtime and the smallest model together. */
const BASE = 200e6;
/** Copies of the weights: weights, optimiser state, gradient, their outputs, and the graph's own scratch. */
const WEIGHT_COPIES = 16;

/**
 * Returns an estimate of peak memory in bytes: 200 MB + 4 bytes x (16 nParamsTotal + positions of a batch x numbers kept per position),
 * the latter per layer about 20 dModel + 4 dMlp + 6 nHeads seq for a transformer, 4 per hidden unit for an MLP.
 */
export function memoryOf(spec: RunSpec): number {
  const { model, task } = spec;
  const { nParamsTotal } = modelSize(model, task);
  const seq = seqLengthOf(task);
  const perPosition =
    model.kind === "transformer"
      ? model.nLayers * (20 * model.dModel + 4 * model.dMlp + 6 * model.nHeads * seq)
      : 4 * [model.dHidden].flat().reduce((a, b) => a + b, 0);
  return BASE + 4 * (WEIGHT_COPIES * nParamsTotal + tokensPerStep(spec) * perPosition);
}
