/**
 * The files that ledger lines speak of: read only through the line that holds their SHA-256, and checked against what the ledger
 * says about them, so that a changed byte is named and never used.
 */
import path from "node:path";
import { z } from "zod";
import { sha256 } from "../base/canonical.ts";
import { integrityError } from "../base/errors.ts";
import { evidenceDigest } from "../question/digest.ts";
import { isAsked } from "../question/grid.ts";
import { heldOutSteps, isImported } from "../question/imported.ts";
import { Evidence, Forecast, type LedgerEntry, Measurement } from "../records.ts";
import { hex64 } from "../specs.ts";
import { commitmentOf } from "./crypto/commitment.ts";
import { place } from "./entry.ts";
import type { Ledger } from "./ledger.ts";
import { type CommitState, primaries, type QuestionState, type RunState } from "./state.ts";
import { parseCanonical, readBytes, utf8 } from "./strictText.ts";

/** commitments/<n>.json: the commitment, its author's key id, and the seq of its ledger line. */
const CommitmentFile = z.strictObject({ commitment: hex64, author: hex64, seq: z.int().nonnegative() });
/** reveals/<n>.json: the forecast and the 32-byte nonce (64 hex digits) that open commitment n. */
export const RevealFile = z.strictObject({ forecast: Forecast, nonce: hex64 });
/** sealed/<runKey>.json: the rows of one held-out run; imported rows keep the name of their own run. */
export const SealedFile = z.strictObject({ question: hex64, run: z.string(), rows: z.array(Measurement).min(1) });

/** A revealed forecast beside its author's key id. */
export type Revealed = { author: string; forecast: Forecast };
/** The same with the 32-byte nonce (64 hex digits) that opened it. */
export type Opened = Revealed & { nonce: string };

/**
 * Returns the value of the file a line names, as `schema` reads it. A missing file, a wrong SHA-256, bytes that are not canonical
 * JSON + "\n" or a value outside the schema is an integrity error naming the file and the line.
 */
export function readLedgered<T extends z.ZodType>(dir: string, entry: LedgerEntry, schema: T): z.infer<T> {
  const file = String(entry.body.path);
  const bytes = readBytes(path.join(dir, file), file);
  const found = sha256(bytes);
  if (found !== entry.body.sha256) throw differs(file, `SHA-256 ${entry.body.sha256} (${place(entry.seq)})`, found);
  const text = utf8(bytes, file);
  if (!text.endsWith("\n")) throw differs(file, "one final newline", "none");
  const parsed = schema.safeParse(parseCanonical(text.slice(0, -1), file));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw differs(file, `content as ${place(entry.seq)} announces`, `${issue.path.join(".")}: ${issue.message}`);
}

/** Checks that a commitment's file says what its ledger line says. */
export function requireCommitmentFile(ledger: Ledger, commit: CommitState): void {
  const entry = ledger.entries[commit.seq]!;
  const { commitment, author, seq } = readLedgered(ledger.dir, entry, CommitmentFile);
  if (commitment !== commit.commitment || author !== commit.author || seq !== commit.seq)
    throw differs(String(entry.body.path), `commitment, author and seq of ${place(commit.seq)}`, {
      commitment,
      author,
      seq,
    });
}

/** Returns the forecasts revealed for a question in order of commitment, each opened against its commitment (HMAC, evidence, name). */
export function revealedForecasts(ledger: Ledger, state: QuestionState): Revealed[] {
  return openedCommitments(ledger, state).map(({ author, forecast }) => ({ author, forecast }));
}

/** Returns the same with the nonces. */
export function openedCommitments(ledger: Ledger, state: QuestionState): Opened[] {
  return primaries(state).flatMap((commit) =>
    commit.revealed === null ? [] : [readReveal(ledger, state, commit, commit.revealed)],
  );
}

/** Returns the observed rows registered for a question, none before; see `registeredEvidence`. */
export function evidenceRows(ledger: Ledger, state: QuestionState): Measurement[] {
  return registeredEvidence(ledger, state)?.rows ?? [];
}

