/**
 * A small MLP on all p^2 prompts (a, b) of modular arithmetic at once, in float64: what its last hidden layer does, and its logits.
 * In float32 the loss of a confident model moves in steps of 1.2e-7, which shows as late spikes of its Fourier parts.
 */

import { erf } from "../../math/special.ts";
import type { NamedTensors } from "../../model/params.ts";
import type { MlpSpec } from "../../specs.ts";

/** Row a p + b belongs to the prompt (a, b): `hidden` `[p^2, units]` after the activation, `logits` `[p^2, p]`. */
export type PairOutputs = { hidden: Float64Array; units: number; logits: Float64Array };

/** Returns the outputs of an MLP with embedded inputs on all prompts of two tokens of 0..p-1. */
export function pairOutputs(spec: MlpSpec, p: number, weights: NamedTensors): PairOutputs {
  const activate = spec.activation === "gelu" ? gelu : relu;
  let hidden = firstHidden(weights, p, spec.dEmbed).map(activate);
  const depth = spec.dHidden.length;
  for (let layer = 1; layer < depth; layer++) hidden = affine(hidden, weights, layer).map(activate);
  return { hidden, units: spec.dHidden.at(-1)!, logits: affine(hidden, weights, depth) };
}

const relu = (x: number): number => Math.max(x, 0);
const gelu = (x: number): number => (x / 2) * (1 + erf(x * Math.SQRT1_2));

/** The first layer before its activation `[p^2, units]`: the two tokens contribute by sum, so p rows of each are enough. */
function firstHidden(weights: NamedTensors, p: number, dEmbed: number): Float64Array {
  const embed = Float64Array.from(weights.embed!.data);
  const { data, shape } = weights["layer0.w"]!;
  const units = shape[1]!;
  const bias = weights["layer0.b"]!.data;
  const left = product(embed, data.subarray(0, dEmbed * units), dEmbed, units);
  const right = product(embed, data.subarray(dEmbed * units), dEmbed, units);
  return Float64Array.from({ length: p * p * units }, (_, at) => {
    const [row, unit] = [Math.floor(at / units), at % units];
    return left[Math.floor(row / p) * units + unit]! + right[(row % p) * units + unit]! + bias[unit]!;
  });
}

/** x W + b of one layer, `[rows, from] -> [rows, to]`. */
function affine(x: Float64Array, weights: NamedTensors, layer: number): Float64Array {
  const { data, shape } = weights[`layer${layer}.w`]!;
  const [from, to] = shape as [number, number];
  const bias = weights[`layer${layer}.b`]!.data;
  return product(x, data, from, to).map((value, at) => value + bias[at % to]!);
}

/** x w, `[rows, from] [from, to] -> [rows, to]`. */
function product(x: Float64Array, w: Float32Array, from: number, to: number): Float64Array {
  const rows = x.length / from;
  const out = new Float64Array(rows * to);
  for (let row = 0; row < rows; row++)
    for (let i = 0; i < from; i++) {
      const factor = x[row * from + i]!;
      if (factor === 0) continue;
      for (let j = 0; j < to; j++) out[row * to + j]! += factor * w[i * to + j]!;
    }
  return out;
}
