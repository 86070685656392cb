/** Making forecasts from a question's evidence, by programs or from a person's numbers, and committing them unseen. */
import path from "node:path";
import { numericError, usageError } from "../base/errors.ts";
import { exists } from "../base/files.ts";
import { type Key, rootKey } from "../base/random.ts";
import { readYaml } from "../base/yaml.ts";
import { type Ask, askOf } from "../forecast/ask.ts";
import { canAnswer, type Refusal } from "../forecast/asking.ts";
import { withItems } from "../forecast/checklist.ts";
import { DEFAULT } from "../forecast/default.ts";
import type { Forecaster } from "../forecast/forecaster.ts";
import { FORECASTERS, forecasterBy } from "../forecast/forecasters.ts";
import { fromFile } from "../forecast/human.ts";
import { remember } from "../forecast/remembered.ts";
import { type Committed, commitForecast } from "../ledger/commit.ts";
import { type Ledger, questionStates } from "../ledger/ledger.ts";
import { registerEvidence } from "../ledger/question.ts";
import { primaries, type QuestionState } from "../ledger/state.ts";
import { type Evidence, type Forecast, ForecastFile } from "../records.ts";
import { checkForecast } from "../score/score.ts";
import { name } from "../specs.ts";
import { answersWithChecklists, type OnAsk } from "./answering/answers.ts";
import { readRegistered } from "./asking/file.ts";
import { madeByItems, madeHere } from "./binding/madeBy.ts";
import { nextFor, requireEvidence, type Sourced } from "./evidenceSource.ts";
import { ledgerOf, requireLedger, stateBy, writerOf } from "./ledger.ts";
import type { Project, Study } from "./project.ts";
import { rememberRefusals } from "./standing/refusals.ts";

/** A person's numbers and the name under which they are registered. */
export type OwnNumbers = { numbers: ForecastFile; as: string };

/**
 * Forecasts of one question: its baseline first where it was missing, then the programs' in the order asked for, then a person's;
 * programs that could not answer, with their reasons, and the names of all that can, the one to suggest first (none are looked for where
 * nobody was refused); and what they were made from.
 */
export type Forecasts = {
  asked: Sourced;
  evidence: Evidence;
  ledger: Ledger;
  baseline: Forecast[];
  made: Forecast[];
  refused: Refusal[];
  able: string[];
};

/** Which programs, whose numbers, whether a closed question may be asked too, and who hears which program is asked, one of how many. */
export type MakeOptions = {
  by?: readonly string[];
  own?: OwnNumbers;
  closed?: boolean;
  onAsk?: OnAsk;
};

/**
 * Makes the forecasts of the named programs and of a person for a registered question; nothing is committed. The question's id is the
 * only randomness, so that anybody can make the same forecasts again. Errors (usage): unknown programs, a name that a program has,
 * numbers that do not fit, runs missing, and unless `closed` is allowed a question that is closed; (numeric): no program can answer, or
 * the baseline cannot.
 */
export async function makeForecasts(
  study: Study,
  question: string,
  { by = [], own, closed = false, onAsk }: MakeOptions,
): Promise<Forecasts> {
  const forecasters = [...new Set(by)].map(forecasterBy);
  if (own !== undefined) requireOwnName(own.as);
  const ledger = requireLedger(study, question);
  const state = stateBy(ledger, question);
  const asked = await readRegistered(study, state);
  if (!closed) requireOpen(state, nextFor(study, state, asked.origin));
  const evidence = await requireEvidence(study, asked, state);
  const needed = closed || isCommitted(state, asked.question.baseline) ? null : asked.question.baseline;
  const missing = needed === null || by.includes(needed) ? [] : [forecasterBy(needed)];
  const ask = remember(askOf(asked.question, evidence));
  const list = [...missing, ...forecasters];
  const key = rootKey(asked.id);
  const { forecasts: made, refused } = await answersWithChecklists(ask, list, key, onAsk);
  const maker = madeByItems(madeHere());
  const forecasts = made.map((one) => withItems(one, maker));
  const able = refused.length === 0 ? [] : ableTo(ask, key);
  requireAnswers(asked.name, refused, forecasters, needed, able);
  const human = own === undefined ? [] : [fromFile(asked.question, evidence, own.numbers, own.as)];
  const baseline = forecasts.slice(0, missing.length);
  const others = [...forecasts.slice(missing.length), ...human];
  for (const one of [...baseline, ...others]) checkForecast(asked.question, one);
  return { asked, evidence, ledger, baseline, made: others, refused, able };
}

