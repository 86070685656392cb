/**
 * Held-out runs: which seeds the ledger drew for them, that each is started once, and the sealing of what it measured. Imported runs
 * have seeds already; they are started and sealed in one step.
 */
import { canonical, sha256 } from "../base/canonical.ts";
import { usageError } from "../base/errors.ts";
import { importedRunKey } from "../question/imported.ts";
import type { Measurement } from "../records.ts";
import { deriveSeed, type PlannedRun, plannedRuns } from "./crypto/seeds.ts";
import type { Writer } from "./ledger.ts";
import { append, type Draft, type Ledger, questionStates } from "./ledger.ts";
import { requireRowsOf, SealedFile } from "./ledgeredFiles.ts";
import { pathOf } from "./rules.ts";
import { type QuestionState, questionOf, requireAllowed, STATUS } from "./state.ts";
import { requireShape } from "./strictText.ts";

/** A held-out run with its drawn seed (64 hex digits). */
export type SeededRun = PlannedRun & { seed: string };

/** Returns a question's held-out runs with their drawn seeds, index 0 first; before close and every share's reveal a usage error. */
export function heldOutSeeds(ledger: Ledger, id: string): SeededRun[] {
  const state = questionStates(ledger).find((other) => other.id === id);
  if (state === undefined) throw usageError("heldOutSeeds", "the id of an opened question is required", id, STATUS);
  return drawnRuns(state);
}

/** Returns the drawn runs of one question's state; see heldOutSeeds. */
export function drawnRuns(state: QuestionState): SeededRun[] {
  const { closeRoot } = state;
  if (closeRoot === null || state.shares.size < state.parties.length)
    throw usageError(
      `question ${state.name}`,
      "close and every share's reveal are required before seeds are drawn",
      "not yet",
      STATUS,
    );
  const shares = state.parties.map((party) => state.shares.get(party)!);
  return plannedRuns(state.question).map((run) => ({
    ...run,
    seed: deriveSeed(shares, closeRoot, state.id, run.index),
  }));
}

/**
 * Logs the start of held-out run `index` and returns its seed; `resumed` when it was started before under the same run key and is not
 * sealed yet (no new line). Another run key for a started index, or a sealed index, is a usage error.
 */
export function startHeldOut(
  writer: Writer,
  id: string,
  { index, runKey }: { index: number; runKey: string },
): { seed: string; resumed: boolean } {
  let result = { seed: "", resumed: false };
  append(writer, (world) => {
    const state = questionOf(world, id);
    const before = state.runs.get(index);
    if (before !== undefined && before.sealed === null && before.runKey === runKey) {
      result = { seed: before.seed, resumed: true };
      return [];
    }
    requireAllowed(state, "held-start");
    const run = drawnRuns(state)[index];
    if (run === undefined) throw usageError("startHeldOut", "the index of a held-out run is required", index, STATUS);
    result = { seed: run.seed, resumed: false };
    return [{ kind: "held-start", body: { question: id, index, rung: run.rung, seed: run.seed, runKey } }];
  });
  return result;
}

/** Writes a started run's rows to its sealed file and logs the file's SHA-256; the same rows again add nothing, others are refused. */
export function sealHeldOut(
  writer: Writer,
  id: string,
  { runKey, rows }: { runKey: string; rows: readonly Measurement[] },
): void {
  const value = requireShape(
    SealedFile,
    { question: id, run: runKey, rows },
    "sealHeldOut",
    "at least one measurement",
  );
  append(writer, (world) => {
    const state = questionOf(world, id);
    const run = [...state.runs.values()].find((other) => other.runKey === runKey);
    if (run === undefined) throw usageError("sealHeldOut", "a started held-out run is required", runKey, STATUS);
    if (run.sealed !== null && writer.ledger.entries[run.sealed]!.body.sha256 === sha256(`${canonical(value)}\n`))
      return [];
    requireRowsOf(state, run, value.rows, "sealHeldOut");
    return [sealDraft(state, run, value)];
  });
}

/** The rows of one seed at one held-out rung of an import, `index` as in plannedRuns. */
export type ImportedRun = { index: number; seed: string; rows: readonly Measurement[] };

/**
 * Logs the start of these imported held-out runs and seals their rows, all in one append; the same again adds nothing. Errors (usage): a
 * question that is not closed, an index it does not have, another seed for a started index, other rows for a sealed one; (integrity)
 * rows of another run, size, task, seed or step.
 */
export function sealImported(writer: Writer, id: string, runs: readonly ImportedRun[]): void {
  append(writer, (world) => {
    const state = questionOf(world, id);
    return runs.flatMap((run) => importedDrafts(writer.ledger, state, run));
  });
}

function importedDrafts(ledger: Ledger, state: QuestionState, { index, seed, rows }: ImportedRun): Draft[] {
  const planned = plannedRuns(state.question)[index];
  if (planned === undefined) throw usageError("sealImported", "the index of a held-out run is required", index, STATUS);
  const { rung } = planned;
  const run = { index, rung, seed, runKey: importedRunKey(rung, seed) };
  const content = { question: state.id, run: run.runKey, rows };
  const value = requireShape(SealedFile, content, "sealImported", "at least one measurement");
  requireRowsOf(state, run, value.rows, "sealImported");
  const before = state.runs.get(index);
  if (before?.runKey !== run.runKey)
    return [{ kind: "held-start", body: { question: state.id, ...run } }, sealDraft(state, run, value)];
  const same = before.sealed !== null && ledger.entries[before.sealed]!.body.sha256 === sha256(`${canonical(value)}\n`);
  return same ? [] : [sealDraft(state, run, value)];
}

function sealDraft(state: QuestionState, { index, runKey }: { index: number; runKey: string }, value: unknown): Draft {
  const body = { question: state.id, index, runKey, encryption: "none" };
  return { kind: "sealed", body, file: { path: pathOf(state, "sealed", runKey), value } };
}
