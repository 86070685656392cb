/**
 * One line of the ledger: canonical JSON that names its predecessor's hash and is signed. The three checks are separate, because
 * they answer three questions: is it well-formed, is it in its place, did its key write it.
 */
import { canonical, digest, sha256 } from "../base/canonical.ts";
import { integrityError, show, usageError } from "../base/errors.ts";
import { LedgerEntry } from "../records.ts";
import { fromBase64, type Secrets, signatureHolds } from "./crypto/keys.ts";
import { leafHash } from "./crypto/merkle.ts";
import { parseVerifier } from "./crypto/signedNote.ts";
import { bodyOf, isKind } from "./kinds.ts";
import { parseCanonical, utf8 } from "./strictText.ts";

const ZEROS = "0".repeat(64);
const NEXT = "restore ledger.jsonl from a copy, then: foreshock verify";

/** Returns the place a line is named by in every message: "ledger.jsonl line 3" (counting from 1). */
export const place = (seq: number): string => `ledger.jsonl line ${seq + 1}`;

/** Returns the `prev` of the line after `line`: its leaf hash, or 64 zeros when there is none. */
export function prevHash(line: string | undefined): string {
  return line === undefined ? ZEROS : leafHash(line).toString("hex");
}

/** Returns a signed entry: hash = SHA-256 of the entry without hash and signature, signature over "foreshock/entry/v1\n" + hash. */
export function signEntry(
  fields: Pick<LedgerEntry, "seq" | "prev" | "at" | "kind" | "body">,
  secrets: Secrets,
): LedgerEntry {
  const unsigned = { ...fields, key: secrets.keyId };
  const hash = digest(unsigned);
  const entry = { ...unsigned, hash, signature: Buffer.from(secrets.sign(signed(hash))).toString("base64") };
  const parsed = LedgerEntry.safeParse(entry);
  if (!parsed.success)
    throw usageError(
      "signEntry",
      `a valid ${fields.kind} line with a UTC time is required`,
      parsed.error.issues[0]?.message,
      "give the time as 2026-11-21T09:00:00Z",
    );
  return JSON.parse(canonical(entry)) as LedgerEntry;
}

/** Returns the entry in a line's bytes (without the newline); anything but canonical JSON of the schema is an integrity error. */
export function parseLine(bytes: Buffer, seq: number): { line: string; entry: LedgerEntry } {
  const line = utf8(bytes, place(seq));
  const parsed = LedgerEntry.safeParse(parseCanonical(line, place(seq)));
  if (parsed.success) return { line, entry: parsed.data };
  const issue = parsed.error.issues[0]!;
  throw integrityError(place(seq), "a ledger entry is required", `${issue.path.join(".")}: ${issue.message}`, NEXT);
}

/** Throws an integrity error at the first line whose number or predecessor does not fit. */
export function requireChain(entries: readonly LedgerEntry[], lines: readonly string[]): void {
  for (const [i, entry] of entries.entries()) {
    if (entry.seq !== i) throw integrityError(place(i), `seq ${i} is required`, entry.seq, NEXT);
    const prev = prevHash(lines[i - 1]);
    if (entry.prev !== prev)
      throw integrityError(place(i), `prev ${prev} (leaf hash of the line before) is required`, entry.prev, NEXT);
  }
}

/** Throws an integrity error at the first line whose hash is not its own or that its key did not sign; keys are introduced by `ledger-open` and `question-open` lines. */
export function requireSignatures(entries: readonly LedgerEntry[]): void {
  const known = new Map<string, Buffer>();
  for (const [i, entry] of entries.entries()) {
    const { hash, signature: _, ...unsigned } = entry;
    if (digest(unsigned) !== hash)
      throw integrityError(place(i), "the hash of the line's own content is required", hash, NEXT);
    for (const verifier of introduced(entry)) {
      const { publicKey } = parseVerifier(verifier);
      known.set(sha256(publicKey), publicKey);
    }
    const key = known.get(entry.key);
    const signature = fromBase64(entry.signature);
    if (key === undefined)
      throw integrityError(place(i), "a key introduced by an earlier line is required", entry.key, NEXT);
    if (signature === null || !signatureHolds(key, signed(entry.hash), signature))
      throw integrityError(
        place(i),
        `a valid signature by ${entry.key.slice(0, 12)} is required`,
        show(entry.signature),
        NEXT,
      );
  }
}

function introduced(entry: LedgerEntry): string[] {
  if (!isKind(entry.kind)) return [];
  if (entry.kind === "ledger-open") return [bodyOf(entry, "ledger-open").verifier];
  return entry.kind === "question-open" ? bodyOf(entry, "question-open").parties : [];
}

const signed = (hash: string) => `foreshock/entry/v1\n${hash}`;
