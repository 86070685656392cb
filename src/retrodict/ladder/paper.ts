/** The ladder's published table beside what is recomputed here: a forecaster that calls itself the published one has to be it. */
import path from "node:path";
import { usageError } from "../../base/errors.ts";
import { readTable } from "../../base/tables.ts";
import type { LadderTask } from "./forecasts.ts";

/** One task: actual and predicted accuracy at 13B as published, and the largest difference of ours from both. */
export type PublishedRow = { task: string; actual: number; predicted: number; deviation: number };

/** Returns the published chained predictions of 13B-5T beside those of `two-step` on the same tasks. Errors (usage): a task is missing. */
export async function publishedRows(data: string, tasks: readonly LadderTask[]): Promise<PublishedRow[]> {
  const file = path.join(data, "olmo-ladder", "paper-results", "chained_main.csv");
  const { columns, rows } = await readTable(file);
  return tasks.map(({ name, forecasts, values }) => {
    const row = rows.find((candidate) => candidate[columns[0]!] === name);
    const [actual, predicted] = [Number(row?.Actual), Number(row?.Pred)];
    if (!Number.isFinite(actual) || !Number.isFinite(predicted))
      throw usageError(
        "retrodict ladder",
        `Actual and Pred of ${name} in ${file} are required`,
        row,
        "take the table as published",
      );
    const own = pointPredictions(forecasts).at(-1) ?? Infinity;
    const deviation = Math.max(Math.abs(own - predicted), Math.abs(values.get("13b-5t")! - actual));
    return { task: name, actual, predicted, deviation };
  });
}

/** Returns the published point predictions of two-step at the held-out rungs in order of compute; none without a forecast. */
export function pointPredictions(forecasts: LadderTask["forecasts"]): number[] {
  const predicted = forecasts.get("two-step")?.parameters.prediction;
  return Array.isArray(predicted) ? predicted.map(Number) : [];
}
