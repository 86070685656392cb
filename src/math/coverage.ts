/**
 * Are probabilities what they claim to be? Exact binomial bands for shares, and the distance of PIT values from uniform.
 * Sparse by design: with a dozen outcomes no histogram means anything.
 */
import { usageError } from "../base/errors.ts";
import { betaQuantile } from "./special.ts";
import { sorted } from "./stats.ts";

/**
 * Returns the Clopper-Pearson interval [lower, upper] at the given level for a share with k successes in n trials:
 * I^-1(alpha/2; k, n - k + 1) and I^-1(1 - alpha/2; k + 1, n - k); 0 at k = 0 and 1 at k = n. It covers at least `level`.
 */
export function clopperPearson(k: number, n: number, level: number): [number, number] {
  if (!(Number.isInteger(k) && Number.isInteger(n) && n > 0 && k >= 0 && k <= n && level > 0 && level < 1))
    throw usageError(
      "clopperPearson",
      "whole 0 <= k <= n, n > 0 and a level in (0, 1) are required",
      { k, n, level },
      "use 0.9",
    );
  const tail = (1 - level) / 2;
  return [k === 0 ? 0 : betaQuantile(tail, k, n - k + 1), k === n ? 1 : betaQuantile(1 - tail, k + 1, n - k)];
}

/** Returns the Kolmogorov-Smirnov distance sup |F_n(u) - u| of values in [0, 1] from the uniform distribution. */
export function ksDistance(pit: readonly number[]): number {
  const n = pit.length;
  return Math.max(0, ...sorted(pit).map((u, i) => Math.max((i + 1) / n - u, u - i / n)));
}
