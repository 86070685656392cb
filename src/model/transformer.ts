/**
 * Decoder-only pre-LN transformer. Each LayerNorm's affine part is folded into the linear map behind it, whose columns are centred:
 * standardise(x) has mean zero, so the values do not change and fewer passes over memory remain.
 * `shortformer` positions are added to queries and keys only, `learned` ones to the embeddings. Values and gradients are checked against
 * the same model in PyTorch (test/golden/transformer.py).
 */

import { usageError } from "../base/errors.ts";
import { add, mul, relu, sub } from "../graph/elementwise.ts";
import { linear, matMul, mean } from "../graph/linear.ts";
import { attention, attentionPattern, erfGate, lookUp, standardise } from "../graph/nn.ts";
import { moveAxis, reshape, slice, split, swapLastTwo } from "../graph/shape.ts";
import type { Value } from "../graph/value.ts";
import type { TaskSpec, TransformerSpec } from "../specs.ts";
import { seqLengthOf } from "../task/batches.ts";
import { layoutOf, outputWidth } from "./io.ts";
import { constantParam, normalParam, type Param } from "./params.ts";

type Tree = Readonly<Record<string, Value>>;

/** What a layer's heads do: their `pattern` `[..., batch, head, query, key]`, and the `value` vectors it mixes `[..., batch, head, key, dHead]`. */
export type Attention = { pattern: Value; value: Value };

/**
 * A look into a model while its graph is built: `attention` is called with every layer, first to last; `headScale`
 * `[nLayers, nHeads]` multiplies each head's output before it enters the residual stream.
 */
export type Probe = { attention?(layer: number, seen: Attention): void; headScale?: Value };

/**
 * Returns the transformer's parameters: embeddings N(0, 0.5^2), linear weights N(0, 1/fan-in), biases 0, LayerNorm 1 and 0. The embedding
 * of a task of numbers is a linear map. Errors (usage): tied embeddings of a task of numbers.
 */
export function transformerParams(spec: TransformerSpec, task: TaskSpec): Param[] {
  const { dModel: d, nHeads, dHead, dMlp } = spec;
  if (spec.tied && task.kind === "numbers")
    throw usageError("transformer", "tied embeddings need a task of tokens", task.name, "set model.tied: false");
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
    task.kind === "tokens" ? normalParam("embed", [task.vocab, d], 0.5) : weight("embed", task.dInput, d),
    normalParam("positions", [seqLengthOf(task), d], 0.5),
    ...Array.from({ length: spec.nLayers }, (_, i) => layer(i)).flat(),
    ...norm("norm"),
    ...(spec.tied ? [] : [weight("unembed", d, outputWidth(task))]),
    constantParam("unembed.bias", [outputWidth(task)], 0),
  ];
}

/**
 * Returns the logits at the answer positions, `int32 [..., batch, seq] -> [..., answer, batch, vocab]`, seq = prompt + answer - 1. Leading
 * axes are replicas: models side by side, each with its own parameters and tokens; axes are counted from the end for their sake.
 * Activations are time-major rows `[..., seq * batch, dModel]`: positions slice without copies, and matrix products read heads in
 * place. The last layer computes queries and its MLP at the answer positions only. Without a probe nothing is added to the graph.
 */
export function transformerLogits(
  spec: TransformerSpec,
  task: TaskSpec,
  params: Tree,
  tokens: Value,
  probe: Probe = {},
): Value {
  const { lead, batch, seq } = layoutOf(task, tokens);
  let x = embed(spec, task, params, tokens);
  for (let i = 0; i < spec.nLayers; i++) {
    const start = i === spec.nLayers - 1 ? task.promptLength - 1 : 0;
    const tree = (name: string) => params[`layer${i}.${name}`];
    const place = { layer: i, batch, start, probe };
    x = add(slice(x, -2, start * batch, seq * batch), attend(spec, tree, params.positions!, x, place));
    if (!spec.attnOnly) x = add(x, mlp(spec, tree, x));
  }
  const [weight, bias] = unembedding(spec, params);
  const logits = linear(spec.layerNorm ? standardise(x, true) : x, weight, bias);
  return reshape(logits, [...lead, task.answerLength, batch, outputWidth(task)]);
}

/**
 * Returns the linear map from the last residual stream to logits, weight `[..., dModel, vocab]` and bias, after LayerNorm's
 * standardisation; the columns then have mean zero, so that the mean of the stream does not matter, only its scale.
 */
export function unembedding(spec: TransformerSpec, params: Tree): [Value, Value] {
  const unembed = spec.tied ? swapLastTwo(params.embed!) : params.unembed!;
  return foldNorm(spec, (name) => params[name], "norm", unembed, params["unembed.bias"]!);
}

function embed(spec: TransformerSpec, task: TaskSpec, params: Tree, tokens: Value): Value {
  const { lead, batch, seq } = layoutOf(task, tokens);
  const rows =
    task.kind === "tokens"
      ? lookUp(params.embed!, reshape(swapLastTwo(tokens), [...lead, seq * batch]))
      : matMul(
          reshape(moveAxis(tokens, lead.length, lead.length + 1), [...lead, seq * batch, task.dInput]),
          params.embed!,
        );
  return spec.positions === "learned" ? shifted(rows, params.positions!) : rows;
}

type Lookup = (name: string) => Value | undefined;
type Place = { layer: number; batch: number; start: number; probe: Probe };

