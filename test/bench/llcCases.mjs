/**
 * What llc.mjs samples: a landscape, the point w* and the sampler's settings of each case, and the file from which llc.py reads the
 * same weights and the same data. Transformers are trained briefly; the toys start at a true minimum.
 */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fold, generator, rootKey } from "../../dist/base/random.js";
import { createEngine } from "../../dist/engine/create.js";
import { mul, sub } from "../../dist/graph/elementwise.js";
import { matMul, mean } from "../../dist/graph/linear.js";
import { reshape, slice, split } from "../../dist/graph/shape.js";
import { runLandscape } from "../../dist/measure/llc/landscape.js";
import { modelParams } from "../../dist/model/model.js";
import { initialise, toNamed } from "../../dist/model/params.js";
import { encodeSafetensors } from "../../dist/model/safetensors.js";
import { optimiser } from "../../dist/train/optimisers.js";
import { stepGraph } from "../../dist/train/step.js";

const SEQ = 64;
const VOCAB = 64;
const ADAMW = { kind: "adamw", beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.01 };
const TRAINING = { steps: 250, batch: 16, learningRate: 3e-3 };
const key = rootKey("bench/llc");
const task = {
  kind: "tokens",
  name: "bench",
  params: {},
  vocab: VOCAB,
  promptLength: 1,
  answerLength: SEQ,
  success: { kind: "exactMatch" },
  fingerprint: "0".repeat(64),
};
const modelOf = (d) => ({
  kind: "transformer",
  nLayers: 2,
  dModel: d,
  nHeads: 4,
  dHead: d / 4,
  dMlp: 4 * d,
  attnOnly: false,
  layerNorm: true,
  positions: "learned",
  activation: "gelu",
  tied: false,
});

/** Where cases put their files; the caller removes it. */
export const folder = mkdtempSync(path.join(tmpdir(), "foreshock-bench-"));
const weightsOf = new Map();

/** Returns the case `width:batch` (transformer), `crossing:batch` or `linear:batch`, or null for another text. */
export async function caseOf(text) {
  const [model, size] = text.split(":");
  const batch = Number(size);
  if (!(Number.isInteger(batch) && batch > 0)) return null;
  const d = Number(model);
  const isWidth = Number.isInteger(d / 4) && d > 0;
  const make = isWidth ? transformer : { crossing, linear }[model];
  if (!make) return null;
  const { tensors, ...rest } = await make(d);
  const file = path.join(folder, `${model}.safetensors`);
  writeFileSync(file, encodeSafetensors(tensors));
  return { text, model, batch: Math.min(batch, rest.landscape.numExamples), file, ...rest };
}

async function transformer(d) {
  const n = 512;
  const model = modelOf(d);
  if (!weightsOf.has(d)) weightsOf.set(d, await trained(model));
  const weights = weightsOf.get(d);
  const { tokens, target } = randomTokens(n, generator(fold(key, "data")));
  const data = { tokens: { shape: [n, SEQ], data: Float32Array.from(tokens) } };
  return {
    landscape: runLandscape({ model, task }, { input: tokens, target, numExamples: n }),
    weights,
    tensors: { ...toNamed(weights, modelParams(model, task)), ...data },
    settings: { nbeta: n / Math.log(n), stepSize: 3e-5, localization: 100 },
    chains: 1,
    draws: 200,
  };
}

function randomTokens(count, rng) {
  const tokens = Int32Array.from({ length: count * SEQ }, () => rng.int(VOCAB));
  return { tokens, target: tokens.map((token) => (token * 7 + 3) % VOCAB) };
}

