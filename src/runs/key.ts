/**
 * A run's name is the digest of everything that determines its numbers, so that the same run is never trained twice and an
 * edited task, model or recipe never meets old rows.
 */
import path from "node:path";
import { digest } from "../base/canonical.ts";
import type { MeasureSpec, ModelSpec, RunSpec } from "../specs.ts";

/** Returns what a run's numbers depend on: its specification without the measures, which are made from its checkpoints afterwards. */
export function trainingOf({ measures: _, ...training }: RunSpec): Omit<RunSpec, "measures"> {
  return training;
}

/** Returns the run's key: the first 32 hex digits of SHA-256 over the canonical JSON of `trainingOf` its specification. */
export function runKey(spec: RunSpec): string {
  return digest(trainingOf(spec)).slice(0, 32);
}

/** Returns whether a text is a run's key, and so the name of a folder of models/runs. */
export function isRunKey(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}

/** Returns a short line for people: task, width and seed, as in `operator-chain d=8 seed 0`; not unique. */
export function runLabel(spec: RunSpec): string {
  return `${spec.task.name} ${width(spec.model)} seed ${spec.seed.slice(0, 9)}`;
}

function width(model: ModelSpec): string {
  return model.kind === "transformer" ? `d=${model.dModel}` : `hidden=${[model.dHidden].flat().join("x")}`;
}

/** Where a run's files lie: `models/runs/<runKey>/` and what is in it. */
export type RunFolder = ReturnType<typeof runFolder>;

/** Returns the paths of a run's files; `summary` is written last, so its presence means that the run is finished; measures follow. */
export function runFolder(projectDir: string, key: string) {
  const folder = path.join(projectDir, "models", "runs", key);
  return {
    folder,
    spec: path.join(folder, "spec.json"),
    lock: path.join(folder, ".lock"),
    resume: path.join(folder, "resume.safetensors"),
    damaged: path.join(folder, "resume.damaged.safetensors"),
    tokens: path.join(folder, "tokens.parquet"),
    summary: path.join(folder, "summary.parquet"),
    measure: (measure: MeasureSpec) => path.join(folder, `${measure.kind}-${digest(measure).slice(0, 8)}.parquet`),
    weights: (step: number) => path.join(folder, `step-${String(step).padStart(6, "0")}.safetensors`),
  };
}
