/** Runs for the tests of progress measures: a task, a model, and the bench a meter is made from. */
import { createEngine } from "../../src/engine/create.ts";
import type { Bench } from "../../src/measure/meter.ts";
import type { NamedTensors } from "../../src/model/params.ts";
import { type ModelSpec, RunSpec, type TrainSpec } from "../../src/specs.ts";
import { defineTask } from "../../src/task/define.ts";
import { instantiate, type Task } from "../../src/task/task.ts";

const engine = await createEngine("ort");

/** Returns the bench of a run of one step, 8 evaluation examples and seed 0. */
export function benchOf(task: Task, model: ModelSpec, train: Partial<TrainSpec> = {}): Bench {
  const run = RunSpec.parse({
    task: task.spec,
    model,
    train: { optimiser: { kind: "sgd" }, learningRate: 0.1, batchSize: 4, numSteps: 1, ...train },
    checkpoints: [0, 1],
    numExamples: 8,
    measures: [],
    engine: "ort",
    seed: "0",
  });
  return { run, task, engine, load: async () => task };
}

/** Returns the MLP with one hidden ReLU layer, or as changed. */
export const mlpOf = (change: Partial<Extract<ModelSpec, { kind: "mlp" }>>): ModelSpec => ({
  kind: "mlp",
  inputs: "signs",
  dEmbed: 1,
  embedStd: 1,
  initScale: 1,
  dHidden: [4],
  activation: "relu",
  ...change,
});

export const autoencoderOf = (dHidden: number): ModelSpec => ({ kind: "autoencoder", dHidden, initScale: 1 });

/** Returns a weight tensor from its rows. */
export function matrix(rows: readonly (readonly number[])[]): NamedTensors[string] {
  return { shape: [rows.length, rows[0]!.length], data: Float32Array.from(rows.flat()) };
}

/** Returns a vector of weights. */
export const vector = (values: readonly number[]): NamedTensors[string] => ({
  shape: [values.length],
  data: Float32Array.from(values),
});

/** Returns the parity of the first k of n bits. */
export const parityTask = (bits: number, k: number): Task =>
  instantiate(
    defineTask({
      name: "some-parity",
      description: "The parity of the first k bits.",
      params: { bits: 10, k: 3 },
      tokens: () => ["0", "1"],
      promptLength: (params) => params.bits,
      answerLength: () => 1,
      sample(params, rng) {
        const prompt = Array.from({ length: params.bits }, () => rng.int(2));
        return { prompt, answer: [prompt.slice(0, params.k).reduce((a, b) => a ^ b)] };
      },
    }),
    { bits, k },
    "",
  );

/** Returns a + factor b mod p. */
export const modularTask = (modulus: number, factor = 1): Task =>
  instantiate(
    defineTask({
      name: "some-modular-addition",
      description: "a + factor b mod p.",
      params: { modulus: 7, factor: 1 },
      tokens: (params) => Array.from({ length: params.modulus }, (_, i) => String(i)),
      promptLength: () => 2,
      answerLength: () => 1,
      sample(params, rng) {
        const [a, b] = [rng.int(params.modulus), rng.int(params.modulus)];
        return { prompt: [a, b], answer: [(a + params.factor * b) % params.modulus] };
      },
    }),
    { modulus, factor },
    "",
  );

/** Returns the task of giving n numbers back. */
export const featuresTask = (n: number): Task =>
  instantiate(
    defineTask({
      name: "some-features",
      description: "One of n features.",
      params: { n: 5 },
      numbers: (params) => ({ input: params.n, output: params.n }),
      promptLength: () => 1,
      answerLength: () => 1,
      success: () => ({ kind: "within", tolerance: 0.1 }),
      sample(params, rng) {
        const prompt = Array.from({ length: params.n }, () => 0);
        prompt[rng.int(params.n)] = rng.uniform();
        return { prompt, answer: prompt };
      },
    }),
    { n },
    "",
  );
