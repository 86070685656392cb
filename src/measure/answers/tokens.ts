/**
 * The per-token table of a checkpoint: for every evaluation example and answer position, teacher-forced, how likely and how clearly
 * ahead the correct token was. Flat arrays, so that millions of entries stay cheap; summaries and the store read it.
 */
import type { Engine, Program } from "../../engine/engine.ts";
import { add, exp, greater, mul, sub, toFloat } from "../../graph/elementwise.ts";
import { maxLast, sum, varianceLast } from "../../graph/linear.ts";
import { logSoftmax } from "../../graph/nn.ts";
import { oneHot, transpose } from "../../graph/shape.ts";
import { Graph, type Value } from "../../graph/value.ts";
import { batchInputs, requireTokens } from "../../model/io.ts";
import { modelLogits, modelParams } from "../../model/model.ts";
import { numElements, toFlat } from "../../model/params.ts";
import type { RunSpec, TaskSpec } from "../../specs.ts";
import { chunkOf, type Examples, evaluationSet } from "../../task/batches.ts";
import type { Task } from "../../task/task.ts";
import type { TableMeter } from "../meter.ts";

/** Per-token measures of one checkpoint; every array but `optionCorrect` is `[example, position]`, row-major. */
export type TokenTable = {
  numExamples: number;
  /** Answer positions per example. */
  answerLength: number;
  /** ln p(correct token), nats. */
  logProb: Float32Array;
  /** Correct logit minus the best other logit, nats. */
  margin: Float32Array;
  /** Variance of the logits over the vocabulary, nats^2. */
  logitVar: Float32Array;
  /** -sum p ln p over the vocabulary, nats. */
  entropy: Float32Array;
  /** 1 + number of vocabulary entries whose logit exceeds the correct one's. */
  rank: Int32Array;
  /** 1 where the margin is positive. */
  correct: Uint8Array;
  /** `[example]`: 1 where the correct option has the largest likelihood; multiple-choice tasks only. */
  optionCorrect?: Uint8Array;
};

/** Examples per call of the engine. */
const CHUNK = 128;
/** Takes the correct token, or the tokens that are no options, out of a maximum over logits. */
const OUT = -1e30;

/**
 * Returns the measures of logits z `[.., vocab]` at int32 targets `[..]`, each `[..]`: logProb = z_y - ln sum e^z (nats),
 * margin = z_y - max_{v != y} z_v (nats), logitVar = mean (z - mean z)^2 (nats^2), entropy = -sum p ln p (nats),
 * rank = 1 + #{v: z_v > z_y}, and, when options are given, optionMargin = z_y - max over the other options.
 */
export function tokenMeasures(logits: Value, target: Value, options?: readonly number[]): Record<string, Value> {
  const vocab = logits.shape.at(-1)!;
  const logProbs = logSoftmax(logits);
  const chosen = oneHot(target, vocab);
  const correct = sum(mul(logits, chosen), [-1], true);
  const others = add(logits, mul(chosen, OUT));
  const flat = (x: Value) => sum(x, [-1]);
  const measures = {
    logProb: flat(mul(logProbs, chosen)),
    margin: flat(sub(correct, maxLast(others))),
    logitVar: flat(varianceLast(logits)),
    entropy: mul(flat(mul(exp(logProbs), logProbs)), -1),
    rank: add(flat(toFloat(greater(logits, correct))), 1),
  };
  if (!options) return measures;
  const closed = Float32Array.from({ length: vocab }, (_, v) => (options.includes(v) ? 0 : OUT));
  const otherOptions = add(others, logits.graph.constant(closed, [vocab]));
  return { ...measures, optionMargin: flat(sub(correct, maxLast(otherOptions))) };
}

/** Returns a meter of a run's tokens on examples, by default its evaluation set; the graph is compiled once. */
export async function tokenMeter(
  run: RunSpec,
  task: Task,
  engine: Engine,
  examples: Examples = evaluationSet(task, run.numExamples),
): Promise<TableMeter<TokenTable>> {
  const params = modelParams(run.model, run.task);
  const program = await engine.compile(meterGraph(run, numElements(params)));
  return {
    read: (weights) => measure(program, run.task, toFlat(weights, params), examples),
    release: () => program.release(),
  };
}

function meterGraph(run: RunSpec, size: number): Record<string, Value> {
  const { model } = run;
  const task = requireTokens("tokenMeter", run.task);
  const graph = new Graph();
  const weights = graph.input("weights", [size]);
  const { tokens, target } = batchInputs(graph, task, [CHUNK]);
  const options = task.success.kind === "multipleChoice" ? task.success.options : undefined;
  const measures = tokenMeasures(modelLogits(model, task, weights, tokens), transpose(target, [1, 0]), options);
  return Object.fromEntries(Object.entries(measures).map(([name, value]) => [name, transpose(value, [1, 0])]));
}

async function measure(
  program: Program,
  task: TaskSpec,
  weights: Float32Array,
  { input, target, numExamples }: Examples,
): Promise<TokenTable> {
  const { answerLength } = task;
  const columns: Record<string, Float32Array> = {};
  for (let start = 0; start < numExamples; start += CHUNK) {
    const chunk = chunkOf(task, { input, target }, start, CHUNK);
    const part = await program.run({ weights, tokens: chunk.input, target: chunk.target });
    const rows = Math.min(CHUNK, numExamples - start) * answerLength;
    for (const [name, values] of Object.entries(part)) {
      columns[name] ??= new Float32Array(numExamples * answerLength);
      columns[name].set(values.subarray(0, rows), start * answerLength);
    }
  }
  return toTable(columns, numExamples, answerLength);
}

function toTable(columns: Record<string, Float32Array>, numExamples: number, answerLength: number): TokenTable {
  const { logProb, margin, logitVar, entropy, rank, optionMargin } = columns as Record<string, Float32Array>;
  const table = {
    numExamples,
    answerLength,
    logProb: logProb!,
    margin: margin!,
    logitVar: logitVar!,
    entropy: entropy!,
    rank: Int32Array.from(rank!),
    correct: Uint8Array.from(margin!, (m) => Number(m > 0)),
  };
  if (!optionMargin) return table;
  const right = (example: number) =>
    optionMargin.subarray(example * answerLength, (example + 1) * answerLength).every((m) => m > 0);
  return { ...table, optionCorrect: Uint8Array.from({ length: numExamples }, (_, i) => Number(right(i))) };
}
