/**
 * One run from specification to summary rows. Everything is resumable from what lies in the run's folder: weights and optimiser
 * state after every checkpoint, then the measurements, and last the summary, whose presence means that the run is finished. A
 * process killed at any moment leaves a folder from which the same call computes the same bytes.
 */
import { readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { canonical, sha256 } from "../base/canonical.ts";
import { failedError, integrityError } from "../base/errors.ts";
import { exists, makeFolder, writeFileAtomic } from "../base/files.ts";
import { tryLock } from "../base/locks.ts";
import { createEngine } from "../engine/create.ts";
import type { Engine } from "../engine/engine.ts";
import { numberMeter } from "../measure/answers/numbers.ts";
import { summarise } from "../measure/answers/summary.ts";
import type { TokenTable } from "../measure/answers/tokens.ts";
import { tokenMeter } from "../measure/answers/tokens.ts";
import { modelSize } from "../model/size.ts";
import type { Measurement } from "../records.ts";
import type { RunSpec } from "../specs.ts";
import { loadTask } from "../task/load.ts";
import type { Task } from "../task/task.ts";
import { type Checkpoint, train } from "../train/train.ts";
import { readResume, readWeights, writeResume, writeWeights } from "./checkpointFile.ts";
import { costUpTo } from "./cost.ts";
import { type RunFolder, runFolder, runKey, trainingOf } from "./key.ts";
import { measureCheckpoints, requireMeasures, withContext } from "./measures.ts";
import { missing } from "./plan.ts";
import { type StepTable, writeSummary, writeTokens } from "./store.ts";

/** Where a run is. It carries steps, never a loss or metric, so that watching a held-out run tells nothing about its outcome. */
export type RunProgress = {
  phase: "wait" | "train" | "measure" | "done";
  step: number;
  numSteps: number;
  note?: string;
};

/** How one run is stopped and watched. */
export type RunOptions = {
  signal?: AbortSignal;
  onProgress?: (progress: RunProgress) => void;
  /** Wait while another process works on the same run; otherwise that is an error. */
  wait?: boolean;
};

/** The two parts of the work that need an engine; tests pass their own. */
export type Lab = { train: typeof train; tokenMeter: typeof tokenMeter };

/** What the steps of one run share. */
type Job = { spec: RunSpec; key: string; files: RunFolder; task: Task; engine: Engine; lab: Lab; options: RunOptions };

/**
 * Trains, measures and stores one run, or what is missing of it, and returns its key. A finished run is left alone.
 * Errors: another process works on it (failed), the folder belongs to another specification or the task's source has changed
 * (integrity), the loss or a measure is not finite (numeric), the disk is full (failed).
 */
export async function executeRun(
  spec: RunSpec,
  projectDir: string,
  options: RunOptions = {},
  lab: Lab = { train, tokenMeter },
): Promise<string> {
  const key = runKey(spec);
  const files = runFolder(projectDir, key);
  makeFolder(files.folder);
  const release = await lockFolder(files, spec, options);
  try {
    removeLeftovers(files.folder);
    checkSpec(spec, key, files);
    if (missing([spec], projectDir).length > 0) {
      const task = await loadSameTask(spec, projectDir);
      const engine = await createEngine(spec.engine);
      const job: Job = { spec, key, files, task, engine, lab, options };
      if (!exists(files.summary)) {
        await requireMeasures(spec, { task, engine }, projectDir);
        await trainToEnd(job);
        await evaluate(job);
      }
      await measureCheckpoints(spec, files, { task, engine }, projectDir, (step) => {
        options.signal?.throwIfAborted();
        report(spec, options, "measure", step);
      });
    }
    rmSync(files.resume, { force: true });
    report(spec, options, "done", spec.train.numSteps);
    return key;
  } finally {
    release();
  }
}

async function trainToEnd(job: Job): Promise<void> {
  const { spec, key, files, options } = job;
  const start = resumePoint(job);
  if (start && start.step >= spec.checkpoints.at(-1)!) return;
  const onStep = (step: number) => {
    options.signal?.throwIfAborted();
    report(spec, options, "train", step);
  };
  for await (const checkpoint of job.lab.train(spec, job.task, job.engine, start, onStep)) {
    writeWeights(files.weights(checkpoint.step), key, checkpoint);
    writeResume(files.resume, key, checkpoint);
  }
}

/** The newest checkpoint, if it and all weights up to it are whole; otherwise it is set aside and training starts at step 0. */
function resumePoint({ spec, key, files, options }: Job): Checkpoint | undefined {
  if (!exists(files.resume)) return undefined;
  try {
    const resume = readResume(files.resume, key);
    for (const step of spec.checkpoints) if (step <= resume.step) readWeights(files.weights(step), key, step);
    return resume;
  } catch (error) {
    renameSync(files.resume, files.damaged);
    const note = `${(error as Error).message}; set aside as ${files.damaged}, training starts again at step 0`;
    report(spec, options, "train", 0, note);
    return undefined;
  }
}

async function evaluate(job: Job): Promise<void> {
  const { spec, key, files, task, engine, lab, options } = job;
  if (task.spec.kind === "numbers") return evaluateNumbers(job);
  const tokens = await lab.tokenMeter(spec, task, engine);
  const tables: StepTable[] = [];
  for (const step of spec.checkpoints) {
    options.signal?.throwIfAborted();
    report(spec, options, "measure", step);
    tables.push({ step, table: await tokens.read(readWeights(files.weights(step), key, step)) });
  }
  await tokens.release();
  const rows = tables.flatMap(({ step, table }) => summaryRows(spec, key, step, table));
  await writeTokens(files.tokens, key, tables);
  await writeSummary(files.summary, rows);
}

async function evaluateNumbers({ spec, key, files, task, engine, options }: Job): Promise<void> {
  const numbers = await numberMeter(spec, task, engine);
  const rows: Measurement[] = [];
  for (const step of spec.checkpoints) {
    options.signal?.throwIfAborted();
    report(spec, options, "measure", step);
    rows.push(...withContext(spec, step, await numbers.read(readWeights(files.weights(step), key, step), step)));
  }
  await numbers.release();
  await writeSummary(files.summary, rows);
}

function summaryRows(spec: RunSpec, key: string, step: number, table: TokenTable): Measurement[] {
  const { task, model, seed } = spec;
  const { nParams } = modelSize(model, task);
  const context = { run: key, task: task.name, nParams, step, ...costUpTo(spec, step), seed, success: task.success };
  return summarise(table, context);
}

async function lockFolder({ lock, folder }: RunFolder, spec: RunSpec, options: RunOptions): Promise<() => void> {
  let release = tryLock(lock);
  if (release) return release;
  const hint = `wait until it has finished and give the same command again; if there is none, delete ${lock}`;
  if (!options.wait) throw failedError("executeRun", "no other process may work on the run", folder, hint);
  report(spec, options, "wait", 0, `another process works on this run and holds ${lock}`);
  while (!release) {
    await sleep(500, undefined, options.signal ? { signal: options.signal } : {});
    release = tryLock(lock);
  }
  return release;
}

/** Removes temporary files of killed processes; safe while the lock is held, because only its holder writes here. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder))
    if (/^\..*\.tmp$/.test(name)) rmSync(path.join(folder, name), { force: true });
}

/** The folder's name is the hash of spec.json, so a file that was altered or belongs elsewhere is noticed by hashing it. */
function checkSpec(spec: RunSpec, key: string, files: RunFolder): void {
  if (!exists(files.spec)) writeFileAtomic(files.spec, canonical(trainingOf(spec)));
  const found = sha256(readFileSync(files.spec)).slice(0, key.length);
  if (found === key) return;
  throw integrityError(
    "executeRun",
    `${files.spec} has to be the specification with key ${key}`,
    found,
    `delete ${files.folder} and run again`,
  );
}

async function loadSameTask(spec: RunSpec, projectDir: string): Promise<Task> {
  const task = await loadTask(spec.task.name, spec.task.params, projectDir);
  if (task.spec.fingerprint === spec.task.fingerprint) return task;
  throw integrityError(
    "executeRun",
    `task ${spec.task.name} has to be the one of the run, fingerprint ${spec.task.fingerprint}`,
    task.spec.fingerprint,
    "the task's source changed meanwhile: start the family again, it then gets new runs",
  );
}

function report(spec: RunSpec, options: RunOptions, phase: RunProgress["phase"], step: number, note?: string): void {
  options.onProgress?.({ phase, step, numSteps: spec.train.numSteps, ...(note === undefined ? {} : { note }) });
}
