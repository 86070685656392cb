/** Sparse parity: really trained at 12 bits. */

import { describe, expect, it } from "vitest";
import { curveOf } from "../../../src/development/curve.ts";
import { firstStep, valueAtStep } from "../../../src/phenomena/rows.ts";
import { trainedFamily } from "../trained.ts";

describe("a short run", () => {
  it("stays at chance with weights that move, then learns all of it at once", async () => {
    const checkpoints = [1, ...Array.from({ length: 30 }, (_, i) => 50 * (i + 1))];
    const { rows } = await trainedFamily("sparse-parity", { bits: 12 }, ({ train, measures }) => ({
      numSeeds: 1,
      train: { ...train, numSteps: 1500 },
      checkpoints,
      numExamples: 1024,
      measures: measures.filter(({ kind }) => kind === "hiddenProgress"),
    }));
    const accuracy = curveOf(rows, "tokenAccuracy", "0");
    expect(Math.max(...accuracy.values.slice(0, 11))).toBeLessThan(0.6);
    expect(valueAtStep(rows, "nll", "0", 500)).toBeGreaterThan(0.65);
    expect(accuracy.values.at(-1)).toBeGreaterThan(0.95);
    expect(firstStep(accuracy, 0.95)! / firstStep(accuracy, 0.6)!).toBeLessThan(2);
    const moved = valueAtStep(rows, "hiddenProgress", "0", 500)! / valueAtStep(rows, "hiddenProgress", "0", 1)!;
    expect(moved).toBeGreaterThan(10);
  });
});
