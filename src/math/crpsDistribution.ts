/**
 * CRPS of the form in which every forecast is stored: a piecewise-linear CDF through (x, p), where equal x make a vertical jump
 * and p[0] > 0 is a jump at x[0]. Exact, with its split into the part below and the part above the outcome.
 */
import { numericError } from "../base/errors.ts";
import type { Distribution } from "./distribution.ts";

/**
 * The CRPS and its parts: `under` = int_{x < y} F^2 (mass below the outcome: the forecast was too low),
 * `over` = int_{x >= y} (1 - F)^2 (mass above it: too high).
 */
export type CrpsParts = { crps: number; under: number; over: number };

/** Returns int (F(x) - 1{y <= x})^2 dx for a piecewise-linear CDF. */
export function crpsOfDistribution(distribution: Distribution, y: number): number {
  return crpsParts(distribution, y).crps;
}

/** Returns the CRPS with its parts; a segment of length h and end values a, b adds h (a^2 + ab + b^2)/3 (left) or the same in 1 - a, 1 - b. */
export function crpsParts({ x, p }: Distribution, y: number): CrpsParts {
  if (!Number.isFinite(y)) throw numericError("crpsParts", "a finite outcome is required", y, "measure the rung again");
  let under = Math.max(0, y - x.at(-1)!);
  let over = Math.max(0, x[0]! - y);
  for (let i = 1; i < x.length; i++) {
    const [x0, x1, p0, p1] = [x[i - 1]!, x[i]!, p[i - 1]!, p[i]!];
    if (x1 <= x0) continue;
    const cut = Math.min(x1, Math.max(x0, y));
    const atCut = p0 + ((p1 - p0) * (cut - x0)) / (x1 - x0);
    under += squared(cut - x0, p0, atCut);
    over += squared(x1 - cut, 1 - atCut, 1 - p1);
  }
  return { crps: under + over, under, over };
}

/**
 * Returns the right-censored CRPS int_{-inf}^{T} (F(x) - 1{y <= x})^2 dx up to a horizon T; y null means "not reached by T".
 * Both F and y are clipped to T, so nothing beyond the horizon changes the score.
 */
export function censoredCrps({ x, p }: Distribution, horizon: number, y: number | null): number {
  const after = x.findIndex((value) => value > horizon);
  const last = after < 0 ? x.length : after;
  const at = last === 0 ? 0 : last === x.length ? 1 : between(x, p, last, horizon);
  const clipped = { x: [...x.slice(0, last), horizon, horizon], p: [...p.slice(0, last), at, 1] };
  return crpsOfDistribution(clipped, y === null ? horizon : Math.min(y, horizon));
}

/**
 * Returns the threshold-weighted CRPS int w(x) (F(x) - 1{y <= x})^2 dx with w = 1 beyond the threshold and 0 before it: x >= t where higher
 * is better, x <= t where lower is. What happens short of the threshold costs nothing.
 * @see Gneiting and Ranjan 2011, eq. 14
 */
export function tailCrps(distribution: Distribution, threshold: number, y: number, better: "higher" | "lower"): number {
  const below = censoredCrps(distribution, threshold, y);
  return better === "lower" ? below : Math.max(0, crpsOfDistribution(distribution, y) - below);
}

function between(x: readonly number[], p: readonly number[], i: number, value: number): number {
  return p[i - 1]! + ((p[i]! - p[i - 1]!) * (value - x[i - 1]!)) / (x[i]! - x[i - 1]!);
}

function squared(length: number, a: number, b: number): number {
  return (length * (a * a + a * b + b * b)) / 3;
}
