/** Rows made by hand, for judges: one call per course of a metric. */
import type { Measurement } from "../../src/records.ts";
import { madeRow } from "../made/row.ts";

/** Returns the rows of a metric that takes `values` at `steps` in one seed. */
export function course(
  metric: string,
  seed: string,
  steps: readonly number[],
  values: readonly number[],
  other: Partial<Measurement> = {},
): Measurement[] {
  const place = { run: "0".repeat(64), task: "made", tokens: 0, flops: 0, n: 1000 };
  return steps.map((step, i) => madeRow({ ...place, step, seed, metric, value: values[i]!, ...other }));
}
