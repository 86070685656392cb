/**
 * One rule per kind of ledger line: who may write it, when, and what it changes. The same rules guard every append and replay
 * the whole ledger in `verify`, so a line that was refused here cannot pass there.
 */
import { canonical, digest, sha256 } from "../base/canonical.ts";
import { integrityError, usageError } from "../base/errors.ts";
import { importedRunKey, isImported, isImportedSeed } from "../question/imported.ts";
import { isInEvidence, isSameRecipe } from "../question/recipe.ts";
import type { LedgerEntry, LedgerKind, Question } from "../records.ts";
import { merkleRoot } from "./crypto/merkle.ts";
import { plannedRuns, shareDigest } from "./crypto/seeds.ts";
import { parseVerifier } from "./crypto/signedNote.ts";
import { place } from "./entry.ts";
import { type Body, bodyOf, isKind, type Kind } from "./kinds.ts";
import {
  type CommitState,
  emptyWorld,
  primaries,
  type QuestionState,
  questionOf,
  requireAllowed,
  STATUS,
  type World,
} from "./state.ts";

const TAKEN = ["anchors", "ledger.jsonl", "ledger.head", "format.md"];

/** Returns the world after all entries; an entry that was not allowed at its place is an integrity error naming its line. */
export function replay(entries: readonly LedgerEntry[]): World {
  const world = emptyWorld();
  for (const entry of entries) {
    try {
      advance(world, entry);
    } catch (error) {
      throw integrityError(
        place(entry.seq),
        "a line that is allowed at its place is required",
        error,
        "foreshock verify",
      );
    }
  }
  return world;
}

/** Changes the world by one more entry, or throws a usage error that says what is allowed now. */
export function advance(world: World, entry: LedgerEntry): void {
  if ((entry.seq === 0) !== (entry.kind === "ledger-open"))
    throw usageError("ledger", "ledger-open first and only once", entry.kind, STATUS);
  if (world.last?.kind === "outcome" && entry.kind !== "score")
    throw usageError("ledger", "score is allowed now (an outcome and its scores are one step)", entry.kind, STATUS);
  if (!isKind(entry.kind)) throw usageError("ledger", "a kind this version knows", entry.kind, STATUS);
  world.lines.push(canonical(entry));
  (RULES[entry.kind] as Rule<Kind>)(world, entry, bodyOf(entry, entry.kind));
  world.last = entry;
}

/** Returns the path of one of a question's files, relative to the ledger's folder. */
export function pathOf(state: Pick<QuestionState, "name">, ...parts: (string | number)[]): string {
  return `${[state.name, ...parts].join("/")}.json`;
}

type Rule<K extends Kind> = (world: World, entry: LedgerEntry, body: Body<K>) => void;

const RULES: { [K in Kind]: Rule<K> } = {
  "ledger-open": (world, entry, body) => {
    const verifier = parseVerifier(body.verifier);
    need(
      verifier.name === body.origin && sha256(verifier.publicKey) === entry.key,
      "ledger",
      "the ledger's own key",
      entry.key,
    );
    Object.assign(world, { origin: body.origin, organiser: entry.key, verifier: body.verifier });
  },
  "question-open": (world, entry, body) => {
    need(entry.key === world.organiser, "question-open", "the ledger's own key", entry.key);
    need(body.id === digest(body.question), "question-open", "id = SHA-256 of the question", body.id);
    const { name, rungs } = body.question;
    const unnamed = isImported(body.question) && rungs.find((rung) => rung.run === null);
    need(!unnamed, "question-open", "the run of every rung of an import", unnamed && `none for ${unnamed.name}`);
    const names = [...TAKEN, ...[...world.questions.values()].map((state) => state.name.toLowerCase())];
    need(!names.includes(name.toLowerCase()), "question-open", "a name not used in this ledger", name);
    const parties = body.parties.map((verifier) => sha256(parseVerifier(verifier).publicKey));
    need(new Set(parties).size === parties.length, "question-open", "different parties", parties.length);
    need(parties.includes(world.organiser), "question-open", "the ledger's own key among the parties", parties.length);
    world.questions.set(body.id, newQuestion(world, entry, body.question, parties));
  },
  "share-commit": (world, entry, body) => {
    const state = begin(world, entry, body, "party");
    need(!state.shareDigests.has(entry.key), "share-commit", "one share per party", entry.key);
    state.shareDigests.set(entry.key, body.digest);
  },
  evidence: (world, entry, body) => {
    const state = begin(world, entry, body, "organiser");
    needPath(body.path, pathOf(state, "evidence"));
    state.evidence = { seq: entry.seq, digest: body.digest, runs: body.runs };
  },
  commit: (world, entry, body) => {
    const state = begin(world, entry, body, "party");
    const all = [...world.questions.values()].flatMap((other) => other.commits);
    need(!all.some((c) => c.commitment === body.commitment), "commit", "a new commitment, not a copy", body.commitment);
    const n = state.commits.length + 1;
    needPath(body.path, pathOf(state, "commitments", n));
    for (const older of sameForecaster(state, entry, body)) older.status = "superseded";
    const { forecaster, commitment } = body;
    const fixed = {
      n,
      seq: entry.seq,
      author: entry.key,
      forecaster,
      commitment,
      status: "primary" as const,
      revealed: null,
    };
    state.commits.push({ ...fixed, retrodiction: isKnown(world, state) });
  },
  withdraw: (world, entry, body) => {
    primaryOf(begin(world, entry, body, "party"), entry, body).status = "withdrawn";
  },
  close: (world, entry, body) => {
    const state = begin(world, entry, body, "organiser");
    state.closed = entry.seq;
    state.closeRoot = merkleRoot(world.lines).toString("hex");
  },
  "share-reveal": (world, entry, body) => {
    const state = begin(world, entry, body, "party");
    need(!state.shares.has(entry.key), "share-reveal", "one share per party", entry.key);
    const committed = state.shareDigests.get(entry.key);
    need(
      shareDigest(body.share) === committed,
      "share-reveal",
      `the share with digest ${committed}`,
      shareDigest(body.share),
    );
    state.shares.set(entry.key, body.share);
  },
  reveal: (world, entry, body) => {
    const state = begin(world, entry, body, "party");
    const commit = primaryOf(state, entry, body);
    need(commit.revealed === null, "reveal", "a commitment not revealed before", body.commitment);
    needPath(body.path, pathOf(state, "reveals", commit.n));
    commit.revealed = entry.seq;
  },
  "held-start": (world, entry, body) => {
    const state = begin(world, entry, body, "organiser");
    const { index, rung, seed, runKey } = body;
    need(!state.runs.has(index), "held-start", "one start per held-out run", `index ${index} again`);
    need(plannedRuns(state.question)[index]?.rung === rung, "held-start", "an index with its rung", `${index} ${rung}`);
    need(
      [...state.runs.values()].every((run) => run.runKey !== runKey),
      "held-start",
      "a run of its own",
      runKey,
    );
    needSeed(state, body);
    state.runs.set(index, { index, rung, seed, runKey, started: entry.seq, sealed: null });
  },
  sealed: (world, entry, body) => {
    const state = begin(world, entry, body, "organiser");
    const run = state.runs.get(body.index);
    need(run?.runKey === body.runKey, "sealed", "a run that was started", `${body.index} ${body.runKey}`);
    need(run!.sealed === null, "sealed", "a run not sealed before", body.runKey);
    needPath(body.path, pathOf(state, "sealed", body.runKey));
    run!.sealed = entry.seq;
  },
  outcome: (world, entry, body) => {
    const state = begin(world, entry, body, "organiser");
    needPath(body.path, pathOf(state, "outcome"));
    state.outcome = entry.seq;
  },
  score: (world, entry, body) => {
    const state = begin(world, entry, body, "organiser");
    needPath(body.path, pathOf(state, "scores"));
    state.scored = entry.seq;
  },
};

