/**
 * Decoder-only pre-LN transformer. Each LayerNorm's affine part is folded into the linear map behind it, whose columns are centred:
 * standardise(x) has mean zero, so the values do not change and fewer passes over memory remain.
 * @see Vaswani et al. 2017; Press et al. 2021 (shortformer positions: added to queries and keys only)
 */

import { add, gelu, mul, relu, sub } from "../graph/elementwise.ts";
import { linear, matMul, mean, sum } from "../graph/linear.ts";
import { attention, standardise } from "../graph/nn.ts";
import { gatherRows, reshape, slice, split, transpose } from "../graph/shape.ts";
import type { Value } from "../graph/value.ts";
import type { TaskSpec, TransformerSpec } from "../records.ts";
import { constantParam, normalParam, type Param } from "./params.ts";

type Tree = Readonly<Record<string, Value>>;

/** Returns the transformer's parameters: embeddings N(0, 0.5^2), linear weights N(0, 1/fan-in), biases 0, LayerNorm 1 and 0. */
export function transformerParams(spec: TransformerSpec, task: TaskSpec): Param[] {
  const { dModel: d, nHeads, dHead, dMlp } = spec;
  const inner = nHeads * dHead;
  const weight = (name: string, from: number, to: number) => normalParam(name, [from, to], 1 / Math.sqrt(from));
  const norm = (name: string) =>
    spec.layerNorm ? [constantParam(`${name}.gamma`, [d], 1), constantParam(`${name}.beta`, [d], 0)] : [];
  const layer = (i: number) => [
    ...norm(`layer${i}.attn.norm`),
    weight(`layer${i}.attn.wqkv`, d, 3 * inner),
    constantParam(`layer${i}.attn.bqkv`, [3 * inner], 0),
    weight(`layer${i}.attn.wo`, inner, d),
    constantParam(`layer${i}.attn.bo`, [d], 0),
    ...(spec.attnOnly ? [] : mlp(i)),
  ];
  const mlp = (i: number) => [
    ...norm(`layer${i}.mlp.norm`),
    weight(`layer${i}.mlp.win`, d, dMlp),
    constantParam(`layer${i}.mlp.bin`, [dMlp], 0),
    weight(`layer${i}.mlp.wout`, dMlp, d),
    constantParam(`layer${i}.mlp.bout`, [d], 0),
  ];
  return [
    normalParam("embed", [task.vocab, d], 0.5),
    normalParam("positions", [task.promptLength + task.answerLength - 1, d], 0.5),
    ...Array.from({ length: spec.nLayers }, (_, i) => layer(i)).flat(),
    ...norm("norm"),
    ...(spec.tied ? [] : [weight("unembed", d, task.vocab)]),
    constantParam("unembed.bias", [task.vocab], 0),
  ];
}

/**
 * Returns the logits at the answer positions, `int32 [batch, seq] -> [batch, answer, vocab]` with seq = prompt + answer - 1.
 * The last layer computes queries and its MLP at the answer positions only.
 */
export function transformerLogits(spec: TransformerSpec, task: TaskSpec, params: Tree, tokens: Value): Value {
  const seq = tokens.shape[1]!;
  const positions = params.positions!;
  const embedded = gatherRows(params.embed!, tokens);
  let x = spec.positions === "learned" ? add(embedded, positions) : embedded;
  for (let i = 0; i < spec.nLayers; i++) {
    const start = i === spec.nLayers - 1 ? task.promptLength - 1 : 0;
    const tree = (name: string) => params[`layer${i}.${name}`];
    x = add(slice(x, 1, start, seq), attend(spec, tree, positions, x, start));
    if (!spec.attnOnly) x = add(x, mlp(spec, tree, x));
  }
  const unembed = spec.tied ? transpose(params.embed!, [1, 0]) : params.unembed!;
  return normLinear(spec, (name) => params[name], "norm", x, unembed, params["unembed.bias"]!);
}

type Lookup = (name: string) => Value | undefined;

