/**
 * Registering forecasts without showing them, and showing them later. The forecast and its nonce are in the private folder before
 * the ledger speaks of them, so that a kill never leaves a commitment that nobody can open.
 */
import { randomBytes } from "node:crypto";
import path from "node:path";
import { canonical } from "../base/canonical.ts";
import { usageError } from "../base/errors.ts";
import { Forecast, type Question } from "../records.ts";
import { commitmentOf } from "./crypto/commitment.ts";
import { loadSecret, type Secrets, saveSecret } from "./crypto/keys.ts";
import type { Writer } from "./ledger.ts";
import { append, type Draft } from "./ledger.ts";
import { RevealFile } from "./ledgeredFiles.ts";
import { pathOf } from "./rules.ts";
import {
  type CommitState,
  primaries,
  type QuestionState,
  questionOf,
  requireAllowed,
  STATUS,
  unrevealed,
} from "./state.ts";
import { requireShape } from "./strictText.ts";

/** What a forecaster keeps or sends away after committing: the line's seq, the commitment, the signed head. */
export type Committed = { seq: number; commitment: string; head: string };

const secretName = (commitment: string) => path.join("forecasts", `${commitment}.json`);

/**
 * Commits to a forecast with a fresh 32-byte nonce; a later one under the same key and forecaster name supersedes it, the same one
 * again adds nothing. A forecast that does not fit the question or its evidence is a usage error.
 */
export function commitForecast(writer: Writer, forecast: Forecast): Committed {
  const { secrets } = writer;
  const checked = requireShape(Forecast, forecast, "commitForecast", "a forecast");
  let result = { seq: 0, commitment: "" };
  const head = append(writer, (world, nextSeq) => {
    const state = questionOf(world, checked.question);
    requireAllowed(state, "commit");
    requireFits(state, checked);
    const same = findSame(state, checked, secrets);
    if (same !== undefined) {
      result = { seq: same.seq, commitment: same.commitment };
      return [];
    }
    const nonce = randomBytes(32).toString("hex");
    const commitment = commitmentOf(nonce, state.id, secrets.keyId, checked);
    saveSecret(secrets, secretName(commitment), { forecast: checked, nonce });
    result = { seq: nextSeq, commitment };
    return [commitDraft(state, checked.forecaster, commitment, secrets.keyId, nextSeq)];
  });
  return { ...result, head };
}

/** Withdraws the forecast that counts for this forecaster name; it stays listed. */
export function withdraw(writer: Writer, id: string, forecaster: string): void {
  const { keyId } = writer.secrets;
  append(writer, (world) => {
    const state = questionOf(world, id);
    requireAllowed(state, "withdraw");
    const own = primaries(state).find((commit) => commit.author === keyId && commit.forecaster === forecaster);
    if (own === undefined)
      throw usageError("withdraw", "a forecaster with a commitment is required", forecaster, STATUS);
    return [{ kind: "withdraw", body: { question: id, forecaster, commitment: own.commitment } }];
  });
}

/** Reveals every own commitment whose forecast is in the private folder; returns the forecasters revealed now. */
export function reveal(writer: Writer, id: string): string[] {
  const { secrets } = writer;
  let revealed: string[] = [];
  append(writer, (world) => {
    const state = questionOf(world, id);
    const own = unrevealed(state).filter((commit) => commit.author === secrets.keyId);
    if (own.length > 0 || state.closed === null) requireAllowed(state, "reveal");
    const drafts = own.flatMap((commit) => revealDraft(state, commit, secrets));
    revealed = drafts.map((draft) => String(draft.body.forecaster));
    return drafts;
  });
  return revealed;
}

function commitDraft(state: QuestionState, forecaster: string, commitment: string, author: string, seq: number): Draft {
  return {
    kind: "commit",
    body: { question: state.id, forecaster, commitment },
    file: { path: pathOf(state, "commitments", state.commits.length + 1), value: { commitment, author, seq } },
  };
}

function revealDraft(state: QuestionState, commit: CommitState, secrets: Secrets): Draft[] {
  const secret = loadSecret(secrets, secretName(commit.commitment));
  if (secret === undefined) return [];
  const { forecast, nonce } = requireShape(RevealFile, secret, "reveal", "an intact forecast in the private folder");
  if (commitmentOf(nonce, state.id, secrets.keyId, forecast) !== commit.commitment)
    throw usageError(
      "reveal",
      `the forecast behind commitment ${commit.commitment}`,
      "another",
      "restore the private folder from a copy",
    );
  const { forecaster, commitment } = commit;
  const file = { path: pathOf(state, "reveals", commit.n), value: { forecast, nonce } };
  return [{ kind: "reveal", body: { question: state.id, forecaster, commitment }, file }];
}

function findSame(state: QuestionState, forecast: Forecast, secrets: Secrets): CommitState | undefined {
  const own = primaries(state).find((c) => c.author === secrets.keyId && c.forecaster === forecast.forecaster);
  const secret = own && (loadSecret(secrets, secretName(own.commitment)) as { forecast: unknown } | undefined);
  return secret !== undefined && canonical(secret.forecast) === canonical(forecast) ? own : undefined;
}

function requireFits(state: QuestionState, forecast: Forecast): void {
  if (forecast.evidence !== state.evidence?.digest)
    throw usageError("commitForecast", `evidence ${state.evidence?.digest} is required`, forecast.evidence, STATUS);
  const rungs = heldOutRungs(state.question);
  const targets = forecast.targets.map((target) => target.rung);
  if (canonical(targets.toSorted()) !== canonical(rungs.toSorted()))
    throw usageError("commitForecast", `one target for each of ${rungs.join(", ")} is required`, targets, STATUS);
  if (forecast.jump.length !== rungs.length + 2)
    throw usageError("commitForecast", `${rungs.length + 2} jump masses are required`, forecast.jump.length, STATUS);
}

const heldOutRungs = (question: Question) => question.rungs.filter((rung) => rung.heldOut).map((rung) => rung.name);
