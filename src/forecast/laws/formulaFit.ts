/** Fitting a person's law: starts from its bounds and priors, residuals in units of their noise, uncertainty from symbolic derivatives. */
import type { Key } from "../../base/random.ts";
import type { Formula, Scope } from "../../math/formula.ts";
import { cholesky } from "../../math/optimise/cholesky.ts";
import { dampedSteps, type Ended, type Problem } from "../../math/optimise/dampedSteps.ts";
import { inverseGram } from "../../math/optimise/leastSquares.ts";
import { type Box, drawnStarts } from "../../math/optimise/starts.ts";
import type { Law } from "../../specs.ts";

/** An observed seed mean, where it was measured, and the standard deviation of the mean. */
export type LawPoint = { scope: Scope; value: number; sd: number };

/** Optima best first, lower-triangular factor of (J'J)^-1 at the best (rows and columns of parameters on a bound are 0), scale = rss / df. */
export type LawFit = {
  ok: true;
  optima: Ended[];
  numConverged: number;
  factor: number[][];
  df: number;
  scale: number;
  box: Box;
};

const NUM_STARTS = 40;
/** Optima kept beside the best one: up to 1 % more rss, or both as good as exact. */
const WITHIN_BEST = 1.01;
const EXACT_RSS = 1e-12;
/** Where starts are drawn for a parameter without bounds and prior. */
const OPEN = 10;

/**
 * Returns the fit of a law to points: residuals (value - law) / sd and (parameter - prior mean) / prior sd. A reason is returned when no
 * start converges, when there are no more residuals than parameters, or when they do not determine the parameters.
 */
export function fitLaw(
  formula: Formula,
  law: Law,
  names: readonly string[],
  points: readonly LawPoint[],
  key: Key,
): LawFit | { ok: false; reason: string } {
  const priors = names.flatMap((name, j) =>
    law.parameters[name]!.prior ? [{ j, ...law.parameters[name]!.prior }] : [],
  );
  const df = points.length + priors.length - names.length;
  if (df < 1)
    return {
      ok: false,
      reason: `formula has ${names.length} parameters for ${points.length} observed rungs and ${priors.length} priors: give priors`,
    };
  const box = {
    low: names.map((name) => law.parameters[name]!.min ?? -Infinity),
    high: names.map((name) => law.parameters[name]!.max ?? Infinity),
  };
  const problem = problemOf(formula, names, points, priors);
  const ended = startsOf(law, names, key).flatMap((start) => dampedSteps(problem, start, box) ?? []);
  const converged = ended.filter((end) => end.converged).sort((a, b) => a.rss - b.rss);
  const best = converged[0];
  if (!best)
    return { ok: false, reason: `formula: none of ${NUM_STARTS} starts reached a minimum: give bounds or priors` };
  const optima = converged.filter(({ rss }) => rss <= WITHIN_BEST * best.rss + EXACT_RSS);
  const factor = factorOf(problem.jacobian(best.parameters), best.parameters, box);
  if (!factor)
    return { ok: false, reason: "formula: the observed rungs do not determine all parameters: give priors or bounds" };
  return { ok: true, optima, numConverged: converged.length, factor, df, scale: best.rss / df, box };
}

/** A prior on parameter j. */
type Prior = { j: number; mean: number; sd: number };

function problemOf(
  formula: Formula,
  names: readonly string[],
  points: readonly LawPoint[],
  priors: readonly Prior[],
): Problem {
  const scopeAt = (parameters: readonly number[], { scope }: LawPoint) => ({
    ...scope,
    ...Object.fromEntries(names.map((name, j) => [name, parameters[j]!])),
  });
  return {
    residuals: (parameters) => [
      ...points.map((point) => (formula.value(scopeAt(parameters, point)) - point.value) / point.sd),
      ...priors.map(({ j, mean, sd }) => (parameters[j]! - mean) / sd),
    ],
    jacobian: (parameters) => [
      ...points.map((point) => formula.gradient(scopeAt(parameters, point)).map((slope) => slope / point.sd)),
      ...priors.map((prior) => names.map((_, j) => (prior.j === j ? 1 / prior.sd : 0))),
    ],
  };
}

/** Lower-triangular L with L L' = (J'J)^-1 over the parameters that are not on a bound; null when they are not determined. */
function factorOf(rows: readonly number[][], parameters: readonly number[], box: Box): number[][] | null {
  const free = parameters.map((_, j) => j).filter((j) => parameters[j]! > box.low[j]! && parameters[j]! < box.high[j]!);
  const inverse = free.length === 0 ? [] : inverseGram(free.map((j) => rows.map((row) => row[j]!)));
  const lower = inverse && cholesky(inverse);
  if (!lower) return null;
  return parameters.map((_, i) => parameters.map((__, j) => lower[free.indexOf(i)]?.[free.indexOf(j)] ?? 0));
}

/**
 * Starts within the bounds, four prior standard deviations, or +-10 where neither says anything; a parameter bounded above 0 over two
 * decades or more is drawn on the log scale.
 */
function startsOf(law: Law, names: readonly string[], key: Key): number[][] {
  const ranges = names.map((name) => {
    const { min, max, prior } = law.parameters[name]!;
    const low = min ?? (prior ? prior.mean - 4 * prior.sd : Math.min(-OPEN, (max ?? 0) - OPEN));
    const high = max ?? (prior ? prior.mean + 4 * prior.sd : Math.max(OPEN, (min ?? 0) + OPEN));
    return { low, high, log: low > 0 && high / low >= 100 };
  });
  const end = (of: "low" | "high") => ranges.map((range) => (range.log ? Math.log(range[of]) : range[of]));
  const drawn = drawnStarts({ low: end("low"), high: end("high") }, NUM_STARTS, key);
  return drawn.map((start) => start.map((value, j) => (ranges[j]!.log ? Math.exp(value) : value)));
}
