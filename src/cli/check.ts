/**
 * Everything `verify` checks: the predictions folder by its bytes, scores recomputed from revealed forecasts and sealed rows, and,
 * where the observed runs are on this machine, their rows against the evidence digest.
 */
import { digest } from "../base/canonical.ts";
import { ForeshockError, integrityError, show } from "../base/errors.ts";
import { evidenceFor } from "../forecast/evidence.ts";
import type { Rescore } from "../ledger/checks.ts";
import { readLedgered } from "../ledger/contents.ts";
import { type Ledger, questionStates } from "../ledger/ledger.ts";
import type { QuestionState } from "../ledger/state.ts";
import { type Verification, verify } from "../ledger/verify.ts";
import { type Measurement, Outcome, type Question } from "../records.ts";
import { resolve } from "../score/resolve.ts";
import { score } from "../score/score.ts";
import { readBook } from "./book.ts";
import type { Project } from "./project.ts";
import { isFinished, rowsOf } from "./rows.ts";

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
  const observed = await observedRuns(project);
  const found = verify(project.predictions, { heads, rescore: rescoreWith(project, observed.rows) });
  const checks = [...found.checks, ...(observed.check === null ? [] : [observed.check])];
  const firstBad = checks.find((check) => !check.ok) ?? null;
  return { ok: firstBad === null, checks, firstBad, levels: found.levels };
}

/** Returns outcome and scores of a question from its observed and sealed rows. */
export function outcomeAndScores(question: Question, revealed: Parameters<Rescore>[1], rows: readonly Measurement[]) {
  const id = digest(question);
  const outcome = resolve(question, id, rows);
  return { outcome, scores: score(question, id, revealed, outcome) };
}

/** Where the observed runs are not on this machine, the observed rungs are taken as outcome.json has them. */
function rescoreWith(project: Project, observed: Map<string, Measurement[]>): Rescore {
  return (question, revealed, sealed) => {
    const rows = observed.get(digest(question)) ?? loggedRows(readBook(project)!, question);
    return outcomeAndScores(question, revealed, [...rows, ...sealed]);
  };
}

function loggedRows(ledger: Ledger, question: Question): Measurement[] {
  const state = questionStates(ledger).find(({ id }) => id === digest(question))!;
  const outcome = readLedgered(ledger.dir, ledger.entries[state.outcome!]!, Outcome);
  const { task, metric, step, numExamples } = question;
  const shared = { run: "logged", task: task.name, step, tokens: 0, flops: 0, metric, position: null, stderr: null };
  const isObserved = (nParams: number) => question.rungs.some((rung) => rung.nParams === nParams && !rung.heldOut);
  return outcome.rungs
    .filter((rung) => isObserved(rung.nParams))
    .flatMap(({ nParams, seeds }) => seeds.map((one) => ({ ...shared, ...one, nParams, n: numExamples })));
}

type Observed = { rows: Map<string, Measurement[]>; check: ProjectCheck | null };

/** The registered observed rows by question id, and the check of their digests; a ledger that cannot be read has its own check. */
async function observedRuns(project: Project): Promise<Observed> {
  const rows = new Map<string, Measurement[]>();
  const said: string[] = [];
  try {
    const ledger = readBook(project);
    if (ledger === null) return { rows, check: null };
    for (const state of questionStates(ledger)) said.push(await checkObserved(project, state, rows));
    return { rows, check: { id: "observed", ok: true, value: said.join("; ") || "no question", next: null } };
  } catch (error) {
    if (error instanceof ForeshockError && /^ledger/.test(error.message)) return { rows, check: null };
    const hint = error instanceof ForeshockError ? error.hint : "restore models/runs from a copy";
    return { rows, check: { id: "observed", ok: false, value: show(error), next: hint } };
  }
}

async function checkObserved(
  project: Project,
  { name, id, question, evidence }: QuestionState,
  rows: Map<string, Measurement[]>,
): Promise<string> {
  if (evidence === null) return `${name}: no evidence yet`;
  const numHere = evidence.runs.filter((key) => isFinished(project, key)).length;
  if (numHere < evidence.runs.length)
    return `${name}: ${numHere} of ${evidence.runs.length} observed runs are here, digest not compared`;
  const found = evidenceFor(question, id, await rowsOf(project, evidence.runs));
  if (found.digest !== evidence.digest)
    throw integrityError(
      `observed runs of ${name}`,
      `rows with the registered digest ${evidence.digest.slice(0, 12)} are required`,
      found.digest.slice(0, 12),
      "restore models/runs from a copy, or delete the changed runs and train them again",
    );
  rows.set(id, found.rows);
  return `${name}: ${found.rows.length} rows as registered`;
}
