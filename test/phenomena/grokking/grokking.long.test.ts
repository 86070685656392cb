/** Grokking: really trained on more of the pairs, where it takes less long. */

import { describe, expect, it } from "vitest";
import { curveOf } from "../../../src/development/curve.ts";
import { courseOf, upTo } from "../../../src/phenomena/grokking/course.ts";
import { trainedFamily } from "../trained.ts";

describe("a short run", () => {
  it("remembers first, and its circuit forms before test accuracy moves", async () => {
    const { rows } = await trainedFamily("grokking", {}, ({ train, measures }) => ({
      numSeeds: 1,
      train: { ...train, trainingSet: 1600, numSteps: 3000 },
      checkpoints: Array.from({ length: 12 }, (_, i) => 250 * (i + 1)),
      numExamples: 1200,
      measures: measures.filter(({ kind }) => kind !== "llc"),
    }));
    const of = (metric: string) => curveOf(rows, metric, "0").values;
    const { remembered, half, floor } = courseOf(rows, "0");
    expect(remembered).not.toBeNull();
    expect(half).toBeGreaterThan(remembered!);
    expect(of("tokenAccuracy").at(-1)).toBeGreaterThan(0.8);
    const restricted = upTo(curveOf(rows, "restrictedNll", "0"), floor!).values;
    expect(restricted.at(-1)).toBeLessThan(0.75 * restricted[0]!);
    expect(Math.max(...of("excludedNll"))).toBeGreaterThan(1.2 * of("excludedNll")[0]!);
    expect(of("fourierGini").at(-1)).toBeGreaterThan(2 * of("fourierGini")[0]!);
    expect(of("keyFrequencies").at(-1)).toBeLessThanOrEqual(6);
  });
});
