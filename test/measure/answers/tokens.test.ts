/** The per-token table against formulas written again in float64, and the facts that must hold between its columns. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold, generator, rootKey } from "../../../src/base/random.ts";
import { createEngine } from "../../../src/engine/create.ts";
import { Graph } from "../../../src/graph/value.ts";
import type { TokenTable } from "../../../src/measure/answers/tokens.ts";
import { tokenMeasures, tokenMeter } from "../../../src/measure/answers/tokens.ts";
import { modelLogits, modelParams } from "../../../src/model/model.ts";
import { initialise, numElements, toNamed } from "../../../src/model/params.ts";
import { type ModelSpec, RunSpec, type TokenTaskSpec } from "../../../src/specs.ts";
import { evaluationSet, seqLengthOf } from "../../../src/task/batches.ts";
import { defineTask } from "../../../src/task/define.ts";
import { instantiate, type Task } from "../../../src/task/task.ts";
import { compile64 } from "../../graph/reference64.ts";
import { MODELS, mlp, successor, taskSpec, tiny } from "../../model/fixtures.ts";

const engine = await createEngine("ort");
const NAMES = ["logProb", "margin", "logitVar", "entropy", "rank"] as const;
type Row = Record<string, number>;

/** The measures of one row of logits, by their definitions. */
function naive(z: readonly number[], y: number, options?: readonly number[]): Row {
  const top = Math.max(...z);
  const logSum = top + Math.log(z.reduce((sum, v) => sum + Math.exp(v - top), 0));
  const best = (others: readonly number[]) => Math.max(...others.filter((v) => v !== y).map((v) => z[v]!));
  const mean = z.reduce((a, b) => a + b) / z.length;
  const p = z.map((v) => Math.exp(v - logSum));
  return {
    logProb: z[y]! - logSum,
    margin: z[y]! - best(z.map((_, v) => v)),
    logitVar: z.reduce((sum, v) => sum + (v - mean) ** 2, 0) / z.length,
    entropy: -p.reduce((sum, q) => sum + (q > 0 ? q * Math.log(q) : 0), 0),
    rank: 1 + z.filter((v) => v > z[y]!).length,
    ...(options ? { optionMargin: z[y]! - best(options) } : {}),
  };
}

/** ln(1 + e^x). */
const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

function measuresGraph(rows: number, vocab: number, options?: readonly number[]) {
  const graph = new Graph();
  const [z, y] = [graph.input("z", [rows, vocab]), graph.input("y", [rows], "int32")];
  return tokenMeasures(z, y, options);
}

const close = (a: number, b: number, tolerance: number) =>
  expect(Math.abs(a - b)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(b)));

describe("tokenMeasures", () => {
  const options = [1, 2, 5];
  const [rows, vocab] = [6, 7];
  const outputs = measuresGraph(rows, vocab, options);
  const exact = compile64(Object.values(outputs));
  // multiples of 1/64 up to 2^6 or 2^10: exact in float32, and so are their differences
  const logit = (scale: number) => fc.integer({ min: -4096, max: 4096 }).map((n) => (n * scale) / 64);
  const table = fc
    .constantFrom(1 / 16, 1, 16)
    .chain((scale) =>
      fc.array(fc.array(logit(scale), { minLength: vocab, maxLength: vocab }), { minLength: rows, maxLength: rows }),
    );
  const targets = fc.array(fc.constantFrom(...options), { minLength: rows, maxLength: rows });

  it("equals the definitions, ties and certainty included", async () => {
    const program = await engine.compile(outputs);
    const property = fc.asyncProperty(table, targets, async (z, y) => {
      const feeds = { z: Float32Array.from(z.flat()), y: Int32Array.from(y) };
      const float32 = await program.run(feeds);
      const float64 = exact(feeds);
      for (const [row, logits] of z.entries()) {
        const expected = naive(logits, y[row]!, options);
        for (const [i, name] of Object.keys(outputs).entries()) {
          close(float64[i]!.data[row]!, expected[name]!, 1e-11);
          close(float32[name]![row]!, expected[name]!, 3e-6);
        }
        expect(float32.rank![row]).toBe(expected.rank);
        expect(float32.margin![row]! > 0).toBe(expected.margin! > 0);
        expect(float32.optionMargin![row]! > 0).toBe(expected.optionMargin! > 0);
      }
    });
    await fc.assert(property, { seed: 42, numRuns: 60 });
    await program.release();
  });

  it("keeps the bounds between nll, margin, rank and entropy", () => {
    const property = fc.property(table, targets, (z, y) => {
      const results = exact({ z: z.flat(), y });
      const column = (name: string) => results[Object.keys(outputs).indexOf(name)]!.data;
      for (let row = 0; row < rows; row++) {
        const [nll, m, rank, entropy] = [
          -column("logProb")[row]!,
          column("margin")[row]!,
          column("rank")[row]!,
          column("entropy")[row]!,
        ];
        const slack = 1e-9 * (1 + Math.abs(nll));
        expect(nll).toBeGreaterThanOrEqual(softplus(-m) - slack);
        expect(nll).toBeLessThanOrEqual(softplus(Math.log(vocab - 1) - m) + slack);
        expect(m >= 0).toBe(rank === 1);
        expect(m > 0).toBe(rank === 1 && m !== 0);
        expect(entropy).toBeGreaterThanOrEqual(0);
        expect(entropy).toBeLessThanOrEqual(Math.log(vocab) + 1e-12);
      }
    });
    fc.assert(property, { seed: 42, numRuns: 200 });
  });

  it("counts a tie for the first place as not correct: rank 1, margin 0", async () => {
    const program = await engine.compile(measuresGraph(1, 3));
    const { margin, rank, logProb } = await program.run({ z: Float32Array.of(2, 2, -9), y: Int32Array.of(1) });
    expect([margin![0], rank![0]]).toEqual([0, 1]);
    expect(logProb![0]).toBeCloseTo(-Math.LN2 - Math.exp(-11) / 2, 6);
    await program.release();
  });
});

