/**
 * What a run learns from: fresh examples for every step, or a fixed training set gone through in a new order every epoch. Both are
 * functions of the run's seed and the step's number, so that a resumed run sees what it would have seen.
 */
import { fold, generator, rootKey } from "../base/random.ts";
import type { RunSpec } from "../specs.ts";
import {
  type Batch,
  chooseRows,
  type Examples,
  evaluationSet,
  examplesIn,
  trainingBatch,
  trainingSet,
} from "../task/batches.ts";
import { shuffled } from "../task/define.ts";
import type { Task } from "../task/task.ts";

/** Returns the run's fixed training set, or null when it draws fresh examples. Errors (usage): the task has too few. */
export function trainingExamples(run: RunSpec, task: Task): Examples | null {
  const { trainingSet: size } = run.train;
  if (size === null) return null;
  return trainingSet(task, excludedOf(run, task), fold(rootKey(run.seed), "trainingSet"), size);
}

/**
 * Returns `numExamples` examples of what the run learns from: its fixed training set whole (whatever its size), or fresh ones drawn
 * under a key of their own, so that every caller sees the same.
 */
export function dataSet(run: RunSpec, task: Task, numExamples: number): Examples {
  const fixed = trainingExamples(run, task);
  if (fixed) return fixed;
  const key = fold(rootKey(run.seed), "dataSet");
  return { ...trainingBatch(task, excludedOf(run, task), key, 0, numExamples), numExamples };
}

/** Returns the function that gives the batch of step 1, 2, ...; examples of a fixed set come once per epoch. */
export function batchesOf(run: RunSpec, task: Task): (step: number) => Batch {
  const { batchSize } = run.train;
  const key = rootKey(run.seed);
  const fixed = trainingExamples(run, task);
  if (fixed) return epochs(run, fixed);
  const excluded = excludedOf(run, task);
  return (step) => trainingBatch(task, excluded, fold(key, "batches"), step, batchSize);
}

function epochs(run: RunSpec, examples: Examples): (step: number) => Batch {
  const { numExamples } = examples;
  const { batchSize } = run.train;
  const key = fold(rootKey(run.seed), "epochs");
  let current = { epoch: -1, order: [] as number[] };
  const rowAt = (place: number) => {
    const epoch = Math.floor(place / numExamples);
    if (epoch !== current.epoch) current = { epoch, order: shuffled(generator(fold(key, epoch)), numExamples) };
    return current.order[place % numExamples]!;
  };
  return (step) => {
    const rows = Array.from({ length: batchSize }, (_, i) => rowAt((step - 1) * batchSize + i));
    return chooseRows(run.task, examples, rows);
  };
}

const excludedOf = (run: RunSpec, task: Task): Set<string> => examplesIn(task, evaluationSet(task, run.numExamples));