function attend(spec: TransformerSpec, tree: Lookup, positions: Value, x: Value, start: number): Value {
  const { nHeads, dHead } = spec;
  const seq = x.shape[1]!;
  const inner = nHeads * dHead;
  const [weight, bias] = foldNorm(spec, tree, "attn.norm", tree("attn.wqkv")!, tree("attn.bqkv")!);
  const normed = spec.layerNorm ? standardise(x) : x;
  const [wq, wkv] = split(weight, 1, [inner, 2 * inner]) as [Value, Value];
  const [bq, bkv] = split(bias, 0, [inner, 2 * inner]) as [Value, Value];
  const shift = spec.positions === "shortformer" ? slice(matMul(positions, tree("attn.wqkv")!), 1, 0, 2 * inner) : null;
  let query = linear(slice(normed, 1, start, seq), wq, bq);
  let keyValue = linear(normed, wkv, bkv);
  if (shift) {
    query = add(query, slice(slice(shift, 1, 0, inner), 0, start, seq));
    const [key, value] = split(keyValue, 2, [inner, inner]) as [Value, Value];
    const shifted = add(key, slice(shift, 1, inner, 2 * inner));
    return combine(spec, tree, query, heads(shifted, nHeads, dHead), heads(value, nHeads, dHead), start);
  }
  const batch = x.shape[0]!;
  keyValue = transpose(reshape(keyValue, [batch, seq, 2, nHeads, dHead]), [2, 0, 3, 1, 4]);
  const [key, value] = split(keyValue, 0, [1, 1]).map((part) => reshape(part, part.shape.slice(1))) as [Value, Value];
  return combine(spec, tree, query, key, value, start);
}

/** [batch, seq, heads * dHead] -> [batch, heads, seq, dHead] */
function heads(x: Value, nHeads: number, dHead: number): Value {
  const [batch, seq] = x.shape as [number, number];
  return transpose(reshape(x, [batch, seq, nHeads, dHead]), [0, 2, 1, 3]);
}

function combine(spec: TransformerSpec, tree: Lookup, query: Value, key: Value, value: Value, start: number): Value {
  const { nHeads, dHead } = spec;
  const [batch, rows] = query.shape as [number, number];
  const mask = causalMask(query, rows, key.shape[2]!, start);
  const mixed = attention(heads(query, nHeads, dHead), key, value, mask, 1 / Math.sqrt(dHead));
  const joined = reshape(transpose(mixed, [0, 2, 1, 3]), [batch, rows, nHeads * dHead]);
  return linear(joined, tree("attn.wo")!, tree("attn.bo")!);
}

/** 0 where query row i + start may see key column j, -1e9 elsewhere: `[rows, columns]`. */
function causalMask(like: Value, rows: number, columns: number, start: number): Value {
  const data = Float32Array.from({ length: rows * columns }, (_, n) =>
    n % columns <= Math.floor(n / columns) + start ? 0 : -1e9,
  );
  return like.graph.constant(data, [rows, columns]);
}

function mlp(spec: TransformerSpec, tree: Lookup, x: Value): Value {
  const hidden = normLinear(spec, tree, "mlp.norm", x, tree("mlp.win")!, tree("mlp.bin")!);
  return linear(spec.activation === "gelu" ? gelu(hidden) : relu(hidden), tree("mlp.wout")!, tree("mlp.bout")!);
}

function normLinear(spec: TransformerSpec, tree: Lookup, norm: string, x: Value, weight: Value, bias: Value): Value {
  const [w, b] = foldNorm(spec, tree, norm, weight, bias);
  return linear(spec.layerNorm ? standardise(x) : x, w, b);
}

/** Returns (W', b') with standardise(x) W' + b' = (gamma standardise(x) + beta) W + b; the columns of W' have mean zero. */
function foldNorm(spec: TransformerSpec, tree: Lookup, norm: string, weight: Value, bias: Value): [Value, Value] {
  if (!spec.layerNorm) return [weight, bias];
  const [d, out] = weight.shape as [number, number];
  const scaled = mul(weight, reshape(tree(`${norm}.gamma`)!, [d, 1]));
  const centred = sub(scaled, mean(scaled, [0], true));
  return [centred, add(bias, sum(mul(weight, reshape(tree(`${norm}.beta`)!, [d, 1])), [0]))].map((v) =>
    v.shape.length === 1 ? reshape(v, [out]) : v,
  ) as [Value, Value];
}
