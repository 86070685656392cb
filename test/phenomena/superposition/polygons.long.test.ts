/** Polygons: two seeds really trained. */

import { describe, expect, it } from "vitest";
import { endOf, POLYGON_LOSS } from "../../../src/phenomena/superposition/polygonEnds.ts";
import { trainedFamily } from "../trained.ts";

describe("a short run", () => {
  it("settles on polygons with the loss and the dimensions they have", async () => {
    const { rows } = await trainedFamily("superposition-kgons", {}, ({ train, measures }) => ({
      numSeeds: 2,
      train: { ...train, numSteps: 2500 },
      checkpoints: [1500, 2000, 2500],
      numExamples: 10000,
      measures: measures.filter(({ kind }) => kind !== "llc"),
    }));
    for (const { k, loss, dimension } of ["0", "1"].map((seed) => endOf(rows, seed))) {
      expect([4, 5, 6]).toContain(k);
      expect(Math.abs(loss! / POLYGON_LOSS[k!]! - 1)).toBeLessThan(0.08);
      expect(dimension).toBeCloseTo(2 / k!, 2);
    }
  });
});
