/** Rows made by hand, for judges: one call per course of a metric. */
import type { Measurement } from "../../src/records.ts";

/** Returns the rows of a metric that takes `values` at `steps` in one seed. */
export function course(
  metric: string,
  seed: string,
  steps: readonly number[],
  values: readonly number[],
  other: Partial<Measurement> = {},
): Measurement[] {
  return steps.map((step, i) => ({
    run: "0".repeat(64),
    task: "made",
    tokens: 0,
    flops: 0,
    nParams: 1000,
    step,
    seed,
    metric,
    position: null,
    value: values[i]!,
    stderr: null,
    n: 1000,
    ...other,
  }));
}
