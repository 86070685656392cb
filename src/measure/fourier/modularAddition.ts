/**
 * Progress measures of grokking on a + b mod p: the loss of the Fourier circuit alone (restricted) falls long before the test loss
 * does, and the loss without it (excluded) rises when the model stops relying on what it memorised. The key frequencies are those of
 * the checkpoint at hand, so early ones, whose neurons speak every frequency, keep all that depends on a + b.
 */
import { usageError } from "../../base/errors.ts";
import { erf } from "../../math/special.ts";
import type { NamedTensors } from "../../model/params.ts";
import type { MlpSpec } from "../../specs.ts";
import type { Examples } from "../../task/batches.ts";
import { dataSet } from "../../train/data.ts";
import { type Bench, type Meter, reading, weightsMeter } from "../meter.ts";
import { excludedNll, fourierNorms, gini, keyFrequencies, restrictedNll } from "./modularFourier.ts";
import { requireMlp } from "./parityTask.ts";

/**
 * Returns the meter of `keyFrequencies` (how many; n neurons), `restrictedNll` (all p^2 prompts), `excludedNll` (the run's training
 * examples; parts `excludedNll.f7` with frequency 7 alone taken out) and `fourierGini` (of the lengths of the embedding's
 * frequencies, the constant left out). All arithmetic is float64; stderr is null, nothing is sampled. Errors (usage): not an MLP with
 * embedded inputs, or not a task of two tokens a, b below an odd `modulus` with the answer a + b mod modulus.
 */
export async function modularAddition({ run, task }: Bench): Promise<Meter> {
  const model = requireMlp("modularAddition", run);
  const p = modulusOf(model, task.spec);
  const prompts = trainingPrompts(dataSet(run, task, run.numExamples), p);
  return weightsMeter("modularAddition", (weights) => {
    const { hidden, units, logits } = pairOutputs(model, p, weights);
    const frequencies = keyFrequencies(hidden, p);
    const without = (removed: number[]) => excludedNll(logits, p, removed, prompts);
    const norms = fourierNorms(weights.embed!.data, p);
    return [
      ...reading("keyFrequencies", frequencies.length, units),
      ...reading("restrictedNll", restrictedNll(logits, p, frequencies), p * p),
      ...reading("excludedNll", without(frequencies), prompts.length),
      ...frequencies.flatMap((f) => reading(`excludedNll.f${f}`, without([f]), prompts.length)),
      ...reading("fourierGini", gini(norms), norms.length),
    ];
  });
}

const hint = "choose the task modular-addition with an odd modulus and model.inputs: embedded in the family file";

function modulusOf({ inputs }: MlpSpec, task: Bench["task"]["spec"]): number {
  const p = task.params.modulus;
  const isPair = task.kind === "tokens" && task.promptLength === 2 && task.answerLength === 1 && task.vocab === p;
  if (typeof p === "number" && isPair && p % 2 === 1 && p >= 3 && inputs === "embedded") return p;
  const requirement = "an mlp with embedded inputs and a task of two tokens below an odd modulus are required";
  throw usageError("modularAddition", requirement, `inputs ${inputs}, task ${task.name}`, hint);
}

/** The rows a p + b of the prompts. */
function trainingPrompts({ input, target, numExamples }: Examples, p: number): number[] {
  return Array.from({ length: numExamples }, (_, i) => {
    const [a, b, c] = [input[2 * i]!, input[2 * i + 1]!, target[i]!];
    if ((a + b) % p === c) return a * p + b;
    throw usageError("modularAddition", "the answer a + b mod modulus is required", `${a}, ${b} -> ${c}`, hint);
  });
}

/** Row a p + b belongs to the prompt (a, b): `hidden` `[p^2, units]` after the activation, `logits` `[p^2, p]`. */
type PairOutputs = { hidden: Float64Array; units: number; logits: Float64Array };

/**
 * Returns the outputs of an MLP with embedded inputs on all prompts of two tokens of 0..p-1, in float64: in float32 the loss of a confident
 * model moves in steps of 1.2e-7, which shows as late spikes of its Fourier parts.
 */
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
