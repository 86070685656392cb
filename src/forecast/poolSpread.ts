/**
 * A pool of cautious forecasters is too wide: each allows for the others' disagreement once more. How wide its intervals have to be is
 * read off its own errors at rolling origins, as split conformal prediction does; many tasks share one factor, because one has few origins.
 */

import { quantile } from "../math/distribution.ts";
import { stretched } from "../math/mixture.ts";
import { sorted } from "../math/stats.ts";
import { rangeOf } from "../question/kind.ts";
import type { Distribution, Forecast, Question } from "../records.ts";

/** A forecast whose outcome is known: at an origin inside the observed rungs. */
export type Finished = { forecast: Forecast; values: ReadonlyMap<string, number> };
/** The factor, and how many targets it comes from. */
export type SpreadFactor = { ok: true; factor: number; n: number } | { ok: false; reason: string };

/** The interval that shall cover at its nominal level. */
const LEVEL = 0.9;

/**
 * Returns the factor by which 90 % intervals have to be stretched around their medians to hold 90 % of the finished targets: the
 * ceil(.9 (n + 1))-th smallest of r = |y - m| / |q - m|, m the median, q the 5 or 95 % quantile on y's side. A reason with under 9
 * targets, or where that rank is a value whose interval has no width.
 */
export function spreadFactor(finished: readonly Finished[]): SpreadFactor {
  const ratios = sorted(finished.flatMap(ratiosOf));
  const n = ratios.length;
  const rank = Math.ceil(LEVEL * (n + 1) - 1e-9);
  if (rank > n) return { ok: false, reason: `a stretch of intervals needs 9 finished targets, there are ${n}` };
  const factor = ratios[rank - 1]!;
  if (!Number.isFinite(factor))
    return { ok: false, reason: "too many finished values lie outside intervals without width" };
  return { ok: true, factor, n };
}

function ratiosOf({ forecast, values }: Finished): number[] {
  return forecast.targets.flatMap(({ rung, distribution }) => {
    const value = values.get(rung);
    return value === undefined ? [] : [ratioAt(distribution, value)];
  });
}

function ratioAt(distribution: Distribution, value: number): number {
  const centre = quantile(distribution, 0.5);
  const away = value - centre;
  if (away === 0) return 0;
  const end = quantile(distribution, away > 0 ? (1 + LEVEL) / 2 : (1 - LEVEL) / 2);
  return end === centre ? Infinity : away / (end - centre);
}

/**
 * Returns a forecast under another name with every target's distribution stretched around its median, on the metric's range. Jump,
 * success and sharpness stay as the pool gave them: the factor is about single targets.
 */
export function withSpread(question: Question, forecast: Forecast, forecaster: string, factor: number): Forecast {
  const targets = forecast.targets.map((target) => ({
    ...target,
    distribution: stretched(target.distribution, factor, rangeOf(question.metric)),
  }));
  return { ...forecast, forecaster, targets, parameters: { ...forecast.parameters, spreadFactor: factor } };
}
