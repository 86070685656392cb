/**
 * Is forecaster A better than B? Skill as a ratio of sums on a common set, and an exact sign-flip test over independent clusters,
 * which needs no distributional assumption and says how small its p-value could have been.
 */
import { usageError } from "../base/errors.ts";
import { generator, type Key } from "../base/random.ts";
import { sorted, sum } from "../math/stats.ts";

/** Returns 1 - value/reference, the share of the reference's loss that was saved; null when the reference's loss is 0. */
export function skill(value: number, reference: number): number | null {
  return reference === 0 ? null : 1 - value / reference;
}

/** p: two-sided p-value; smallestP: the least p that n clusters allow, 2/2^n; exact: all sign patterns were counted. */
export type SignFlip = { p: number; smallestP: number; numClusters: number; exact: boolean };

const EXACT_UP_TO = 12;
const NUM_SAMPLED = 9999;

/**
 * Returns the sign-flip test of "mean difference 0": the share of sign patterns with |mean| at least as large as observed (ties
 * within 1e-12 count). All 2^n patterns up to n = 12 clusters, beyond that (1 + b)/(1 + B) with B = 9999 patterns drawn from `key`.
 */
export function signFlipTest(differences: readonly number[], key: Key): SignFlip {
  const d = sorted(differences);
  const n = d.length;
  if (n === 0)
    throw usageError("signFlipTest", "one difference per cluster is required", "none", "score more questions");
  const slack = 1e-12 * Math.max(1, ...d.map(Math.abs));
  const observed = Math.abs(sum(d)) - slack;
  const extreme = (flip: (i: number) => boolean) =>
    Math.abs(d.reduce((s, v, i) => s + (flip(i) ? -v : v), 0)) >= observed;
  const smallestP = 2 / 2 ** n;
  if (n <= EXACT_UP_TO) {
    let count = 0;
    for (let bits = 0; bits < 2 ** n; bits++) if (extreme((i) => ((bits >> i) & 1) === 1)) count++;
    return { p: count / 2 ** n, smallestP, numClusters: n, exact: true };
  }
  const rng = generator(key);
  let count = 0;
  for (let draw = 0; draw < NUM_SAMPLED; draw++) if (extreme(() => rng.uint32() % 2 === 1)) count++;
  return { p: (1 + count) / (1 + NUM_SAMPLED), smallestP, numClusters: n, exact: false };
}
