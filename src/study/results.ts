/** What a question's rows and revealed forecasts come to; scoring writes it once, verification computes it again. */
import type { Revealed } from "../ledger/ledgeredFiles.ts";
import type { Measurement, Outcome, Question, Score } from "../records.ts";
import { resolve } from "../score/resolve.ts";
import { score } from "../score/score.ts";

/** Returns outcome and scores of a question from its revealed forecasts, observed and sealed rows. */
export function outcomeAndScores(
  question: Question,
  revealed: readonly Revealed[],
  rows: readonly Measurement[],
): { outcome: Outcome; scores: Score[] } {
  const outcome = resolve(question, rows);
  return { outcome, scores: score(question, revealed, outcome) };
}