const runOf = (task: Task, model: ModelSpec, numExamples: number): RunSpec =>
  RunSpec.parse({
    task: task.spec,
    model,
    train: { optimiser: { kind: "sgd" }, learningRate: 0.1, batchSize: 1, numSteps: 1 },
    checkpoints: [0],
    numExamples,
    engine: "ort",
    seed: "0",
  });

/** The table of a run at its starting weights. */
async function measured(task: Task, model: ModelSpec, numExamples: number): Promise<TokenTable> {
  const run = runOf(task, model, numExamples);
  const params = modelParams(model, task.spec);
  const meter = await tokenMeter(run, task, engine);
  return meter.read(toNamed(initialise(params, rootKey("weights")), params));
}

/** The logits `[answer, example, vocab]` of the same weights in float64. */
function logits64(task: Task, model: ModelSpec, numExamples: number) {
  const params = modelParams(model, task.spec);
  const graph = new Graph();
  const weights = graph.input("weights", [numElements(params)]);
  const { input, target } = evaluationSet(task, numExamples);
  const tokens = graph.input("tokens", [numExamples, seqLengthOf(task.spec)], "int32");
  const logits = modelLogits(model, task.spec, weights, tokens);
  const [result] = compile64([logits])({ weights: initialise(params, rootKey("weights")), tokens: input });
  const { vocab, answerLength } = task.spec as TokenTaskSpec;
  const row = (example: number, position: number) => {
    const start = (position * numExamples + example) * vocab;
    return [...result!.data.subarray(start, start + vocab)];
  };
  return { row, target: (example: number, position: number) => target[example * answerLength + position]! };
}

const choice = instantiate(
  defineTask({
    name: "choice",
    description: "Which of two tokens follows.",
    params: {},
    tokens: () => ["no", "yes", "a", "b", "c", "d"],
    promptLength: () => 4,
    answerLength: () => 1,
    success: () => ({ kind: "multipleChoice", options: [0, 1] }),
    sample(_params, rng) {
      const prompt = [2, 3, 4, 5].map(() => 2 + rng.int(4));
      return { prompt, answer: [Number(prompt[0] === prompt[1])] };
    },
  }),
  {},
  "",
);

