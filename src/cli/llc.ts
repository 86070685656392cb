/** foreshock llc: the local learning coefficient of one trained checkpoint, with its diagnostics; no number when they are bad. */
import { availableParallelism } from "node:os";
import { numericError, usageError } from "../base/errors.ts";
import { fold } from "../base/random.ts";
import { number } from "../base/words.ts";
import { createEngine } from "../engine/create.ts";
import { reachOf } from "../measure/llc/estimate.ts";
import { runLlc } from "../measure/llc/llc.ts";
import { LIMITS } from "../measure/llc/problems.ts";
import { type LlcStudy, studyLlc } from "../measure/llc/study.ts";
import { toFlat } from "../model/params.ts";
import { chainProcesses } from "../runs/chainPool.ts";
import { readWeights } from "../runs/checkpointFile.ts";
import { runFolder, runKey, runLabel } from "../runs/key.ts";
import { missing, observedRuns } from "../runs/plan.ts";
import { type Family, LlcSpec, type RunSpec } from "../specs.ts";
import { familyBy, findProject, type Project } from "../study/project.ts";
import { loadTask } from "../task/load.ts";
import { table } from "./output.ts";
import type { Context, Result } from "./verb.ts";

export type LlcVerbOptions = Partial<Record<"rung" | "seed" | "step", string>> &
  Partial<Record<(typeof SETTINGS)[number][0], string>> & { params?: string[]; data?: string[]; force?: boolean };

/** Options that are settings of the estimate, by their name in a family file. */
const SETTINGS = [
  ["sampler", String],
  ["stepSize", numberOrWord],
  ["nbeta", numberOrWord],
  ["localization", Number],
  ["numChains", Number],
  ["numDraws", Number],
  ["numBurninSteps", Number],
  ["batchSize", Number],
  ["numExamples", Number],
] as const;

/** Estimates the coefficient of one observed run's checkpoint. Errors (numeric): bad diagnostics and no --force. */
export async function llc(text: string, options: LlcVerbOptions, context: Context): Promise<Result> {
  const project = findProject(context);
  const family = await familyBy(project, text, context.cwd);
  const spec = specOf(family, options, text);
  const run = chosenRun(project, family, options, text);
  const step = chosenStep(run, options.step, text);
  const { study, n } = await studyRun(project, run, spec, step);
  const label = `${runLabel(run)} step ${step}`;
  const data = { run: runKey(run), step, n, settings: spec, ...documentOf(study) };
  const lines = [...heading(label, spec, study, n), ...diagnostics(study, spec)];
  if (study.problems.length === 0) return { data, text: [...lines, estimateLine(study)] };
  const reasons = study.problems.map((problem) => `  ✗ ${problem}`);
  if (options.force)
    return { data, text: [...lines, ...reasons, `${estimateLine(study)}  NOT TO BE TRUSTED (--force)`] };
  const problem = numericError(
    "llc",
    "good diagnostics are required to print a number",
    new Error(study.problems[0]),
    `mend that, or foreshock llc ${text} --force to see it marked`,
  );
  return { data: { ...data, llc: null, stderr: null }, text: [...lines, ...reasons], problem };
}

async function studyRun(project: Project, run: RunSpec, spec: LlcSpec, step: number) {
  const load = (params: RunSpec["task"]["params"]) =>
    loadTask(run.task.name, { ...run.task.params, ...params }, project.dir);
  const bench = { run, task: await load({}), engine: await createEngine(run.engine), load };
  const processes = Math.min(spec.numChains, availableParallelism());
  const elsewhere = () => chainProcesses({ run, projectDir: project.dir, spec, step }, processes);
  const { estimator, params, sampling, key, n } = await runLlc(bench, spec, processes > 1 ? elsewhere : undefined);
  try {
    const weights = readWeights(runFolder(project.dir, runKey(run)).weights(step), runKey(run), step);
    const point = await estimator.at(toFlat(weights, params));
    return { study: await studyLlc(estimator, point, sampling, spec.stepSize, fold(key, step)), n };
  } finally {
    await estimator.release();
  }
}

/** The settings: the family's own llc measure, if it has one, but with the step size to be found, and what the command line replaces. */
function specOf(family: Family, options: LlcVerbOptions, text: string): LlcSpec {
  const own = family.measures.find((measure) => measure.kind === "llc") ?? { kind: "llc" };
  const given = SETTINGS.flatMap(([key, parse]) => (options[key] === undefined ? [] : [[key, parse(options[key])]]));
  const data = (options.data ?? []).map((pair) => {
    const [key, value] = pair.split("=", 2) as [string, string?];
    if (value === undefined) throw usageError("llc", "--data setting=value is required", pair, `foreshock llc ${text}`);
    return [key, numberOrWord(value)];
  });
  const draft = {
    ...own,
    stepSize: "auto",
    ...Object.fromEntries(given),
    ...(options.params ? { params: options.params } : {}),
    ...(data.length > 0 ? { data: Object.fromEntries(data) } : {}),
  };
  const parsed = LlcSpec.safeParse(draft);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  const got = path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)?.[key], draft);
  throw usageError("llc", `${path.join(".")}: ${message}`, got, "foreshock llc --help");
}

