/**
 * Everything that is checked of a study: the predictions folder by its bytes, scores recomputed, run keys, gate and programs' forecasts made
 * again, and, where observed and held-out runs or the import are on this machine, their rows against the registered and sealed ones. What
 * held is remembered, so that the state of a study can be shown without checking it all again.
 */
import { ForeshockError, show } from "../base/errors.ts";
import type { Finding } from "../ledger/finding.ts";
import { type Ledger, questionStates } from "../ledger/ledger.ts";
import type { QuestionState } from "../ledger/state.ts";
import { type ForecastLevel, verify } from "../ledger/verify.ts";
import { checkGate, checkObserved } from "./binding/evidence.ts";
import { type Remaking, remake } from "./binding/remade.ts";
import { checkRunKeys, checkSealedHere } from "./binding/runs.ts";
import type { Study } from "./project.ts";
import { outcomeAndScores } from "./results.ts";
import { retrain } from "./running/retrain.ts";
import type { TrainOptions } from "./running/train.ts";
import { forgetVerified, placesIn, rememberVerified } from "./standing/verified.ts";

/** One check as it is shown; see the ledger's own for the other ids. */
export type StudyCheck = { id: string; ok: boolean; made: boolean; value: string; next: string | null };

/**
 * How much is proven for one forecast: see the ledger's levels. L0 also where the name is a program's and its numbers could not be made
 * again, which `remade` says (null: a person's, or not revealed); `retrained`: held-out rungs whose runs were trained again here, equal.
 */
export type StudyLevel = ForecastLevel & { remade: boolean | null; retrained: string[] };

/** Every check in order, the first that failed (null: all hold), and the level of every forecast that counts. */
export type StudyVerification = {
  ok: boolean;
  checks: StudyCheck[];
  firstBad: StudyCheck | null;
  levels: StudyLevel[];
};

/** What to verify with: signed heads that somebody kept, the study's ledger where it has just been read, and how to train held-out runs again. */
export type VerifyStudyOptions = { heads?: readonly string[]; ledger?: Ledger; retrain?: TrainOptions };

/**
 * Returns all checks of a study in order. With `retrain` the smallest held-out size of every question is trained again, once everything
 * else holds, which executes tasks; what was remembered of the record stays when they differ, as rounding on another machine does that.
 * Never throws for damaged files.
 */
export async function verifyStudy(
  study: Study,
  { retrain: how, ...given }: VerifyStudyOptions = {},
): Promise<StudyVerification> {
  const places = placesIn(study.predictions);
  const found = verify(study.predictions, { ...given, rescore: outcomeAndScores });
  const { ledger } = found;
  const checks: StudyCheck[] = [...found.checks];
  const remakings: Remaking[][] = [];
  if (ledger !== null && !found.stopped) checks.push(...(await bindingChecks(study, ledger, remakings)));
  const holds = checks.every((check) => check.ok);
  if (!holds) forgetVerified(study);
  else if (ledger !== null) rememberVerified(study, ledger, places);
  const again = holds && ledger !== null && how !== undefined ? await retrain(study, ledger, how) : null;
  if (again !== null) checks.push({ id: "retrained", ...again.check });
  const firstBad = checks.find((one) => !one.ok) ?? null;
  const levels = found.levels.map((one) => levelOf(one, remakings.flat(), again?.rungs.get(one.question) ?? []));
  return { ok: firstBad === null, checks, firstBad, levels };
}

/** What binds rows, runs and forecasts to one another, question by question; `remakings` is filled. */
async function bindingChecks(study: Study, ledger: Ledger, remakings: Remaking[][]): Promise<StudyCheck[]> {
  const states = questionStates(ledger);
  const over = (id: string, one: (state: QuestionState) => Finding | Promise<Finding>) => checkAll(id, states, one);
  return [
    await over("run-keys", (state) => checkRunKeys(study, state)),
    await over("gate", (state) => checkGate(ledger, state)),
    await over("observed", (state) => checkObserved(study, ledger, state)),
    await over("sealed-here", (state) => checkSealedHere(study, ledger, state)),
    await over("remade", (state) => {
      const all = remake(ledger, state);
      remakings.push(all);
      return remadeText(state.name, all);
    }),
  ];
}

async function checkAll(
  id: string,
  states: readonly QuestionState[],
  one: (state: QuestionState) => Finding | Promise<Finding>,
): Promise<StudyCheck> {
  try {
    const found: Finding[] = [];
    for (const state of states) found.push(await one(state));
    const said = found.map((finding) => (typeof finding === "string" ? finding : finding.none)).join("; ");
    const made = found.some((finding) => typeof finding === "string");
    return { id, ok: true, made, value: said || "no question", next: null };
  } catch (error) {
    const hint = error instanceof ForeshockError ? error.hint : "restore the project from a copy";
    return { id, ok: false, made: true, value: show(error), next: hint };
  }
}

function remadeText(name: string, all: readonly Remaking[]): Finding {
  const programs = all.filter(({ kind }) => kind !== "own numbers");
  if (programs.length === 0) return { none: `${name}: no program's forecast is revealed` };
  const not = all.flatMap((one) => (one.kind === "not remade" ? [`${one.forecaster} not remade (${one.why})`] : []));
  return [`${name}: ${programs.length - not.length} of ${programs.length} programs' forecasts made again`, ...not].join(
    ", ",
  );
}

/** A program's name that is not proven is a word, and what rests on somebody's word is L0. */
function levelOf(one: ForecastLevel, remakings: readonly Remaking[], retrained: string[]): StudyLevel {
  const { question, author, forecaster } = one;
  const own = remakings.find(
    (other) => other.question === question && other.author === author && other.forecaster === forecaster,
  );
  const remade = own === undefined || own.kind === "own numbers" ? null : own.kind === "remade";
  return { ...one, level: remade === false ? "L0" : one.level, remade, retrained };
}