describe("tokenMeter", () => {
  it.each([
    ["transformer", successor, tiny],
    ["mlp", successor, mlp],
    ["multiple choice", choice, tiny],
  ])("%s: equals the definitions on the model's logits", async (_name, task, model) => {
    const numExamples = 9;
    const table = await measured(task, model, numExamples);
    const { row, target } = logits64(task, model, numExamples);
    const { answerLength, success } = task.spec;
    const options = success.kind === "multipleChoice" ? success.options : undefined;
    expect(table).toMatchObject({ numExamples, answerLength });
    for (let example = 0; example < numExamples; example++)
      for (let position = 0; position < answerLength; position++) {
        const expected = naive(row(example, position), target(example, position), options);
        const n = example * answerLength + position;
        for (const name of NAMES) close(table[name][n]!, expected[name]!, 1e-5);
        expect(table.correct[n]).toBe(Number(expected.margin! > 0));
        expect(table.correct[n]).toBe(Number(table.rank[n] === 1));
        if (options) expect(table.optionCorrect![example]).toBe(Number(expected.optionMargin! > 0));
      }
    expect(table.optionCorrect?.length).toBe(options && numExamples);
  });

  it("multiple choice differs from being right among all tokens", async () => {
    const table = await measured(choice, tiny, 200);
    expect(table.optionCorrect).not.toEqual(table.correct);
    for (const [i, right] of table.correct.entries()) if (right) expect(table.optionCorrect![i]).toBe(1);
  });

  it.each([
    ["transformer", tiny],
    ["mlp", mlp],
  ])("%s: the padding of the last chunk leaves no trace", async (_name, model) => {
    const [few, one, more] = [
      await measured(successor, model, 5),
      await measured(successor, model, 128),
      await measured(successor, model, 130),
    ];
    for (const name of [...NAMES, "correct"] as const) {
      expect(more[name].subarray(0, 128 * 3)).toEqual(one[name]);
      expect(one[name].subarray(0, 5 * 3)).toEqual(few[name]);
      expect(more[name].length).toBe(130 * 3);
    }
    const { row, target } = logits64(successor, model, 130);
    for (const example of [128, 129])
      close(more.logProb[example * 3 + 1]!, naive(row(example, 1), target(example, 1)).logProb!, 1e-5);
  });
});

describe("causality", () => {
  const spec = taskSpec();
  const seq = spec.promptLength + spec.answerLength - 1;
  const transformers = Object.entries(MODELS).filter(([, model]) => model.kind === "transformer");

  it.each(transformers)(
    "%s: a token changes the logits from its own position on, and no earlier ones",
    (_name, model) => {
      const params = modelParams(model, spec);
      const graph = new Graph();
      const weights = graph.input("weights", [numElements(params)]);
      const logits = modelLogits(model, spec, weights, graph.input("tokens", [1, seq], "int32"));
      const evaluate = compile64([logits]);
      const { normal } = generator(fold(rootKey("0"), "causality"));
      const flat = initialise(params, rootKey("0")).map((w) => w + 0.1 * normal());
      const positions = (tokens: number[]) => {
        const { data } = evaluate({ weights: flat, tokens })[0]!;
        return Array.from({ length: spec.answerLength }, (_, t) => [
          ...data.subarray(t * spec.vocab, (t + 1) * spec.vocab),
        ]);
      };
      const token = fc.nat(spec.vocab - 1);
      const tokens = fc.array(token, { minLength: seq, maxLength: seq });
      const property = fc.property(tokens, fc.nat(seq - 1), token, (before, at, other) => {
        fc.pre(before[at] !== other);
        const [a, b] = [positions(before), positions(before.with(at, other))];
        for (let t = 0; t < spec.answerLength; t++) {
          const gap = Math.max(...a[t]!.map((z, v) => Math.abs(z - b[t]![v]!)));
          if (t + spec.promptLength - 1 < at) expect(gap).toBe(0);
          else expect(gap).toBeGreaterThan(1e-9);
        }
      });
      fc.assert(property, { seed: 42, numRuns: 25 });
    },
  );

  it("the mlp sees the prompt only", () => {
    const params = modelParams(mlp, spec);
    const graph = new Graph();
    const weights = graph.input("weights", [numElements(params)]);
    const evaluate = compile64([modelLogits(mlp, spec, weights, graph.input("tokens", [1, seq], "int32"))]);
    const flat = initialise(params, rootKey("0"));
    const logits = (tokens: number[]) => evaluate({ weights: flat, tokens })[0]!.data;
    expect(logits([1, 2, 3, 4, 5, 6])).toEqual(logits([1, 2, 0, 0, 0, 0]));
    expect(logits([1, 2, 3, 4, 5, 6])).not.toEqual(logits([1, 3, 3, 4, 5, 6]));
  });
});
