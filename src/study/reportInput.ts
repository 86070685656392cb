/** Collects what a report of one question shows, in whatever state the question is; what is not there yet is left out. */
import { z } from "zod";
import { versions } from "../base/versions.ts";
import { DEFAULT } from "../forecast/default.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { evidenceRows, readLedgered, revealedForecasts, sealedRows } from "../ledger/ledgeredFiles.ts";
import { primaries, type QuestionState, stageOf, unrevealed } from "../ledger/state.ts";
import { isImported } from "../question/imported.ts";
import { type LedgerEntry, type Measurement, Outcome, Score } from "../records.ts";
import type { RegisteredForecast, ReportInput, TimelineEntry } from "../report/input.ts";
import { requireLedger, stateBy } from "./ledger.ts";
import type { Study } from "./project.ts";
import { refusalsOf } from "./standing/refusals.ts";
import { type StudyVerification, verifyStudy } from "./verify.ts";

/** Returns what a report of a question shows, as far as the question has come, after checking the whole study. Errors (usage): not registered. */
export async function reportOn(study: Study, question: string): Promise<ReportInput> {
  const ledger = requireLedger(study, question);
  return reportInput(study, ledger, stateBy(ledger, question), await verifyStudy(study, { ledger }));
}

/** Returns a report's input; `verification` is the check of the whole project. */
export function reportInput(
  study: Study,
  ledger: Ledger,
  state: QuestionState,
  verification: StudyVerification,
): ReportInput {
  const heldOut: Measurement[] = state.scored === null ? [] : sealedRows(ledger, state);
  const logged = <T extends z.ZodType>(seq: number | null, schema: T): z.infer<T> | null =>
    state.scored === null ? null : readLedgered(ledger.dir, ledger.entries[seq!]!, schema);
  return {
    question: state.question,
    questionId: state.id,
    defaultForecaster: DEFAULT,
    state: stageOf(state),
    rows: [...evidenceRows(ledger, state), ...heldOut],
    forecasts: revealed(ledger, state),
    registered: timeline(ledger, state),
    unrevealed: unrevealed(state).map(({ seq, author, commitment }) => ({ seq, author, commitment })),
    openings: state.openings,
    refused: refusalsOf(study, state.id),
    outcome: logged(state.outcome, Outcome),
    scores: logged(state.scored, z.array(Score)) ?? [],
    verify: {
      ok: verification.ok,
      checks: verification.checks.map(({ id, ok, made, value }) => ({ id, ok, made, value })),
    },
    level: assuranceOf(state, verification),
    versions: versions(),
  };
}

/** The least that a forecast of the question has; retrodictions beside others carry their own sign. Of imported results the order of commitments is proven where the ledger holds, and no more than that. */
function assuranceOf({ id, question }: QuestionState, { ok, levels }: StudyVerification): string {
  if (ok && isImported(question)) return "L0 (imported results)";
  const all = levels.filter((one) => one.question === id);
  const blind = all.filter(({ retrodiction }) => !retrodiction);
  const own = blind.length > 0 ? blind : all;
  const revealed = own.filter((one) => one.revealed);
  const counted = (revealed.length > 0 ? revealed : own).map(({ level }) => level);
  return counted.length > 0 && !counted.includes("L0") ? "L1" : "L0";
}

function revealed(ledger: Ledger, state: QuestionState): RegisteredForecast[] {
  const commits = primaries(state).filter((commit) => commit.revealed !== null);
  return revealedForecasts(ledger, state).map(({ author, forecast }, i) => {
    const { seq, commitment, retrodiction } = commits[i]!;
    const { at } = ledger.entries[seq]!;
    const label =
      retrodiction && !isImported(state.question) ? `${forecast.forecaster} (retrodiction)` : forecast.forecaster;
    return { author, label, forecast, seq, commitment, at, revealed: true };
  });
}

function timeline(ledger: Ledger, state: QuestionState): TimelineEntry[] {
  const own = ledger.entries.filter(({ body }) => body.question === state.id || body.id === state.id);
  return own.map(({ seq, at, kind, body, hash }) => ({ seq, at, kind, what: what(state, body), hash }));
}

function what(state: QuestionState, body: LedgerEntry["body"]): string {
  if (Array.isArray(body.runs)) return `${body.runs.length} observed runs`;
  if (typeof body.index === "number") return `held-out run ${body.index} (${state.runs.get(body.index)?.rung})`;
  return typeof body.forecaster === "string" ? body.forecaster : "";
}
