/**
 * Smoothing of a curve against u = ln(step + 1) by Gaussian-process regression, with the slope d/du and honest standard deviations:
 * a wiggle counts only as far as the noise allows. The kernel is squared-exponential; its length scale, its size and the noise that
 * the stated standard errors do not cover are those of largest marginal likelihood on a fixed grid, so that no optimiser can wander.
 *
 * Model: value_i - mean = f(u_i) + N(0, stderr_i^2 + tau^2), an unknown stderr counting as 0. Every deviation is conditional on the
 * chosen kernel, hence a little too small when points are few.
 */
import { usageError } from "../base/errors.ts";
import { mean, sorted } from "../math/stats.ts";
import { type Curve, logStep, requireCurve, stepAt } from "./curve.ts";
import { type Conditioned, changeBetween, condition, correlation, slopeAt, valueAt } from "./gaussianProcess.ts";

/** Points of the grid a smoothed curve is returned on: equally spaced in u from the first to the last step. */
const NUM_GRID = 201;
/** More points than this cost seconds. */
const MAX_POINTS = 400;
/** Length scales tried, as shares of the curve's range in u. */
const LENGTHS = Array.from({ length: 13 }, (_, k) => 2 ** (1 - k / 2));
/** Sizes s of f and noises tau tried, as multiples of the curve's standard deviation. */
const SIGNALS = [0.5, 1, 2];
const NOISES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1];
/** Stands for the standard deviation of a curve that is exactly constant. */
const TINY = 1e-9;

/**
 * A smoothed curve on a grid of steps (not whole numbers): mean and its standard deviation, slope d value / d ln(step + 1) and its
 * standard deviation; and the kernel: length scale in u, size `signal`, and `noise` = tau beyond the stated standard errors.
 */
export type Smooth = {
  steps: number[];
  mean: number[];
  sd: number[];
  slope: number[];
  slopeSd: number[];
  length: number;
  signal: number;
  noise: number;
};

/** A fitted curve: readings can be taken at any step. `centre` is the mean that was subtracted. */
export type SmoothFit = { conditioned: Conditioned; centre: number; noise: number; first: number; last: number };

/** Returns the fit of largest marginal likelihood on the grid, for 4 to 400 points. Errors: usage, on any other curve. */
export function fitSmooth(curve: Curve): SmoothFit {
  requireCurve("fitSmooth", curve, 4);
  if (curve.steps.length > MAX_POINTS)
    throw usageError("fitSmooth", `at most ${MAX_POINTS} points are required`, curve.steps.length, "thin the curve");
  const x = curve.steps.map(logStep);
  const centre = mean(curve.values);
  const y = curve.values.map((value) => value - centre);
  const known = curve.stderr.map((error) => error ?? 0);
  const scale = Math.hypot(...y, ...known) / Math.sqrt(y.length) || TINY;
  const noises = known.every((error) => error > 0) ? [0, ...NOISES] : NOISES;
  let best: { conditioned: Conditioned; noise: number } | undefined;
  for (const length of lengthsOf(x)) {
    const correlated = correlation(x, length);
    for (const signal of SIGNALS)
      for (const tau of noises) {
        const noise = tau * scale;
        const variance = known.map((error) => error ** 2 + noise ** 2);
        const conditioned = condition({ x, y, variance }, { length, signal: signal * scale }, correlated);
        if (conditioned && !(best && best.conditioned.logLikelihood >= conditioned.logLikelihood))
          best = { conditioned, noise };
      }
  }
  return { ...best!, centre, first: curve.steps[0]!, last: curve.steps.at(-1)! };
}

/** Length scales from twice the range down to a thirty-second of it, none below the median gap: shorter ones cannot be told from noise. */
function lengthsOf(x: readonly number[]): number[] {
  const range = x.at(-1)! - x[0]!;
  const gaps = sorted(x.slice(1).map((value, i) => value - x[i]!));
  const least = gaps[gaps.length >> 1]!;
  return LENGTHS.map((share) => share * range).filter((length) => length >= least);
}

/** Returns the fitted curve on 201 steps equally spaced in ln(step + 1), from the first to the last step. */
export function onGrid(fit: SmoothFit): Smooth {
  const [from, to] = [logStep(fit.first), logStep(fit.last)];
  const grid = Array.from({ length: NUM_GRID }, (_, i) => from + ((to - from) * i) / (NUM_GRID - 1));
  const values = grid.map((u) => valueAt(fit.conditioned, u));
  const slopes = grid.map((u) => slopeAt(fit.conditioned, u));
  return {
    steps: grid.map(stepAt),
    mean: values.map(({ mean }) => mean + fit.centre),
    sd: values.map(({ sd }) => sd),
    slope: slopes.map(({ mean }) => mean),
    slopeSd: slopes.map(({ sd }) => sd),
    ...fit.conditioned.kernel,
    noise: fit.noise,
  };
}

/** Returns a curve of 4 to 400 points smoothed against ln(step + 1), on 201 steps; a constant curve comes back as it is. */
export function smooth(curve: Curve): Smooth {
  return onGrid(fitSmooth(curve));
}

/** Returns the smoothed curve's value at step `to` minus that at step `from`, with its posterior standard deviation. */
export function changeOf(fit: SmoothFit, from: number, to: number): { value: number; sd: number } {
  const { mean, sd } = changeBetween(fit.conditioned, logStep(from), logStep(to));
  return { value: mean, sd };
}
