/** A real run, small but long enough to be interrupted, and child processes that work on it. */

import { type ChildProcess, fork } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { runFolder, runKey } from "../../src/runs/key.ts";
import type { WorkerMessage } from "../../src/runs/worker.ts";
import type { RunSpec } from "../../src/specs.ts";
import { loadTask } from "../../src/task/load.ts";
import { root } from "../root.ts";
import { spec as template } from "../runs/fixtures.ts";
import type { Death } from "./mortal.ts";

export { root } from "../root.ts";

/** Returns a run of d = 8 with the given steps, checkpoints and seed. */
export async function smallRun(numSteps: number, checkpoints: number[], seed = "0"): Promise<RunSpec> {
  const { spec: task } = await loadTask(template.task.name, template.task.params, root);
  return { ...template, task, train: { ...template.train, numSteps }, checkpoints, seed };
}

export type Ended = { code: number | null; signal: string | null; messages: WorkerMessage[]; stderr: string };
export type Worker = { child: ChildProcess; ended: Promise<Ended> };

/** Starts the worker process of one run, as the pool does. */
export function startWorker(spec: RunSpec, projectDir: string): Worker {
  return start("src/runs/worker.ts", { spec, projectDir });
}

/** Starts a process that works on a run and kills itself at a point of it. */
export function startMortal(spec: RunSpec, projectDir: string, death: Death): Worker {
  return start("test/faults/mortal.ts", { spec, projectDir, death });
}

function start(file: string, job: object): Worker {
  const child = fork(path.join(root, file), [], {
    cwd: root,
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const messages: WorkerMessage[] = [];
  let stderr = "";
  child.on("message", (message: WorkerMessage) => messages.push(message));
  child.stderr!.on("data", (bytes: Buffer) => {
    stderr += bytes.toString();
  });
  child.send(job);
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, messages, stderr }));
  });
  return { child, ended };
}

/** Kills the worker (SIGKILL) as soon as a file of the run exists; returns how it ended. */
export async function killWhenExists(worker: Worker, file: string): Promise<Ended> {
  let over = false;
  void worker.ended.then(() => {
    over = true;
  });
  while (!over && !existsSync(file)) await sleep(1);
  worker.child.kill("SIGKILL");
  return worker.ended;
}

/** Returns the phases that a worker reported. */
export function phasesOf({ messages }: Ended): Set<string> {
  return new Set(messages.flatMap((message) => ("progress" in message ? [message.progress.phase] : [])));
}

/** Returns the bytes of the run's finished files by name. */
export function resultsOf(spec: RunSpec, projectDir: string): Record<string, string> {
  const { folder } = runFolder(projectDir, runKey(spec));
  const names = readdirSync(folder).filter((name) => /^step-|\.parquet$/.test(name));
  return Object.fromEntries(names.map((name) => [name, readFileSync(path.join(folder, name)).toString("base64")]));
}
