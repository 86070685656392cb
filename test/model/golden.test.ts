/** The whole transformer against PyTorch's own layers; test/golden/transformer.py states the layout and writes the numbers. */

import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createEngine } from "../../src/engine/create.ts";
import { grad } from "../../src/graph/grad.ts";
import { transpose } from "../../src/graph/shape.ts";
import { Graph, sizeOf } from "../../src/graph/value.ts";
import { tokenMeasures } from "../../src/measure/answers/tokens.ts";
import { modelLogits, modelLoss, modelParams } from "../../src/model/model.ts";
import { numElements, type Param, toNamed } from "../../src/model/params.ts";
import type { TransformerSpec } from "../../src/specs.ts";
import { compile64 } from "../graph/reference64.ts";
import { root } from "../root.ts";
import { taskSpec, tiny } from "./fixtures.ts";

type Golden = {
  config: { vocab: number; prompt: number; answer: number; batch: number };
  cases: {
    variant: Partial<TransformerSpec>;
    nll: number[][];
    gradients: Record<string, { norm: number; first: number[] }>;
  }[];
};

const file = path.join(root, "test/golden/transformer.json");
const golden = JSON.parse(readFileSync(file, "utf8")) as Golden;
const { vocab, prompt, answer, batch } = golden.config;
const task = taskSpec({ vocab, promptLength: prompt, answerLength: answer });
const seq = prompt + answer - 1;

/** The weights of the formula in test/golden/transformer.py, flat. */
function weightsOf(params: readonly Param[]): Float32Array {
  const parts = params.flatMap(({ name, shape }, j) => {
    const scale = shape.length === 2 ? 0.5 : 0.25;
    const offset = name.endsWith("gamma") ? 1 : 0;
    return Array.from({ length: sizeOf(shape) }, (_, i) => {
      return scale * Math.sin(12.9898 * (i + 1) + 78.233 * (j + 1)) + offset;
    });
  });
  return Float32Array.from(parts);
}

const token = (b: number, t: number) => (3 * b + 5 * t + b * t * t) % vocab;
const rows = (from: number, length: number) =>
  Int32Array.from({ length: batch * length }, (_, n) => token(Math.floor(n / length), (n % length) + from));

function build(model: TransformerSpec) {
  const params = modelParams(model, task);
  const graph = new Graph();
  const weights = graph.input("weights", [numElements(params)]);
  const tokens = graph.input("tokens", [batch, seq], "int32");
  const target = graph.input("target", [batch, answer], "int32");
  const loss = modelLoss(model, task, weights, tokens, target);
  const logits = modelLogits(model, task, weights, tokens);
  const logProb = transpose(tokenMeasures(logits, transpose(target, [1, 0])).logProb!, [1, 0]);
  const feeds = { weights: weightsOf(params), tokens: rows(0, seq), target: rows(prompt, answer) };
  return { params, feeds, outputs: { loss, logProb, gradient: grad(loss, [weights])[0]! } };
}

function compare(
  params: Param[],
  expected: Golden["cases"][number],
  got: ArrayLike<number>[],
  tolerance: number,
): void {
  const [loss, logProb, gradient] = got as [ArrayLike<number>, ArrayLike<number>, ArrayLike<number>];
  const nll = expected.nll.flat();
  expect(Math.abs(loss[0]! - nll.reduce((a, b) => a + b) / nll.length)).toBeLessThan(tolerance);
  for (const [i, value] of nll.entries()) expect(Math.abs(-logProb[i]! - value)).toBeLessThan(10 * tolerance);
  const named = toNamed(Float32Array.from(gradient), params);
  expect(Object.keys(named)).toEqual(Object.keys(expected.gradients));
  for (const [name, { norm, first }] of Object.entries(expected.gradients)) {
    const data = named[name]!.data;
    expect(Math.abs(Math.hypot(...data) - norm), name).toBeLessThan(1e-5 * Math.max(norm, 0.1));
    for (const [i, value] of first.entries()) expect(Math.abs(data[i]! - value), name).toBeLessThan(1e-6);
  }
}

describe("transformer against PyTorch", () => {
  it.each(golden.cases)("$variant", async (expected) => {
    const { params, feeds, outputs } = build({ ...tiny, ...expected.variant });
    const exact = compile64(Object.values(outputs))(feeds).map(({ data }) => data);
    compare(params, expected, exact, 1e-8);
    const program = await (await createEngine("ort")).compile(outputs);
    const { loss, logProb, gradient } = await program.run(feeds);
    compare(params, expected, [loss!, logProb!, gradient!], 1e-6);
    await program.release();
  });
});
