/**
 * The one form in which a prediction is stored: a piecewise-linear CDF through (x, p), where equal x make a vertical jump (a point
 * mass) and p[0] > 0 is a point mass at x[0]. Built from draws or from a person's quantiles; read by every score and figure.
 */
import { usageError } from "../base/errors.ts";
import { sorted } from "./stats.ts";

/** A piecewise-linear CDF as records store it: ascending x, and p = F(x) that never decreases and ends at 1. */
export type Distribution = { x: number[]; p: number[] };

/** The range a value can take; an open end is left out or infinite. */
export type Support = { low?: number; high?: number };

/** Most knots of a distribution that foreshock makes: one per half percent. */
export const NUM_KNOTS = 201;

/**
 * Returns the empirical CDF of draws, clipped to [low, high], on at most 201 knots: every draw up to 201 of them, beyond that the
 * draws at equally spaced ranks. A value that fills two or more ranks becomes a point mass of its exact share of the draws.
 */
export function fromSamples(
  samples: readonly number[],
  { low = -Infinity, high = Infinity }: Support = {},
): Distribution {
  const bad = samples.find((value) => !Number.isFinite(value));
  if (samples.length === 0 || bad !== undefined)
    throw usageError("fromSamples", "one or more finite draws are required", bad ?? "none", "drop the failed draws");
  const draws = sorted(samples.map((value) => Math.min(high, Math.max(low, value)) + 0)); // + 0 turns -0 into 0
  const last = draws.length - 1;
  const numRanks = Math.min(NUM_KNOTS, draws.length);
  const x: number[] = [];
  const p: number[] = [];
  const knot = (value: number, share: number) => {
    x.push(value);
    p.push(share);
  };
  for (let i = 0; i < numRanks; i++) {
    const value = draws[rankAt(i, numRanks, last)]!;
    let end = i;
    while (end + 1 < numRanks && draws[rankAt(end + 1, numRanks, last)] === value) end++;
    const below = lowerBound(draws, value);
    const upTo = upperBound(draws, value);
    if (end > i && below > 0) knot(value, below / draws.length);
    knot(value, upTo > last ? 1 : end > i ? upTo / draws.length : i === 0 ? 0 : (below + upTo) / (2 * draws.length));
    i = end;
  }
  return { x, p };
}

/** Rank of the i-th of n knots among draws 0..last, equally spaced, both ends included. */
function rankAt(i: number, n: number, last: number): number {
  return n === 1 ? 0 : Math.round((i * last) / (n - 1));
}

/**
 * Returns the CDF through a person's quantiles: levels in (0, 1), values in any order of levels. Between them it is linear; beyond
 * them it is linear to the ends of the support, or, where an end is open, the outermost segment is continued to level 0 or 1.
 * Refuses crossing quantiles, repeated levels, levels outside (0, 1), NaN and values outside the support, naming level and value.
 */
export function fromQuantiles(levels: readonly number[], values: readonly number[], support: Support): Distribution {
  const points = levels
    .map((level, i) => ({ level, value: values[i] ?? Number.NaN }))
    .sort((a, b) => a.level - b.level);
  checkQuantiles(points, support);
  const x = points.map(({ value }) => value);
  const p = points.map(({ level }) => level);
  const low = tailEnd(x[0]!, p[0]!, x[1], p[1], support.low);
  const high = tailEnd(x.at(-1)!, 1 - p.at(-1)!, x.at(-2), 1 - (p.at(-2) ?? 0), support.high);
  if (low !== x[0]) {
    x.unshift(low);
    p.unshift(0);
  }
  x.push(high);
  p.push(1);
  return { x, p };
}

type Point = { level: number; value: number };

