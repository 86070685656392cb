/** The local learning coefficient of one trained checkpoint of a family, looked at from all sides. */
import { availableParallelism } from "node:os";
import { usageError } from "../../base/errors.ts";
import { fold } from "../../base/random.ts";
import { createEngine } from "../../engine/create.ts";
import { reachOf } from "../../measure/llc/estimate.ts";
import { runLlc } from "../../measure/llc/llc.ts";
import { LIMITS } from "../../measure/llc/problems.ts";
import { type LlcStudy, studyLlc } from "../../measure/llc/study.ts";
import { toFlat } from "../../model/params.ts";
import { chainProcesses } from "../../runs/chainPool.ts";
import { readWeights } from "../../runs/checkpointFile.ts";
import { runFolder, runKey, runLabel } from "../../runs/key.ts";
import { missing, observedRuns } from "../../runs/plan.ts";
import { type Family, LlcSpec, type RunSpec } from "../../specs.ts";
import { loadTask } from "../../task/load.ts";
import type { Project } from "../project.ts";

/** A checkpoint: an observed rung (default: the largest), a seed (default: 0) and a step (default: the last). */
export type Checkpoint = { rung?: string; seed?: string; step?: number | string };

/**
 * The study of a checkpoint, named: `llc` with its standard error are null where bad diagnostics refuse the number; `n` examples make the
 * data set, `reach` is how far the chains went of what the localization alone gives, `limits` what good diagnostics stay within.
 */
export type CheckpointStudy = {
  run: string;
  label: string;
  step: number;
  n: number;
  llc: number | null;
  stderr: number | null;
  isRefused: boolean;
  study: LlcStudy;
  reach: number | null;
  limits: typeof LIMITS;
};

/**
 * Returns the study of a family's checkpoint under these settings, with chains in processes of their own; no number with bad diagnostics
 * unless `force` asks for it all the same. Errors (usage): a rung, seed or
 * step that is not there, a run that is not trained; (numeric): no step size fits.
 */
export async function studyCheckpoint(
  project: Project,
  family: Family,
  at: Checkpoint,
  spec: LlcSpec,
  { force = false }: { force?: boolean } = {},
): Promise<CheckpointStudy> {
  const run = chosenRun(project, family, at);
  const step = chosenStep(run, family, at.step);
  const load = (params: RunSpec["task"]["params"]) =>
    loadTask(run.task.name, { ...run.task.params, ...params }, project.dir);
  const bench = { run, task: await load({}), engine: await createEngine(run.engine), load };
  const processes = Math.min(spec.numChains, availableParallelism());
  const elsewhere = () => chainProcesses({ run, projectDir: project.dir, spec, step }, processes);
  const { estimator, params, sampling, key, n } = await runLlc(bench, spec, processes > 1 ? elsewhere : undefined);
  try {
    const weights = readWeights(runFolder(project.dir, runKey(run)).weights(step), runKey(run), step);
    const point = await estimator.at(toFlat(weights, params));
    const study = await studyLlc(estimator, point, sampling, spec.stepSize, fold(key, step));
    const reach = reachOf(study.estimate, spec.localization);
    const named = { run: runKey(run), label: runLabel(run), step, n };
    return { ...named, ...numberOf(study, force), study, reach, limits: LIMITS };
  } finally {
    await estimator.release();
  }
}

/** The number of a study, unless there is a reason not to believe it and nobody insists. */
function numberOf({ estimate, problems }: LlcStudy, force: boolean) {
  const isRefused = problems.length > 0 && !force;
  const { llc, stderr } = isRefused ? { llc: null, stderr: null } : estimate;
  return { llc, stderr, isRefused };
}

/**
 * Returns the settings of an estimate: the family's own llc measure, if it has one, but with the step size to be found, and what `given`
 * replaces. Errors (usage): a setting that is none.
 */
export function llcSettings({ measures }: Family, given: Readonly<Record<string, unknown>>): LlcSpec {
  const own = measures.find((measure) => measure.kind === "llc") ?? { kind: "llc" };
  const draft = { ...own, stepSize: "auto", ...given };
  const parsed = LlcSpec.safeParse(draft);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  const got = path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)?.[key], draft);
  throw usageError("llc", `${path.join(".")}: ${message}`, got, "foreshock llc --help");
}

function chosenRun(project: Project, family: Family, { rung, seed = "0" }: Checkpoint): RunSpec {
  const observed = family.ladder.filter(({ heldOut }) => !heldOut);
  const chosen = rung === undefined ? observed.at(-1)! : observed.find(({ name }) => name === rung);
  const names = observed.map(({ name }) => name).join(", ");
  const again = `foreshock llc ${family.name}`;
  if (!chosen) throw usageError("llc", `an observed rung (${names}) is required`, rung, again);
  const run = observedRuns({ ...family, ladder: [chosen] }).find((one) => one.seed === seed);
  if (!run) throw usageError("llc", `a seed from 0 to ${family.numSeeds - 1} is required`, seed, `${again} --seed 0`);
  if (missing([{ ...run, measures: [] }], project.dir).length === 0) return run;
  const got = `${runLabel(run)}, not trained yet`;
  throw usageError("llc", "a finished run is required", got, `foreshock run ${family.name}`);
}

function chosenStep(run: RunSpec, family: Family, step: number | string = run.checkpoints.at(-1)!): number {
  const found = run.checkpoints.find((one) => String(one) === String(step));
  if (found !== undefined) return found;
  const all = run.checkpoints.join(", ");
  throw usageError("llc", `a checkpoint (${all}) is required`, step, `foreshock llc ${family.name}`);
}
