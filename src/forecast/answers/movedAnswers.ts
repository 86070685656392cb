/** Answers at a place nobody has measured: the shape of observed ones under another location and scale, and what they score there. */
import type { Generator } from "../../base/random.ts";
import { log1pExp } from "../../math/special.ts";
import type { Kind } from "../../question/kind.ts";

/** What a question counts where it follows from an answer's single tokens, and how many those are. */
export type OfTokens = Extract<Kind, { kind: "greedy" | "sampled" | "tokens" | "nll" }> & { length: number };

/** Per position ratio = mean / sd and sd; `shape[example][position]` standardised; observedSd: the sd where the shape was measured. */
export type Moved = { ratio: number[]; sd: number[]; observedSd: number[]; shape: number[][] };

/**
 * Returns the value of a success definition over the moved answers v_ij = sd_j (ratio_j + shape_ij): margins for greedy and tokens (right
 * where > 0), log-odds of the correct token for sampled and nll (ln p = -ln(1 + exp(-v))). Only the first `rule.length` positions count.
 */
export function successOfMoved(rule: OfTokens, { ratio, sd, shape }: Moved): number {
  let total = 0;
  for (const row of shape)
    total += rule.kind === "greedy" ? Number(right(row, ratio, rule.length) >= rule.k) : score(rule, row, ratio, sd);
  return total / shape.length;
}

function score(rule: OfTokens, row: readonly number[], ratio: readonly number[], sd: readonly number[]): number {
  if (rule.kind === "tokens") return right(row, ratio, rule.length) / rule.length;
  let logProb = 0;
  for (let j = 0; j < rule.length; j++) logProb -= log1pExp(-sd[j]! * (ratio[j]! + row[j]!));
  return rule.kind === "nll" ? -logProb / rule.length : Math.exp(logProb);
}

/** How many of the first positions have v > 0, whatever the scale. */
function right(row: readonly number[], ratio: readonly number[], length: number): number {
  let count = 0;
  for (let j = 0; j < length; j++) if (row[j]! > -ratio[j]!) count++;
  return count;
}

/** Returns the same answers with the dependence between positions taken out: every position's shapes shuffled over the examples. */
export function asIndependent(moved: Moved, rng: Generator): Moved {
  const n = moved.shape.length;
  const shape = moved.shape.map((row) => [...row]);
  for (let j = 0; j < moved.ratio.length; j++)
    for (let i = n - 1; i > 0; i--) {
      const other = rng.int(i + 1);
      const kept = shape[i]![j]!;
      shape[i]![j] = shape[other]![j]!;
      shape[other]![j] = kept;
    }
  return { ...moved, shape };
}
