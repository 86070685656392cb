/** A probe sees and scales what the model itself computes, and leaves graphs without one as they are. */
import { describe, expect, it } from "vitest";
import { fold, rootKey } from "../../src/base/random.ts";
import { ortEngine } from "../../src/engine/ort.ts";
import { Graph, type Value } from "../../src/graph/value.ts";
import { modelLogits, modelParams } from "../../src/model/model.ts";
import { initialise, numElements, toNamed, unflatten } from "../../src/model/params.ts";
import { type Attention, type Probe, transformerLogits } from "../../src/model/transformer.ts";
import type { TransformerSpec } from "../../src/specs.ts";
import { compile64 } from "../graph/reference64.ts";
import { MODELS, taskSpec } from "./fixtures.ts";

const task = taskSpec();
const [batch, seq] = [3, 6];
const ids = Int32Array.from({ length: batch * seq }, (_, i) => (5 * i + i * i) % task.vocab);
const transformers = Object.entries(MODELS).filter(
  (entry): entry is [string, TransformerSpec] => entry[1].kind === "transformer",
);

function build(model: TransformerSpec, probe?: (graph: Graph) => Probe) {
  const graph = new Graph();
  const params = modelParams(model, task);
  const weights = graph.input("weights", [numElements(params)]);
  const tokens = graph.input("tokens", [batch, seq], "int32");
  const logits = probe
    ? transformerLogits(model, task, unflatten(weights, params), tokens, probe(graph))
    : modelLogits(model, task, weights, tokens);
  return { graph, logits, flat: initialise(params, fold(rootKey("probe"), "weights")), params };
}

const nodesOf = ({ nodes }: Graph) =>
  nodes.map(({ op, inputs, attributes, outputs }) =>
    JSON.stringify([op, inputs.map((v) => v.id), attributes, outputs.map((v) => [v.id, v.shape])]),
  );

async function run(logits: Value, feeds: Record<string, Float32Array>) {
  const program = await ortEngine().compile({ logits });
  const result = await program.run({ tokens: ids, ...feeds });
  await program.release();
  return result.logits!;
}

describe.each(transformers)("%s", (_name, model) => {
  it("no probe and an empty probe make the same nodes; looking adds at most a transpose a layer", () => {
    const plain = nodesOf(build(model).graph);
    expect(nodesOf(build(model, () => ({})).graph)).toEqual(plain);
    const ops = build(model, () => ({ attention: () => {} })).graph.nodes.map((node) => node.op);
    const added = ops.length - plain.length;
    expect(added).toBeLessThanOrEqual(model.nLayers);
    expect(ops.filter((op) => op !== "Transpose").length).toBe(
      build(model).graph.nodes.filter(({ op }) => op !== "Transpose").length,
    );
  });

  it("shows every layer in order: rows over the visible keys that sum to 1", () => {
    const seen: Attention[] = [];
    const order: number[] = [];
    const attention = (layer: number, what: Attention) => {
      order.push(layer);
      seen.push(what);
    };
    const { flat } = build(model, () => ({ attention }));
    expect(order).toEqual(Array.from({ length: model.nLayers }, (_, i) => i));
    const results = compile64(seen.flatMap(({ pattern, value }) => [pattern, value]))({ weights: flat, tokens: ids });
    for (let layer = 0; layer < model.nLayers; layer++) {
      const start = layer === model.nLayers - 1 ? task.promptLength - 1 : 0;
      const { shape, data } = results[2 * layer]!;
      expect(shape).toEqual([batch, model.nHeads, seq - start, seq]);
      expect(results[2 * layer + 1]!.shape).toEqual([batch, model.nHeads, seq, model.dHead]);
      for (let row = 0; row < data.length / seq; row++) {
        const keys = [...data.subarray(row * seq, (row + 1) * seq)];
        expect(Math.abs(keys.reduce((a, b) => a + b) - 1)).toBeLessThan(1e-12);
        const query = start + (row % (seq - start));
        expect(keys.every((a, key) => (key > query ? a === 0 : a > 0))).toBe(true);
      }
    }
  });

  it("a scale of 1 changes nothing; 0 equals a head without output weights", async () => {
    const { logits, flat, params } = build(model, (graph) => ({
      headScale: graph.input("headScale", [model.nLayers, model.nHeads]),
    }));
    const ones = new Float32Array(model.nLayers * model.nHeads).fill(1);
    const plain = build(model).logits;
    expect(await run(logits, { weights: flat, headScale: ones })).toEqual(await run(plain, { weights: flat }));
    const head = ones.length - 1;
    const without = Float32Array.from(flat);
    const rows = model.dHead * model.dModel;
    toNamed(without, params)
      [`layer${model.nLayers - 1}.attn.wo`]!.data.subarray((model.nHeads - 1) * rows)
      .fill(0);
    const scaled = await run(logits, { weights: flat, headScale: ones.with(head, 0) });
    expect(scaled).toEqual(await run(plain, { weights: without }));
    expect(scaled).not.toEqual(await run(plain, { weights: flat }));
  });
});
