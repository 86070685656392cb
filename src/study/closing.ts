/** Ending the time for forecasts: what cannot be undone. */
import { usageError } from "../base/errors.ts";
import { plannedRuns } from "../ledger/crypto/seeds.ts";
import { readHead } from "../ledger/head.ts";
import { evidenceRows, requireCommitmentFile } from "../ledger/ledgeredFiles.ts";
import { closeQuestion } from "../ledger/question.ts";
import { type CommitState, primaries, type QuestionState } from "../ledger/state.ts";
import { readRegistered } from "./asking/file.ts";
import { nextFor, type Origin } from "./evidenceSource.ts";
import { requireLedger, stateBy, writerOf } from "./ledger.ts";
import type { Study } from "./project.ts";

/** A closed question: whether it was closed before, the forecasts that count, its held-out runs to come, the signed head, the next command. */
export type Closed = {
  state: QuestionState;
  again: boolean;
  forecasts: CommitState[];
  numHeldOut: number;
  origin: Origin;
  head: string;
  next: string;
};

/**
 * Closes a question and reveals the own share, which draws the seeds of the held-out runs where they are still to be trained: no forecast
 * can be added, changed or withdrawn afterwards. `confirm`, if given, is asked before and may throw; not where it was closed before. Errors
 * (usage): no committed forecast; (integrity): changed files, the evidence and commitments included.
 */
export async function closeForecasts(
  study: Study,
  question: string,
  confirm?: (state: QuestionState) => Promise<void>,
): Promise<Closed> {
  const ledger = requireLedger(study, question);
  const before = stateBy(ledger, question);
  const { origin } = await readRegistered(study, before);
  if (primaries(before).length === 0)
    throw usageError("close", "at least one committed forecast is required", 0, nextFor(study, before, origin));
  evidenceRows(ledger, before);
  for (const commit of before.commits) requireCommitmentFile(ledger, commit);
  if (before.closed === null) await confirm?.(before);
  closeQuestion(writerOf(study, ledger), before.id);
  const state = stateBy(ledger, before.name);
  return {
    state,
    again: before.closed !== null,
    forecasts: primaries(state),
    numHeldOut: plannedRuns(state.question).length,
    origin,
    head: readHead(study.predictions)!,
    next: nextFor(study, state, origin),
  };
}
