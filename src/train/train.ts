/** Trains one run and yields its checkpoints; everything random comes from the run's seed and the step's number. */
import { numericError } from "../base/errors.ts";
import { fold, rootKey } from "../base/random.ts";
import type { Engine } from "../engine/engine.ts";
import { modelParams } from "../model/model.ts";
import { initialise, type NamedTensors, numElements, toFlat, toNamed } from "../model/params.ts";
import type { RunSpec } from "../records.ts";
import { evaluationSet, promptsOf, trainingBatch } from "../task/batches.ts";
import type { Task } from "../task/task.ts";
import { optimiser } from "./optimisers.ts";
import { learningRateAt } from "./schedule.ts";
import { stepGraph } from "./step.ts";

/** Named weights and optimiser state after `step` steps; loss is that of the last step's batch (nats/token; 0 before the first). */
export type Checkpoint = { step: number; tensors: NamedTensors; state: NamedTensors; loss: number };

/**
 * Yields the checkpoints of a run in order, starting behind `resume` when given; training from a resumed checkpoint repeats the same
 * bytes. `onStep` hears every step's loss (nats/token).
 * @throws numericError when the loss is not finite, naming the step.
 */
export async function* train(
  run: RunSpec,
  task: Task,
  engine: Engine,
  resume?: Checkpoint,
  onStep?: (step: number, loss: number) => void,
): AsyncGenerator<Checkpoint> {
  const { model, train: spec } = run;
  const params = modelParams(model, run.task);
  const { scalars } = optimiser(spec.optimiser);
  const key = rootKey(run.seed);
  const excluded = promptsOf(task, evaluationSet(task, run.numExamples));
  let flat = resume ? restore(resume) : begin();
  let loss = resume?.loss ?? 0;
  const snapshot = (step: number): Checkpoint => {
    const { weights, ...state } = flat;
    return { step, tensors: toNamed(weights!, params), state: flatTensors(state), loss };
  };
  if (!resume && run.checkpoints.includes(0)) yield snapshot(0);
  const program = await engine.compile(stepGraph(model, run.task, spec.optimiser, spec.batchSize));
  for (let step = (resume?.step ?? 0) + 1; step <= spec.numSteps; step++) {
    const { input, target } = trainingBatch(task, excluded, fold(key, "batches"), step, spec.batchSize);
    const rates = Object.entries(scalars(learningRateAt(spec, step), step));
    const feeds = Object.fromEntries(rates.map(([name, value]) => [name, Float32Array.of(value)]));
    const { loss: lossNow, ...next } = await program.run({ ...flat, ...feeds, tokens: input, target });
    flat = next;
    loss = lossNow![0]!;
    if (!Number.isFinite(loss)) throw diverged(step, loss);
    onStep?.(step, loss);
    if (run.checkpoints.includes(step)) yield snapshot(step);
  }
  await program.release();

  function begin(): Record<string, Float32Array> {
    const zeros = () => new Float32Array(numElements(params));
    const state = optimiser(spec.optimiser).stateNames.map((name) => [name, zeros()]);
    return { weights: initialise(params, fold(key, "weights")), ...Object.fromEntries(state) };
  }

  function restore(checkpoint: Checkpoint): Record<string, Float32Array> {
    const state = Object.entries(checkpoint.state).map(([name, { data }]) => [name, data]);
    return { weights: toFlat(checkpoint.tensors, params), ...Object.fromEntries(state) };
  }
}

const flatTensors = (vectors: Readonly<Record<string, Float32Array>>): NamedTensors =>
  Object.fromEntries(Object.entries(vectors).map(([name, data]) => [name, { shape: [data.length], data }]));

const diverged = (step: number, loss: number) =>
  numericError(
    "train",
    `a finite loss is required at step ${step}`,
    loss,
    "lower learningRate in the family file and run again",
  );
