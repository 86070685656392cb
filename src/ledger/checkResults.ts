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

/** Checks that outcome.json of every opened outcome is as logged and answers its question; returns how many there are. */
export function checkOutcome({ ledger, world }: Replayed): Finding {
  const found = questions(world).flatMap((state) => readOutcome(ledger, state) ?? []);
  return foundIn(found.length, `${found.length} opened`);
}

/** Checks scores.json and outcome.json of every scored question: by digest, and by value where `rescore` can compute them again. */
export function checkScores({ ledger, world, options }: Replayed & { options: { rescore?: Rescore } }): Finding {
  let [scored, recomputed] = [0, 0];
  for (const state of questions(world)) {
    const outcome = readOutcome(ledger, state);
    if (outcome === null || state.scored === null) continue;
    const scores = readLedgered(ledger.dir, ledger.entries[state.scored]!, z.array(Score));
    scored++;
    if (options.rescore === undefined) continue;
    const again = options.rescore(state.question, revealedForecasts(ledger, state), [
      ...evidenceRows(ledger, state),
      ...sealedRows(ledger, state),
    ]);
    requireSame(again.outcome, outcome, `${state.name}/outcome.json`);
    requireSame(again.scores, scores, `${state.name}/scores.json`);
    recomputed++;
  }
  const text = options.rescore === undefined ? "digests match (not recomputed)" : `${recomputed} recomputed`;
  return foundIn(scored, text);
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
