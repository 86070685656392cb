/** How well a model of a task of numbers predicts: squared error, and success within the task's tolerance, over examples and positions. */
import { numericError } from "../base/errors.ts";
import type { Engine } from "../engine/engine.ts";
import { mul, sub } from "../graph/elementwise.ts";
import { sum } from "../graph/linear.ts";
import { moveAxis } from "../graph/shape.ts";
import { Graph } from "../graph/value.ts";
import { mean, standardError } from "../math/stats.ts";
import { batchInputs } from "../model/io.ts";
import { modelLogits, modelParams } from "../model/model.ts";
import { type NamedTensors, numElements, toFlat } from "../model/params.ts";
import type { RunSpec } from "../specs.ts";
import { chunkOf, type Examples, evaluationSet } from "../task/batches.ts";
import type { Task } from "../task/task.ts";
import type { Reading } from "./meter.ts";

const CHUNK = 256;

/** Squared errors of examples at answer positions, `[example, answer]` row by row, each summed over the answer's numbers. */
export type ErrorTable = { numExamples: number; answerLength: number; squaredError: Float32Array };

/**
 * Returns a function that reads named weights on the run's evaluation examples: `mse` and `success` (share of examples whose error
 * keeps within the tolerance at every position, as sqrt of the squared error), and `mse` per position. Errors (numeric): not finite.
 */
export async function numberMeter(
  run: RunSpec,
  task: Task,
  engine: Engine,
): Promise<(weights: NamedTensors, step: number) => Promise<Reading[]>> {
  const read = await errorMeter(run, task, engine);
  return async (weights, step) => {
    const table = await read(weights);
    const bad = table.squaredError.find((value) => !Number.isFinite(value));
    if (bad !== undefined)
      throw numericError("numberMeter", `finite errors are required at step ${step}`, bad, "lower train.learningRate");
    return readings(table, run);
  };
}

/** Returns a function that computes the table of squared errors of named weights on examples, by default the evaluation examples. */
export async function errorMeter(
  run: RunSpec,
  task: Task,
  engine: Engine,
  examples: Examples = evaluationSet(task, run.numExamples),
): Promise<(weights: NamedTensors) => Promise<ErrorTable>> {
  const params = modelParams(run.model, run.task);
  const graph = new Graph();
  const weights = graph.input("weights", [numElements(params)]);
  const { tokens, target } = batchInputs(graph, run.task, [CHUNK]);
  const error = sub(moveAxis(modelLogits(run.model, run.task, weights, tokens), 0, 1), target);
  const program = await engine.compile({ squaredError: sum(mul(error, error), [-1]) });
  const { answerLength } = run.task;
  const { numExamples } = examples;
  return async (named) => {
    const squaredError = new Float32Array(numExamples * answerLength);
    const flat = toFlat(named, params);
    for (let start = 0; start < numExamples; start += CHUNK) {
      const { input, target: answers } = chunkOf(run.task, examples, start, CHUNK);
      const part = await program.run({ weights: flat, tokens: input, target: answers });
      const rows = Math.min(CHUNK, numExamples - start) * answerLength;
      squaredError.set(part.squaredError!.subarray(0, rows), start * answerLength);
    }
    return { numExamples, answerLength, squaredError };
  };
}

function readings({ numExamples, answerLength, squaredError }: ErrorTable, { task }: RunSpec): Reading[] {
  const at = (x: number, t: number) => squaredError[x * answerLength + t]!;
  const examples = Array.from({ length: numExamples }, (_, x) => x);
  const positions = Array.from({ length: answerLength }, (_, t) => t);
  const reading = (metric: string, position: number | null, values: number[]): Reading => ({
    metric,
    position,
    value: mean(values),
    stderr: values.length > 1 ? standardError(values) : null,
    n: values.length,
  });
  const tolerance = task.success.kind === "within" ? task.success.tolerance : 0;
  const whole = examples.map((x) => mean(positions.map((t) => at(x, t))));
  const success = examples.map((x) => Number(positions.every((t) => Math.sqrt(at(x, t)) <= tolerance)));
  const perPosition = positions.map((t) =>
    reading(
      "mse",
      t,
      examples.map((x) => at(x, t)),
    ),
  );
  return [reading("mse", null, whole), reading("success", null, success), ...perPosition];
}