function checkQuantiles(points: readonly Point[], { low = -Infinity, high = Infinity }: Support): void {
  const fail = (requirement: string, got: unknown) =>
    usageError(
      "fromQuantiles",
      requirement,
      got,
      'write increasing values, as in {"0.05": 0.1, "0.5": 0.3, "0.95": 0.8}',
    );
  const closed = Number.isFinite(low) && Number.isFinite(high);
  if (points.length < (closed ? 1 : 2)) throw fail("more quantiles are required for an open range", points.length);
  for (const [i, { level, value }] of points.entries()) {
    const got = `level ${level}: ${value}`;
    if (!(level > 0 && level < 1)) throw fail("levels in (0, 1) are required", got);
    if (!Number.isFinite(value)) throw fail("a finite value is required", got);
    if (value < low || value > high) throw fail(`values in [${low}, ${high}] are required`, got);
    const before = points[i - 1];
    if (before?.level === level) throw fail("each level once is required", got);
    if (before && value < before.value)
      throw fail("values that do not cross are required", `level ${before.level}: ${before.value}, ${got}`);
  }
}

/** Where a linear tail of mass `mass` beyond x ends: at the support's end, or along the line from the next knot inside. */
function tailEnd(x: number, mass: number, inner: number | undefined, innerMass = 0, end = Infinity): number {
  if (Number.isFinite(end)) return end;
  return x + ((x - inner!) * mass) / (innerMass - mass);
}

/** Returns F(x) = P(X <= x). */
export function cdf({ x, p }: Distribution, value: number): number {
  const after = upperBound(x, value);
  if (after === 0) return 0;
  if (after === x.length) return 1;
  const [x0, x1, p0, p1] = [x[after - 1]!, x[after]!, p[after - 1]!, p[after]!];
  return p0 + ((p1 - p0) * (value - x0)) / (x1 - x0);
}

/** Returns P(X < value), which is below F(value) where the CDF jumps. */
export function cdfBelow(distribution: Distribution, value: number): number {
  const first = distribution.x.indexOf(value);
  if (first < 0) return cdf(distribution, value);
  return first === 0 ? 0 : distribution.p[first]!;
}

/** Returns the probability integral transform F(value), where F jumps the middle of the jump. */
export function pitOf(distribution: Distribution, value: number): number {
  return (cdf(distribution, value) + cdfBelow(distribution, value)) / 2;
}

/** Returns the ends P(X < value) and P(X <= value) of the range in which the randomised probability integral transform of a value lies. */
export function pitRange(distribution: Distribution, value: number): [below: number, at: number] {
  return [cdfBelow(distribution, value), cdf(distribution, value)];
}

/** Returns the smallest x with F(x) >= level, for a level in [0, 1]. */
export function quantile({ x, p }: Distribution, level: number): number {
  if (!(level >= 0 && level <= 1))
    throw usageError("quantile", "a level in [0, 1] is required", level, "use 0.5 for the median");
  const at = lowerBound(p, level);
  if (at === 0) return x[0]!;
  const [x0, x1, p0, p1] = [x[at - 1]!, x[at]!, p[at - 1]!, p[at]!];
  return Math.min(x1, x0 + ((x1 - x0) * (level - p0)) / (p1 - p0));
}

/** Refuses a distribution whose x and p differ in length, decrease, leave [0, 1] or do not end at 1; names the knot. */
export function validate({ x, p }: Distribution): void {
  const fail = (requirement: string, got: unknown) =>
    usageError("validate", requirement, got, "build distributions with fromSamples or fromQuantiles");
  if (x.length === 0 || x.length !== p.length)
    throw fail("as many x as p, at least one, are required", `${x.length} x, ${p.length} p`);
  for (let i = 0; i < x.length; i++) {
    const got = `knot ${i}: x ${x[i]}, p ${p[i]}`;
    if (!Number.isFinite(x[i]) || !(p[i]! >= 0 && p[i]! <= 1)) throw fail("finite x and p in [0, 1] are required", got);
    if (i > 0 && (x[i]! < x[i - 1]! || p[i]! < p[i - 1]!)) throw fail("x and p that never decrease are required", got);
  }
  if (p.at(-1) !== 1) throw fail("a CDF that ends at 1 is required", p.at(-1));
}

/** First index whose entry is >= value in an ascending array. */
function lowerBound(ascending: readonly number[], value: number): number {
  return bound(ascending, (entry) => entry < value);
}

/** First index whose entry is > value in an ascending array. */
function upperBound(ascending: readonly number[], value: number): number {
  return bound(ascending, (entry) => entry <= value);
}

function bound(ascending: readonly number[], before: (entry: number) => boolean): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before(ascending[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}
