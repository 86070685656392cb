/**
 * Laws that are linear once their exponents are known, y = sum_j c_j u_j(exponents), c_j >= 0. For each exponent on a grid the
 * coefficients are a least-squares problem in closed form, and the grid is averaged by evidence: one best exponent would claim to know
 * what a handful of points cannot tell. No optimiser, no starting values.
 * @see https://arxiv.org/abs/2603.22339 (the idea; abstract only)
 */
import type { Generator } from "../base/random.ts";
import { resample } from "./importance.ts";
import { chiSquare, type NoisePrior } from "./regression.ts";
import { logGamma } from "./special.ts";

/** Measured values with the standard deviation of each, up to one common factor. */
export type Observations = { y: readonly number[]; sd: readonly number[] };

/** A point of the grid: its columns `[column][point]` and the log of its prior, densities of its coefficients included. */
export type Candidate<T> = { exponents: T; columns: readonly (readonly number[])[]; logPrior: number };

/** One fitted candidate: coefficients' mean, upper factor R of the normal matrix R'R, squares and df of the noise, log evidence. */
export type Component<T> = {
  exponents: T;
  mean: number[];
  factor: number[][];
  squares: number;
  df: number;
  logEvidence: number;
};

/** One draw of a law: exponents, coefficients (all >= 0), and the factor by which the stated sd of the values must be multiplied. */
export type LawDraw<T> = { exponents: T; coefficients: number[]; scale: number };

/**
 * Returns the fit of every candidate whose columns are independent. With weights 1/sd^2, S = RSS + df0 s0^2 and nu = n - p + df0
 * (`noise`: prior of the common factor), log evidence = log prior - ln|U'WU|/2 + (p/2) ln 2 pi + ln Gamma(nu/2) - (nu/2) ln(S/2) for
 * flat coefficients (derived here: coefficients and factor integrated out).
 */
export function fitCandidates<T>(
  { y, sd }: Observations,
  candidates: readonly Candidate<T>[],
  noise: NoisePrior,
): Component<T>[] {
  const scaled = y.map((value, i) => value / sd[i]!);
  return candidates.flatMap(({ exponents, columns, logPrior }) => {
    const weighted = columns.map((column) => column.map((value, i) => value / sd[i]!));
    const solved = leastSquares(weighted, scaled);
    if (!solved) return [];
    const { mean, factor, rss, logDet } = solved;
    const df = y.length - columns.length + noise.df;
    if (df <= 0) return [];
    const squares = Math.max(rss, TINY) + noise.df * noise.sd ** 2;
    const integral = 0.5 * columns.length * Math.log(2 * Math.PI) + logGamma(df / 2) - 0.5 * df * Math.log(squares / 2);
    return [{ exponents, mean, factor, squares, df, logEvidence: logPrior - logDet + integral }];
  });
}

/** Squares below which a fit counts as exact. */
const TINY = 1e-24;
/** Smallest share of a column that the ones before it leave over; below it exponents are as good as equal. */
const MIN_INDEPENDENT = 1e-9;

/** Least squares by Gram-Schmidt on the columns: coefficients, R, residual sum of squares, ln |R|; null for dependent columns. */
function leastSquares(columns: readonly (readonly number[])[], y: readonly number[]) {
  const basis: number[][] = [];
  const factor: number[][] = columns.map(() => columns.map(() => 0));
  let logDet = 0;
  for (const [j, column] of columns.entries()) {
    let rest = [...column];
    const length = Math.sqrt(dot(column, column));
    for (let pass = 0; pass < 2; pass++)
      for (const [i, q] of basis.entries()) {
        const along = dot(q, rest);
        factor[i]![j] = factor[i]![j]! + along;
        rest = rest.map((value, n) => value - along * q[n]!);
      }
    const size = Math.sqrt(dot(rest, rest));
    if (!(size > MIN_INDEPENDENT * length) || !Number.isFinite(size)) return null;
    factor[j]![j] = size;
    logDet += Math.log(size);
    basis.push(rest.map((value) => value / size));
  }
  const projected = basis.map((q) => dot(q, y));
  const residual = y.map((value, n) => value - basis.reduce((total, q, i) => total + projected[i]! * q[n]!, 0));
  return { mean: backSolve(factor, projected), factor, rss: dot(residual, residual), logDet };
}

function dot(a: readonly number[], b: readonly number[]): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}

function backSolve(factor: readonly (readonly number[])[], right: readonly number[]): number[] {
  const solution = [...right];
  for (let i = right.length - 1; i >= 0; i--) {
    for (let j = i + 1; j < right.length; j++) solution[i] = solution[i]! - factor[i]![j]! * solution[j]!;
    solution[i] = solution[i]! / factor[i]![i]!;
  }
  return solution;
}

/** Returns the component of largest evidence whose coefficients are all >= 0, or undefined; for reports, not for forecasts. */
export function bestOf<T>(components: readonly Component<T>[]): Component<T> | undefined {
  const admitted = components.filter(({ mean }) => mean.every((value) => value >= 0));
  return admitted.reduce<Component<T> | undefined>(
    (best, one) => (best && best.logEvidence >= one.logEvidence ? best : one),
    undefined,
  );
}

/**
 * Returns up to `count` draws from the average: a component by evidence, the noise factor^2 = squares / chi^2_df, coefficients
 * N(mean, factor^2 (U'WU)^-1); draws with a negative coefficient are dropped, which is the exact posterior for coefficients flat on
 * [0, infinity). Up to 40 tries per draw; fewer draws come back where hardly any are admitted.
 */
export function drawLaws<T>(components: readonly Component<T>[], count: number, rng: Generator): LawDraw<T>[] {
  const top = Math.max(...components.map((component) => component.logEvidence));
  const raw = components.map((component) => Math.exp(component.logEvidence - top));
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  const weights = raw.map((weight) => weight / total);
  const draws: LawDraw<T>[] = [];
  for (let round = 0; round < 40 && draws.length < count && components.length > 0; round++)
    for (const index of resample(weights, count, rng)) {
      const draw = drawFrom(components[index]!, rng);
      if (draw.coefficients.every((value) => value >= 0) && Number.isFinite(draw.scale)) draws.push(draw);
    }
  return thinned(draws, count);
}

function drawFrom<T>({ exponents, mean, factor, squares, df }: Component<T>, rng: Generator): LawDraw<T> {
  const scale = Math.sqrt(squares / chiSquare(df, rng));
  const noise = backSolve(
    factor,
    mean.map(() => rng.normal()),
  );
  return { exponents, coefficients: mean.map((value, i) => value + scale * noise[i]!), scale };
}

/** At most `count` of the draws at equal steps: a round's draws are in the order of the grid, so none may be cut off at the end. */
function thinned<T>(draws: T[], count: number): T[] {
  if (draws.length <= count) return draws;
  return Array.from({ length: count }, (_, i) => draws[Math.floor((i * draws.length) / count)]!);
}
