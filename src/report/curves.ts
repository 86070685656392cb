/**
 * The numbers behind the pictures: rows and forecasts in, plain points out. Figures and tables draw on the same functions, so a
 * test of a number here is a test of what readers see.
 */
import { gridOf } from "../base/jump.ts";
import { byText } from "../base/order.ts";
import { clopperPearson } from "../math/calibration.ts";
import { quantile } from "../math/distribution.ts";
import { mean } from "../math/stats.ts";
import { METRICS, type Metric } from "../metrics.ts";
import type { Forecast } from "../records.ts";
import { words } from "./format.ts";
import type { ReportInput } from "./input.ts";

/** One seed at one rung: the value and its 95 % interval over evaluation examples (null when none can be given). */
export type SeedPoint = {
  rung: string;
  nParams: number;
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
  nParams: number;
  heldOut: boolean;
  step: number;
  value: number;
  numSeeds: number;
};

/** A forecast at one size: median, 50 % interval [lo50, hi50] and 90 % interval [lo90, hi90]. */
export type FanPoint = {
  rung: string;
  nParams: number;
  median: number;
  lo50: number;
  hi50: number;
  lo90: number;
  hi90: number;
};

/** Returns the description of a metric, or null for a metric foreshock does not define. */
export function metricOf(name: string): Metric | null {
  return Object.hasOwn(METRICS, name) ? METRICS[name as keyof typeof METRICS] : null;
}

/** Returns a title with the metric's unit, `nll (nats/token)`; a share has none. */
export function withUnit(metric: string, title = words(metric)): string {
  const unit = metricOf(metric)?.unit ?? "1";
  return unit === "1" ? title : `${title} (${unit})`;
}

/** Returns whether a metric lives on [0, 1]. */
export function isShare(name: string): boolean {
  const range = metricOf(name)?.range;
  return range?.[0] === 0 && range[1] === 1;
}

/** Returns whether a metric is a share of whole examples, so that its value times n is a binomial count. */
export function isCounted(metric: string): boolean {
  return metric === "exactMatch" || metric === "success";
}

/** Returns the 95 % bar of one row: Clopper-Pearson for a share of whole examples, else value +- 1.96 stderr, else nulls. */
export function bar(metric: string, value: number, n: number, stderr: number | null): [number, number] | [null, null] {
  const k = Math.round(value * n);
  if (isCounted(metric) && Math.abs(value * n - k) < 1e-6 && k >= 0 && k <= n) return clopperPearson(k, n, 0.95);
  return stderr === null ? [null, null] : [value - 1.96 * stderr, value + 1.96 * stderr];
}

/** Returns every seed's value of a metric (all positions together), by size, step and seed; all steps, or only `step`. */
export function seedPoints(input: ReportInput, metric: string, step?: number): SeedPoint[] {
  const rungs = new Map(input.question.rungs.map((r) => [r.nParams, r]));
  return input.rows
    .filter((row) => row.metric === metric && row.position === null && (step === undefined || row.step === step))
    .map((row) => {
      const rung = rungs.get(row.nParams)!;
      const [low, high] = bar(metric, row.value, row.n, row.stderr);
      const { nParams, seed, value } = row;
      return { rung: rung.name, nParams, heldOut: rung.heldOut, step: row.step, seed, value, low, high };
    })
    .toSorted((a, b) => a.nParams - b.nParams || a.step - b.step || byText(a.seed, b.seed));
}

/** Returns the question's metric as it was resolved: observed rungs from rows, held-out rungs from the outcome that was scored. */
export function resolvedPoints(input: ReportInput): SeedPoint[] {
  const { metric, step, numExamples } = input.question;
  const heldOut = new Set(gridOf(input.question).heldOut.map((r) => r.name));
  const truth = (input.outcome?.rungs ?? [])
    .filter((r) => heldOut.has(r.rung))
    .flatMap((r) =>
      r.seeds.map(({ seed, value }) => {
        const [low, high] = bar(metric, value, numExamples, null);
        return { rung: r.rung, nParams: r.nParams, heldOut: true, step, seed, value, low, high };
      }),
    );
  return [...seedPoints(input, metric, step).filter((p) => !p.heldOut), ...truth];
}

/** Returns the mean over seeds for every (rung, step) that has points, in the points' order. */
export function seedMeans(points: SeedPoint[]): MeanPoint[] {
  const groups = new Map<string, SeedPoint[]>();
  for (const point of points) {
    const key = `${point.nParams} ${point.step}`;
    groups.set(key, [...(groups.get(key) ?? []), point]);
  }
  return [...groups.values()].map((group) => {
    const { rung, nParams, heldOut, step } = group[0]!;
    return { rung, nParams, heldOut, step, value: mean(group.map((p) => p.value)), numSeeds: group.length };
  });
}

/** Returns a forecast's median and central intervals at each held-out rung, smallest first. */
export function forecastPoints(forecast: Forecast): FanPoint[] {
  return forecast.targets
    .toSorted((a, b) => a.nParams - b.nParams)
    .map(({ rung, nParams, distribution }) => {
      const [lo90, lo50, median, hi50, hi90] = [0.05, 0.25, 0.5, 0.75, 0.95].map((p) => quantile(distribution, p));
      return { rung, nParams, median: median!, lo50: lo50!, hi50: hi50!, lo90: lo90!, hi90: hi90! };
    });
}

/** Returns a forecast as a fan that opens at the last observed seed mean (where nothing is forecast, so its width is 0). */
export function fanPoints(forecast: Forecast, last: MeanPoint | undefined): FanPoint[] {
  const points = forecastPoints(forecast);
  if (!last) return points;
  const { rung, nParams, value } = last;
  return [{ rung, nParams, median: value, lo50: value, hi50: value, lo90: value, hi90: value }, ...points];
}