/** Multi-head causal attention from positions `start`.. to all: `[..., seq * batch, dModel] -> [..., (seq - start) * batch, dModel]`. */
function attend(spec: TransformerSpec, tree: Lookup, positions: Value, x: Value, place: Place): Value {
  const { nHeads, dHead } = spec;
  const { batch, start } = place;
  const lead = x.shape.slice(0, -2);
  const [seq, inner] = [x.shape.at(-2)! / batch, nHeads * dHead];
  const [weight, bias] = foldNorm(spec, tree, "attn.norm", tree("attn.wqkv")!, tree("attn.bqkv")!);
  const normed = spec.layerNorm ? standardise(x, true) : x;
  let [query, key, value] = projections(normed, weight, bias, inner, start * batch);
  if (spec.positions === "shortformer") {
    const [shiftQ, shiftK] = split(matMul(positions, tree("attn.wqkv")!), -1, [inner, inner, inner]) as [Value, Value];
    query = shifted(query, slice(shiftQ, -2, start, seq));
    key = shifted(key, shiftK);
  }
  const heads = (rows: Value) =>
    moveAxis(reshape(rows, [...lead, rows.shape.at(-2)! / batch, batch, nHeads, dHead]), lead.length, 0);
  const mixed = mix(heads(query), heads(key), heads(value), causalMask(x, seq, start), place);
  const joined = reshape(moveAxis(mixed, 0, lead.length), [...lead, (seq - start) * batch, inner]);
  return linear(joined, tree("attn.wo")!, tree("attn.bo")!);
}

/** The heads' outputs `[rows, ..., batch, head, dHead]`, with what the probe wants to see and to change. */
function mix(q: Value, k: Value, v: Value, mask: Value, { layer, probe }: Place): Value {
  const [nHeads, dHead] = q.shape.slice(-2) as [number, number];
  const factor = 1 / Math.sqrt(dHead);
  const mixed = attention(q, k, v, mask, factor);
  if (probe.attention) {
    const value = moveAxis(v, 0, v.shape.length - 2);
    probe.attention(layer, { pattern: attentionPattern(q, k, mask, factor), value });
  }
  if (!probe.headScale) return mixed;
  return mul(mixed, reshape(slice(probe.headScale, 0, layer, layer + 1), [nHeads, 1]));
}

/** 0 where query row i + start may see key column j, -1e9 elsewhere: `[seq - start, seq]`. */
function causalMask(like: Value, seq: number, start: number): Value {
  const isVisible = (n: number) => n % seq <= Math.floor(n / seq) + start;
  const data = Float32Array.from({ length: (seq - start) * seq }, (_, n) => (isVisible(n) ? 0 : -1e9));
  return like.graph.constant(data, [seq - start, seq]);
}

/** Rows `[..., seq * batch, width]` plus a shift per position `[..., seq, width]`. */
function shifted(rows: Value, shift: Value): Value {
  const [seq, width] = shift.shape.slice(-2) as [number, number];
  const lead = rows.shape.slice(0, -2);
  const byPosition = reshape(rows, [...lead, seq, rows.shape.at(-2)! / seq, width]);
  return reshape(add(byPosition, reshape(shift, [...lead, seq, 1, width])), rows.shape);
}

/** Queries of rows `from`.. and keys and values of all rows, each `[..., rows, inner]`. */
function projections(x: Value, weight: Value, bias: Value, inner: number, from: number): [Value, Value, Value] {
  if (from === 0) return split(linear(x, weight, bias), -1, [inner, inner, inner]) as [Value, Value, Value];
  const [wq, wkv] = split(weight, -1, [inner, 2 * inner]) as [Value, Value];
  const [bq, bkv] = split(bias, -1, [inner, 2 * inner]) as [Value, Value];
  const query = linear(slice(x, -2, from, x.shape.at(-2)!), wq, bq);
  return [query, ...split(linear(x, wkv, bkv), -1, [inner, inner])] as [Value, Value, Value];
}

function mlp(spec: TransformerSpec, tree: Lookup, x: Value): Value {
  const [win, bin] = foldNorm(spec, tree, "mlp.norm", tree("mlp.win")!, tree("mlp.bin")!);
  const normed = spec.layerNorm ? standardise(x, true) : x;
  const [wout, bout] = [tree("mlp.wout")!, tree("mlp.bout")!];
  if (spec.activation === "relu") return linear(relu(linear(normed, win, bin)), wout, bout);
  const gated = erfGate(linear(normed, mul(win, Math.SQRT1_2), mul(bin, Math.SQRT1_2)));
  return linear(gated, mul(wout, Math.SQRT1_2), bout);
}

/** Returns (W', b') with standardise(x) W' + b' = (gamma standardise(x) + beta) W + b; the columns of W' have mean zero. */
function foldNorm(spec: TransformerSpec, tree: Lookup, norm: string, weight: Value, bias: Value): [Value, Value] {
  if (!spec.layerNorm) return [weight, bias];
  const [gamma, beta] = [tree(`${norm}.gamma`)!, tree(`${norm}.beta`)!];
  const [lead, d] = [gamma.shape.slice(0, -1), gamma.shape.at(-1)!];
  const scaled = mul(weight, reshape(gamma, [...lead, d, 1]));
  const centred = sub(scaled, mean(scaled, [-2], true));
  return [centred, linear(reshape(beta, [...lead, 1, d]), weight, bias)];
}
