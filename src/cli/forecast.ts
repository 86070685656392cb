/** foreshock forecast: makes forecasts from the evidence, by programs or from people's own numbers, and commits them unseen. */
import path from "node:path";
import { ForeshockError, integrityError, numericError, usageError } from "../base/errors.ts";
import { exists } from "../base/files.ts";
import { rootKey } from "../base/random.ts";
import { plural } from "../base/words.ts";
import { readYaml } from "../base/yaml.ts";
import { askOf } from "../forecast/ask.ts";
import { withChecklist } from "../forecast/checklist.ts";
import type { Forecaster } from "../forecast/forecaster.ts";
import { DEFAULT, FORECASTERS } from "../forecast/forecasters.ts";
import { fromFile } from "../forecast/human.ts";
import { commitForecast } from "../ledger/commit.ts";
import { registerEvidence } from "../ledger/question.ts";
import { primaries, type QuestionState } from "../ledger/state.ts";
import { type Evidence, type Forecast, ForecastFile } from "../records.ts";
import { checkForecast } from "../score/score.ts";
import { name } from "../specs.ts";
import { alreadyThere } from "../study/alreadyThere.ts";
import { conformalLines } from "../study/conformal.ts";
import { evidenceOf, nextFor, observedOf, restoreHint } from "../study/evidenceSource.ts";
import { openBook, readBook, stateBy } from "../study/ledger.ts";
import { findProject, type Project } from "../study/project.ts";
import { type Asked, readRegistered } from "../study/questionFile.ts";
import { forecastText } from "./forecastText.ts";
import { headText, next, table } from "./output.ts";
import type { Context, Result } from "./verb.ts";

export type ForecastVerbOptions = { by?: string[]; file?: string; as?: string; list?: boolean; dryRun?: boolean };

/** Makes, shows and (unless dryRun) commits the forecasts asked for, and the question's baseline if it is not committed yet. */
export async function forecast(
  text: string | undefined,
  options: ForecastVerbOptions,
  context: Context,
): Promise<Result> {
  if (options.list) return listForecasters();
  if (text === undefined)
    throw usageError("forecast", "the name of a question is required", "none", "foreshock status");
  const forecasters = requireSource(text, options);
  const project = findProject(context);
  const state = stateBy(readBook(project), text);
  const asked = await readRegistered(project, state);
  if (!options.dryRun) requireOpen(state, nextFor(project, state, asked.origin));
  const evidence = await requireEvidence(project, asked, state);
  const { own, refused } = forecastsBy(forecasters, asked, evidence);
  const human = options.file === undefined ? [] : [humanForecast(asked, evidence, options, context)];
  const made = [...own, ...human];
  const baseline = options.dryRun ? [] : baselineFor(asked, state, made, evidence);
  for (const one of [...baseline, ...made]) checkForecast(asked.question, asked.id, one);
  if (options.dryRun) return shown(project, asked, made, [...refused, "not committed (--dry-run)"], { committed: [] });
  return commit(project, asked, evidence, [...baseline, ...made], baseline.length > 0, refused, context);
}

function listForecasters(): Result {
  const rows = FORECASTERS.map(({ name, summary }) => [name, summary]);
  return {
    data: FORECASTERS.map(({ name, summary }) => ({ name, summary })),
    text: [...table([["name", "what it does"], ...rows]), next("foreshock forecast <question> --by <name>")],
  };
}

function requireSource(text: string, { by = [], file, as }: ForecastVerbOptions): Forecaster[] {
  const example = `foreshock forecast ${text} --by ${DEFAULT}`;
  const own = `foreshock forecast ${text} --file ${file ?? "numbers.yaml"} --as alice`;
  if (by.length === 0 && file === undefined)
    throw usageError(
      "forecast",
      "--by <forecaster> or --file <numbers.yaml> --as <name> is required",
      "neither",
      example,
    );
  if ((file === undefined) !== (as === undefined))
    throw usageError("forecast", "--file and --as together are required", file ?? as, own);
  if (as !== undefined && !name.safeParse(as).success)
    throw usageError("forecast", "--as with a name of letters, digits, dot, dash, underscore is required", as, own);
  if (FORECASTERS.some((forecaster) => forecaster.name === as))
    throw usageError("forecast", "a name that is not a program's is required for --as", as, own);
  return [...new Set(by)].map((wanted) => {
    const found = FORECASTERS.find((forecaster) => forecaster.name === wanted);
    if (found) return found;
    const known = FORECASTERS.map((forecaster) => forecaster.name).join(", ");
    throw usageError("forecast", `one of the forecasters ${known} is required`, wanted, "foreshock forecast --list");
  });
}

function requireOpen(state: QuestionState, then: string): void {
  if (state.closed === null) return;
  throw usageError(
    "forecast",
    `question ${state.name} has to be open: after the close no forecast is accepted`,
    `closed in line ${state.closed + 1} of the ledger`,
    then,
  );
}

