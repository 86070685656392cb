/**
 * Progress measures of grokking on a + b mod p: the loss of the Fourier circuit alone (restricted) falls long before the test loss
 * does, and the loss without it (excluded) rises when the model stops relying on what it memorised. The key frequencies are those of
 * the checkpoint at hand, so early ones, whose neurons speak every frequency, keep all that depends on a + b.
 */
import { usageError } from "../../base/errors.ts";
import type { MlpSpec } from "../../specs.ts";
import type { Examples } from "../../task/batches.ts";
import { dataSet } from "../../train/data.ts";
import type { Bench, Meter } from "../meter.ts";
import { reading, weightsMeter } from "../weightsMeter.ts";
import { pairOutputs } from "./modularForward.ts";
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
