/**
 * Gradient noise scale B = tr(Sigma) / |G|^2 (the "simple" one of McCandlish et al. 2018, "An empirical model of large-batch training"):
 * Sigma is the covariance of one example's gradient, G its mean, B the batch size at which noise and signal are equal. For a mean g_n of
 * n independent examples E|g_n|^2 = |G|^2 + tr(Sigma)/n, and two batch sizes b < N give two equations:
 *
 *   |G|^2 = (N |g_N|^2 - b |g_b|^2) / (N - b),    tr(Sigma) = (|g_b|^2 - |g_N|^2) / (1/b - 1/N).
 *
 * Both are unbiased, with |g_b|^2 the mean over the m = N/b small batches whose mean is g_N; their ratio is not quite.
 */
import { fold, generator, rootKey } from "../base/random.ts";
import { grad } from "../graph/grad.ts";
import { Graph, type Value } from "../graph/value.ts";
import { mean, sum } from "../math/stats.ts";
import { batchInputs } from "../model/io.ts";
import { modelLoss, modelParams } from "../model/model.ts";
import { numElements, toFlat } from "../model/params.ts";
import type { RunSpec } from "../specs.ts";
import { type Batch, chooseRows } from "../task/batches.ts";
import type { Task } from "../task/task.ts";
import { dataSet } from "../train/data.ts";
import { type Bench, type Meter, requireFinite } from "./meter.ts";

const BATCH_SIZE = 32;
const NUM_BATCHES = 32;

/** B in examples; stderr by the jackknife over batches, null where leaving one out leaves no signal. */
export type NoiseScale = { value: number; stderr: number | null };

/**
 * Returns the noise scale from the mean gradients `[m][P]` of m batches of equal size; null when the estimate of |G|^2 or of tr(Sigma) is
 * not positive: the signal is below the noise of all examples together, or there is no noise.
 */
export function noiseScale(gradients: readonly ArrayLike<number>[], batchSize: number): NoiseScale | null {
  const m = gradients.length;
  const centre = Float64Array.from(gradients[0]!, (_, i) => gradients.reduce((total, g) => total + g[i]!, 0) / m);
  const squares = gradients.map((g) => dot(g, g));
  const total = sum(squares);
  const big = dot(centre, centre);
  const value = scaleOf(total / m, big, m, batchSize);
  if (value === null) return null;
  const leftOut = squares.map((square, i) => {
    const others = (m * m * big - 2 * m * dot(centre, gradients[i]!) + square) / (m - 1) ** 2;
    return scaleOf((total - square) / (m - 1), others, m - 1, batchSize);
  });
  const known = leftOut.filter((scale) => scale !== null);
  if (known.length < m || m < 3) return { value, stderr: null };
  const middle = mean(known);
  return { value, stderr: Math.sqrt(((m - 1) / m) * sum(known.map((scale) => (scale - middle) ** 2))) };
}

/** The ratio from |g_b|^2, |g_N|^2, m and b. */
function scaleOf(small: number, big: number, m: number, batchSize: number): number | null {
  const signal = (m * big - small) / (m - 1);
  const noise = (batchSize * (small - big)) / (1 - 1 / m);
  return signal > 0 && noise > 0 ? noise / signal : null;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}

/**
 * Returns the meter of `gradientNoiseScale`: 32 batches of 32 examples of what the run learns from (of a fixed training set drawn with
 * replacement, so that they are independent), the same at every checkpoint. No row where the noise hides the signal.
 */
export async function gradientNoiseScale({ run, task, engine }: Bench): Promise<Meter> {
  const params = modelParams(run.model, run.task);
  const program = await engine.compile({ gradient: gradientOf(run, numElements(params)) });
  const batches = probes(run, task);
  return {
    async read(named, step) {
      requireFinite("gradientNoiseScale", named, step);
      const weights = toFlat(named, params);
      const gradients: Float32Array[] = [];
      for (const { input, target } of batches)
        gradients.push((await program.run({ weights, tokens: input, target })).gradient!);
      const scale = noiseScale(gradients, BATCH_SIZE);
      const row = { metric: "gradientNoiseScale", position: null, n: BATCH_SIZE * NUM_BATCHES };
      return scale ? [{ ...row, ...scale }] : [];
    },
    release: () => program.release(),
  };
}

function gradientOf(run: RunSpec, size: number): Value {
  const graph = new Graph();
  const weights = graph.input("weights", [size]);
  const { tokens, target } = batchInputs(graph, run.task, [BATCH_SIZE]);
  return grad(modelLoss(run.model, run.task, weights, tokens, target), [weights])[0]!;
}

function probes(run: RunSpec, task: Task): Batch[] {
  const examples = dataSet(run, task, BATCH_SIZE * NUM_BATCHES);
  const rng = generator(fold(rootKey(run.seed), "gradientNoiseScale"));
  const row = (i: number) => (run.train.trainingSet === null ? i : rng.int(examples.numExamples));
  return Array.from({ length: NUM_BATCHES }, (_, batch) => {
    const rows = Array.from({ length: BATCH_SIZE }, (_, i) => row(batch * BATCH_SIZE + i));
    return chooseRows(run.task, examples, rows);
  });
}
