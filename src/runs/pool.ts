/**
 * Runs on this machine: one child process of one thread per run, longest first, because two processes of one thread train more
 * tokens per second than one of two, and because a child that dies leaves the others and the parent alone.
 */
import { type ChildProcess, fork } from "node:child_process";
import { availableParallelism } from "node:os";
import path from "node:path";
import { ForeshockError, failedError, usageError } from "../base/errors.ts";
import { workerArguments } from "../base/workerArguments.ts";
import type { RunSpec } from "../specs.ts";
import { costUpTo } from "./cost.ts";
import { runKey, runLabel } from "./key.ts";
import { memoryOf } from "./memory.ts";
import type { WorkerJob, WorkerMessage } from "./worker.ts";

/** One event of one run; `message` is a notice, or the one line that says why the run failed. It never carries a loss or metric. */
export type PoolEvent = {
  runKey: string;
  label: string;
  phase: "wait" | "train" | "measure" | "done" | "failed";
  step: number;
  numSteps: number;
  tokensPerSecond: number | null;
  message?: string;
};

/** How runs are spread over child processes, stopped and watched. */
export type PoolOptions = {
  /** Child processes at a time; by default one per core. Fewer run when memory is short. */
  workers?: number;
  signal?: AbortSignal;
  onProgress?: (event: PoolEvent) => void;
};

/** Keys of the runs that are finished, and the runs that failed with the reason, each in the order they ended. */
export type PoolResult = { done: string[]; failed: { runKey: string; label: string; error: ForeshockError }[] };

/**
 * Returns what became of every run, longest first. A run starts when a worker is free and its memory fits beside the running ones (one
 * always runs). A run that fails does not stop the others; a run that another process works on is waited for.
 * Abort kills the children (their runs are resumable) and rejects with the signal's reason.
 */
export async function runPool(
  specs: readonly RunSpec[],
  projectDir: string,
  options: PoolOptions = {},
): Promise<PoolResult> {
  const flops = (spec: RunSpec) => costUpTo(spec, spec.train.numSteps).flops;
  const queue = [...specs].sort((a, b) => flops(b) - flops(a));
  const limits = { workers: numWorkers(options.workers), memory: process.availableMemory() };
  const result: PoolResult = { done: [], failed: [] };
  const running = new Set<RunSpec>();
  const finish = async (spec: RunSpec) => {
    const error = await runInChild(spec, projectDir, options);
    running.delete(spec);
    if (error) result.failed.push({ runKey: runKey(spec), label: runLabel(spec), error });
    else result.done.push(runKey(spec));
  };
  const fill = (): Promise<unknown> => {
    const started: Promise<unknown>[] = [];
    for (let spec = nextRun(queue, running, limits); spec && !options.signal?.aborted; ) {
      running.add(spec);
      started.push(finish(spec).then(fill));
      spec = nextRun(queue, running, limits);
    }
    return Promise.all(started);
  };
  await fill();
  options.signal?.throwIfAborted();
  return result;
}

/** Takes the first queued run that may start now out of the queue: a worker is free, and its memory fits or nothing else runs. */
export function nextRun(
  queue: RunSpec[],
  running: ReadonlySet<RunSpec>,
  limits: { workers: number; memory: number },
): RunSpec | undefined {
  if (running.size >= limits.workers) return undefined;
  const used = [...running].reduce((bytes, spec) => bytes + memoryOf(spec), 0);
  const index = queue.findIndex((spec) => running.size === 0 || used + memoryOf(spec) <= limits.memory);
  return index < 0 ? undefined : queue.splice(index, 1)[0];
}

function numWorkers(wanted: number | undefined): number {
  if (wanted === undefined) return availableParallelism();
  if (Number.isInteger(wanted) && wanted > 0) return wanted;
  const hint = "foreshock run <family> --workers 2";
  throw usageError("runPool", "workers has to be a positive whole number", wanted, hint);
}

/** Returns null when the child finished the run, else why it did not; waits until the child is gone. */
async function runInChild(spec: RunSpec, projectDir: string, options: PoolOptions): Promise<ForeshockError | null> {
  const event = {
    runKey: runKey(spec),
    label: runLabel(spec),
    step: 0,
    numSteps: spec.train.numSteps,
    tokensPerSecond: null,
  };
  const child = forkWorker(options.signal);
  let failure: ForeshockError | null = null;
  child.on("message", (message: WorkerMessage) => {
    if ("failure" in message) {
      const { kind, message: line, hint } = message.failure;
      failure = new ForeshockError(kind, line, hint);
    } else {
      const { note, ...progress } = message.progress;
      options.onProgress?.({ ...event, ...progress, ...(note === undefined ? {} : { message: note }) });
    }
  });
  child.send({ spec, projectDir } satisfies WorkerJob);
  const ended = await endOf(child);
  if (ended.code === 0) return null;
  const error = failure ?? died(event.label, ended);
  if (!options.signal?.aborted) options.onProgress?.({ ...event, phase: "failed", message: error.message });
  return error;
}

function died(label: string, { code, signal, lastLine }: Ended): ForeshockError {
  const how = `${signal ?? `exit code ${code}`}${lastLine ? `: ${lastLine}` : ""}`;
  return failedError(
    "runPool",
    `the child process of ${label} has to finish`,
    how,
    "give the same command again: it goes on",
  );
}

/** The worker beside this file: compiled in dist, or the TypeScript source through tsx. */
function forkWorker(signal: AbortSignal | undefined): ChildProcess {
  const extension = path.extname(import.meta.filename);
  return fork(path.join(import.meta.dirname, `worker${extension}`), [], {
    execArgv: workerArguments(import.meta.filename),
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    ...(signal ? { signal, killSignal: "SIGKILL" as const } : {}),
  });
}

type Ended = { code: number | null; signal: string | null; lastLine: string };

function endOf(child: ChildProcess): Promise<Ended> {
  let tail = "";
  child.stderr?.on("data", (bytes: Buffer) => {
    tail = (tail + bytes.toString()).slice(-2000);
  });
  return new Promise((resolve) => {
    child.on("error", (error) => {
      tail += `\n${error.message}`;
      if (child.pid === undefined) resolve({ code: null, signal: null, lastLine: error.message });
    });
    child.on("close", (code, signal) => {
      resolve({ code, signal, lastLine: tail.trim().split("\n").at(-1)! });
    });
  });
}
