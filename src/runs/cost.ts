/** What a run costs, by counting: used to order runs, to place them on the compute axis, and to show throughput. */
import { flopsPerToken } from "../model/size.ts";
import type { RunSpec } from "../records.ts";

/** Returns how many tokens one training step reads: batchSize * (promptLength + answerLength - 1), the last answer token being target only. */
export function tokensPerStep({ task, train }: RunSpec): number {
  return train.batchSize * (task.promptLength + task.answerLength - 1);
}

/** Returns tokens read and training FLOPs spent up to a step: step * tokensPerStep, and that times the FLOPs per token. */
export function costUpTo(spec: RunSpec, step: number): { tokens: number; flops: number } {
  const tokens = step * tokensPerStep(spec);
  return { tokens, flops: tokens * flopsPerToken(spec.model, spec.task) };
}
