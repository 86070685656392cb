/** List sorting: really trained until lists come out sorted. */

import { describe, expect, it } from "vitest";
import { lastValue, valueAtStep } from "../../../src/phenomena/rows.ts";
import { trainedFamily } from "../trained.ts";

describe("a short run", () => {
  it("sorts, and then its LLC falls while the heads begin to divide the numbers", async () => {
    const { rows } = await trainedFamily("list-sorting", {}, ({ train, measures }) => ({
      numSeeds: 1,
      train: { ...train, decay: "constant" as const, numSteps: 400 },
      checkpoints: [100, 400],
      numExamples: 256,
      measures: measures
        .filter(({ kind }) => kind === "headSpecialisation" || kind === "llc")
        .map((measure) => (measure.kind === "llc" ? { ...measure, steps: [100, 400], numDraws: 120 } : measure)),
    }));
    expect(lastValue(rows, "exactMatch", "0")).toBeGreaterThan(0.95);
    expect(lastValue(rows, "headSpecialisation", "0")).toBeGreaterThan(
      valueAtStep(rows, "headSpecialisation", "0", 100)!,
    );
    expect(lastValue(rows, "llc", "0")).toBeLessThan(0.8 * valueAtStep(rows, "llc", "0", 100)!);
  });
});
