/** Trains one run and yields its checkpoints; everything random comes from the run's seed and the step's number. */
import { numericError } from "../base/errors.ts";
import { fold, type Key, rootKey } from "../base/random.ts";
import type { Engine } from "../engine/engine.ts";
import { modelParams } from "../model/model.ts";
import { initialise, type NamedTensors, numElements, type Param, toFlat, toNamed } from "../model/params.ts";
import type { RunSpec } from "../specs.ts";
import type { Task } from "../task/task.ts";
import { batchesOf } from "./data.ts";
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
  const { scalars, stateNames } = optimiser(spec.optimiser);
  const key = rootKey(run.seed);
  const batchAt = batchesOf(run, task);
  let vectors = resume ? restored(resume, params) : fresh(params, stateNames, fold(key, "weights"));
  if (!resume && run.checkpoints.includes(0)) yield toCheckpoint(0, 0, vectors, params);
  const program = await engine.compile(stepGraph(model, run.task, spec.optimiser, spec.batchSize));
  try {
    for (let step = (resume?.step ?? 0) + 1; step <= spec.numSteps; step++) {
      const { input, target } = batchAt(step);
      const rates = Object.entries(scalars(learningRateAt(spec, step), step));
      const feeds = Object.fromEntries(rates.map(([name, value]) => [name, Float32Array.of(value)]));
      const { loss, ...next } = await program.run({ ...vectors, ...feeds, tokens: input, target });
      vectors = next;
      const nll = loss![0]!;
      if (!Number.isFinite(nll)) throw diverged(step, nll);
      onStep?.(step, nll);
      if (run.checkpoints.includes(step)) yield toCheckpoint(step, nll, vectors, params);
    }
  } finally {
    await program.release();
  }
}

/** Flat vectors `[P]` by the name of the step's input they feed: `weights` and the optimiser's state. */
type Vectors = Record<string, Float32Array>;

function fresh(params: readonly Param[], stateNames: readonly string[], key: Key): Vectors {
  const state = stateNames.map((name) => [name, new Float32Array(numElements(params))]);
  return { weights: initialise(params, key), ...Object.fromEntries(state) };
}

function restored({ tensors, state }: Checkpoint, params: readonly Param[]): Vectors {
  const vectors = Object.entries(state).map(([name, { data }]) => [name, data]);
  return { weights: toFlat(tensors, params), ...Object.fromEntries(vectors) };
}

function toCheckpoint(step: number, loss: number, vectors: Vectors, params: readonly Param[]): Checkpoint {
  const { weights, ...state } = vectors;
  return { step, tensors: toNamed(weights!, params), state: flatTensors(state), loss };
}

const flatTensors = (vectors: Vectors): NamedTensors =>
  Object.fromEntries(Object.entries(vectors).map(([name, data]) => [name, { shape: [data.length], data }]));

const diverged = (step: number, loss: number) =>
  numericError(
    "train",
    `a finite loss is required at step ${step}`,
    loss,
    "lower learningRate in the family file and run again",
  );
