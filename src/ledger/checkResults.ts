/** The checks of what came out: every outcome as logged, and outcome and scores computed again where the caller can. */
import { z } from "zod";
import { canonical } from "../base/canonical.ts";
import { integrityError } from "../base/errors.ts";
import { type Measurement, Outcome, type Question, Score } from "../records.ts";
import { type Finding, foundIn } from "./finding.ts";
import type { Ledger } from "./ledger.ts";
import { evidenceRows, type Revealed, readLedgered, revealedForecasts, sealedRows } from "./ledgeredFiles.ts";
import type { QuestionState, World } from "./state.ts";

/** Computes outcome and scores again from revealed forecasts, observed and sealed rows; passed in, because the ledger knows no statistics. */
export type Rescore = (
  question: Question,
  revealed: Revealed[],
  rows: Measurement[],
) => { outcome: Outcome; scores: Score[] };

/** A ledger and what its lines add up to. */
type Replayed = { ledger: Ledger; world: World };

/** Whoever can compute outcome and scores again; without it digests alone are checked. */
type Options = { options: { rescore?: Rescore } };

/**
 * Checks that outcome.json of every opened outcome is as logged, answers its question, and says what the sealed rows give, whether it is
 * scored or not; returns how many there are.
 */
export function checkOutcome({ ledger, world, options }: Replayed & Options): Finding {
  const found = questions(world).flatMap((state) => {
    const outcome = readOutcome(ledger, state);
    if (outcome === null) return [];
    const again = recomputed(ledger, state, options.rescore);
    if (again !== null) requireSame(again.outcome, outcome, `${state.name}/outcome.json`);
    return [outcome];
  });
  return foundIn(found.length, `${found.length} ${said(options.rescore)}`);
}

/** Checks scores.json of every scored question: by digest, and by value where `rescore` can compute them again. */
export function checkScores({ ledger, world, options }: Replayed & Options): Finding {
  const scored = questions(world).filter((state) => state.scored !== null);
  for (const state of scored) {
    const scores = readLedgered(ledger.dir, ledger.entries[state.scored!]!, z.array(Score));
    const again = recomputed(ledger, state, options.rescore);
    if (again !== null) requireSame(again.scores, scores, `${state.name}/scores.json`);
  }
  return foundIn(scored.length, `${scored.length} ${said(options.rescore)}`);
}

const said = (rescore: Rescore | undefined) => (rescore === undefined ? "as logged (not recomputed)" : "recomputed");

function recomputed(ledger: Ledger, state: QuestionState, rescore: Rescore | undefined) {
  const rows = () => [...evidenceRows(ledger, state), ...sealedRows(ledger, state)];
  return rescore === undefined ? null : rescore(state.question, revealedForecasts(ledger, state), rows());
}

function requireSame(again: unknown, logged: unknown, file: string): void {
  if (canonical(again) !== canonical(logged))
    throw integrityError(
      file,
      "what the sealed rows and revealed forecasts give is required",
      "other values",
      "foreshock verify --json",
    );
}

function readOutcome(ledger: Ledger, state: QuestionState): Outcome | null {
  if (state.outcome === null) return null;
  const entry = ledger.entries[state.outcome]!;
  const outcome = readLedgered(ledger.dir, entry, Outcome);
  if (outcome.question === state.id) return outcome;
  throw integrityError(
    String(entry.body.path),
    `question ${state.id} is required`,
    outcome.question,
    "foreshock verify",
  );
}

const questions = (world: World) => [...world.questions.values()];
