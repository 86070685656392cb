/** How well a model of a task of numbers predicts: squared error, and success within the task's tolerance, over examples and positions. */
import { numericError } from "../../base/errors.ts";
import type { Engine } from "../../engine/engine.ts";
import { mul, sub } from "../../graph/elementwise.ts";
import { sum } from "../../graph/linear.ts";
import { moveAxis } from "../../graph/shape.ts";
import { Graph } from "../../graph/value.ts";
import { mean } from "../../math/stats.ts";
import { batchInputs } from "../../model/io.ts";
import { modelLogits, modelParams } from "../../model/model.ts";
import { type NamedTensors, numElements, toFlat } from "../../model/params.ts";
import type { RunSpec } from "../../specs.ts";
import { chunkOf, type Examples, evaluationSet } from "../../task/batches.ts";
import type { Task } from "../../task/task.ts";
import { type Meter, meanReading, type Reading, type TableMeter } from "../meter.ts";

const CHUNK = 256;

/** Squared errors of examples at answer positions, `[example, answer]` row by row, each summed over the answer's numbers. */
export type ErrorTable = { numExamples: number; answerLength: number; squaredError: Float32Array };

/**
 * Returns the meter of a run's evaluation examples: `mse` and `success` (share of examples whose error keeps within the tolerance at
 * every position, as sqrt of the squared error), and `mse` per position. Errors when reading (numeric): not finite.
 */
export async function numberMeter(run: RunSpec, task: Task, engine: Engine): Promise<Meter> {
  const errors = await errorMeter(run, task, engine);
  return {
    async read(weights, step) {
      const table = await errors.read(weights);
      const bad = table.squaredError.find((value) => !Number.isFinite(value));
      if (bad !== undefined)
        throw numericError(
          "numberMeter",
          `finite errors are required at step ${step}`,
          bad,
          "lower train.learningRate",
        );
      return readings(table, run);
    },
    release: errors.release,
  };
}

/** Returns a meter of the table of squared errors on examples, by default the evaluation examples. */
export async function errorMeter(
  run: RunSpec,
  task: Task,
  engine: Engine,
  examples: Examples = evaluationSet(task, run.numExamples),
): Promise<TableMeter<ErrorTable>> {
  const params = modelParams(run.model, run.task);
  const graph = new Graph();
  const weights = graph.input("weights", [numElements(params)]);
  const { tokens, target } = batchInputs(graph, run.task, [CHUNK]);
  const error = sub(moveAxis(modelLogits(run.model, run.task, weights, tokens), 0, 1), target);
  const program = await engine.compile({ squaredError: sum(mul(error, error), [-1]) });
  const { answerLength } = run.task;
  const { numExamples } = examples;
  const read = async (named: NamedTensors) => {
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
  return { read, release: () => program.release() };
}

function readings({ numExamples, answerLength, squaredError }: ErrorTable, { task }: RunSpec): Reading[] {
  const at = (x: number, t: number) => squaredError[x * answerLength + t]!;
  const examples = Array.from({ length: numExamples }, (_, x) => x);
  const positions = Array.from({ length: answerLength }, (_, t) => t);
  const tolerance = task.success.kind === "within" ? task.success.tolerance : 0;
  const whole = examples.map((x) => mean(positions.map((t) => at(x, t))));
  const success = examples.map((x) => Number(positions.every((t) => Math.sqrt(at(x, t)) <= tolerance)));
  const perPosition = positions.flatMap((t) => {
    const errors = examples.map((x) => at(x, t));
    return meanReading("mse", t, errors);
  });
  return [...meanReading("mse", null, whole), ...meanReading("success", null, success), ...perPosition];
}
