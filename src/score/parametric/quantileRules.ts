/**
 * Scores of forecasts given as quantiles: pinball loss, interval score, and their weighted sum (WIS) with its parts.
 * A forecast that is too high gets *over*prediction: the outcome fell below it.
 * Checked on values of the scoringutils, scoringrules and scores packages (test/golden/scoring-vectors.json).
 */
import { usageError } from "../../base/errors.ts";

/** Quantiles q_tau at levels tau in (0, 1), both ascending. */
export type Quantiles = { levels: readonly number[]; values: readonly number[] };

/** Returns the pinball loss (tau - 1{y < q})(y - q) of the tau-quantile q. */
export function pinball(tau: number, q: number, y: number): number {
  return (tau - (y < q ? 1 : 0)) * (y - q);
}

/** Returns the interval score (u - l) + (2/alpha)(l - y)^+ + (2/alpha)(y - u)^+ of a central 1 - alpha interval. */
export function intervalScore(lower: number, upper: number, alpha: number, y: number): number {
  return upper - lower + (2 / alpha) * (Math.max(0, lower - y) + Math.max(0, y - upper));
}

/** The weighted interval score and its three parts, which sum to it. */
export type Wis = { wis: number; dispersion: number; overprediction: number; underprediction: number };

/**
 * Returns [1/2 |y - m| + sum_k (alpha_k/2) IS_k] / (K + 1/2) over K central intervals and the median m; without a median the
 * divisor is K. `countMedianTwice` weights |y - m| by 1 and divides by K + 1 (a variant in use). Levels must come in pairs tau, 1 - tau.
 */
export function wis(quantiles: Quantiles, y: number, countMedianTwice = false): Wis {
  const median = valueAt(quantiles, 0.5);
  const lowers = quantiles.levels.filter((level) => key(level) < 0.5);
  if (quantiles.levels.length !== 2 * lowers.length + (median === undefined ? 0 : 1)) throw unpaired(quantiles.levels);
  const medianWeight = median === undefined ? 0 : countMedianTwice ? 1 : 0.5;
  let dispersion = 0;
  let overprediction = medianWeight * Math.max(0, (median ?? y) - y);
  let underprediction = medianWeight * Math.max(0, y - (median ?? y));
  for (const level of lowers) {
    const [lower, upper] = [valueAt(quantiles, level)!, valueAt(quantiles, 1 - level)];
    if (upper === undefined) throw unpaired(quantiles.levels);
    dispersion += level * (upper - lower);
    overprediction += Math.max(0, lower - y);
    underprediction += Math.max(0, y - upper);
  }
  const parts = [dispersion, overprediction, underprediction].map((part) => part / (lowers.length + medianWeight));
  return {
    wis: parts[0]! + parts[1]! + parts[2]!,
    dispersion: parts[0]!,
    overprediction: parts[1]!,
    underprediction: parts[2]!,
  };
}

/**
 * Returns the bias in [-1, 1], positive when the forecast is too high: 0 at the median, below it 1 - 2 max{tau: q <= y} (1 below
 * all quantiles), above it 1 - 2 min{tau: q >= y} (-1 above all). Without a median it is interpolated between its neighbours.
 */
export function quantileBias(quantiles: Quantiles, y: number): number {
  const { levels, values } = quantiles;
  const median = valueAt(quantiles, 0.5) ?? interpolatedMedian(quantiles);
  if (y === median) return 0;
  if (y < median) return 1 - 2 * Math.max(0, ...levels.filter((_, i) => values[i]! <= y));
  return 1 - 2 * Math.min(1, ...levels.filter((_, i) => values[i]! >= y));
}

/** Whether y lies in the central interval of the given coverage, ends included. */
export function intervalCovers(quantiles: Quantiles, coverage: number, y: number): boolean {
  const [lower, upper] = [valueAt(quantiles, (1 - coverage) / 2), valueAt(quantiles, (1 + coverage) / 2)];
  if (lower === undefined || upper === undefined) throw unpaired(quantiles.levels);
  return lower <= y && y <= upper;
}

/** Levels are matched after rounding, because 3 * 0.05 is not 0.15. */
const key = (level: number): number => Math.round(level * 1e10) / 1e10;

function valueAt({ levels, values }: Quantiles, level: number): number | undefined {
  const at = levels.findIndex((candidate) => key(candidate) === key(level));
  return at < 0 ? undefined : values[at];
}

function interpolatedMedian({ levels, values }: Quantiles): number {
  const above = levels.findIndex((level) => level > 0.5);
  if (above <= 0) throw unpaired(levels);
  const share = (0.5 - levels[above - 1]!) / (levels[above]! - levels[above - 1]!);
  return values[above - 1]! + share * (values[above]! - values[above - 1]!);
}

function unpaired(levels: readonly number[]) {
  return usageError(
    "quantiles",
    "levels in pairs tau, 1 - tau are required",
    levels,
    "use 0.05, 0.25, 0.5, 0.75, 0.95",
  );
}
