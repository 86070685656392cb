/** Opinions combined and corrected: the linear pool of several distributions, and one distribution made wider or narrower. */
import { usageError } from "../base/errors.ts";
import { cdf, cdfBelow, type Distribution, NUM_KNOTS, quantile, type Support } from "./distribution.ts";
import { sorted } from "./stats.ts";

/**
 * Returns F = sum_i w_i F_i for weights that sum to 1, on at most 201 knots: exactly where the knots of all parts are no more than that,
 * else at 201 equally spaced levels (point masses are kept to half a percent). Errors: usage for no parts, or weights that are not one
 * per part, at least 0, with sum 1.
 */
export function mixture(parts: readonly Distribution[], weights: readonly number[]): Distribution {
  const total = weights.reduce((running, weight) => running + weight, 0);
  if (
    parts.length === 0 ||
    parts.length !== weights.length ||
    !(Math.abs(total - 1) < 1e-9) ||
    Math.min(...weights) < 0
  )
    throw usageError("mixture", "one weight >= 0 per part with sum 1 is required", weights, "divide by their sum");
  const places = [...new Set(sorted(parts.flatMap(({ x }) => x)))];
  const at = (of: (part: Distribution, x: number) => number, x: number) =>
    Math.min(
      1,
      parts.reduce((running, part, i) => running + weights[i]! * of(part, x), 0),
    );
  const pooled: Distribution = { x: [], p: [] };
  for (const x of places) {
    const [below, upTo] = [at(cdfBelow, x), at(cdf, x)];
    if (below < upTo && pooled.x.length > 0) push(pooled, x, below);
    push(pooled, x, upTo);
  }
  pooled.p[pooled.p.length - 1] = 1;
  if (pooled.x.length <= NUM_KNOTS) return pooled;
  const levels = Array.from({ length: NUM_KNOTS }, (_, i) => i / (NUM_KNOTS - 1));
  return { x: levels.map((level) => quantile(pooled, level)), p: levels };
}

/** Adds a knot; rounding must not make the CDF fall. */
function push({ x, p }: Distribution, place: number, share: number): void {
  x.push(place);
  p.push(Math.max(p.at(-1) ?? 0, share));
}

/** Returns the distribution of m + factor (X - m), m the median of X, clipped to the support; factor >= 0. */
export function stretched(
  distribution: Distribution,
  factor: number,
  { low = -Infinity, high = Infinity }: Support = {},
): Distribution {
  if (!(factor >= 0 && Number.isFinite(factor)))
    throw usageError("stretched", "a finite factor >= 0 is required", factor, "use 1 to change nothing");
  const centre = quantile(distribution, 0.5);
  const x = distribution.x.map((value) => Math.min(high, Math.max(low, centre + factor * (value - centre))));
  return { x, p: [...distribution.p] };
}
