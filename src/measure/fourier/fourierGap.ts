/**
 * Fourier gap of a sparse parity: does the first layer hold a neuron whose threshold correlates with the parity's subsets of size k - 1
 * more than with its supersets of size k + 1? Then the gradient points at the parity's bits although accuracy is still at chance.
 * It needs the truth (which bits matter), so it is a diagnostic: |h^(S-)| >= |h^(S+)| + gap for every S- and S+ (Barak et al. 2022,
 * "Hidden progress in deep learning", from memory, not checked against the paper). With zero biases and odd k it is 0 by symmetry.
 */
import { usageError } from "../../base/errors.ts";
import { fold, rootKey } from "../../base/random.ts";
import { type Bench, type Meter, type Reading, reading, weightsMeter } from "../meter.ts";
import { type FirstLayer, firstLayer, requireMlp, type SparseParity, sparseParity } from "./parityTask.ts";
import { drawPoints, gapOf, type Neuron, neighbourCoefficients, sampledGap } from "./thresholdFourier.ts";

/** Up to this many bits the coefficients are exact: 8 ms a neuron at 32 bits, 160 ms at 40. */
const MAX_EXACT_BITS = 40;
const NUM_POINTS = 65536;

/**
 * Returns the meter of `fourierGap`: the largest gap over the neurons 1[w.x + b > 0] of the first layer. Up to 40 bits exact (stderr
 * null, n = 2^bits). Beyond, by Monte Carlo: the neuron is chosen on 65536 points and its gap read on 65536 others, so that the best
 * of many noisy gaps is not reported as large. Errors (usage): not an MLP on bits, or not a sparse parity.
 */
export async function fourierGap({ run }: Bench): Promise<Meter> {
  const { inputs } = requireMlp("fourierGap", run);
  const parity = sparseParity(run);
  if (!parity) throw noParity(inputs, run.task.name);
  const measure = parity.bits <= MAX_EXACT_BITS ? exactReading : sampledReading(parity);
  return weightsMeter("fourierGap", (weights) => measure(neuronsOf(firstLayer(weights), inputs === "bits"), parity));
}

/** Returns the neurons of a first layer as thresholds on signs; inputs x = 0, 1 are (s + 1) / 2 of signs s. */
export function neuronsOf({ inputs, units, w, b }: FirstLayer, onBits: boolean): Neuron[] {
  return Array.from({ length: units }, (_, unit) => {
    const column = Array.from({ length: inputs }, (_, i) => w[i * units + unit]!);
    if (!onBits) return { w: column, b: b[unit]! };
    const halves = column.map((weight) => weight / 2);
    return { w: halves, b: halves.reduce((sum, weight) => sum + weight, b[unit]!) };
  });
}

function exactReading(neurons: Neuron[], { bits, k }: SparseParity): Reading[] {
  const gaps = neurons.map((neuron) => gapOf(neighbourCoefficients(neuron, k), k));
  return reading("fourierGap", Math.max(...gaps), 2 ** bits);
}

/** The points are the same for every run and checkpoint, so that curves do not jump with them. */
function sampledReading({ bits, k }: SparseParity): (neurons: Neuron[]) => Reading[] {
  const key = fold(rootKey("foreshock/measure/fourierGap"), bits);
  const [choice, test] = [
    drawPoints(bits, NUM_POINTS, fold(key, "choice")),
    drawPoints(bits, NUM_POINTS, fold(key, "test")),
  ];
  return (neurons) => {
    const gaps = neurons.map((neuron) => sampledGap(neuron, k, choice).value);
    const best = neurons[gaps.indexOf(Math.max(...gaps))]!;
    return [{ metric: "fourierGap", position: null, ...sampledGap(best, k, test), n: NUM_POINTS }];
  };
}

function noParity(inputs: string, task: string): Error {
  const requirement =
    "an mlp on bits or signs, and a task with settings bits and k whose prompt is those bits, are required";
  const hint =
    "set model.inputs: signs and a sparse-parity task in the family file, or leave fourierGap out of measure";
  return usageError("fourierGap", requirement, `inputs ${inputs}, task ${task}`, hint);
}
