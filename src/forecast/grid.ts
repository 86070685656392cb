/** What every forecaster needs of a question's grid: the x of its trends, the floor under jump masses, and the metric's range. */
import { METRICS, type MetricName } from "../metrics.ts";
import type { Question } from "../records.ts";

/** Returns log10 nParams, the x of every trend. */
export function logSize(rung: { nParams: number }): number {
  return Math.log10(rung.nParams);
}

/** Returns masses with the question's floor mixed in: m <- (1 - eps) m + eps / (K + 1), after scaling them to sum 1. */
export function withFloor(question: Question, masses: readonly number[]): number[] {
  const total = masses.reduce((running, mass) => running + mass, 0);
  return masses.map((mass) => ((1 - question.floor) * mass) / total + question.floor / masses.length);
}

/** Returns the range of the question's metric, as METRICS states it; the whole line for a metric it does not know. */
export function supportOf(question: Question): { low: number; high: number } {
  const metric = METRICS[question.metric as MetricName];
  const [low, high] = metric ? metric.range : [-Infinity, Infinity];
  return { low, high };
}
