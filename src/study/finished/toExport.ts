/** Everything a study's ledger holds about its scored questions. */
import { usageError } from "../../base/errors.ts";
import { plural } from "../../base/words.ts";
import type { ScoredQuestion } from "../../hub/export.ts";
import { bodyOf } from "../../ledger/kinds.ts";
import { type Ledger, questionStates } from "../../ledger/ledger.ts";
import { readLedgered, revealedForecasts } from "../../ledger/ledgeredFiles.ts";
import { type QuestionState, unrevealed } from "../../ledger/state.ts";
import { Outcome, Score } from "../../records.ts";
import { ledgerOf } from "../ledger.ts";
import { nextCommand } from "../nextCommand.ts";
import type { Project } from "../project.ts";

/** Returns the scored questions in order of opening, and the origin that the ledger's first line names. Errors (usage): there are none. */
export function questionsToExport(project: Project): { origin: string; questions: ScoredQuestion[] } {
  const ledger = ledgerOf(project);
  const states = ledger === null ? [] : questionStates(ledger);
  const scored = states.filter((state) => state.scored !== null);
  if (ledger !== null && scored.length > 0) {
    const { origin } = bodyOf(ledger.entries[0]!, "ledger-open");
    return { origin, questions: scored.map((state) => contentOf(ledger, state)) };
  }
  const first = states[0];
  throw usageError(
    "export",
    "a scored question is required",
    first === undefined ? "no registered question" : `${plural(states.length, "question")}, none with an outcome`,
    first === undefined ? "foreshock register <question>" : nextCommand(first),
  );
}

function contentOf(ledger: Ledger, state: QuestionState): ScoredQuestion {
  return {
    question: state.question,
    questionId: state.id,
    openedAt: ledger.entries[state.opened]!.at,
    closedAt: ledger.entries[state.closed!]!.at,
    outcomeAt: ledger.entries[state.outcome!]!.at,
    forecasts: revealedForecasts(ledger, state),
    outcome: readLedgered(ledger.dir, ledger.entries[state.outcome!]!, Outcome),
    scores: readLedgered(ledger.dir, ledger.entries[state.scored!]!, Score.array()),
    notRevealed: unrevealed(state).length,
  };
}