/** Returns what was registered for a question as evidence, null before; rows that do not give the logged digest are an integrity error. */
export function registeredEvidence(ledger: Ledger, state: QuestionState): Evidence | null {
  if (state.evidence === null) return null;
  const entry = ledger.entries[state.evidence.seq]!;
  const evidence = readLedgered(ledger.dir, entry, Evidence);
  const { question, digest: logged, rows, answers } = evidence;
  const found = { question, logged, digest: evidenceDigest({ rows, answers }) };
  if (question !== state.id || logged !== state.evidence.digest || found.digest !== logged)
    throw differs(String(entry.body.path), `rows with digest ${state.evidence.digest}`, found);
  return evidence;
}

/** Returns the rows of every sealed held-out run of a question, by index; rows of another run, seed, rung or task are an integrity error. */
export function sealedRows(ledger: Ledger, state: QuestionState): Measurement[] {
  const runs = [...state.runs.values()].filter((run) => run.sealed !== null).toSorted((a, b) => a.index - b.index);
  return runs.flatMap((run) => {
    const entry = ledger.entries[run.sealed!]!;
    const file = readLedgered(ledger.dir, entry, SealedFile);
    if (file.question !== state.id || file.run !== run.runKey)
      throw differs(String(entry.body.path), `question and run of ${place(run.sealed!)}`, file.run);
    requireRowsOf(state, run, file.rows, String(entry.body.path));
    return file.rows;
  });
}

/**
 * Throws an integrity error unless every row belongs to this held-out run: its task, seed and rung size, its run key, and the asked metric
 * on the question's examples; of imported
 * rows the rung's own run, at steps after the rung before it on that run and up to its own.
 */
export function requireRowsOf(
  { question }: QuestionState,
  { rung: name, seed, runKey }: Pick<RunState, "rung" | "seed" | "runKey">,
  rows: readonly Measurement[],
  where: string,
): void {
  const rung = question.rungs.find((other) => other.name === name)!;
  const imported = isImported(question);
  const run = imported ? rung.run : runKey;
  const { after, upTo } = imported ? heldOutSteps(question, rung) : { after: -1, upTo: Number.MAX_SAFE_INTEGER };
  const { nParams } = rung;
  const task = question.task.name;
  const belongs = (row: Measurement) =>
    row.run === run && row.seed === seed && row.nParams === nParams && row.task === task;
  const short = imported ? undefined : rows.find((row) => isAsked(question, row) && row.n !== question.numExamples);
  if (short !== undefined)
    throw differs(where, `${question.metric} on ${question.numExamples} examples`, `${short.n} at step ${short.step}`);
  const stray = rows.find((row) => !belongs(row) || row.step <= after || row.step > upTo);
  if (stray === undefined) return;
  const steps = imported ? `, steps ${after + 1} to ${upTo}` : "";
  const got = [stray.run, stray.seed, stray.nParams, stray.task, ...(imported ? [stray.step] : [])];
  throw differs(where, `rows of run ${run}, seed ${seed}, ${nParams} parameters, task ${task}${steps}`, got);
}

function readReveal(ledger: Ledger, state: QuestionState, commit: CommitState, revealed: number): Opened {
  const entry = ledger.entries[revealed]!;
  const file = String(entry.body.path);
  const { forecast, nonce } = readLedgered(ledger.dir, entry, RevealFile);
  const opened = commitmentOf(nonce, state.id, commit.author, forecast);
  if (opened !== commit.commitment)
    throw differs(file, `a forecast and nonce that open commitment ${commit.commitment}`, opened);
  const { question, forecaster, evidence } = forecast;
  if (question !== state.id || forecaster !== commit.forecaster || evidence !== state.evidence?.digest)
    throw differs(file, `the question, forecaster and evidence of ${place(commit.seq)}`, {
      question,
      forecaster,
      evidence,
    });
  return { author: commit.author, forecast, nonce };
}

function differs(file: string, requirement: string, got: unknown) {
  return integrityError(file, `${requirement} is required`, got, `restore ${file} from a copy, then: foreshock verify`);
}