function begin(
  world: World,
  entry: LedgerEntry,
  body: { question: string },
  who: "party" | "organiser",
): QuestionState {
  const state = questionOf(world, body.question);
  requireAllowed(state, entry.kind as LedgerKind);
  const writers = who === "party" ? state.parties : [world.organiser];
  need(writers.includes(entry.key), entry.kind, `a key of the ${who}`, entry.key);
  return state;
}

function newQuestion(world: World, entry: LedgerEntry, question: Question, parties: string[]): QuestionState {
  const same = [...world.questions.values()].filter((other) => isSameRecipe(other.question, question));
  return {
    id: digest(question),
    name: question.name,
    question,
    opened: entry.seq,
    parties,
    shareDigests: new Map(),
    shares: new Map(),
    evidence: null,
    commits: [],
    closed: null,
    closeRoot: null,
    runs: new Map(),
    outcome: null,
    scored: null,
    openings: same.length + 1,
  };
}

function sameForecaster(state: QuestionState, entry: LedgerEntry, body: { forecaster: string }): CommitState[] {
  return primaries(state).filter((commit) => commit.author === entry.key && commit.forecaster === body.forecaster);
}

function primaryOf(
  state: QuestionState,
  entry: LedgerEntry,
  body: { forecaster: string; commitment: string },
): CommitState {
  const commit = sameForecaster(state, entry, body).find((own) => own.commitment === body.commitment);
  if (commit === undefined)
    throw usageError(entry.kind, "the commitment that counts for this key and forecaster", body.commitment, STATUS);
  return commit;
}

/** Whether results of the question's recipe were there: imported, sealed in clear or opened for another question, or in another's evidence. */
function isKnown(world: World, { id, question }: QuestionState): boolean {
  if (isImported(question)) return true;
  return [...world.questions.values()].some((other) => {
    if (other.id === id) return false;
    const hasResults = [...other.runs.values()].some((run) => run.sealed !== null);
    const same = hasResults && isSameRecipe(other.question, question);
    return same || (other.evidence !== null && isInEvidence(other.question, question));
  });
}

/** Drawn seeds are compared with the shares by `verify`; an import's seed is one of its rung and names the run. */
function needSeed({ question, runs }: QuestionState, { rung, seed, runKey }: Body<"held-start">): void {
  const imported = isImported(question);
  need(
    isImportedSeed(seed) === imported,
    "held-start",
    imported ? "a seed of the import, a decimal number," : "a drawn seed of 64 hex digits",
    seed,
  );
  if (!imported) return;
  need(runKey === importedRunKey(rung, seed), "held-start", `run key ${importedRunKey(rung, seed)}`, runKey);
  const same = [...runs.values()].some((run) => run.rung === rung && run.seed === seed);
  need(!same, "held-start", "each seed of a rung once", `${seed} again`);
}

function needPath(found: string, expected: string): void {
  need(found === expected, "path", expected, found);
}

function need(holds: boolean, where: string, requirement: string, got: unknown): asserts holds {
  if (!holds) throw usageError(where, `${requirement} is required`, got, STATUS);
}
