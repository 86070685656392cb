/**
 * Runs on this machine: one child process of one thread per run, longest first, because two processes of one thread train more
 * tokens per second than one of two, and because a child that dies leaves the others and the parent alone.
 */
import { type ChildProcess, fork } from "node:child_process";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ForeshockError, failedError, usageError } from "../base/errors.ts";
import type { RunSpec } from "../records.ts";
import { costUpTo } from "./cost.ts";
import { runKey, runLabel } from "./key.ts";
import type { RunOptions } from "./run.ts";
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

export type PoolOptions = {
  /** Child processes at a time; by default one per core, fewer when memory is short. */
  workers?: number;
  engine?: RunOptions["engine"];
  signal?: AbortSignal;
  onProgress?: (event: PoolEvent) => void;
};

/** Keys of the runs that are finished, and the runs that failed with the reason, each in the order they ended. */
export type PoolResult = { done: string[]; failed: { runKey: string; label: string; error: ForeshockError }[] };

/** Memory set aside per child, bytes: a run of the demo ladder peaks at 220 MB; larger models need room. */
const CHILD_MEMORY = 600e6;

/**
 * Returns what became of every run. A run that fails does not stop the others; a run that another process works on is waited for.
 * Abort kills the children (their runs are resumable) and rejects with the signal's reason.
 */
export async function runPool(
  specs: readonly RunSpec[],
  projectDir: string,
  options: PoolOptions = {},
): Promise<PoolResult> {
  const flops = (spec: RunSpec) => costUpTo(spec, spec.train.numSteps).flops;
  const queue = [...specs].sort((a, b) => flops(b) - flops(a));
  const result: PoolResult = { done: [], failed: [] };
  const worker = async () => {
    for (let spec = queue.shift(); spec && !options.signal?.aborted; spec = queue.shift()) {
      const [key, label] = [runKey(spec), runLabel(spec)];
      const error = await runInChild(spec, projectDir, options);
      if (error) result.failed.push({ runKey: key, label, error });
      else result.done.push(key);
    }
  };
  await Promise.all(Array.from({ length: numWorkers(options.workers, queue.length) }, worker));
  options.signal?.throwIfAborted();
  return result;
}

function numWorkers(wanted: number | undefined, numRuns: number): number {
  if (wanted !== undefined && !(Number.isInteger(wanted) && wanted > 0))
    throw usageError(
      "runPool",
      "workers has to be a positive whole number",
      wanted,
      "foreshock run <family> --workers 2",
    );
  const fitting = Math.max(1, Math.floor(process.availableMemory() / CHILD_MEMORY));
  return Math.min(numRuns, wanted ?? Math.min(availableParallelism(), fitting));
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
  child.send({ spec, projectDir, engine: options.engine ?? "ort" } satisfies WorkerJob);
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
  const tsx = () => pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  return fork(path.join(import.meta.dirname, `worker${extension}`), [], {
    execArgv: extension === ".ts" ? ["--import", tsx()] : [],
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
