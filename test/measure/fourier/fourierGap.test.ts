/** The meter of the Fourier gap on hand-built first layers. */
import { describe, expect, it } from "vitest";
import { fourierGap, neuronsOf } from "../../../src/measure/fourier/fourierGap.ts";
import type { NamedTensors } from "../../../src/model/params.ts";
import { tiny } from "../../model/fixtures.ts";
import { benchOf, matrix, mlpOf, modularTask, parityTask, vector } from "../runs.ts";

/** A first layer from the weights `[unit][input]` and biases of its units. */
const layer = (units: number[][], biases: number[]): NamedTensors => ({
  "layer0.w": matrix(units[0]!.map((_, i) => units.map((unit) => unit[i]!))),
  "layer0.b": vector(biases),
});
const ones = (n: number) => new Array<number>(n).fill(1);

async function read(bits: number, k: number, inputs: "bits" | "signs", weights: NamedTensors) {
  const meter = await fourierGap(benchOf(parityTask(bits, k), mlpOf({ inputs })));
  const readings = await meter.read(weights, 0);
  await meter.release();
  return readings;
}

describe("fourierGap", () => {
  it("is the best neuron's gap", async () => {
    const [reading, ...others] = await read(15, 3, "signs", layer([ones(15).fill(0), ones(15)], [0, 2]));
    expect(others).toEqual([]);
    expect(reading).toMatchObject({ metric: "fourierGap", position: null, stderr: null, n: 2 ** 15 });
    expect(Math.abs(reading!.value - 0.010071)).toBeLessThan(1e-6);
  });

  it("is the same for inputs 0 and 1 as for -1 and 1 with weights doubled and the bias moved", async () => {
    const [asBits] = await read(15, 3, "bits", layer([ones(15).fill(2)], [2 - 15]));
    expect(Math.abs(asBits!.value - 0.010071)).toBeLessThan(1e-6);
    const [neuron] = neuronsOf({ inputs: 3, units: 1, w: Float32Array.of(2, 4, 6), b: Float32Array.of(1) }, true);
    expect(neuron).toEqual({ w: [1, 2, 3], b: 7 });
  });

  it("is sampled with a standard error where there are too many bits", async () => {
    const driven = Array.from({ length: 48 }, (_, i) => (i < 3 ? 1 : 0.01));
    const [reading] = await read(48, 3, "signs", layer([ones(48).fill(0.1), driven], [0.05, 0.5]));
    // 1[x1 + x2 + x3 + .5 > 0] is the majority of three plus nothing: no even degrees, hence no gap; a bias of 1.5 changes that
    expect(Math.abs(reading!.value)).toBeLessThan(0.01);
    expect(reading!.stderr).toBeGreaterThan(0);
    const [open] = await read(48, 3, "signs", layer([driven], [-2]));
    // 1[x1 = x2 = x3 = 1] has h^ = 1/8 at every subset of S
    expect(Math.abs(open!.value - 0.125)).toBeLessThan(5 * open!.stderr! + 0.005);
  });

  it("needs an MLP on bits and a sparse parity", async () => {
    const parity = parityTask(6, 3);
    await expect(fourierGap(benchOf(parity, tiny))).rejects.toThrow(
      'fourierGap: an mlp is required, got "a model of kind transformer"',
    );
    await expect(fourierGap(benchOf(parity, mlpOf({ inputs: "embedded" })))).rejects.toMatchObject({
      kind: "usage",
      message: expect.stringContaining("fourierGap: an mlp on bits or signs"),
      hint: expect.stringContaining("family file"),
    });
    await expect(fourierGap(benchOf(modularTask(7), mlpOf({ inputs: "embedded" })))).rejects.toMatchObject({
      kind: "usage",
    });
  });

  it("refuses weights that are not finite, naming the step", async () => {
    const meter = await fourierGap(benchOf(parityTask(4, 2), mlpOf({})));
    const diverged = layer([[1, Number.NaN, 0, 0]], [0]);
    await expect(meter.read(diverged, 30)).rejects.toMatchObject({
      kind: "numeric",
      message: "fourierGap: finite weights are required at step 30 in layer0.w, got NaN",
    });
  });
});
