import { describe, expect, it } from "vitest";
import { crossing } from "./landscapes.ts";
import { normalCrossingExpectation } from "./learningCoefficients.ts";
import { casesOf, type Effort, keyOf, SEEDS, truthEstimate } from "./truth.ts";

const PAIRS = [
  [0, 1],
  [0, 3],
  [1, 2],
  [1, 1],
  [0, 2],
  [2, 2],
  [2, 3],
  [3, 3],
] as const;
const SCALE = 4;
const EFFORT: Effort = {
  nbeta: 1000 / Math.log(1000),
  localization: 1,
  numChains: 512,
  numDraws: 2000,
  numBurninSteps: 3000,
  batchSize: 1,
};

describe.each(SEEDS)("a normal crossing, seed %s", (seed) => {
  it.each(casesOf(PAIRS, 3))("w1^%i w2^%i is within .02 of the exact value at finite n", async (p1, p2) => {
    const exact = normalCrossingExpectation({ exponents: [p1, p2], scale: SCALE, ...EFFORT });
    const origin = new Float32Array(2);
    const { llc } = await truthEstimate(crossing([p1, p2], SCALE), origin, EFFORT, keyOf(`crossing ${p1} ${p2}`, seed));
    console.log(`crossing ${p1} ${p2} seed ${seed}: exact ${exact.toFixed(4)}, estimate ${llc.toFixed(4)}`);
    expect(Math.abs(llc - exact)).toBeLessThan(0.02);
  });
});
