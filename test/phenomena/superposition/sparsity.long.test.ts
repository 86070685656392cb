/** Dimensions against sparsity: two densities really trained in small. */

import { describe, expect, it } from "vitest";
import { lastValue } from "../../../src/phenomena/rows.ts";
import { trainedFamily } from "../trained.ts";

describe("a short run", () => {
  it("gives a feature a dimension's worth when dense and half a one when sparser", async () => {
    const small = (value: number) =>
      trainedFamily("superposition-sparsity", { features: 40, density: value }, ({ ladder, train }) => ({
        numSeeds: 1,
        ladder: ladder.map((rung) => ({ ...rung, model: { kind: "autoencoder", dHidden: 4, initScale: 1 } as const })),
        train: { ...train, numSteps: 2000, trainingSet: 4096 },
        checkpoints: [2000],
        numExamples: 64,
      }));
    const [dense, sparse] = [await small(1), await small(0.3333)];
    expect(lastValue(dense.rows, "dimensionsPerFeature", "0")).toBeCloseTo(1, 1);
    expect(Math.abs(lastValue(sparse.rows, "dimensionsPerFeature", "0")! - 0.5)).toBeLessThan(0.06);
    expect(Math.abs(lastValue(sparse.rows, "featureDimensionality", "0")! - 0.5)).toBeLessThan(0.06);
  });
});
