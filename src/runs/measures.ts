/**
 * The measures of a run, made from its checkpoints' weights after training: one Parquet file per measure and settings, so that a new
 * measure never trains again and changed settings never meet old rows. A killed measure goes on at the checkpoint it was at.
 */
import { rmSync } from "node:fs";
import { appendFileSynced, exists, readText } from "../base/files.ts";
import { makeMeter } from "../measure/measures.ts";
import type { Bench, Reading } from "../measure/meter.ts";
import { modelSize } from "../model/size.ts";
import type { Measurement } from "../records.ts";
import type { MeasureSpec, RunSpec } from "../specs.ts";
import { loadTask } from "../task/load.ts";
import { readWeights } from "./checkpointFile.ts";
import { costUpTo } from "./cost.ts";
import { type RunFolder, runFolder, runKey } from "./key.ts";
import { readSummary, writeSummary } from "./store.ts";

/**
 * Makes what is missing of a run's measures; `onStep` hears each checkpoint before it is read and may throw to stop. Errors: a measure
 * the model or task does not fit (usage), damaged weights (integrity).
 */
export async function measureCheckpoints(
  spec: RunSpec,
  files: RunFolder,
  lab: Omit<Bench, "run" | "load">,
  projectDir: string,
  onStep: (step: number) => void,
): Promise<void> {
  const load = loader(spec, projectDir);
  for (const measure of spec.measures)
    if (!exists(files.measure(measure))) await measureOne(spec, files, { ...lab, run: spec, load }, measure, onStep);
}

/** Makes and releases the meters of a run that need no settings: one that the model or task does not fit (usage) is told before training. */
export async function requireMeasures(
  spec: RunSpec,
  lab: Omit<Bench, "run" | "load">,
  projectDir: string,
): Promise<void> {
  const load = loader(spec, projectDir);
  for (const measure of spec.measures)
    if (measure.kind !== "llc") await (await makeMeter({ ...lab, run: spec, load }, measure)).release();
}

const loader = (spec: RunSpec, projectDir: string) => (params: RunSpec["task"]["params"]) =>
  loadTask(spec.task.name, { ...spec.task.params, ...params }, projectDir);

async function measureOne(
  spec: RunSpec,
  files: RunFolder,
  bench: Bench,
  measure: MeasureSpec,
  onStep: (step: number) => void,
): Promise<void> {
  const file = files.measure(measure);
  const partial = `${file}.partial.jsonl`;
  const done = new Map(partialSteps(partial).map(({ step, readings }) => [step, readings]));
  const key = runKey(spec);
  const meter = await makeMeter(bench, measure);
  try {
    for (const step of measure.steps ?? spec.checkpoints) {
      onStep(step);
      if (done.has(step)) continue;
      const readings = await meter.read(readWeights(files.weights(step), key, step), step);
      appendFileSynced(partial, `${JSON.stringify({ step, readings })}\n`);
      done.set(step, readings);
    }
  } finally {
    await meter.release();
  }
  const rows = [...done].sort(([a], [b]) => a - b).flatMap(([step, readings]) => withContext(spec, step, readings));
  await writeSummary(file, rows);
  rmSync(partial, { force: true });
}

/** The checkpoints a killed process finished; a torn last line is none of them. */
function partialSteps(file: string): { step: number; readings: Reading[] }[] {
  if (!exists(file)) return [];
  const lines = readText(file, "delete it and run again").split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line) as { step: number; readings: Reading[] });
}

/** Returns readings of a checkpoint as self-contained rows. */
export function withContext(spec: RunSpec, step: number, readings: readonly Reading[]): Measurement[] {
  const { task, model, seed } = spec;
  const shared = { run: runKey(spec), task: task.name, nParams: modelSize(model, task).nParams, step, seed };
  return readings.map((reading) => ({ ...shared, ...costUpTo(spec, step), ...reading }));
}

/** Returns the rows of all measures of a finished run, in the order of its specification. Errors: not finished (usage). */
export async function readMeasures(spec: RunSpec, projectDir: string): Promise<Measurement[]> {
  const files = runFolder(projectDir, runKey(spec));
  const rows: Measurement[] = [];
  for (const measure of spec.measures) rows.push(...(await readSummary(files.measure(measure))));
  return rows;
}
