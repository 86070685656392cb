import { describe, expect, it } from "vitest";
import { TrainSpec } from "../../src/specs.ts";
import { learningRateAt } from "../../src/train/schedule.ts";

const spec = (change: Partial<TrainSpec>): TrainSpec =>
  TrainSpec.parse({
    optimiser: { kind: "sgd" },
    learningRate: 0.4,
    warmupSteps: 4,
    batchSize: 1,
    numSteps: 12,
    ...change,
  });

describe("learningRateAt", () => {
  it.each([
    ["constant", [0.1, 0.2, 0.3, 0.4, 0.4, 0.4, 0.4]],
    ["linear", [0.1, 0.2, 0.3, 0.4, 0.31, 0.22, 0.04]],
    // u = 1/4: 0.4 (0.1 + 0.45 (1 + cos(pi/4))) = 0.04 + 0.18 * 1.7071067811865475
    ["cosine", [0.1, 0.2, 0.3, 0.4, 0.3472792206135785, 0.22, 0.04]],
  ] as const)("%s: steps 1, 2, 3, 4, 6, 8, 12", (decay, expected) => {
    const rates = [1, 2, 3, 4, 6, 8, 12].map((t) => learningRateAt(spec({ decay }), t));
    for (const [i, rate] of rates.entries()) expect(rate).toBeCloseTo(expected[i]!, 14);
  });

  it("starts at the peak, one step into the decay, without warm-up", () => {
    expect(learningRateAt(spec({ decay: "linear", warmupSteps: 0, finalFraction: 0 }), 1)).toBeCloseTo(
      0.4 * (11 / 12),
      14,
    );
    expect(learningRateAt(spec({ decay: "linear", warmupSteps: 0, finalFraction: 0 }), 12)).toBe(0);
  });

  it("is a number even when the warm-up is the whole run or longer", () => {
    for (const warmupSteps of [12, 20])
      for (const decay of ["constant", "linear", "cosine"] as const)
        expect(learningRateAt(spec({ decay, warmupSteps }), 12)).toBeCloseTo((0.4 * 12) / warmupSteps, 14);
  });
});
