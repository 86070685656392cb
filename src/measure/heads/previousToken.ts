/** Previous-token heads: the first half of an induction circuit, and the one that forms first. */
import { usageError } from "../../base/errors.ts";
import { evaluationSet, seqLengthOf } from "../../task/batches.ts";
import type { Bench, Meter } from "../meter.ts";
import { attentionTo, requireTransformer } from "./attentionPatterns.ts";
import { headMeter } from "./heads.ts";
import { NUM_PROBES } from "./randomTokens.ts";

/**
 * Returns the meter of `previousToken`: per head the mean over positions i >= 1 of the attention A[i, i - 1], on the first 10
 * evaluation examples (published: examples of the training distribution), prompt and answer positions alike; standard error over
 * examples. Uniform attention scores the mean of 1 / (i + 1). Errors (usage): no transformer, or a context of one position.
 */
export async function previousToken(bench: Bench): Promise<Meter> {
  const { run, task } = bench;
  requireTransformer("previousToken", run);
  const seq = seqLengthOf(run.task);
  if (seq < 2)
    throw usageError(
      "previousToken",
      "a context of 2 positions is required",
      seq,
      "choose a task with a longer prompt",
    );
  const { input, numExamples } = evaluationSet(task, Math.min(NUM_PROBES, run.numExamples));
  const probe = { tokens: input, numExamples, seq };
  return headMeter("previousToken", bench, probe, ({ pattern }) => attentionTo(pattern, (i, j) => j === i - 1));
}