async function trained(model) {
  const { steps, batch, learningRate } = TRAINING;
  const params = modelParams(model, task);
  const { stateNames, scalars } = optimiser(ADAMW);
  const program = await (await createEngine("ort")).compile(stepGraph(model, task, ADAMW, batch));
  const weights = initialise(params, key);
  let state = { weights, ...Object.fromEntries(stateNames.map((name) => [name, new Float32Array(weights.length)])) };
  const rng = generator(fold(key, "training"));
  for (let t = 1; t <= steps; t++) {
    const rates = Object.entries(scalars(learningRate, t)).map(([name, value]) => [name, Float32Array.of(value)]);
    const { loss: _, ...next } = await program.run({
      ...state,
      ...Object.fromEntries(rates),
      ...randomTokens(batch, rng),
    });
    state = next;
  }
  await program.release();
  return state.weights;
}

/** f = x w1 w2 at the truth 0, seen through noise. */
function crossing() {
  const n = 1000;
  const { normal } = generator(fold(key, "crossing"));
  const x = Float32Array.from({ length: n }, () => 2 * normal());
  const y = Float32Array.from({ length: n }, () => 0.25 * normal());
  const predict = (w, inputs) => {
    const product = mul(slice(w, -1, 0, 1), slice(w, -1, 1, 2));
    return mul(inputs, reshape(product, [...product.shape, 1]));
  };
  const weights = new Float32Array(2);
  return {
    landscape: numbers(x, y, n, weights.length, predict),
    weights,
    tensors: { w: vector([2], weights), x: vector([n, 1], x), y: vector([n, 1], y) },
    settings: { nbeta: n / Math.log(n), stepSize: 4e-4, localization: 1 },
    chains: 4,
    draws: 500,
  };
}

/** A deep linear network of widths 5, 3, 5 at its own teacher, without noise. */
function linear() {
  const n = 1000;
  const rng = generator(fold(key, "linear"));
  const x = Float32Array.from({ length: 5 * n }, () => Math.sqrt(3) * (2 * rng.uniform() - 1));
  const weights = Float32Array.from({ length: 30 }, (_, i) => rng.normal() / Math.sqrt(i < 15 ? 5 : 3));
  const [a, b] = [weights.subarray(0, 15), weights.subarray(15)];
  const y = new Float32Array(5 * n);
  for (let i = 0; i < n; i++) y.set(product(product(x.subarray(5 * i, 5 * i + 5), a, 3), b, 5), 5 * i);
  const predict = (w, inputs) => {
    const [first, second] = split(w, -1, [15, 15]);
    const lead = w.shape.slice(0, -1);
    return matMul(matMul(inputs, reshape(first, [...lead, 5, 3])), reshape(second, [...lead, 3, 5]));
  };
  return {
    landscape: numbers(x, y, n, weights.length, predict),
    weights,
    tensors: { a: vector([5, 3], a), b: vector([3, 5], b), x: vector([n, 5], x), y: vector([n, 5], y) },
    settings: { nbeta: n / Math.log(n), stepSize: 5e-4, localization: 1 },
    chains: 4,
    draws: 500,
  };
}

const vector = (shape, data) => ({ shape, data });

/** Row vector times matrix `[rows, columns]`. */
function product(row, matrix, columns) {
  return Float32Array.from({ length: columns }, (_, j) =>
    row.reduce((sum, v, i) => sum + v * matrix[i * columns + j], 0),
  );
}

/** The landscape of squared errors, mean over outputs, of `predict(weights [..., P], x [..., batch, in])`. */
function numbers(x, y, numExamples, numWeights, predict) {
  const [from, to] = [x.length / numExamples, y.length / numExamples];
  const pick = (all, width, rows) => {
    const chosen = new Float32Array(rows.length * width);
    rows.forEach((row, i) => void chosen.set(all.subarray(row * width, (row + 1) * width), i * width));
    return chosen;
  };
  return {
    numWeights,
    positions: 1,
    numExamples,
    inputs: (graph, lead) => ({ x: graph.input("x", [...lead, from]), y: graph.input("y", [...lead, to]) }),
    losses(weights, inputs) {
      const error = sub(predict(weights, inputs.x), inputs.y);
      return mean(mul(error, error), [-1]);
    },
    feed: (rows) => ({ x: pick(x, from, rows), y: pick(y, to, rows) }),
  };
}
