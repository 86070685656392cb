/**
 * The numbers behind the pictures: rows and forecasts in, plain points out. Figures and tables draw on the same functions, so a
 * test of a number here is a test of what readers see.
 */

import { byText } from "../base/byText.ts";
import { words } from "../base/words.ts";
import { clopperPearson } from "../math/coverage.ts";
import { quantile } from "../math/distribution.ts";
import { mean } from "../math/stats.ts";
import { metricOf } from "../metrics.ts";
import { axisValue, gridOf, isAt } from "../question/grid.ts";
import { isCounted } from "../question/kind.ts";
import type { Forecast, Measurement, Question, QuestionRung } from "../records.ts";
import type { ReportInput } from "./input.ts";

/** One seed at one rung (x: its place on the axis): the value and its 95 % interval over examples (null when none can be given). */
export type SeedPoint = {
  rung: string;
  x: number;
  heldOut: boolean;
  step: number;
  seed: string;
  value: number;
  low: number | null;
  high: number | null;
};

/** The mean over seeds at one rung and step. */
export type MeanPoint = {
  rung: string;
  x: number;
  heldOut: boolean;
  step: number;
  value: number;
  numSeeds: number;
};

/** A forecast at one rung: median, 50 % interval [lo50, hi50] and 90 % interval [lo90, hi90]. */
export type FanPoint = {
  rung: string;
  x: number;
  median: number;
  lo50: number;
  hi50: number;
  lo90: number;
  hi90: number;
};

/** Returns a title with the metric's unit, `nll (nats/token)`; a share has none. */
export function withUnit(metric: string, title = words(metric)): string {
  const unit = metricOf(metric)?.unit ?? "1";
  return unit === "1" ? title : `${title} (${unit})`;
}

/** Returns the 95 % bar of one row: Clopper-Pearson for a share that was counted (over whole examples), else value +- 1.96 stderr, else nulls. */
export function bar(
  counted: boolean,
  value: number,
  n: number,
  stderr: number | null,
): [number, number] | [null, null] {
  const k = Math.round(value * n);
  if (counted && Math.abs(value * n - k) < 1e-6 && k >= 0 && k <= n) return clopperPearson(k, n, 0.95);
  return stderr === null ? [null, null] : [value - 1.96 * stderr, value + 1.96 * stderr];
}

/** Returns every seed's value of a metric (all positions together) at the question's rungs, by rung, step and seed. */
export function rungPoints(input: ReportInput, metric: string): SeedPoint[] {
  return pointsOf(input, metric, (rung, row) => isAt(rung, row));
}

/** Returns every seed's value of a metric at every step, under the rung of its size. */
export function seedPoints(input: ReportInput, metric: string): SeedPoint[] {
  return pointsOf(input, metric, (rung, row) => rung.nParams === row.nParams && (rung.run ?? row.run) === row.run);
}

function pointsOf(
  { question, rows }: ReportInput,
  metric: string,
  belongs: (rung: QuestionRung, row: Measurement) => boolean,
): SeedPoint[] {
  return rows
    .filter((row) => row.metric === metric && row.position === null)
    .flatMap((row) => {
      const rung = question.rungs.find((one) => belongs(one, row));
      if (!rung) return [];
      const [low, high] = bar(isCounted({ ...question, metric }), row.value, row.n, row.stderr);
      const { step, seed, value } = row;
      const { name, heldOut } = rung;
      return [{ rung: name, x: axisValue(question, rung), heldOut, step, seed, value, low, high }];
    })
    .toSorted((a, b) => a.x - b.x || a.step - b.step || byText(a.seed, b.seed));
}

/** Returns the question's metric as it was resolved: observed rungs from rows, held-out rungs from the outcome that was scored. */
export function resolvedPoints(input: ReportInput): SeedPoint[] {
  const { question } = input;
  const truth = gridOf(question).heldOut.flatMap((rung) => {
    const observed = input.outcome?.rungs.find((one) => one.rung === rung.name);
    return (observed?.seeds ?? []).map(({ seed, value }) => {
      const [low, high] = bar(isCounted(question), value, question.numExamples, null);
      const { name, step } = rung;
      return { rung: name, x: axisValue(question, rung), heldOut: true, step, seed, value, low, high };
    });
  });
  return [...rungPoints(input, question.metric).filter((p) => !p.heldOut), ...truth];
}

/** Returns the mean over seeds for every (rung, step) that has points, in the points' order. */
export function seedMeans(points: SeedPoint[]): MeanPoint[] {
  const groups = new Map<string, SeedPoint[]>();
  for (const point of points) {
    const key = `${point.rung} ${point.step}`;
    groups.set(key, [...(groups.get(key) ?? []), point]);
  }
  return [...groups.values()].map((group) => {
    const { rung, x, heldOut, step } = group[0]!;
    return { rung, x, heldOut, step, value: mean(group.map((p) => p.value)), numSeeds: group.length };
  });
}

/** Returns a forecast's median and central intervals at each held-out rung, smallest first. */
export function forecastPoints(question: Question, forecast: Forecast): FanPoint[] {
  return gridOf(question).heldOut.flatMap((rung) => {
    const target = forecast.targets.find((one) => one.rung === rung.name);
    if (!target) return [];
    const at = (level: number) => quantile(target.distribution, level);
    const [lo90, lo50, median, hi50, hi90] = [at(0.05), at(0.25), at(0.5), at(0.75), at(0.95)];
    return [{ rung: rung.name, x: axisValue(question, rung), median, lo50, hi50, lo90, hi90 }];
  });
}

/** Returns a forecast as a fan that opens at the last observed seed mean (where nothing is forecast, so its width is 0). */
export function fanPoints(question: Question, forecast: Forecast, last: MeanPoint | undefined): FanPoint[] {
  const points = forecastPoints(question, forecast);
  if (!last) return points;
  const { rung, x, value } = last;
  return [{ rung, x, median: value, lo50: value, hi50: value, lo90: value, hi90: value }, ...points];
}
