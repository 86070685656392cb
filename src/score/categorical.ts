/**
 * Scores of masses on categories: Brier for yes/no, the ranked scores for ordered categories. Lower is better; indices from 0.
 */

/** Returns the Brier score (p - o)^2 in [0, 1] of the probability p of an event, o = 1 if it happened, else 0. */
export function brier(p: number, happened: boolean): number {
  return (p - (happened ? 1 : 0)) ** 2;
}

/** Returns the ranked probability score sum_{k < K} (P_k - O_k)^2 over cumulative masses, not divided by K - 1. */
export function rps(masses: readonly number[], k: number): number {
  return cumulative(masses).reduce((total, below, i) => total + (below - (k <= i ? 1 : 0)) ** 2, 0);
}

/** Returns the ranked log score: the sum over the K - 1 cumulative splits of -ln(mass on the side where the outcome fell). */
export function rankedLogScore(masses: readonly number[], k: number): number {
  return cumulative(masses).reduce((total, below, i) => total - Math.log(k <= i ? below : 1 - below), 0);
}

/** Returns the K - 1 running sums F_1 .. F_{K-1} of K masses; the last one, always 1, is left out. */
export function cumulative(masses: readonly number[]): number[] {
  let total = 0;
  return masses.slice(0, -1).map((mass) => {
    total += mass;
    return total;
  });
}
