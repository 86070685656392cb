/**
 * Everything `verify` checks: the predictions folder by its bytes, scores recomputed from revealed forecasts and logged rows, and,
 * where the observed runs or the import are on this machine, their rows against the registered ones.
 */
import { digest } from "../base/canonical.ts";
import { ForeshockError, integrityError, show } from "../base/errors.ts";
import { evidenceFor } from "../forecast/evidence.ts";
import type { Rescore } from "../ledger/checkResults.ts";
import { questionStates, readLedger } from "../ledger/ledger.ts";
import type { QuestionState } from "../ledger/state.ts";
import { type Verification, verify } from "../ledger/verify.ts";
import { isImported } from "../question/imported.ts";
import type { AnswerTable, Measurement, Question } from "../records.ts";
import { resolve } from "../score/resolve.ts";
import { score } from "../score/score.ts";
import { importNames, readImport } from "../source/store.ts";
import { restoreHint } from "./evidenceSource.ts";
import type { Project } from "./project.ts";
import { answersOf, isFinished, rowsOf } from "./rows.ts";

/** One check as it is printed; see the ledger's own for the other ids. */
export type ProjectCheck = { id: string; ok: boolean; value: string; next: string | null };

export type ProjectVerification = {
  ok: boolean;
  checks: ProjectCheck[];
  firstBad: ProjectCheck | null;
  levels: Verification["levels"];
};

/** Returns all checks of a project in order; `heads` are signed heads that somebody kept. Never throws for damaged files. */
export async function checkProject(project: Project, heads: readonly string[] = []): Promise<ProjectVerification> {
  const found = verify(project.predictions, { heads, rescore: outcomeAndScores });
  const observed = found.stopped ? null : await checkObservedRuns(project);
  const checks = [...found.checks, ...(observed === null ? [] : [observed])];
  const firstBad = checks.find((check) => !check.ok) ?? null;
  return { ok: firstBad === null, checks, firstBad, levels: found.levels };
}

/** Returns outcome and scores of a question from its observed and sealed rows. */
export function outcomeAndScores(question: Question, revealed: Parameters<Rescore>[1], rows: readonly Measurement[]) {
  const id = digest(question);
  const outcome = resolve(question, id, rows);
  return { outcome, scores: score(question, id, revealed, outcome) };
}

/** The observed runs on this machine against the registered rows of a ledger that holds. */
async function checkObservedRuns(project: Project): Promise<ProjectCheck> {
  try {
    const said: string[] = [];
    for (const state of questionStates(readLedger(project.predictions))) said.push(await checkObserved(project, state));
    return { id: "observed", ok: true, value: said.join("; ") || "no question", next: null };
  } catch (error) {
    const hint = error instanceof ForeshockError ? error.hint : "restore models/runs from a copy";
    return { id: "observed", ok: false, value: show(error), next: hint };
  }
}

async function checkObserved(project: Project, state: QuestionState): Promise<string> {
  const { name, question, evidence } = state;
  if (evidence === null) return `${name}: no evidence yet`;
  const here = await rowsHere(project, question, evidence.runs);
  if (typeof here === "string") return `${name}: ${here}, the registered rows are used`;
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
  return { rows, answers: await answersOf(project, question, rows) };
}
