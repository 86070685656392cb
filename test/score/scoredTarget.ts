/** Scored targets with sensible numbers, for tests that change one thing at a time. */
import type { ScoredTarget } from "../../src/records.ts";

/** A target of forecaster `line` whose value 0.5 is its median; half the baseline's loss. */
export function target(changes: Partial<ScoredTarget> = {}): ScoredTarget {
  return {
    cluster: "chain chain",
    metric: "exactMatch",
    axis: "nParams",
    forecaster: "line",
    cut: "d8",
    rung: "d16",
    horizon: 0.3,
    value: 0.5,
    median: 0.5,
    low50: 0.4,
    high50: 0.6,
    low90: 0.2,
    high90: 0.8,
    pit: 0.5,
    crps: 0.1,
    baseline: 0.2,
    beyond: 0.5,
    isBeyond: true,
    ...changes,
  };
}

/** Every number in a nested value. */
export function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  return value === null || typeof value !== "object" ? [] : Object.values(value).flatMap(numbersIn);
}
