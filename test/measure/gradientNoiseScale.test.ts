/** The gradient noise scale: its estimator on made-up gradients of known noise, and its meter against all per-example gradients. */
import { describe, expect, it } from "vitest";
import { fold, generator, rootKey } from "../../src/base/random.ts";
import { grad } from "../../src/graph/grad.ts";
import { Graph } from "../../src/graph/value.ts";
import { gradientNoiseScale, noiseScale } from "../../src/measure/gradientNoiseScale.ts";
import { batchInputs } from "../../src/model/io.ts";
import { modelLoss, modelParams } from "../../src/model/model.ts";
import { initialise, numElements, toNamed } from "../../src/model/params.ts";
import { trainingExamples } from "../../src/train/data.ts";
import { compile64 } from "../graph/reference64.ts";
import { autoencoderOf, benchOf, featuresTask, mlpOf, modularTask } from "./runs.ts";

const signal = [1, -2, 0.5, 0];
const deviations = [3, 1, 2, 4];
const truth = deviations.reduce((total, s) => total + s * s, 0) / signal.reduce((total, g) => total + g * g, 0);

/** Mean gradients of m batches of b examples with independent normal noise. */
function madeUp(m: number, b: number, seed: number): number[][] {
  const { normal } = generator(fold(rootKey("noise"), seed));
  const one = () => signal.map((g, i) => g + (deviations[i]! / Math.sqrt(b)) * normal());
  return Array.from({ length: m }, one);
}

describe("noiseScale", () => {
  it("finds tr(Sigma) / |G|^2 whatever the batch size, within its standard error", () => {
    for (const b of [1, 4, 32]) {
      const z = Array.from({ length: 100 }, (_, seed) => {
        const { value, stderr } = noiseScale(madeUp(64, b, seed), b)!;
        return (value - truth) / stderr!;
      });
      const bias = z.reduce((a, v) => a + v) / z.length;
      const spread = Math.sqrt(z.reduce((a, v) => a + (v - bias) ** 2, 0) / (z.length - 1));
      expect(Math.abs(bias)).toBeLessThan(0.5);
      expect(spread).toBeGreaterThan(0.7);
      expect(spread).toBeLessThan(1.4);
    }
  });

  it("does not change with the scale of the loss", () => {
    const gradients = madeUp(16, 8, 1);
    const scaled = gradients.map((g) => g.map((v) => 1e-3 * v));
    expect(noiseScale(scaled, 8)!.value).toBeCloseTo(noiseScale(gradients, 8)!.value, 9);
  });

  it("is nothing without noise, and nothing without signal", () => {
    expect(
      noiseScale(
        [
          [1, 2],
          [1, 2],
          [1, 2],
        ],
        4,
      ),
    ).toBeNull();
    expect(
      noiseScale(
        [
          [1, 0],
          [-1, 0],
          [0, 1],
          [0, -1],
        ],
        4,
      ),
    ).toBeNull();
  });

  it("has no standard error when one batch carries the signal, or with two batches", () => {
    expect(
      noiseScale(
        [
          [9, 0],
          [0.1, 3],
          [0.1, -3],
          [9, 0.2],
        ],
        4,
      ),
    ).toMatchObject({ stderr: null });
    expect(
      noiseScale(
        [
          [9, 0],
          [9, 1],
        ],
        4,
      ),
    ).toMatchObject({ stderr: null });
  });
});

describe("gradientNoiseScale", () => {
  it("agrees with the gradients of all training examples", async () => {
    const model = mlpOf({ inputs: "embedded", dEmbed: 3, dHidden: [5] });
    const bench = benchOf(modularTask(7), model, { trainingSet: 30 });
    const params = modelParams(model, bench.run.task);
    const flat = initialise(params, rootKey("weights"));
    const examples = trainingExamples(bench.run, bench.task)!;
    const graph = new Graph();
    const weights = graph.input("weights", [numElements(params)]);
    const { tokens, target } = batchInputs(graph, bench.run.task, [1]);
    const gradient = compile64([grad(modelLoss(model, bench.run.task, weights, tokens, target), [weights])[0]!]);
    const all = Array.from({ length: 30 }, (_, i) => {
      const feeds = { tokens: examples.input.subarray(2 * i, 2 * i + 2), target: examples.target.subarray(i, i + 1) };
      return gradient({ weights: flat, ...feeds })[0]!.data;
    });
    const centre = all[0]!.map((_, i) => all.reduce((total, g) => total + g[i]!, 0) / 30);
    const norm = (v: Float64Array) => v.reduce((total, x) => total + x * x, 0);
    const spread = all.reduce((total, g) => total + norm(g.map((x, i) => x - centre[i]!)), 0) / 30;
    const meter = await gradientNoiseScale(bench);
    const [reading] = await meter.read(toNamed(flat, params), 0);
    await meter.release();
    expect(reading).toMatchObject({ metric: "gradientNoiseScale", position: null, n: 1024 });
    expect(Math.abs(reading!.value - spread / norm(centre))).toBeLessThan(4 * reading!.stderr!);
    expect(reading!.stderr).toBeLessThan(0.3 * reading!.value);
  });

  it("works on tasks of numbers and fresh examples", async () => {
    const bench = benchOf(featuresTask(5), autoencoderOf(2));
    const params = modelParams(bench.run.model, bench.run.task);
    const meter = await gradientNoiseScale(bench);
    const [reading] = await meter.read(toNamed(initialise(params, rootKey("weights")), params), 0);
    expect(reading!.value).toBeGreaterThan(0);
    await meter.release();
  });
});
