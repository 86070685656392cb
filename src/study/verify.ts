/**
 * Everything that is checked of a study: the predictions folder by its bytes, scores recomputed from revealed forecasts and logged rows,
 * and, where the observed runs or the import are on this machine, their rows against the registered ones. What held is remembered, so
 * that the state of a study can be shown without checking it all again.
 */
import { ForeshockError, integrityError, show } from "../base/errors.ts";
import { evidenceFor } from "../forecast/evidence.ts";
import type { Finding } from "../ledger/finding.ts";
import { type Ledger, questionStates } from "../ledger/ledger.ts";
import type { QuestionState } from "../ledger/state.ts";
import { type ForecastLevel, verify } from "../ledger/verify.ts";
import { gridOf } from "../question/grid.ts";
import { isImported } from "../question/imported.ts";
import type { AnswerTable, Measurement, Question } from "../records.ts";
import { isRunKey } from "../runs/key.ts";
import { importNames } from "../source/info.ts";
import { readImport } from "../source/store.ts";
import { restoreHint } from "./evidenceSource.ts";
import type { Project, Study } from "./project.ts";
import { outcomeAndScores } from "./results.ts";
import { answersAt, isFinished, rowsOf } from "./rows.ts";
import { retrain } from "./running/retrain.ts";
import type { TrainOptions } from "./running/train.ts";
import { forgetVerified, placesIn, rememberVerified } from "./standing/verified.ts";

/** One check as it is shown; see the ledger's own for the other ids. */
export type StudyCheck = { id: string; ok: boolean; made: boolean; value: string; next: string | null };

/** How much is proven for one forecast: see the ledger's levels; L2 = also one held-out size trained again with equal rows. */
export type StudyLevel = Omit<ForecastLevel, "level"> & { level: ForecastLevel["level"] | "L2" };

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
  const observed = found.stopped || ledger === null ? [] : [await checkObservedRuns(study, ledger)];
  const checks: StudyCheck[] = [...found.checks, ...observed];
  const holds = checks.every((check) => check.ok);
  if (!holds) forgetVerified(study);
  else if (ledger !== null) rememberVerified(study, ledger, places);
  const again = holds && ledger !== null && how !== undefined ? await retrain(study, ledger, how) : null;
  if (again !== null) checks.push({ id: "retrained", ...again.check });
  const firstBad = checks.find((one) => !one.ok) ?? null;
  const levels = found.levels.map((one) =>
    again?.questions.has(one.question) ? { ...one, level: "L2" as const } : one,
  );
  return { ok: firstBad === null, checks, firstBad, levels };
}

/** The observed runs on this machine against the registered rows of a ledger that holds. */
async function checkObservedRuns(project: Project, ledger: Ledger): Promise<StudyCheck> {
  try {
    const found: Finding[] = [];
    for (const state of questionStates(ledger)) found.push(await checkObserved(project, state));
    const said = found.map((one) => (typeof one === "string" ? one : one.none)).join("; ");
    const made = found.some((one) => typeof one === "string");
    return { id: "observed", ok: true, made, value: said || "no question", next: null };
  } catch (error) {
    const hint = error instanceof ForeshockError ? error.hint : "restore models/runs from a copy";
    return { id: "observed", ok: false, made: true, value: show(error), next: hint };
  }
}

async function checkObserved(project: Project, state: QuestionState): Promise<Finding> {
  const { name, question, evidence } = state;
  if (evidence === null) return { none: `${name}: no evidence yet` };
  const here = await rowsHere(project, question, evidence.runs);
  if (typeof here === "string") return { none: `${name}: ${here}, the registered rows are used` };
  const found = evidenceFor(question, here.rows, here.answers);
  if (found.digest !== evidence.digest)
    throw integrityError(
      `observed runs of ${name}`,
      `rows with the registered digest ${evidence.digest.slice(0, 12)} are required`,
      found.digest.slice(0, 12),
      restoreHint(isImported(question) ? "import" : "family", question.family),
    );
  return `${name}: ${found.rows.length} rows as registered`;
}

/** The rows and single answers on this machine behind a question's evidence, or what of them is not here. */
async function rowsHere(
  project: Project,
  question: Question,
  runs: readonly string[],
): Promise<{ rows: Measurement[]; answers: AnswerTable[] } | string> {
  if (isImported(question)) {
    if (!importNames(project.dir).includes(question.family)) return `import ${question.family} is not here`;
    return { rows: (await readImport(project.dir, question.family, question.task.name)).rows, answers: [] };
  }
  const strange = runs.find((key) => !isRunKey(key));
  if (strange !== undefined)
    throw integrityError("observed runs", "keys of runs are required", strange, "restore predictions from a copy");
  const numHere = runs.filter((key) => isFinished(project, key)).length;
  if (numHere < runs.length) return `${numHere} of ${runs.length} observed runs are here`;
  const rows = await rowsOf(project, runs);
  return { rows, answers: await answersAt(project, gridOf(question).observed, rows) };
}
