/** Multitask parity: really trained with four subtasks. */

import { describe, expect, it } from "vitest";
import { learnedOf, widthsOf } from "../../../src/phenomena/parity/multitaskPicture.ts";
import { trainedFamily } from "../trained.ts";

describe("a short run", () => {
  it("learns subtasks in the order of their frequency, and more of them with a wider model", async () => {
    const trained = await trainedFamily("multitask-parity", { tasks: 4, bits: 10 }, ({ train, ladder }) => ({
      numSeeds: 1,
      ladder: ladder.slice(0, 2),
      train: { ...train, numSteps: 1200, batchSize: 256 },
      checkpoints: Array.from({ length: 12 }, (_, i) => 100 * (i + 1)),
      numExamples: 1024,
    }));
    const counts = widthsOf(trained).map(({ seeds }) => learnedOf(seeds[0]!.steps));
    expect(counts[1]!.length).toBeGreaterThan(counts[0]!.length);
    const [first, second] = counts[1]!;
    expect([first!.k, second!.k]).toEqual([0, 1]);
    expect(first!.step).toBeLessThan(second!.step);
  });
});
