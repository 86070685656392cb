/** Linear regression in context: a short run against the best possible error. */

import { describe, expect, it } from "vitest";
import { ridgeErrors } from "../../../src/phenomena/iclRegression/ridge.ts";
import { lastValue } from "../../../src/phenomena/rows.ts";
import { trainedFamily } from "../trained.ts";

const bound = ridgeErrors(4, 8, 0.125);

describe("a short run", () => {
  it("learns from its context, and nothing about the first answer", async () => {
    const { rows } = await trainedFamily("icl-regression", {}, ({ train, measures }) => ({
      numSeeds: 1,
      train: { ...train, batchSize: 64, numSteps: 500 },
      checkpoints: [500],
      numExamples: 512,
      measures: measures
        .filter(({ kind }) => kind === "icl" || kind === "llc")
        .map((measure) => (measure.kind === "llc" ? { ...measure, steps: [500], numDraws: 120 } : measure)),
    }));
    expect(lastValue(rows, "iclScore", "0")).toBeLessThan(-0.8);
    expect(Math.abs(lastValue(rows, "mse", "0", 0)! / bound[0]! - 1)).toBeLessThan(0.2);
    expect(lastValue(rows, "mse", "0", 7)).toBeGreaterThan(bound[7]!);
    expect(lastValue(rows, "llc", "0")).toBeGreaterThan(6);
  });
});
