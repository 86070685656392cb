/**
 * Models whose learning coefficient is known in closed form: the truth that every estimator of it is tested against. lambda says how
 * fast the volume of nearly optimal weights shrinks, vol{L - L* < e} ~ e^lambda (-ln e)^(multiplicity - 1); a regular model of d
 * parameters has d / 2. Where lambda is only the limit of many data, the expectation at finite n is here too.
 */
import { usageError } from "../../src/base/errors.ts";

/** lambda, and the multiplicity m >= 1 of the pole that it is. */
export type LearningCoefficient = { lambda: number; multiplicity: number };

/**
 * Returns the coefficient of f = x w1^p1 w2^p2 at a true function 0: lambda = 1 / (2 max p), multiplicity = how many p attain the
 * maximum (published). p are whole numbers, not both 0.
 */
export function normalCrossing(p1: number, p2: number): LearningCoefficient {
  requireExponents("normalCrossing", p1, p2);
  return { lambda: 1 / (2 * Math.max(p1, p2)), multiplicity: p1 === p2 ? 2 : 1 };
}

/**
 * Returns the coefficient of reduced-rank regression y = B A x with `inputs` x `hidden` x `outputs` units (m, h, n) and true rank r of
 * B A, by the four cases of Aoyagi & Watanabe (published): (hm - hr + nr) / 2 if m + h < n + r; (hn - hr + mr) / 2 if n + h < m + r;
 * mn / 2 if m + n < h + r; else (-(h+r)^2 - m^2 - n^2 + 2(h+r)m + 2(h+r)n + 2mn + odd) / 8 with odd = 1 if m + h + n + r is odd. The
 * multiplicity is 2 in that odd case and else 1, as in `deepLinear` with one hidden layer.
 */
export function reducedRank(inputs: number, hidden: number, outputs: number, rank: number): LearningCoefficient {
  requireWidths("reducedRank", [inputs, hidden, outputs], rank);
  const [m, h, n, r] = [inputs, hidden, outputs, rank];
  if (m + h < n + r) return { lambda: (h * m - h * r + n * r) / 2, multiplicity: 1 };
  if (n + h < m + r) return { lambda: (h * n - h * r + m * r) / 2, multiplicity: 1 };
  if (m + n < h + r) return { lambda: (m * n) / 2, multiplicity: 1 };
  const odd = (m + h + n + r) % 2;
  const s = h + r;
  return { lambda: (-s * s - m * m - n * n + 2 * s * m + 2 * s * n + 2 * m * n + odd) / 8, multiplicity: 1 + odd };
}

/**
 * Returns the coefficient of a deep linear network, product of matrices with widths M_0 (inputs) .. M_L (outputs) and true rank r, by
 * Aoyagi's formula (published). With D_i = M_i - r, S the set of bottleneck layers, l = |S| - 1, T = sum_S D, M = ceil(T / l) and
 * a = T - (M - 1) l: lambda = (-r^2 + r (M_0 + M_L)) / 2 + a (l - a) / (4 l) - l (l - 1) / 4 (T / l)^2 + 1/2 sum_{i < j in S} D_i D_j,
 * multiplicity = a (l - a) + 1. It is the smallest over all optimal weights, not that of one generic optimum.
 */
export function deepLinear(widths: readonly number[], rank: number): LearningCoefficient {
  requireWidths("deepLinear", widths, rank);
  const excess = bottleneck(widths.map((width) => width - rank));
  const l = excess.length - 1;
  const total = excess.reduce((sum, d) => sum + d, 0);
  const squares = excess.reduce((sum, d) => sum + d * d, 0);
  const a = total - (Math.ceil(total / l) - 1) * l;
  const regular = (-rank * rank + rank * (widths[0]! + widths.at(-1)!)) / 2;
  const pairs = (total * total - squares) / 2;
  const lambda = regular + (a * (l - a)) / (4 * l) - ((l - 1) * total * total) / (4 * l) + pairs / 2;
  return { lambda, multiplicity: a * (l - a) + 1 };
}

