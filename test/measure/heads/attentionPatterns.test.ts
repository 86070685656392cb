/** Attention patterns against a float64 interpreter and against the formula written again. */
import { describe, expect, it } from "vitest";
import { fold, rootKey } from "../../../src/base/random.ts";
import { Graph } from "../../../src/graph/value.ts";
import { attentionPatterns, attentionTo } from "../../../src/measure/heads/attentionPatterns.ts";
import { modelParams } from "../../../src/model/model.ts";
import { initialise, type NamedTensors, numElements, toNamed, unflatten } from "../../../src/model/params.ts";
import type { TransformerSpec } from "../../../src/specs.ts";
import { compile64 } from "../../graph/reference64.ts";
import { MODELS, taskSpec } from "../../model/fixtures.ts";
import { engine } from "../handBuilt.ts";

const task = taskSpec();
const [batch, seq] = [2, 6];
const ids = Int32Array.from({ length: batch * seq }, (_, i) => (3 * i + i * i) % task.vocab);
const transformers = Object.entries(MODELS).filter(
  (entry): entry is [string, TransformerSpec] => entry[1].kind === "transformer",
);

function build(model: TransformerSpec, length = seq) {
  const params = modelParams(model, task);
  const graph = new Graph();
  const weights = graph.input("weights", [numElements(params)]);
  const tokens = graph.input("tokens", [batch, length], "int32");
  const layers = attentionPatterns(model, task, unflatten(weights, params), tokens);
  const flat = initialise(params, fold(rootKey("patterns"), "weights"));
  const shorter = Int32Array.from(
    { length: batch * length },
    (_, n) => ids[Math.floor(n / length) * seq + (n % length)]!,
  );
  return { layers, named: toNamed(flat, params), feeds: { weights: flat, tokens: shorter } };
}

/** A[i, j] of head h in layer 0 for one row of tokens, from the definition in plain loops. */
function firstLayer(model: TransformerSpec, weights: NamedTensors, row: readonly number[], h: number): number[][] {
  const { dModel: d, dHead, nHeads } = model;
  const at = (name: string, i: number, j: number) => weights[name]!.data[i * weights[name]!.shape.at(-1)! + j]!;
  const dims = Array.from({ length: d }, (_, c) => c);
  const stream = row.map((token, i) =>
    dims.map((c) => at("embed", token, c) + (model.positions === "learned" ? at("positions", i, c) : 0)),
  );
  const normed = stream.map((x) => {
    if (!model.layerNorm) return x;
    const mean = x.reduce((a, b) => a + b) / d;
    const deviation = Math.sqrt(x.reduce((a, b) => a + (b - mean) ** 2, 0) / d + 1e-5);
    const [gamma, beta] = [weights["layer0.attn.norm.gamma"]!.data, weights["layer0.attn.norm.beta"]!.data];
    return x.map((v, c) => ((v - mean) / deviation) * gamma[c]! + beta[c]!);
  });
  const project = (i: number, part: number) =>
    Array.from({ length: dHead }, (_, m) => {
      const column = (part * nHeads + h) * dHead + m;
      const shift = model.positions === "shortformer" ? (c: number) => at("positions", i, c) : () => 0;
      const product = dims.reduce((s, c) => s + (normed[i]![c]! + shift(c)) * at("layer0.attn.wqkv", c, column), 0);
      return product + weights["layer0.attn.bqkv"]!.data[column]!;
    });
  return row.map((_, i) => {
    const q = project(i, 0);
    const scores = row
      .slice(0, i + 1)
      .map((_, j) => project(j, 1).reduce((s, k, m) => s + k * q[m]!, 0) / Math.sqrt(dHead));
    const top = Math.max(...scores);
    const total = scores.reduce((s, v) => s + Math.exp(v - top), 0);
    return row.map((_, j) => (j <= i ? Math.exp(scores[j]! - top) / total : 0));
  });
}

describe.each(transformers)("attentionPatterns: %s", (_name, model) => {
  it("equals a float64 reference at every layer, head, query and key", async () => {
    const { layers, feeds } = build(model);
    const program = await engine.compile(Object.fromEntries(layers.map(({ pattern }, i) => [`L${i}`, pattern])));
    const float32 = await program.run(feeds);
    await program.release();
    const exact = compile64(layers.map(({ pattern }) => pattern))(feeds);
    expect(exact.length).toBe(model.nLayers);
    for (const [i, { shape, data }] of exact.entries()) {
      expect(shape).toEqual([batch, model.nHeads, seq, seq]);
      for (const [n, a] of data.entries()) expect(Math.abs(float32[`L${i}`]![n]! - a)).toBeLessThan(2e-6);
    }
  });

  it("the first layer's equal softmax(q k / sqrt dHead) over the past, written again", () => {
    const { layers, feeds, named } = build(model);
    const { data } = compile64([layers[0]!.pattern])(feeds)[0]!;
    for (let b = 0; b < batch; b++)
      for (let h = 0; h < model.nHeads; h++) {
        const expected = firstLayer(model, named, [...ids.subarray(b * seq, (b + 1) * seq)], h).flat();
        const start = (b * model.nHeads + h) * seq * seq;
        for (const [n, a] of expected.entries()) expect(Math.abs(data[start + n]! - a)).toBeLessThan(1e-10);
      }
  });

  it("a shorter sequence gives the first rows and columns", () => {
    const [long, short] = [build(model), build(model, 4)];
    const whole = compile64([long.layers.at(-1)!.pattern])(long.feeds)[0]!.data;
    const part = compile64([short.layers.at(-1)!.pattern])(short.feeds)[0]!.data;
    for (const [n, a] of part.entries()) {
      const [head, i, j] = [Math.floor(n / 16), Math.floor((n % 16) / 4), n % 4];
      expect(Math.abs(whole[head * seq * seq + i * seq + j]! - a)).toBeLessThan(1e-12);
    }
  });
});

describe("attentionTo", () => {
  it("averages over the queries that have a target, and sums over a query's targets", () => {
    const graph = new Graph();
    const pattern = graph.input("pattern", [1, 1, 3, 3]);
    const feeds = { pattern: [1, 0, 0, 0.25, 0.75, 0, 0.5, 0.125, 0.375] };
    const score = (isTarget: (i: number, j: number) => boolean) =>
      compile64([attentionTo(pattern, isTarget)])(feeds)[0]!.data[0];
    expect(score((i, j) => j === i - 1)).toBe((0.25 + 0.125) / 2);
    expect(score((i, j) => i === 2 && j < 2)).toBe(0.625);
    expect(score((i, j) => j <= i)).toBe(1);
  });
});
