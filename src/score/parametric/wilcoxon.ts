/** Wilcoxon's signed-rank test, a cross-check of the sign-flip test that a single enormous difference cannot dominate. */
import { numericError } from "../../base/errors.ts";
import { sorted } from "../../math/stats.ts";

/** p: two-sided; rankSum: sum of the ranks of positive differences; differences of 0 carry no sign and are left out. */
export type SignedRank = { p: number; rankSum: number; numClusters: number; numZero: number };

/**
 * Returns the exact signed-rank test of one difference per cluster: min(1, 2 min(P(W <= w), P(W >= w))) with every sign equally likely,
 * W the rank sum of the positive ones among the n that are not 0, equal sizes sharing their mean rank; p = 1 when all are 0.
 */
export function signedRankTest(differences: readonly number[]): SignedRank {
  const bad = differences.find((d) => !Number.isFinite(d));
  if (bad !== undefined)
    throw numericError("signedRankTest", "finite differences are required", bad, "leave the cluster out");
  const nonzero = differences.filter((d) => d !== 0);
  const sizes = sorted(nonzero.map(Math.abs));
  const twiceRank = (d: number) => sizes.indexOf(Math.abs(d)) + sizes.lastIndexOf(Math.abs(d)) + 2;
  const ranks = nonzero.map(twiceRank);
  const observed = nonzero.reduce((total, d, i) => total + (d > 0 ? ranks[i]! : 0), 0);
  const law = rankSumLaw(ranks);
  const share = (from: number, to: number) => law.slice(from, to).reduce((total, mass) => total + mass, 0);
  const p = Math.min(1, 2 * Math.min(share(0, observed + 1), share(observed, law.length)));
  return {
    p,
    rankSum: observed / 2,
    numClusters: nonzero.length,
    numZero: differences.length - nonzero.length,
  };
}

/** P(sum = s) for s = 0 .. sum of the doubled ranks, each of which is in or out with chance 1/2. */
function rankSumLaw(ranks: readonly number[]): number[] {
  const law = [1, ...Array<number>(ranks.reduce((a, b) => a + b, 0)).fill(0)];
  for (const rank of ranks.toSorted((a, b) => a - b))
    for (let s = law.length - 1; s >= 0; s--) law[s] = (law[s]! + (law[s - rank] ?? 0)) / 2;
  return law;
}
