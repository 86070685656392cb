/** The meter of modular addition on an MLP built by hand to speak two frequencies, and its float64 pass against the graph. */
import { describe, expect, it } from "vitest";
import { rootKey } from "../../../src/base/random.ts";
import { Graph } from "../../../src/graph/value.ts";
import { modularAddition, pairOutputs } from "../../../src/measure/fourier/modularAddition.ts";
import { modelLogits, modelParams } from "../../../src/model/model.ts";
import { initialise, type NamedTensors, numElements, toNamed } from "../../../src/model/params.ts";
import type { MlpSpec } from "../../../src/specs.ts";
import { compile64 } from "../../graph/reference64.ts";
import { tiny } from "../../model/fixtures.ts";
import { benchOf, matrix, mlpOf, modularTask, parityTask, vector } from "../runs.ts";

const p = 13;
const FREQUENCIES = [2, 5];
const PHASES = 8;
const turn = (f: number, x: number) => (2 * Math.PI * f * x) / p;

/** Neuron (f, phase) is relu(cos(fa + phase) + cos(fb + phase)); output c weighs it by scale cos(fc + 2 phase). */
function handBuilt(scale: number): { model: MlpSpec; weights: NamedTensors } {
  const neurons = FREQUENCIES.flatMap((f, at) =>
    Array.from({ length: PHASES }, (_, i) => ({ f, at, phase: (2 * Math.PI * i) / PHASES })),
  );
  const tokens = Array.from({ length: p }, (_, token) => token);
  const embed = tokens.map((token) => FREQUENCIES.flatMap((f) => [Math.cos(turn(f, token)), Math.sin(turn(f, token))]));
  const reads = (coordinate: number) =>
    neurons.map(({ at, phase }) => {
      if (Math.floor(coordinate / 2) !== at) return 0;
      return coordinate % 2 === 0 ? Math.cos(phase) : -Math.sin(phase);
    });
  const coordinates = embed[0]!.map((_, i) => i);
  const weights = {
    embed: matrix(embed),
    "layer0.w": matrix([...coordinates, ...coordinates].map(reads)),
    "layer0.b": vector(neurons.map(() => 0)),
    "layer1.w": matrix(neurons.map(({ f, phase }) => tokens.map((c) => scale * Math.cos(turn(f, c) + 2 * phase)))),
    "layer1.b": vector(tokens.map(() => 0)),
  };
  const dHidden = [neurons.length];
  return { model: mlpOf({ inputs: "embedded", dEmbed: coordinates.length, dHidden }) as MlpSpec, weights };
}

describe("pairOutputs", () => {
  it.each(["relu", "gelu"] as const)(
    "equals the model's logits on all prompts (%s, two hidden layers)",
    (activation) => {
      const task = modularTask(7).spec;
      const model = mlpOf({ inputs: "embedded", dEmbed: 3, dHidden: [6, 5], activation }) as MlpSpec;
      const params = modelParams(model, task);
      const flat = initialise(params, rootKey("weights")).map((w, i) => w + Math.sin(i) / 8);
      const graph = new Graph();
      const tokens = graph.input("tokens", [49, 2], "int32");
      const logits = modelLogits(model, task, graph.input("weights", [numElements(params)]), tokens);
      const pairs = Array.from({ length: 49 }, (_, i) => [Math.floor(i / 7), i % 7]).flat();
      const [expected] = compile64([logits])({ weights: flat, tokens: pairs });
      const outputs = pairOutputs(model, 7, toNamed(flat, params));
      expect(outputs.units).toBe(5);
      expect(outputs.hidden).toHaveLength(49 * 5);
      expected!.data.forEach((value, i) => {
        expect(Math.abs(outputs.logits[i]! - value)).toBeLessThan(1e-12);
      });
    },
  );
});

describe("modularAddition", () => {
  const bench = (model: MlpSpec) => benchOf(modularTask(p), model, { trainingSet: 60 });

  async function read(scale: number) {
    const { model, weights } = handBuilt(scale);
    const meter = await modularAddition(bench(model));
    const readings = await meter.read(weights, 0);
    await meter.release();
    return Object.fromEntries(readings.map(({ metric, ...rest }) => [metric, rest]));
  }

  it("finds the frequencies and separates the circuit from the rest", async () => {
    const rows = await read(3);
    expect(Object.keys(rows)).toEqual([
      "keyFrequencies",
      "restrictedNll",
      "excludedNll",
      "excludedNll.f2",
      "excludedNll.f5",
      "fourierGini",
    ]);
    expect(rows.keyFrequencies).toEqual({ position: null, value: 2, stderr: null, n: 2 * PHASES });
    expect(rows.restrictedNll!.value).toBeLessThan(0.1);
    expect(rows.restrictedNll!.n).toBe(p * p);
    expect(rows.excludedNll!.value).toBeGreaterThan(0.9 * Math.log(p));
    expect(rows.excludedNll!.n).toBe(60);
    // two of six frequencies, equally long
    expect(rows.fourierGini!.value).toBeCloseTo(2 / 3, 6);
  });

  it("one frequency alone taken out hurts less than both", async () => {
    const rows = await read(3);
    for (const f of FREQUENCIES) {
      expect(rows[`excludedNll.f${f}`]!.value).toBeGreaterThan(rows.restrictedNll!.value);
      expect(rows[`excludedNll.f${f}`]!.value).toBeLessThan(rows.excludedNll!.value);
    }
  });

  it("has no Gini coefficient and no key frequency for weights of zero, and chance for its losses", async () => {
    const { model, weights } = handBuilt(1);
    const zero = Object.fromEntries(
      Object.entries(weights).map(([name, { shape, data }]) => [name, { shape, data: data.map(() => 0) }]),
    );
    const readings = await (await modularAddition(bench(model))).read(zero, 0);
    expect(readings.map(({ metric }) => metric)).toEqual(["keyFrequencies", "restrictedNll", "excludedNll"]);
    expect(readings[0]!.value).toBe(0);
    for (const { value } of readings.slice(1)) expect(value).toBeCloseTo(Math.log(p), 12);
  });

  it("needs an embedded MLP and the sum of two tokens below an odd modulus", async () => {
    const { model } = handBuilt(1);
    await expect(modularAddition(benchOf(modularTask(p), tiny))).rejects.toMatchObject({
      kind: "usage",
      message: 'modularAddition: an mlp is required, got "a model of kind transformer"',
    });
    const requirement = "an mlp with embedded inputs and a task of two tokens below an odd modulus are required";
    for (const task of [modularTask(8), parityTask(2, 2)])
      await expect(modularAddition(benchOf(task, model))).rejects.toMatchObject({
        kind: "usage",
        message: expect.stringContaining(requirement),
        hint: expect.stringContaining("family file"),
      });
    await expect(modularAddition(benchOf(modularTask(p, 2), model))).rejects.toThrow(
      "modularAddition: the answer a + b mod modulus is required",
    );
  });
});
