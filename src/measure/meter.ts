/**
 * What a measure is: made once for a run (graphs compiled, probes drawn), it then reads checkpoint after checkpoint. Every file of
 * this folder named after a measure exports such a maker; `measures.ts` is the table of them.
 */
import { numericError } from "../base/errors.ts";
import type { Engine } from "../engine/engine.ts";
import { mean, standardError } from "../math/stats.ts";
import type { NamedTensors } from "../model/params.ts";
import type { RunSpec, TaskSpec } from "../specs.ts";
import type { Task } from "../task/task.ts";

/** One value at one checkpoint; `metric` is a name of METRICS, or one with a part behind a dot (`prefixMatching.L1H3`). */
export type Reading = { metric: string; position: number | null; value: number; stderr: number | null; n: number };

/** Reads one checkpoint's named weights; `release` frees what the engine holds. */
export type Meter = {
  read(weights: NamedTensors, step: number): Promise<Reading[]>;
  release(): Promise<void>;
};

/** Reads one checkpoint's named weights into a table of examples by positions, from which measures are computed. */
export type TableMeter<T> = { read(weights: NamedTensors): Promise<T>; release(): Promise<void> };

/** Returns the mean of values over examples with its standard error (null for one) as a reading, in a list: none for no values. */
export function meanReading(metric: string, position: number | null, values: readonly number[]): Reading[] {
  const n = values.length;
  if (n === 0) return [];
  return [{ metric, position, value: mean(values), stderr: n > 1 ? standardError(values) : null, n }];
}

/** What a measure may look at: the run's specification, its task, an engine to compute with; `load` gives the task with other settings. */
export type Bench = { run: RunSpec; task: Task; engine: Engine; load: (params: TaskSpec["params"]) => Promise<Task> };

/** Makes a meter; throws a usage error when the run's model or task lacks what the measure needs. */
export type MakeMeter = (bench: Bench) => Promise<Meter>;

/** Returns the meter of a measure that is plain arithmetic on finite weights: nothing compiled, nothing to release. Errors when reading (numeric): weights that are not finite. */
export function weightsMeter(measure: string, read: (weights: NamedTensors) => Reading[]): Meter {
  return {
    async read(weights, step) {
      requireFinite(measure, weights, step);
      return read(weights);
    },
    release: async () => {},
  };
}

/** Errors (numeric): weights that are not finite, naming the step and the tensor. */
export function requireFinite(measure: string, weights: NamedTensors, step: number): void {
  for (const [name, { data }] of Object.entries(weights)) {
    const bad = data.find((value) => !Number.isFinite(value));
    if (bad === undefined) continue;
    const hint = "lower train.learningRate in the family and run again";
    throw numericError(measure, `finite weights are required at step ${step} in ${name}`, bad, hint);
  }
}

/** Returns one reading without a standard error, as a list: empty when there is no value. */
export function reading(metric: string, value: number | null, n: number): Reading[] {
  return value === null ? [] : [{ metric, position: null, value, stderr: null, n }];
}
