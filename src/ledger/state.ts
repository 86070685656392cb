/**
 * What a question's lines add up to: its state and what is allowed now. Pure: entries in, states out; the rules for single lines are in
 * rules.ts. What people type to get there is not the ledger's business: study/nextCommand.
 */
import { usageError } from "../base/errors.ts";
import type { LedgerEntry, LedgerKind, Question, QuestionStage } from "../records.ts";
import { plannedRuns } from "./crypto/seeds.ts";

/** What to try when a step is not allowed: it says where every question stands. */
export const STATUS = "foreshock status";

/** One `commit` line; n counts the question's commits from 1 and names its files. The primary is the last one per key and forecaster. */
export type CommitState = {
  n: number;
  seq: number;
  author: string;
  forecaster: string;
  commitment: string;
  status: "primary" | "superseded" | "withdrawn";
  /** seq of the reveal line, or null. */
  revealed: number | null;
  /** About imported results, or registered when results of the same recipe were there. */
  retrodiction: boolean;
};

/** One started held-out run; `sealed` is the seq of its sealed line, or null while it runs. */
export type RunState = {
  index: number;
  rung: string;
  seed: string;
  runKey: string;
  started: number;
  sealed: number | null;
};

/** A question as its ledger lines leave it; seq numbers point at the lines, null = not yet. */
export type QuestionState = {
  id: string;
  name: string;
  question: Question;
  opened: number;
  /** Key ids in listed order; each gives one share. */
  parties: string[];
  shareDigests: Map<string, string>;
  shares: Map<string, string>;
  evidence: { seq: number; digest: string; runs: string[] } | null;
  commits: CommitState[];
  closed: number | null;
  /** Root over all lines up to and including the close line, 64 hex digits. */
  closeRoot: string | null;
  runs: Map<number, RunState>;
  outcome: number | null;
  scored: number | null;
  /** How many questions of the same recipe (`question/recipe`) this ledger has opened so far, this one included. */
  openings: number;
};

/** Everything replayed from a ledger: its origin and key, its questions by id in order of opening, its lines. */
export type World = {
  origin: string;
  organiser: string;
  verifier: string;
  questions: Map<string, QuestionState>;
  lines: string[];
  last: LedgerEntry | null;
};

/** Returns the world before the first line. */
export function emptyWorld(): World {
  return { origin: "", organiser: "", verifier: "", questions: new Map(), lines: [], last: null };
}

/** Returns the commits that count: the last one per key and forecaster name, not withdrawn. */
export function primaries(state: QuestionState): CommitState[] {
  return state.commits.filter((commit) => commit.status === "primary");
}

/** Returns the primary commits not revealed so far; after the outcome these are the no-shows. */
export function unrevealed(state: QuestionState): CommitState[] {
  return primaries(state).filter((commit) => commit.revealed === null);
}

/** Returns the kinds of line that are allowed for a question now, in the order of the experiment; empty when it is finished. */
export function allowedKinds(state: QuestionState): LedgerKind[] {
  if (state.scored !== null) return [];
  if (state.outcome !== null) return ["score"];
  if (state.shareDigests.size < state.parties.length) return ["share-commit"];
  if (state.evidence === null) return ["evidence"];
  if (state.closed === null) return primaries(state).length > 0 ? ["commit", "withdraw", "close"] : ["commit"];
  const kinds: LedgerKind[] = unrevealed(state).length > 0 ? ["reveal"] : [];
  if (state.shares.size < state.parties.length) return [...kinds, "share-reveal"];
  const planned = plannedRuns(state.question).length;
  const sealed = numSealed(state);
  if (state.runs.size < planned) kinds.push("held-start");
  if (sealed < state.runs.size) kinds.push("sealed");
  return sealed === planned ? [...kinds, "outcome"] : kinds;
}

/** Returns a question's stage. */
export function stageOf(state: QuestionState): QuestionStage {
  if (state.scored !== null) return "scored";
  if (state.closed === null) return state.evidence === null ? "registered" : "open";
  if (numSealed(state) === plannedRuns(state.question).length) return "sealed";
  return state.runs.size > 0 ? "running" : "closed";
}

/** Returns how many held-out runs are sealed. */
export function numSealed(state: QuestionState): number {
  return [...state.runs.values()].filter((run) => run.sealed !== null).length;
}

/** Throws a usage error that says what is allowed now, unless `kind` is. */
export function requireAllowed(state: QuestionState, kind: LedgerKind): void {
  const kinds = allowedKinds(state);
  if (kinds.includes(kind)) return;
  const now = kinds.length === 0 ? "nothing more is" : `${kinds.join(", ")} ${kinds.length === 1 ? "is" : "are"}`;
  throw usageError(`question ${state.name}`, `${now} allowed now`, kind, STATUS);
}

/** Returns a question's state by its full id, or a usage error. */
export function questionOf(world: World, id: string): QuestionState {
  const state = world.questions.get(id);
  if (state === undefined) throw usageError("ledger", "the id of an opened question is required", id, STATUS);
  return state;
}
