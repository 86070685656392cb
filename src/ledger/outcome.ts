/** Opening the outcome: once, for all held-out runs together, and in one step with its scores, so that nobody sees one without the other. */
import { z } from "zod";
import { canonical, sha256 } from "../base/canonical.ts";
import { usageError } from "../base/errors.ts";
import { Outcome, Score } from "../records.ts";
import type { Writer } from "./ledger.ts";
import { append, type Draft, type Ledger } from "./ledger.ts";
import { revealedForecasts, sealedRows } from "./ledgeredFiles.ts";
import { pathOf } from "./rules.ts";
import { type QuestionState, questionOf, requireAllowed, STATUS } from "./state.ts";
import { requireShape } from "./strictText.ts";

/**
 * Writes outcome.json and scores.json and logs both digests in one append. Every held-out run has to be sealed, every sealed and
 * revealed file intact, and scores only for revealed forecasts. The same outcome again adds nothing; another is refused.
 */
export function openOutcome(
  writer: Writer,
  id: string,
  { outcome, scores }: { outcome: Outcome; scores: readonly Score[] },
): void {
  const { ledger } = writer;
  const values = {
    outcome: requireShape(Outcome, outcome, "openOutcome", "an outcome"),
    scores: requireShape(z.array(Score), scores, "openOutcome", "a list of scores"),
  };
  append(writer, (world) => {
    const state = questionOf(world, id);
    const drafts: Draft[] = [
      { kind: "outcome", body: { question: id }, file: { path: pathOf(state, "outcome"), value: values.outcome } },
      { kind: "score", body: { question: id }, file: { path: pathOf(state, "scores"), value: values.scores } },
    ];
    const missing = drafts.filter((draft) => !isWritten(ledger, state, draft));
    if (missing.length > 0) requireAllowed(state, missing[0]!.kind);
    requireFits(ledger, state, values);
    return missing;
  });
}

function isWritten(ledger: Ledger, state: QuestionState, { kind, file }: Draft): boolean {
  const seq = kind === "outcome" ? state.outcome : state.scored;
  return seq !== null && ledger.entries[seq]!.body.sha256 === sha256(`${canonical(file!.value)}\n`);
}

function requireFits(
  ledger: Ledger,
  state: QuestionState,
  { outcome, scores }: { outcome: Outcome; scores: Score[] },
): void {
  sealedRows(ledger, state);
  const revealed = revealedForecasts(ledger, state).map(({ author, forecast }) => `${author} ${forecast.forecaster}`);
  for (const { question } of [outcome, ...scores])
    if (question !== state.id) throw usageError("openOutcome", `question ${state.id} is required`, question, STATUS);
  for (const { author, forecaster } of scores)
    if (!revealed.includes(`${author} ${forecaster}`))
      throw usageError("openOutcome", "scores of revealed forecasts are required", forecaster, STATUS);
}