function numberOrWord(text: string): number | string {
  const value = Number(text);
  return text.trim() === "" || Number.isNaN(value) ? text : value;
}

function chosenRun(project: Project, family: Family, { rung, seed = "0" }: LlcVerbOptions, text: string): RunSpec {
  const observed = family.ladder.filter(({ heldOut }) => !heldOut);
  const chosen = rung === undefined ? observed.at(-1)! : observed.find(({ name }) => name === rung);
  const names = observed.map(({ name }) => name).join(", ");
  if (!chosen) throw usageError("llc", `an observed rung (${names}) is required`, rung, `foreshock llc ${text}`);
  const run = observedRuns({ ...family, ladder: [chosen] }).find((one) => one.seed === seed);
  if (!run)
    throw usageError(
      "llc",
      `a seed from 0 to ${family.numSeeds - 1} is required`,
      seed,
      `foreshock llc ${text} --seed 0`,
    );
  if (missing([{ ...run, measures: [] }], project.dir).length === 0) return run;
  throw usageError("llc", "a finished run is required", `${runLabel(run)}, not trained yet`, `foreshock run ${text}`);
}

function chosenStep(run: RunSpec, step: string | undefined, text: string): number {
  const chosen = step === undefined ? run.checkpoints.at(-1)! : Number(step);
  if (run.checkpoints.includes(chosen)) return chosen;
  throw usageError("llc", `a checkpoint (${run.checkpoints.join(", ")}) is required`, step, `foreshock llc ${text}`);
}

function heading(label: string, spec: LlcSpec, { estimate }: LlcStudy, n: number): string[] {
  const convention = typeof spec.nbeta === "number" ? "as given" : spec.nbeta === "dataset" ? "n / ln n" : "B / ln B";
  const moving = spec.params ? `, moving ${spec.params.join(", ")} only (restricted)` : "";
  const data = Object.entries(spec.data).map(([name, value]) => `${name} ${value}`);
  const refined = data.length > 0 ? `, on data with ${data.join(", ")} (refined)` : "";
  const found = spec.stepSize === "auto" ? " (found)" : "";
  return [
    `${label}: ${spec.sampler}, step size ${estimate.stepSize.toExponential(2)}${found}, nbeta ${number(estimate.nbeta)} (${convention}), n ${n}, batch ${Math.min(spec.batchSize, n)}, localization ${spec.localization}`,
    `  ${spec.numChains} chains of ${spec.numBurninSteps} + ${spec.numDraws} steps, ${estimate.numMoving} weights${moving}${refined}`,
  ];
}

const shown = (value: number | null): string => (value === null ? "—" : number(value));

function diagnostics({ estimate, half, double, tighter }: LlcStudy, { localization }: LlcSpec): string[] {
  const reach = reachOf(estimate, localization);
  const drift = estimate.drift ? `${number(estimate.drift.value)} ± ${number(estimate.drift.stderr)}` : "—";
  return table([
    ["diagnostic", "value", "good"],
    ["chains' means", estimate.chains.map(shown).join(" "), "alike"],
    ["split R-hat", shown(estimate.rhat), `at most ${LIMITS.rhat}`],
    ["effective draws", shown(estimate.ess), `${LIMITS.ess} or more`],
    ["acceptance", shown(estimate.acceptance), `${LIMITS.acceptance} or more`],
    ["drift of the trace", drift, `within ${100 * LIMITS.drift} %, or 3 errors`],
    ["early spike", shown(estimate.spike), "below 1 (no rule)"],
    ["chains not finite", shown(estimate.nanShare), "0"],
    ["chains below zero", shown(estimate.negativeShare), "0"],
    ["|w - w*|", shown(estimate.distance), ""],
    ["the same, of what localization alone gives", shown(reach), "near 1: most weights are free (no rule)"],
    [
      "estimate at half the step",
      `${shown(half.llc)} ± ${shown(half.stderr)}`,
      `within ${100 * LIMITS.sensitivity} %, or 3 errors`,
    ],
    ["estimate at twice the step", `${shown(double.llc)} ± ${shown(double.stderr)}`, "much the same (no rule)"],
    [
      "at ten times the localization",
      `${shown(tighter.llc)} ± ${shown(tighter.stderr)}`,
      "near; else the localization decides (no rule)",
    ],
  ]);
}

const estimateLine = ({ estimate }: LlcStudy): string => `llc ${shown(estimate.llc)} ± ${shown(estimate.stderr)}`;

/** The study as plain data, without its traces. */
function documentOf({ estimate, half, double, tighter, problems }: LlcStudy) {
  const { traces: _, ...plain } = estimate;
  return { ...plain, atHalfStep: half.llc, atTwiceStep: double.llc, atTenTimesLocalization: tighter.llc, problems };
}
