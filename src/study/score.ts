/** Scoring a question: the own forecasts are revealed, then the outcome is opened together with everybody's scores, once. */
import { usageError } from "../base/errors.ts";
import { plural } from "../base/words.ts";
import { reveal } from "../ledger/commit.ts";
import { plannedRuns } from "../ledger/crypto/seeds.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { evidenceRows, revealedForecasts, sealedRows } from "../ledger/ledgeredFiles.ts";
import { openOutcome } from "../ledger/outcome.ts";
import { numSealed, type QuestionState, stageOf } from "../ledger/state.ts";
import { publishable, type ReportInput } from "../report/input.ts";
import { readRegistered } from "./asking/file.ts";
import { nextFor } from "./evidenceSource.ts";
import { requireLedger, stateBy, writerOf } from "./ledger.ts";
import { nextCommand } from "./nextCommand.ts";
import type { Study } from "./project.ts";
import { reportInput } from "./reportInput.ts";
import { outcomeAndScores } from "./results.ts";
import { verifyStudy } from "./verify.ts";

/** A scored question: its state, the ledger it stands in, and everything a report may show of it. */
export type Scored = { state: QuestionState; ledger: Ledger; input: ReportInput };

/** Scores a question whose held-out runs are all sealed, or returns the scores it has. Errors (usage): runs not sealed; (integrity): changed files. */
export async function scoreQuestion(study: Study, question: string): Promise<Scored> {
  const ledger = requireLedger(study, question);
  const state = stateBy(ledger, question);
  if (state.scored === null) await openResults(study, ledger, state);
  return shown(study, ledger, stateBy(ledger, state.name));
}

/** Returns a question that is scored already. Errors (usage): no outcome yet. */
export async function readScored(study: Study, question: string): Promise<Scored> {
  const ledger = requireLedger(study, question);
  const state = stateBy(ledger, question);
  if (state.scored === null)
    throw usageError(
      "compare",
      "a scored question is required",
      `${state.name} without an outcome`,
      nextCommand(state),
    );
  return shown(study, ledger, state);
}

async function shown(study: Study, ledger: Ledger, state: QuestionState): Promise<Scored> {
  const verification = await verifyStudy(study, { ledger });
  return { state, ledger, input: publishable(reportInput(study, ledger, state, verification)) };
}

async function openResults(study: Study, ledger: Ledger, state: QuestionState): Promise<void> {
  const { origin } = await readRegistered(study, state);
  requireSealed(state, nextFor(study, state, origin));
  const writer = writerOf(study, ledger);
  reveal(writer, state.id);
  const now = stateBy(ledger, state.name);
  const rows = [...evidenceRows(ledger, now), ...sealedRows(ledger, now)];
  openOutcome(writer, state.id, outcomeAndScores(state.question, revealedForecasts(ledger, now), rows));
}

function requireSealed(state: QuestionState, then: string): void {
  if (stageOf(state) === "sealed") return;
  throw usageError(
    "score",
    `a closed question with its ${plural(plannedRuns(state.question).length, "held-out run")} sealed is required`,
    state.closed === null ? "an open question" : `${numSealed(state)} sealed`,
    then,
  );
}
