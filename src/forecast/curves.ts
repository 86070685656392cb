/**
 * From drawn curves to a forecast. A draw is what single runs would measure at every held-out rung, seed and evaluation noise included;
 * the question's crossing rule is applied to each draw, so values, jump and sharpness come from the same curves and cannot disagree.
 * The jump's floor lives here too; a person's forecast is held to the same.
 */

import type { Generator } from "../base/random.ts";
import { fromSamples } from "../math/distribution.ts";
import { isBeyond, jumpBin, sharpnessOf } from "../question/grid.ts";
import { rangeOf } from "../question/kind.ts";
import type { Forecast, Question } from "../records.ts";
import type { Ask } from "./ask.ts";
import type { Curves, ForecastResult } from "./forecaster.ts";

/**
 * Returns the forecast of drawn curves: per held-out rung the distribution of the seed means on the metric's range and the share of
 * seeds at or beyond the threshold; over the grid the share of draws whose first sustained crossing falls in each bin (with the
 * question's floor) and the distribution of the largest step. The largest observed rung enters with its measured seed mean, which the
 * outcome will use too; a reason is returned when it has none or a draw is not a number.
 */
export function fromCurves(name: string, ask: Ask, { curves, parameters, rationale }: Curves): ForecastResult {
  const { question, evidence, grid } = ask;
  const { top, heldOut } = grid;
  const last = ask.at(question.metric).at(-1);
  if (last?.name !== top.name)
    return { ok: false, reason: `no ${question.metric} at the largest observed rung ${top.name}` };
  if (curves.some((curve) => curve.some((seeds) => seeds.some((value) => !Number.isFinite(value)))))
    return { ok: false, reason: `${name} drew a value that is not a finite number` };
  const range = rangeOf(question.metric);
  const means = curves.map((curve) => curve.map(average));
  const grids = means.map((curve) => [last.mean, ...curve.map((value) => clip(value, range))]);
  const masses = new Array<number>(heldOut.length + 2).fill(0);
  for (const values of grids) masses[jumpBin(question, values)]! += 1 / curves.length;
  const targets = heldOut.map((rung, k) => ({
    rung: rung.name,
    nParams: rung.nParams,
    distribution: fromSamples(
      means.map((curve) => curve[k]!),
      range,
    ),
    success: average(curves.map((curve) => average(curve[k]!.map((value) => Number(isBeyond(question, value)))))),
  }));
  const forecast: Forecast = {
    question: evidence.question,
    forecaster: name,
    evidence: evidence.digest,
    targets,
    jump: withFloor(question, masses),
    sharpness: fromSamples(grids.map((values) => sharpnessOf(question, values))),
    parameters: { ...parameters, numDraws: curves.length, jumpFloor: question.floor },
    rationale,
  };
  return { ok: true, forecast };
}

function average(values: readonly number[]): number {
  return Math.min(Math.max(...values), values.reduce((total, value) => total + value, 0) / values.length);
}

function clip(value: number, { low, high }: { low: number; high: number }): number {
  return Math.min(high, Math.max(low, value));
}

/** Returns masses with the question's floor mixed in: m <- (1 - eps) m + eps / (K + 1), after scaling them to sum 1. */
export function withFloor(question: Question, masses: readonly number[]): number[] {
  const total = masses.reduce((running, mass) => running + mass, 0);
  return masses.map((mass) => ((1 - question.floor) * mass) / total + question.floor / masses.length);
}

/** Returns the measured share of each seed: `p` seen through `question.numExamples` binomial examples. */
export function measuredSeeds(question: Question, p: readonly number[], rng: Generator): number[] {
  const n = question.numExamples;
  return p.map((share) => binomial(n, share, rng) / n);
}

/**
 * Returns a binomial draw of n trials with chance p: by inversion while n min(p, 1-p) < 30 (exact), beyond that the rounded normal
 * with the same mean and variance, whose error is far below the noise it stands for.
 */
export function binomial(n: number, p: number, rng: Generator): number {
  if (p > 0.5) return n - binomial(n, 1 - p, rng);
  if (p <= 0) return 0;
  const expected = n * p;
  if (expected >= 30) {
    const draw = Math.round(expected + Math.sqrt(expected * (1 - p)) * rng.normal());
    return Math.min(n, Math.max(0, draw));
  }
  const u = rng.uniform();
  let mass = Math.exp(n * Math.log1p(-p));
  let total = mass;
  let k = 0;
  while (u >= total && k < n) {
    k++;
    mass *= ((n - k + 1) / k) * (p / (1 - p));
    total += mass;
  }
  return k;
}