/** Commits forecasts, and the evidence they were made from; returns what the ledger holds of each now, in the same order. */
export function commitForecasts(
  study: Study,
  { asked, ledger, evidence, baseline, made, refused }: Forecasts,
): (Committed & { forecaster: string })[] {
  const writer = writerOf(study, ledger);
  registerEvidence(writer, evidence);
  const all = [...baseline, ...made];
  rememberRefusals(
    study,
    asked.id,
    refused,
    all.map(({ forecaster }) => forecaster),
  );
  return all.map((one) => ({ forecaster: one.forecaster, ...commitForecast(writer, one) }));
}

/** Returns every forecaster's name and the one line it says of itself, in the order of lists. */
export function forecasterList(): { name: string; summary: string }[] {
  return FORECASTERS.map(({ name, summary }) => ({ name, summary }));
}

/** Returns the name of the forecaster to suggest for a question; null for one that is not registered. */
export function suggestedForecaster(project: Project, question: string): string | null {
  const ledger = ledgerOf(project);
  const state = ledger && questionStates(ledger).find(({ name: known }) => known === question);
  return state ? DEFAULT : null;
}

/** Everybody who can answer, the one to suggest first. */
function ableTo(ask: Ask, key: Key): string[] {
  const able = FORECASTERS.filter((one) => canAnswer(one, ask, key)).map(({ name }) => name);
  const first = DEFAULT;
  return [...able.filter((name) => name === first), ...able.filter((name) => name !== first)];
}

/** Returns the numbers in a person's file, from `cwd`. Errors (usage): no such file, not YAML or JSON of that form, naming the line. */
export function readNumbers(file: string, cwd = "."): ForecastFile {
  const full = path.resolve(cwd, file);
  if (exists(full)) return readYaml("forecast", full, ForecastFile).value;
  const hint = "write it: see foreshock forecast --help";
  throw usageError("forecast", "a file with own numbers is required", file, hint);
}

/** Refuses a name for own numbers that is none, or a program's. */
export function requireOwnName(as: string, hint = "choose another name"): void {
  if (!name.safeParse(as).success)
    throw usageError("forecast", "--as with a name of letters, digits, dot, dash, underscore is required", as, hint);
  if (FORECASTERS.some((forecaster) => forecaster.name === as))
    throw usageError("forecast", "a name that is not a program's is required for --as", as, hint);
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

function isCommitted(state: QuestionState, program: string): boolean {
  return primaries(state).some(({ forecaster }) => forecaster === program);
}

/** Refuses when none of the programs asked for could answer, or the baseline, where it is needed, could not; others may be left out. */
function requireAnswers(
  question: string,
  refused: readonly Refusal[],
  forecasters: readonly Forecaster[],
  needed: string | null,
  able: readonly string[],
): void {
  const own = refused.filter(({ forecaster }) => forecasters.some(({ name }) => name === forecaster));
  const none = own.length === forecasters.length ? own[0] : undefined;
  const decisive = none ?? refused.find(({ forecaster }) => forecaster === needed);
  if (decisive === undefined) return;
  const requirement = `${decisive.forecaster} has to be able to answer ${question}`;
  const [first] = able;
  const others = first === undefined ? "" : `; these can: ${able.join(", ")}`;
  const then = first === undefined ? "foreshock forecast --list" : `foreshock forecast ${question} --by ${first}`;
  throw numericError("forecast", requirement, new Error(`${decisive.reason}${others}`), then);
}
