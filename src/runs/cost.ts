/** What a run costs, by counting: used to order runs, to place them on the compute axis, and to show throughput. */
import { flopsPerToken } from "../model/size.ts";
import type { RunSpec } from "../specs.ts";
import { seqLengthOf } from "../task/batches.ts";

/** Returns how many tokens one training step reads: batchSize * seqLength. */
export function tokensPerStep({ task, train }: RunSpec): number {
  return train.batchSize * seqLengthOf(task);
}

/** Returns tokens read and training FLOPs spent up to a step: step * tokensPerStep, and that times the FLOPs per token. */
export function costUpTo(spec: RunSpec, step: number): { tokens: number; flops: number } {
  const tokens = step * tokensPerStep(spec);
  return { tokens, flops: tokens * flopsPerToken(spec.model, spec.task) };
}
