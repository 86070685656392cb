/**
 * Transformers with weights set by hand. The residual stream has three parts, [token | position | previous token], each one-hot; the
 * unembedding reads the first. Heads are as wide as the stream.
 */
import { createEngine } from "../../src/engine/create.ts";
import type { Bench, MakeMeter, Reading } from "../../src/measure/meter.ts";
import { modelParams } from "../../src/model/model.ts";
import { type NamedTensors, numElements, toNamed } from "../../src/model/params.ts";
import { type ModelSpec, RunSpec, type TransformerSpec } from "../../src/specs.ts";
import { seqLengthOf } from "../../src/task/batches.ts";
import { defineTask } from "../../src/task/define.ts";
import { instantiate, type Task } from "../../src/task/task.ts";

export const engine = await createEngine("ort");

/** Returns the bench of a run that is never trained. */
export function benchOf(task: Task, model: ModelSpec, numExamples = 12): Bench {
  const run = RunSpec.parse({
    task: task.spec,
    model,
    train: { optimiser: { kind: "sgd" }, learningRate: 0.1, batchSize: 1, numSteps: 1 },
    checkpoints: [0],
    numExamples,
    measures: [],
    engine: "ort",
    seed: "0",
  });
  return { run, task, engine, load: async () => task };
}

/** Returns the readings of a measure by row name (position behind a "@"). */
export async function read(make: MakeMeter, bench: Bench, weights: NamedTensors): Promise<Record<string, Reading>> {
  const meter = await make(bench);
  const readings = await meter.read(weights, 0);
  await meter.release();
  const name = ({ metric, position }: Reading) => (position === null ? metric : `${metric}@${position}`);
  return Object.fromEntries(readings.map((reading) => [name(reading), reading]));
}

/** Returns a task of `seq` inputs, all random tokens: a prompt of two (so that prompts differ), the rest answers. */
export const tokenTask = (seq: number, words = 8, alphabet = words): Task =>
  instantiate(
    defineTask({
      name: "some-tokens",
      description: "Random tokens.",
      params: { seq: 10, words: 8, alphabet: 8 },
      tokens: (params) => Array.from({ length: params.words }, (_, i) => `w${i}`),
      promptLength: (params) => Math.min(2, params.seq),
      answerLength: (params) => Math.max(1, params.seq - 1),
      sample(params, rng) {
        const draw = (length: number) => Array.from({ length }, () => rng.int(params.words));
        return { prompt: draw(Math.min(2, params.seq)), answer: draw(Math.max(1, params.seq - 1)) };
      },
    }),
    { seq, words, alphabet },
    "",
  );

/** Returns a task of numbers whose answers are all 1. */
export const numberTask = (answers: number): Task =>
  instantiate(
    defineTask({
      name: "some-ones",
      description: "Ones.",
      params: { answers: 4 },
      numbers: () => ({ input: 1, output: 1 }),
      promptLength: () => 1,
      answerLength: (params) => params.answers,
      success: () => ({ kind: "within", tolerance: 0.1 }),
      sample: (params, rng) => ({
        prompt: Array.from({ length: params.answers }, () => rng.normal()),
        answer: Array.from({ length: params.answers }, () => 1),
      }),
    }),
    { answers },
    "",
  );

/** Returns the attention-only transformer whose stream has the three parts, without LayerNorm. */
export function streamModel(task: Task, change: Partial<TransformerSpec> = {}): TransformerSpec {
  const spec = task.spec as Extract<Task["spec"], { kind: "tokens" }>;
  const dModel = 2 * spec.vocab + seqLengthOf(spec);
  return {
    kind: "transformer",
    nLayers: 2,
    dModel,
    nHeads: 2,
    dHead: dModel,
    dMlp: 1,
    attnOnly: true,
    layerNorm: false,
    positions: "learned",
    activation: "relu",
    tied: false,
    ...change,
  };
}

/** A head: which stream dimension (row) goes to which of its own (column), with what weight. */
export type Links = [row: number, column: number, weight: number][];
export type Head = { q?: Links; k?: Links; v?: Links; o?: Links };

/** Returns one-hot embeddings, positions and unembedding, LayerNorms of gamma 1, and the given heads by name (`L0H1`); the rest is 0. */
export function handBuilt(task: Task, model: TransformerSpec, heads: Record<string, Head>): NamedTensors {
  const { vocab } = task.spec as Extract<Task["spec"], { kind: "tokens" }>;
  const { dModel: d, dHead, nHeads } = model;
  const params = modelParams(model, task.spec);
  const weights = toNamed(new Float32Array(numElements(params)), params);
  const set = (name: string, row: number, column: number, value: number) => {
    weights[name]!.data[row * weights[name]!.shape.at(-1)! + column] = value;
  };
  for (const [name, { data }] of Object.entries(weights)) if (name.endsWith("gamma")) data.fill(1);
  for (let v = 0; v < vocab; v++) {
    set("embed", v, v, 1);
    if (!model.tied) set("unembed", v, v, 1);
  }
  for (let i = 0; i < seqLengthOf(task.spec); i++) set("positions", i, vocab + i, 1);
  for (const [name, head] of Object.entries(heads)) {
    const [layer, own] = name.slice(1).split("H").map(Number) as [number, number];
    for (const [part, key] of (["q", "k", "v"] as const).entries())
      for (const [row, column, value] of head[key] ?? [])
        set(`layer${layer}.attn.wqkv`, row, (part * nHeads + own) * dHead + column, value);
    for (const [row, column, value] of head.o ?? []) set(`layer${layer}.attn.wo`, own * dHead + row, column, value);
  }
  expectStream(d, vocab, task);
  return weights;
}

function expectStream(d: number, vocab: number, task: Task): void {
  if (d !== 2 * vocab + seqLengthOf(task.spec)) throw new Error("handBuilt: use streamModel");
}

/** Large enough that softmax gives everything to the largest score. */
const SHARP = 1000;
const diagonal = (n: number, weight = 1, from = 0, to = 0): Links =>
  Array.from({ length: n }, (_, i) => [from + i, to + i, weight]);

/** Returns the head that attends to position i - 1 and writes its token into the third part. */
export function previousHead(task: Task): Head {
  const { vocab } = task.spec as Extract<Task["spec"], { kind: "tokens" }>;
  const seq = seqLengthOf(task.spec);
  return {
    q: diagonal(seq - 1, SHARP, vocab + 1, 0),
    k: diagonal(seq - 1, 1, vocab, 0),
    v: diagonal(vocab),
    o: diagonal(vocab, 1, 0, vocab + seq),
  };
}

/** Returns the head that attends to positions whose previous token is the current one, and writes `weight` times the token there. */
export function inductionHead(task: Task, weight = 1): Head {
  const { vocab } = task.spec as Extract<Task["spec"], { kind: "tokens" }>;
  const previous = vocab + seqLengthOf(task.spec);
  return { q: diagonal(vocab, SHARP), k: diagonal(vocab, 1, previous, 0), ...copyHead(vocab, weight) };
}

/** Returns the head that attends to everything alike and writes `weight` times the tokens `from` .. `from + count - 1` it sees. */
export const copyHead = (count: number, weight = 1, from = 0): Head => ({
  v: diagonal(count, 1, from, from),
  o: diagonal(count, weight, from, from),
});
