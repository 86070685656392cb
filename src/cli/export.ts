/** foreshock export: writes all scored questions with their revealed forecasts in a form that other people's programs read. */
import path from "node:path";
import { usageError } from "../base/errors.ts";
import { plural } from "../base/words.ts";
import { exportHub, type ScoredQuestion, type WrittenHub } from "../hub/export.ts";
import { bodyOf } from "../ledger/kinds.ts";
import { type Ledger, questionStates } from "../ledger/ledger.ts";
import { readLedgered, revealedForecasts } from "../ledger/ledgeredFiles.ts";
import { nextCommand, type QuestionState, unrevealed } from "../ledger/state.ts";
import { Outcome, Score } from "../records.ts";
import { readBook } from "../study/ledger.ts";
import { findProject } from "../study/project.ts";
import { next } from "./output.ts";
import type { Context, Result } from "./verb.ts";

/**
 * Writes the project's scored forecasts as a hubverse hub into `folder` (hub/ in the project by default) and says what is in it.
 * Errors (usage): another format than hub, no scored question, a folder with anything else in it.
 */
export async function exportForecasts(format: string, folder: string | undefined, context: Context): Promise<Result> {
  if (format !== "hub")
    throw usageError("export", "one of the formats hub is required", format, "foreshock export hub");
  const project = findProject(context);
  const ledger = readBook(project);
  const questions = scoredIn(ledger);
  const origin = bodyOf(ledger!.entries[0]!, "ledger-open").origin;
  const dir = folder === undefined ? path.join(project.dir, "hub") : path.resolve(context.cwd, folder);
  const hub = exportHub(dir, origin, questions);
  const counts = questions.map(({ question, forecasts, notRevealed }) => {
    return { question: question.name, notRevealed, forecasts: forecasts.length };
  });
  return {
    data: { dir, questions: counts, files: hub.files },
    text: [...summary(hub, counts), next("foreshock verify")],
  };
}

type Count = { question: string; forecasts: number; notRevealed: number };

function summary({ dir, numModels }: WrittenHub, counts: readonly Count[]): string[] {
  const forecasts = counts.reduce((sum, one) => sum + one.forecasts, 0);
  const hidden = counts.filter((one) => one.notRevealed > 0);
  const numHidden = hidden.reduce((sum, one) => sum + one.notRevealed, 0);
  const names = hidden.map((one) => one.question).join(", ");
  return [
    `written: ${dir}, a hubverse hub (schema v6.0.0): ${plural(counts.length, "scored question")}, ${plural(numModels, "model")}, ${plural(forecasts, "forecast")}`,
    ...(numHidden > 0 ? [`left out, because never revealed: ${plural(numHidden, "forecast")} (${names})`] : []),
    "  auxiliary-data/foreshock-scores.csv has the scores to compare with those of hubEvals; README.md says how",
  ];
}

/** The scored questions in order of opening. */
function scoredIn(ledger: Ledger | null): ScoredQuestion[] {
  const states = ledger === null ? [] : questionStates(ledger);
  const scored = states.filter((state) => state.scored !== null);
  if (ledger !== null && scored.length > 0) return scored.map((state) => scoredQuestion(ledger, state));
  const first = states[0];
  throw usageError(
    "export",
    "a scored question is required",
    first === undefined ? "no registered question" : `${plural(states.length, "question")}, none with an outcome`,
    first === undefined ? "foreshock register <question>" : towardsOutcome(first),
  );
}

/** What to type for an outcome; closing cannot be undone, so an error never says to. */
function towardsOutcome(state: QuestionState): string {
  const then = nextCommand(state);
  return then.startsWith("foreshock close ") ? "foreshock status" : then;
}

function scoredQuestion(ledger: Ledger, state: QuestionState): ScoredQuestion {
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
