/** Training with a display and a clean Ctrl-C: children are stopped, finished work stays, the same command goes on. */
import { performance } from "node:perf_hooks";
import { usageError } from "../base/errors.ts";
import type { TrainOptions } from "../study/running/train.ts";
import { type Progress, showProgress } from "./progress.ts";
import { type Context, Interrupted } from "./verb.ts";

/** Returns the number of a --workers value, or nothing; `command` is what the hint repeats. Errors (usage): not a positive whole number. */
export function workersOf(command: string, workers: string | undefined): Pick<TrainOptions, "workers"> {
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

/**
 * Calls `train` with options that show its progress and stop it on Ctrl-C, then rejects with Interrupted; `clear` takes the display away
 * before something else is said.
 */
export async function watched<T>(
  context: Context,
  train: (options: TrainOptions, clear: () => void) => Promise<T>,
): Promise<T> {
  let progress: Progress | undefined;
  const interruption = new AbortController();
  const release = context.onInterrupt(() => interruption.abort(new Interrupted()));
  try {
    const options: TrainOptions = {
      signal: interruption.signal,
      onStart: (runs) => {
        progress?.stop();
        progress = showProgress(runs, context, () => performance.now());
      },
      onProgress: (event) => progress?.update(event),
    };
    return await train(options, () => progress?.stop());
  } finally {
    progress?.stop();
    release();
  }
}
