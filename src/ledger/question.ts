/** Opening a question, registering what forecasters may see, and closing it: the frame inside which forecasts are blind. */
import { randomBytes } from "node:crypto";
import path from "node:path";
import { z } from "zod";
import { digest } from "../base/canonical.ts";
import { failedError, usageError } from "../base/errors.ts";
import { evidenceDigest } from "../question/digest.ts";
import { type Evidence, Question } from "../records.ts";
import { hex64 } from "../specs.ts";
import { loadSecret, type Secrets, saveSecret } from "./crypto/keys.ts";
import { shareDigest } from "./crypto/seeds.ts";
import type { Writer } from "./ledger.ts";
import { append, type Draft } from "./ledger.ts";
import { pathOf } from "./rules.ts";
import { questionOf, STATUS } from "./state.ts";
import { requireShape } from "./strictText.ts";

const ShareSecret = z.strictObject({ share: hex64 });
const shareName = (id: string) => path.join("shares", `${id}.json`);

/** Opens a question and logs the digest of a fresh secret share; returns its id. Opening the same question again adds nothing. */
export function openQuestion(writer: Writer, question: Question): string {
  const { secrets } = writer;
  const id = digest(requireShape(Question, question, "openQuestion", "a question"));
  append(writer, (world) => {
    const present = world.questions.get(id);
    const drafts: Draft[] = present
      ? []
      : [{ kind: "question-open", body: { id, question, parties: [world.verifier] } }];
    if (present?.shareDigests.has(secrets.keyId)) return drafts;
    const share = ownShare(secrets, id) ?? drawShare(secrets, id);
    return [...drafts, { kind: "share-commit", body: { question: id, digest: shareDigest(share) } }];
  });
  return id;
}

/** Writes evidence.json, the observed rows, and logs their digest and the keys of their runs; the same evidence again adds nothing. */
export function registerEvidence(writer: Writer, evidence: Evidence): void {
  if (evidenceDigest(evidence) !== evidence.digest)
    throw usageError(
      "registerEvidence",
      `rows with digest ${evidence.digest} are required`,
      evidenceDigest(evidence),
      STATUS,
    );
  const runs = [...new Set(evidence.rows.map((row) => row.run))].sort();
  append(writer, (world) => {
    const state = questionOf(world, evidence.question);
    if (state.evidence?.digest === evidence.digest) return [];
    const file = { path: pathOf(state, "evidence"), value: evidence };
    return [{ kind: "evidence", body: { question: evidence.question, digest: evidence.digest, runs }, file }];
  });
}

/** Closes a question and reveals the own share, which fixes the held-out seeds; closing again completes an interrupted close. */
export function closeQuestion(writer: Writer, id: string): void {
  const { secrets } = writer;
  append(writer, (world) => {
    const state = questionOf(world, id);
    const drafts: Draft[] = state.closed === null ? [{ kind: "close", body: { question: id } }] : [];
    if (state.shares.has(secrets.keyId)) return drafts;
    const share = ownShare(secrets, id);
    if (share === undefined)
      throw failedError(
        "closeQuestion",
        `the share in ${secrets.folder} is required`,
        "none",
        "restore the private folder from a copy",
      );
    return [...drafts, { kind: "share-reveal", body: { question: id, share } }];
  });
}

function ownShare(secrets: Secrets, id: string): string | undefined {
  const found = loadSecret(secrets, shareName(id));
  return found === undefined
    ? undefined
    : requireShape(ShareSecret, found, "closeQuestion", "an intact share in the private folder").share;
}

function drawShare(secrets: Secrets, id: string): string {
  const share = randomBytes(32).toString("hex");
  saveSecret(secrets, shareName(id), { share });
  return share;
}
