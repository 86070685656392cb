import { describe, expect, it } from "vitest";
import { fold, generator } from "../../src/base/random.ts";
import { dataFor, linearNetwork, normalMatrix, reluNetwork } from "./landscapes.ts";
import { type Effort, keyOf, SEEDS, truthEstimate } from "./truth.ts";

const N = 5000;
const EFFORT: Effort = {
  nbeta: N / Math.log(N),
  localization: 1,
  numChains: 4,
  numDraws: 2000,
  numBurninSteps: 1000,
  batchSize: 250,
};

describe.each(SEEDS)("a regular model of 24 weights, seed %s", (seed) => {
  const key = keyOf("regular", seed);
  const map = normalMatrix(generator(fold(key, "weights")), 6, 4, 1);
  const landscape = linearNetwork([6, 4], dataFor(map, N, 0, fold(key, "data")));
  const origin = Float32Array.from(map.data);

  it("has d / 2 = 12", async () => {
    const { llc } = await truthEstimate(landscape, origin, EFFORT, key);
    expect(Math.abs(llc - 12)).toBeLessThan(0.6);
  });

  it("has 6 when half the weights may move (refined)", async () => {
    const mask = Float32Array.from({ length: 24 }, (_, i) => Number(i < 12));
    const { llc, numMoving } = await truthEstimate(landscape, origin, EFFORT, key, mask);
    expect(numMoving).toBe(12);
    expect(Math.abs(llc - 6)).toBeLessThan(0.4);
  });

  it("has 12 by the batch convention too: a quadratic has no scale", async () => {
    const hot = { ...EFFORT, localization: 0.01, nbeta: EFFORT.batchSize / Math.log(EFFORT.batchSize) };
    const { llc } = await truthEstimate(landscape, origin, hot, key);
    expect(Math.abs(llc - 12)).toBeLessThan(0.6);
  });
});

/** The same function with the first layer's units scaled up and the second's down. */
function rescaled(weights: Float32Array, [d, hidden, out]: readonly [number, number, number], scale: number) {
  const first = d * hidden + hidden;
  return weights.map((w, i) => (i < first ? w * scale : i < first + hidden * out ? w / scale : w));
}

describe.each(SEEDS)("a ReLU network, seed %s", (seed) => {
  it("has (17 - 2) / 2 = 7.5, a direction of rescaling per unit, also when its layers are rescaled", async () => {
    const widths = [3, 2, 3] as const;
    const key = keyOf("relu", seed);
    const rng = generator(fold(key, "weights"));
    const weights = Float32Array.from({ length: 17 }, () => rng.normal());
    const { inputs } = dataFor(normalMatrix(rng, 3, 3, 0), N, 0, fold(key, "data"));
    const landscape = reluNetwork(widths, {
      inputs,
      targets: reluTargets(weights, widths, inputs),
      dInput: 3,
      dOutput: 3,
    });
    const effort = { ...EFFORT, numChains: 8, numDraws: 4000, numBurninSteps: 2000 };
    const estimates: number[] = [];
    for (const scale of [0.5, 1, 2])
      estimates.push((await truthEstimate(landscape, rescaled(weights, widths, scale), effort, fold(key, scale))).llc);
    console.log(`relu seed ${seed}: ${estimates.map((llc) => llc.toFixed(2)).join(", ")} at scales 1/2, 1, 2`);
    for (const llc of estimates) expect(Math.abs(llc / 7.5 - 1)).toBeLessThan(0.1);
  });
});

/** What the network itself says, so that its weights are a minimum of every batch. */
function reluTargets(weights: Float32Array, [d, hidden, out]: readonly [number, number, number], inputs: Float32Array) {
  const [b1, w2, b2] = [d * hidden, (d + 1) * hidden, (d + 1) * hidden + hidden * out];
  const targets = new Float32Array((inputs.length / d) * out);
  for (let n = 0; n < inputs.length / d; n++)
    for (let h = 0; h < hidden; h++) {
      let unit = weights[b1 + h]!;
      for (let i = 0; i < d; i++) unit += inputs[n * d + i]! * weights[i * hidden + h]!;
      for (let o = 0; o < out; o++) {
        if (h === 0) targets[n * out + o] = weights[b2 + o]!;
        targets[n * out + o]! += Math.max(0, unit) * weights[w2 + h * out + o]!;
      }
    }
  return targets;
}
