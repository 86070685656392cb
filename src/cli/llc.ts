/** foreshock llc: the local learning coefficient of one trained checkpoint, with its diagnostics; no number when they are bad. */
import { numericError, usageError } from "../base/errors.ts";
import { number } from "../base/words.ts";
import type { Family, LlcSpec } from "../specs.ts";
import { familyBy } from "../study/family.ts";
import { type CheckpointStudy, llcSettings, studyCheckpoint } from "../study/inside/llc.ts";
import { table } from "./output.ts";
import { studyOf } from "./study.ts";
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
  const project = studyOf(context);
  const family = await familyBy(project, text, context.cwd);
  const settings = settingsOf(family, options, text);
  const { rung, seed, step } = options;
  const found = await studyCheckpoint(
    project,
    family,
    {
      ...(rung === undefined ? {} : { rung }),
      ...(seed === undefined ? {} : { seed }),
      ...(step === undefined ? {} : { step }),
    },
    settings,
    { force: options.force ?? false },
  );
  const { run, step: at, n, isRefused, study } = found;
  const data = { run, step: at, n, settings, ...documentOf(found) };
  const reasons = study.problems.map((problem) => `  ✗ ${problem}`);
  const lines = [...heading(found, settings), ...diagnostics(found), ...reasons];
  if (!isRefused) return { data, text: [...lines, estimateLine(found)] };
  const problem = numericError(
    "llc",
    "good diagnostics are required to print a number",
    new Error(study.problems[0]),
    `mend that, or foreshock llc ${text} --force to see it marked`,
  );
  return { data, text: lines, problem };
}

/** What the command line says of the settings. */
function settingsOf(family: Family, options: LlcVerbOptions, text: string): LlcSpec {
  const given = SETTINGS.flatMap(([key, parse]) => (options[key] === undefined ? [] : [[key, parse(options[key])]]));
  const data = (options.data ?? []).map((pair) => {
    const [key, value] = pair.split("=", 2) as [string, string?];
    if (value === undefined) throw usageError("llc", "--data setting=value is required", pair, `foreshock llc ${text}`);
    return [key, numberOrWord(value)];
  });
  return llcSettings(family, {
    ...Object.fromEntries(given),
    ...(options.params ? { params: options.params } : {}),
    ...(data.length > 0 ? { data: Object.fromEntries(data) } : {}),
  });
}

function numberOrWord(text: string): number | string {
  const value = Number(text);
  return text.trim() === "" || Number.isNaN(value) ? text : value;
}

function heading({ label, step, n, study: { estimate } }: CheckpointStudy, spec: LlcSpec): string[] {
  const convention = typeof spec.nbeta === "number" ? "as given" : spec.nbeta === "dataset" ? "n / ln n" : "B / ln B";
  const moving = spec.params ? `, moving ${spec.params.join(", ")} only (restricted)` : "";
  const data = Object.entries(spec.data).map(([name, value]) => `${name} ${value}`);
  const refined = data.length > 0 ? `, on data with ${data.join(", ")} (refined)` : "";
  const found = spec.stepSize === "auto" ? " (found)" : "";
  return [
    `${label} step ${step}: ${spec.sampler}, step size ${estimate.stepSize.toExponential(2)}${found}, nbeta ${number(estimate.nbeta)} (${convention}), n ${n}, batch ${Math.min(spec.batchSize, n)}, localization ${spec.localization}`,
    `  ${spec.numChains} chains of ${spec.numBurninSteps} + ${spec.numDraws} steps, ${estimate.numMoving} weights${moving}${refined}`,
  ];
}

const shown = (value: number | null): string => (value === null ? "—" : number(value));

function diagnostics({ study: { estimate, half, double, tighter }, reach, limits }: CheckpointStudy): string[] {
  const drift = estimate.drift ? `${number(estimate.drift.value)} ± ${number(estimate.drift.stderr)}` : "—";
  return table([
    ["diagnostic", "value", "good"],
    ["chains' means", estimate.chains.map(shown).join(" "), "alike"],
    ["split R-hat", shown(estimate.rhat), `at most ${limits.rhat}`],
    ["effective draws", shown(estimate.ess), `${limits.ess} or more`],
    ["acceptance", shown(estimate.acceptance), `${limits.acceptance} or more`],
    ["drift of the trace", drift, `within ${100 * limits.drift} %, or 3 errors`],
    ["early spike", shown(estimate.spike), "below 1 (no rule)"],
    ["chains not finite", shown(estimate.nanShare), "0"],
    ["chains below zero", shown(estimate.negativeShare), "0"],
    ["|w - w*|", shown(estimate.distance), ""],
    ["the same, of what localization alone gives", shown(reach), "near 1: most weights are free (no rule)"],
    [
      "estimate at half the step",
      `${shown(half.llc)} ± ${shown(half.stderr)}`,
      `within ${100 * limits.sensitivity} %, or 3 errors`,
    ],
    ["estimate at twice the step", `${shown(double.llc)} ± ${shown(double.stderr)}`, "much the same (no rule)"],
    [
      "at ten times the localization",
      `${shown(tighter.llc)} ± ${shown(tighter.stderr)}`,
      "near; else the localization decides (no rule)",
    ],
  ]);
}

function estimateLine({ llc: value, stderr, study }: CheckpointStudy): string {
  const mark = study.problems.length > 0 ? "  NOT TO BE TRUSTED (--force)" : "";
  return `llc ${shown(value)} ± ${shown(stderr)}${mark}`;
}

/** The study as plain data, without its traces. */
function documentOf({ llc: value, stderr, study: { estimate, half, double, tighter, problems } }: CheckpointStudy) {
  const { traces: _, ...plain } = { ...estimate, llc: value, stderr };
  return { ...plain, atHalfStep: half.llc, atTwiceStep: double.llc, atTenTimesLocalization: tighter.llc, problems };
}
