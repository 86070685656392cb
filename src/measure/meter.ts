/**
 * What a measure is: made once for a run (graphs compiled, probes drawn), it then reads checkpoint after checkpoint. Every file of
 * this folder named after a measure exports such a maker; `measures.ts` is the table of them.
 */
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
