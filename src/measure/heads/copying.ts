/**
 * Copying heads: does attending to a token raise that token's logit? A property of the head's output circuit alone, the second half of an
 * induction head. Definition and sample of Olsson et al. (2022, "In-context learning and induction heads").
 */
import { usageError } from "../../base/errors.ts";
import { add, div, mul, sub } from "../../graph/elementwise.ts";
import { sum } from "../../graph/linear.ts";
import type { Value } from "../../graph/value.ts";
import { requireTokens } from "../../model/io.ts";
import type { TokenTaskSpec } from "../../specs.ts";
import { seqLengthOf } from "../../task/batches.ts";
import { shuffled } from "../../task/define.ts";
import type { Bench, Meter } from "../meter.ts";
import { requireTransformer } from "./attentionPatterns.ts";
import { headMeter } from "./heads.ts";
import { raisedLogits } from "./ovCircuit.ts";
import { alphabetSize, NUM_PROBES, probeGenerator } from "./randomTokens.ts";

const SAMPLE = 25;

/**
 * Returns the meter of `copying`: per head 4 r - 1 with r = A / (A + B), A = sum over positions j of the raise of token x_j's logit when
 * the head attends to j, B = the same summed over all tokens of the sample instead of x_j; -1 when only other tokens are raised (r = 0), 1
 * when only the attended one is (r = 1/2), 4 / (m + 1) - 1 when m tokens are raised alike. The raise is that of `raisedLogits`: minus
 * the vocabulary's mean, ReLU, without the last LayerNorm's scale. Samples: 10 of m = min(25, ordinary tokens, context) different random
 * tokens without a start token; standard error over them. A head that raises no token of a sample has no score there. Errors (usage): no
 * transformer, a task of numbers, or m < 2.
 */
export async function copying(bench: Bench): Promise<Meter> {
  const spec = requireTransformer("copying", bench.run);
  const task = requireTokens("copying", bench.run.task);
  const size = sampleSize(task);
  const rng = probeGenerator("copying", task);
  const rows = Array.from({ length: NUM_PROBES }, () => shuffled(rng, alphabetSize(task), size));
  const probe = { tokens: Int32Array.from(rows.flat()), numExamples: NUM_PROBES, seq: size };
  return headMeter("copying", bench, probe, ({ value }, layer, params, tokens) =>
    copyingScore(raisedLogits(spec, params, layer, value, tokens)),
  );
}

/** 4 A / (A + B) - 1 of raises `[batch, head, j, k]`: `[batch, head]`; not a number where nothing is raised. */
function copyingScore(raises: Value): Value {
  const size = raises.shape.at(-1)!;
  const identity = Float32Array.from({ length: size * size }, (_, n) => Number(n % (size + 1) === 0));
  const own = sum(mul(raises, raises.graph.constant(identity, [size, size])), [-2, -1]);
  return sub(mul(div(own, add(own, sum(raises, [-2, -1]))), 4), 1);
}

function sampleSize(task: TokenTaskSpec): number {
  const size = Math.min(SAMPLE, alphabetSize(task), seqLengthOf(task));
  if (size >= 2) return size;
  const got = `${alphabetSize(task)} ordinary tokens and ${seqLengthOf(task)} positions`;
  throw usageError("copying", "2 tokens and a context of 2 positions are required", got, "choose a larger task");
}
