/**
 * Everything that is checked of a study: the predictions folder by its bytes, scores recomputed from revealed forecasts and logged rows,
 * and, where the observed runs or the import are on this machine, their rows against the registered ones. What held is remembered, so
 * that the state of a study can be shown without checking it all again.
 */
import { ForeshockError, integrityError, show } from "../base/errors.ts";
import { evidenceFor } from "../forecast/evidence.ts";
import type { Finding } from "../ledger/finding.ts";
import { type Ledger, questionStates, readLedger } from "../ledger/ledger.ts";
import type { QuestionState } from "../ledger/state.ts";
import { type Verification, verify } from "../ledger/verify.ts";
import { gridOf } from "../question/grid.ts";
import { isImported } from "../question/imported.ts";
import type { AnswerTable, Measurement, Question } from "../records.ts";
import { importNames } from "../source/info.ts";
import { readImport } from "../source/store.ts";
import { restoreHint } from "./evidenceSource.ts";
import type { Project, Study } from "./project.ts";
import { outcomeAndScores } from "./results.ts";
import { answersAt, isFinished, rowsOf } from "./rows.ts";
import { rememberVerified } from "./standing/verified.ts";

/** One check as it is shown; see the ledger's own for the other ids. */
export type StudyCheck = { id: string; ok: boolean; made: boolean; value: string; next: string | null };

/** Every check in order, the first that failed (null: all hold), and the level of every forecast that counts. */
export type StudyVerification = {
  ok: boolean;
  checks: StudyCheck[];
  firstBad: StudyCheck | null;
  levels: Verification["levels"];
};

/**
 * Returns all checks of a study in order; `heads` are signed heads that somebody kept, `ledger` the study's where it has just been read.
 * Never throws for damaged files.
 */
export async function verifyStudy(
  study: Study,
  given: { heads?: readonly string[]; ledger?: Ledger } = {},
): Promise<StudyVerification> {
  const found = verify(study.predictions, { ...given, rescore: outcomeAndScores });
  const observed = found.stopped ? null : await checkObservedRuns(study, given.ledger);
  const checks = [...found.checks, ...(observed === null ? [] : [observed])];
  const firstBad = checks.find((check) => !check.ok) ?? null;
  if (firstBad === null) rememberVerified(study, given.ledger ?? readLedger(study.predictions));
  return { ok: firstBad === null, checks, firstBad, levels: found.levels };
}

/** The observed runs on this machine against the registered rows of a ledger that holds. */
async function checkObservedRuns(project: Project, ledger = readLedger(project.predictions)): Promise<StudyCheck> {
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
  const numHere = runs.filter((key) => isFinished(project, key)).length;
  if (numHere < runs.length) return `${numHere} of ${runs.length} observed runs are here`;
  const rows = await rowsOf(project, runs);
  return { rows, answers: await answersAt(project, gridOf(question).observed, rows) };
}