/** A normal crossing at finite temperature; `scale` = E[x^2] under a squared loss. */
export type CrossingPosterior = {
  exponents: readonly [number, number];
  nbeta: number;
  localization: number;
  scale: number;
};

/**
 * Returns E[nbeta K], K = scale (w1^p1 w2^p2)^2, under the density exp(-nbeta K - localization/2 |w|^2) on the plane: what a perfect
 * sampler around w* = 0 gives for lambda, which it approaches as nbeta grows, slowly where the multiplicity is 2. By the trapezoidal
 * rule in ln w, where the integrand is smooth at all scales; good to 8 digits. nbeta, localization (gamma) and scale > 0.
 */
export function normalCrossingExpectation(posterior: CrossingPosterior): number {
  const { exponents, nbeta, localization, scale } = posterior;
  const [p1, p2] = exponents;
  requireExponents("normalCrossingExpectation", p1, p2);
  if (![nbeta, localization, scale].every((value) => value > 0 && Number.isFinite(value)))
    throw usageError(
      "normalCrossingExpectation",
      "finite nbeta, localization and scale > 0 are required",
      { nbeta, localization, scale },
      "use localization 1",
    );
  const grid = logGrid(posterior);
  const weights = grid.map((u) => Math.exp(u - 0.5 * localization * Math.exp(2 * u)));
  const first = grid.map((u) => nbeta * scale * Math.exp(2 * p1 * u));
  const second = grid.map((u) => Math.exp(2 * p2 * u));
  let [mass, moment] = [0, 0];
  for (let i = 0; i < grid.length; i++) {
    for (let j = 0; j < grid.length; j++) {
      const energy = first[i]! * second[j]!;
      if (energy > 700) break; // grows with j
      const density = weights[i]! * weights[j]! * Math.exp(-energy);
      mass += density;
      moment += density * energy;
    }
  }
  return moment / mass;
}

/**
 * Equally spaced ln w, from 38 nats below the narrowest scale, where no mass is left, to where exp(-gamma w^2 / 2) is 0. The spacing
 * follows the strip |Im u| < pi / (4 p) in which exp(-e^(2 p u)) decays.
 */
function logGrid({ exponents, nbeta, localization, scale }: CrossingPosterior): number[] {
  const steepest = Math.max(...exponents);
  const gentlest = Math.min(...exponents.filter((p) => p > 0));
  const high = 0.5 * Math.log(1500 / localization);
  const low = Math.min(high, -Math.log(nbeta * scale) / (2 * gentlest)) - 38;
  const step = 0.15 / steepest;
  return Array.from({ length: Math.ceil((high - low) / step) + 1 }, (_, i) => low + i * step);
}

/** The D of S, ascending: the i >= 2 smallest with max_S < min_rest, sum_S >= l max_S and sum_S < l min_rest, l = i - 1. */
function bottleneck(excess: readonly number[]): number[] {
  const ascending = [...excess].sort((x, y) => x - y);
  let sum = ascending[0]!;
  for (let l = 1; l < ascending.length; l++) {
    const [top, next] = [ascending[l]!, ascending[l + 1] ?? Number.POSITIVE_INFINITY];
    sum += top;
    if (top < next && sum >= l * top && sum < l * next) return ascending.slice(0, l + 1);
  }
  throw new Error(`deepLinear: no bottleneck set among excess widths ${ascending}`);
}

function requireExponents(where: string, p1: number, p2: number): void {
  if ([p1, p2].every((p) => Number.isInteger(p) && p >= 0) && p1 + p2 > 0) return;
  throw usageError(where, "two whole exponents >= 0, not both 0, are required", [p1, p2], "use 1 and 1");
}

function requireWidths(where: string, widths: readonly number[], rank: number): void {
  const whole = (value: number) => Number.isInteger(value) && value >= 0;
  if (widths.length >= 2 && widths.every((w) => whole(w) && w > 0) && whole(rank) && rank <= Math.min(...widths))
    return;
  throw usageError(
    where,
    "two or more whole widths >= 1 and a rank from 0 to the smallest width are required",
    { widths, rank },
    "lower the rank",
  );
}
