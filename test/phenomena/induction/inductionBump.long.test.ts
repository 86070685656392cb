/** The induction bump: really trained on short text with one layer and two. */

import { describe, expect, it } from "vitest";
import { lastValue } from "../../../src/phenomena/rows.ts";
import type { Family } from "../../../src/specs.ts";
import { trainedFamily } from "../trained.ts";

describe("a short run", () => {
  it("builds an induction circuit with two layers and none with one", async () => {
    const text = { alphabet: 24, length: 32, bigram: 0.3, shortest: 6, longest: 10, repeat: 0.8 };
    const shrink = ({ train, measures }: Family) => ({
      numSeeds: 1,
      train: { ...train, learningRate: 5e-3, numSteps: 600 },
      checkpoints: [150, 600],
      numExamples: 256,
      measures: measures.filter(({ kind }) => kind === "icl" || kind === "prefixMatching"),
    });
    const { rows } = await trainedFamily("induction-bump", text, shrink);
    const control = await trainedFamily("induction-one-layer", text, shrink);
    expect(lastValue(rows, "iclScore", "0")).toBeLessThan(-0.6);
    expect(lastValue(rows, "prefixMatching.L1H0", "0")! + lastValue(rows, "prefixMatching.L1H1", "0")!).toBeGreaterThan(
      0.5,
    );
    expect(lastValue(control.rows, "iclScore", "0")).toBeGreaterThan(-0.45);
    expect(lastValue(control.rows, "prefixMatching", "0")).toBeLessThan(0.15);
  });
});
