/** Runs a pool with a display and a clean Ctrl-C: children are stopped, finished work stays, the same command goes on. */
import { performance } from "node:perf_hooks";
import { usageError } from "../base/errors.ts";
import { showProgress } from "../cli/progress.ts";
import { type Context, Interrupted } from "../cli/verb.ts";
import { missing } from "../runs/plan.ts";
import { type PoolResult, runPool } from "../runs/pool.ts";
import type { RunSpec } from "../specs.ts";
import type { Project } from "./project.ts";

export type TrainOptions = { workers?: number; onFinished?: (runKey: string) => void };

/** Returns the options of a --workers value; `command` is what the hint repeats. Errors (usage): not a positive whole number. */
export function trainOptions(command: string, workers: string | undefined): TrainOptions {
  if (workers === undefined) return {};
  if (/^[1-9]\d{0,5}$/.test(workers)) return { workers: Number(workers) };
  const [verb] = command.split(" ");
  throw usageError(
    verb!,
    "a positive whole number of --workers is required",
    workers,
    `foreshock ${command} --workers 2`,
  );
}

/** Trains and measures what is missing of these runs; `onFinished` hears each finished run at once. Throws Interrupted on Ctrl-C. */
export async function trainMissing(
  specs: readonly RunSpec[],
  project: Project,
  context: Context,
  { onFinished, ...pool }: TrainOptions,
): Promise<PoolResult> {
  const todo = missing(specs, project.dir);
  if (todo.length === 0) return { done: [], failed: [] };
  const terminal = process.stdout.isTTY ? process.stdout : null;
  const progress = showProgress(todo, context, terminal, () => performance.now());
  const interruption = new AbortController();
  const interrupt = () => interruption.abort(new Interrupted());
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.once(signal, interrupt);
  try {
    return await runPool(todo, project.dir, {
      ...pool,
      signal: interruption.signal,
      onProgress: (event) => {
        if (event.phase === "done") onFinished?.(event.runKey);
        progress.update(event);
      },
    });
  } finally {
    progress.stop();
    for (const signal of signals) process.off(signal, interrupt);
  }
}
