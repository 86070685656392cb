/** Training what is missing of some runs; whoever watches is told which runs these are and how each comes along. */
import { missing, observedRuns } from "../../runs/plan.ts";
import { type PoolEvent, type PoolResult, runPool } from "../../runs/pool.ts";
import type { Family, RunSpec } from "../../specs.ts";
import type { Project } from "../project.ts";

/** How to train: models at a time (default one per core), a way to stop, and who is told what. */
export type TrainOptions = {
  workers?: number;
  /** Stops the training; finished runs stay, the others go on from their last checkpoint next time. */
  signal?: AbortSignal;
  /** Hears once which runs are trained now; not called when there is nothing to do. */
  onStart?: (runs: readonly RunSpec[]) => void;
  onProgress?: (event: PoolEvent) => void;
};

/** What became of the runs asked for: how many there are, and those trained or failed now. */
export type Trained = PoolResult & { numRuns: number };

/** Trains and measures what is missing of these runs; rejects with the signal's reason when stopped. */
export async function trainMissing(
  project: Pick<Project, "dir">,
  specs: readonly RunSpec[],
  { onStart, ...pool }: TrainOptions = {},
): Promise<Trained> {
  const numRuns = specs.length;
  const todo = missing(specs, project.dir);
  if (todo.length === 0) return { numRuns, done: [], failed: [] };
  onStart?.(todo);
  return { numRuns, ...(await runPool(todo, project.dir, pool)) };
}

/** Trains and measures what is missing of a family's observed runs. */
export async function trainObserved(project: Project, family: Family, options: TrainOptions = {}): Promise<Trained> {
  return trainMissing(project, observedRuns(family), options);
}
