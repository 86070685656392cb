/**
 * How the truth suite estimates: with the automatic step and no knowledge of the answer. `npm run test:full` runs every case under
 * three seeds; `npm run test:long` the quickest cases under one.
 */
import { expect } from "vitest";
import { fold, type Key, rootKey } from "../../src/base/random.ts";
import { createEngine } from "../../src/engine/create.ts";
import { type LlcEstimate, llcEstimator, type Sampling } from "../../src/measure/llc/estimate.ts";
import type { Landscape } from "../../src/measure/llc/landscape.ts";
import { problemsOf } from "../../src/measure/llc/problems.ts";
import { estimateAt } from "../../src/measure/llc/stepSize.ts";
import { effort } from "../effort.ts";

/** The seeds of this run of the suite. */
export const SEEDS: readonly string[] = effort === "full" ? ["0", "1", "2"] : ["0"];

/** Returns all cases in the full suite, else the first `count`. */
export const casesOf = <T>(cases: readonly T[], count: number): readonly T[] =>
  effort === "full" ? cases : cases.slice(0, count);

/** Returns the key of a case under a seed; data, weights and chains are drawn from folds of it. */
export const keyOf = (name: string, seed: string): Key => fold(rootKey(seed), "truth", name);

export type Effort = Omit<Sampling, "stepSize"> & { numChains: number; batchSize: number };

/** Returns the estimate at w* with the step found automatically; fails the test when its diagnostics forbid printing it. */
export async function truthEstimate(
  landscape: Landscape,
  origin: Float32Array,
  { numChains, batchSize, ...sampling }: Effort,
  key: Key,
  mask: Float32Array | null = null,
): Promise<LlcEstimate & { llc: number }> {
  const engine = await createEngine("ort");
  const estimator = await llcEstimator(landscape, engine, { sampler: "lm", batchSize, mask }, numChains);
  try {
    const estimate = await estimateAt(estimator, await estimator.at(origin), sampling, "auto", fold(key, "chains"));
    expect(problemsOf(estimate)).toEqual([]);
    return estimate as LlcEstimate & { llc: number };
  } finally {
    await estimator.release();
  }
}
