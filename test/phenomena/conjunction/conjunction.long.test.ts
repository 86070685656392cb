/** Conjunction: three sizes really trained on four look-ups. */

import { describe, expect, it } from "vitest";
import { productOfSteps, sizeCourse } from "../../../src/phenomena/conjunction/facts.ts";
import { trainedFamily } from "../trained.ts";

describe("a short run", () => {
  it("has a loss that falls with size, and exact match that is the product of the steps", async () => {
    const trained = await trainedFamily("conjunction", { k: 4, operators: 8 }, (whole) => ({
      numSeeds: 1,
      ladder: whole.ladder.slice(0, 3),
      train: { ...whole.train, numSteps: 400, batchSize: 32 },
      checkpoints: [400],
      numExamples: 512,
    }));
    const { nll, tokenAccuracy, exactMatch, ...rest } = sizeCourse(trained.family, trained.rows, "0")!;
    expect(nll[0]).toBeGreaterThan(nll[1]!);
    expect(nll[1]).toBeGreaterThan(nll[2]!);
    expect(exactMatch[0]).toBeLessThan(0.15);
    expect(exactMatch[2]).toBeGreaterThan(0.4);
    expect(tokenAccuracy[0]).toBeGreaterThan(2 * exactMatch[0]!);
    const product = productOfSteps({ nll, tokenAccuracy, exactMatch, ...rest });
    for (const [i, value] of exactMatch.entries()) expect(Math.abs(value - product[i]!)).toBeLessThan(0.08);
  });
});
