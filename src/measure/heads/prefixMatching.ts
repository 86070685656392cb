/**
 * Prefix-matching heads: on random tokens that repeat, does a head attend to what followed the current token before? With a copying
 * output that is an induction head. The probe is that of Olsson et al. (2022, "In-context learning and induction heads"): a start
 * token and 25 random tokens four times, 10 examples, shortened to what the run's context and vocabulary allow.
 */
import { usageError } from "../../base/errors.ts";
import { requireTokens } from "../../model/io.ts";
import type { TokenTaskSpec } from "../../specs.ts";
import { seqLengthOf } from "../../task/batches.ts";
import { shuffled } from "../../task/define.ts";
import type { Bench, Meter } from "../meter.ts";
import { attentionTo, requireTransformer } from "./attentionPatterns.ts";
import { headMeter } from "./heads.ts";
import { alphabetSize, NUM_PROBES, probeGenerator } from "./randomTokens.ts";

const BLOCK = 25;
const REPEATS = 4;

/** A probe sequence: a start token, then a block of `block` different random tokens `repeats` times; `seq` = 1 + block * repeats. */
export type RepeatedBlocks = { block: number; repeats: number; seq: number };

/**
 * Returns the probe of a task with n ordinary tokens and a context of S positions: block = min(25, n, floor((S - 1) / 2)), n - 1 in place
 * of n where all tokens are ordinary and one has to serve as start token, and repeats = min(4, floor((S - 1) / block)), so 2 to 4.
 * Errors (usage): no block of 2 tokens twice.
 */
export function repeatedBlocks(task: TokenTaskSpec): RepeatedBlocks {
  const seq = seqLengthOf(task);
  const alphabet = alphabetSize(task);
  const block = Math.min(BLOCK, alphabet - Number(alphabet === task.vocab), Math.floor((seq - 1) / 2));
  if (block >= 2) {
    const repeats = Math.min(REPEATS, Math.floor((seq - 1) / block));
    return { block, repeats, seq: 1 + block * repeats };
  }
  const requirement = "3 tokens and a context of 5 positions are required (a start token, and 2 random tokens twice)";
  const got = `${task.vocab} tokens, ${alphabet} of them ordinary, and ${seq} positions`;
  throw usageError("prefixMatching", requirement, got, "choose a task with more tokens or a longer context");
}

/**
 * Returns the probe's sequences, `[10, seq]` row by row, a function of the task's name and settings. The start token is the first token
 * behind the ordinary ones, or where there is none a random token that the block does not hold.
 */
export function repeatedTokens(task: TokenTaskSpec): Int32Array {
  const { block, repeats } = repeatedBlocks(task);
  const rng = probeGenerator("prefixMatching", task);
  const alphabet = alphabetSize(task);
  const rows = Array.from({ length: NUM_PROBES }, () => {
    const drawn = shuffled(rng, alphabet, Math.min(alphabet, block + 1));
    const start = alphabet < task.vocab ? alphabet : drawn[block]!;
    return [start, ...Array.from({ length: block * repeats }, (_, i) => drawn[i % block]!)];
  });
  return Int32Array.from(rows.flat());
}

/**
 * Returns the meter of `prefixMatching`: per head the mean over positions i that have an earlier copy (second repeat on) of the attention
 * from i to the positions that follow those copies, sum over k >= 1 of A[i, i - k block + 1]; 1 when all attention goes there. Standard
 * error over the 10 sequences. Errors (usage): no transformer, a task of numbers, or no room for two repeats.
 */
export async function prefixMatching(bench: Bench): Promise<Meter> {
  requireTransformer("prefixMatching", bench.run);
  const task = requireTokens("prefixMatching", bench.run.task);
  const { block, seq } = repeatedBlocks(task);
  const probe = { tokens: repeatedTokens(task), numExamples: NUM_PROBES, seq };
  const followsCopy = (i: number, j: number) => j >= 2 && j <= i && (i - (j - 1)) % block === 0;
  return headMeter("prefixMatching", bench, probe, ({ pattern }) => attentionTo(pattern, followsCopy));
}