/** The evidence of the observed runs or the import, which has to be the registered one if there is one. */
async function requireEvidence(project: Project, asked: Asked, state: QuestionState): Promise<Evidence> {
  const evidence = await evidenceOf(project, asked);
  if (evidence === null) {
    const { numRuns, numMissing } = observedOf(project, asked.origin);
    const { argument } = asked.origin;
    throw usageError(
      "forecast",
      `all ${plural(numRuns, "observed run")} of ${argument} are required as evidence`,
      `${numMissing} missing`,
      `foreshock run ${argument}`,
    );
  }
  if (state.evidence !== null && state.evidence.digest !== evidence.digest)
    throw integrityError(
      "forecast",
      `the observed rows registered for ${asked.name} (digest ${state.evidence.digest.slice(0, 12)}) are required`,
      evidence.digest.slice(0, 12),
      restoreHint(asked.origin.kind, asked.question.family),
    );
  return evidence;
}

/** The forecasts of the programs asked for; of several, those that cannot answer are named and left out, unless none can. */
function forecastsBy(
  forecasters: readonly Forecaster[],
  asked: Asked,
  evidence: Evidence,
): { own: Forecast[]; refused: string[] } {
  const results = forecasters.map((forecaster) => {
    try {
      return { forecast: forecastBy(forecaster, asked, evidence), error: null };
    } catch (error) {
      if (!(error instanceof ForeshockError)) throw error;
      return { forecast: null, error };
    }
  });
  const own = results.flatMap(({ forecast }) => forecast ?? []);
  const errors = results.flatMap(({ error }) => error ?? []);
  if (own.length === 0 && errors[0]) throw errors[0];
  return { own, refused: errors.map(({ message }) => `left out: ${message.replace(/^forecast: /, "")}`) };
}

/** The question's id is the only randomness, so that anybody can make the same forecast again. */
function forecastBy(forecaster: Forecaster, { question, id, name }: Asked, evidence: Evidence): Forecast {
  const result = withChecklist(forecaster, askOf(question, evidence), rootKey(id));
  if (result.ok) return result.forecast;
  throw numericError(
    "forecast",
    `${forecaster.name} has to be able to answer ${name}`,
    new Error(result.reason),
    "foreshock forecast --list",
  );
}

function humanForecast(
  { question }: Asked,
  evidence: Evidence,
  { file, as }: ForecastVerbOptions,
  { cwd }: Context,
): Forecast {
  const full = path.resolve(cwd, file!);
  if (!exists(full))
    throw usageError(
      "forecast",
      "a file with own numbers is required",
      file,
      "write it: see foreshock forecast --help",
    );
  const { value } = readYaml("forecast", full, ForecastFile);
  try {
    return fromFile(question, evidence, value, as!);
  } catch (error) {
    if (!(error instanceof ForeshockError)) throw error;
    throw new ForeshockError(error.kind, error.message, `edit ${full}: ${error.hint}`);
  }
}

function baselineFor(asked: Asked, state: QuestionState, made: Forecast[], evidence: Evidence): Forecast[] {
  const { baseline } = asked.question;
  const present = [...primaries(state), ...made].some(({ forecaster }) => forecaster === baseline);
  if (present) return [];
  return [forecastBy(FORECASTERS.find(({ name }) => name === baseline)!, asked, evidence)];
}

function commit(
  project: Project,
  asked: Asked,
  evidence: Evidence,
  forecasts: Forecast[],
  withBaseline: boolean,
  refused: string[],
  context: Context,
): Result {
  const { ledger, secrets } = openBook(project, context);
  registerEvidence(ledger, evidence, context.now(), secrets);
  const committed = forecasts.map((one) => ({
    forecaster: one.forecaster,
    ...commitForecast(ledger, one, context.now(), secrets),
  }));
  const { baseline } = asked.question;
  const then = `foreshock close ${asked.name}`;
  const lines = [
    ...refused,
    ...(withBaseline ? [`${baseline} is this question's baseline and was committed with it`] : []),
    ...committed.map(
      (one) => `committed ${one.forecaster}: ${one.commitment.slice(0, 12)}, line ${one.seq + 1} of the ledger`,
    ),
    ...alreadyThere(asked.question, evidence),
    ...headText(committed.at(-1)!.head),
    next(`${then}   (or commit more forecasts first; a new version replaces an older one)`),
  ];
  return shown(project, asked, forecasts, lines, { committed, next: then });
}

function shown(
  project: Project,
  { question, id }: Asked,
  forecasts: Forecast[],
  lines: string[],
  more: object,
): Result {
  const ledger = readBook(project)!;
  const text = [
    ...forecasts.flatMap((one) => [...forecastText(question, one), ...conformalLines(ledger, question, one)]),
    ...lines,
  ];
  return { data: { question: id, forecasts, ...more }, text };
}
