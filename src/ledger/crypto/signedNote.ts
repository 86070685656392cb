/**
 * Signed notes in the C2SP format, for Ed25519 keys: readable text, an empty line, one line per signature. Other tools can check
 * them, and a second party signs a note by adding a line.
 * @see C2SP signed-note (https://c2sp.org/signed-note)
 */
import { createHash } from "node:crypto";
import { integrityError } from "../../base/errors.ts";
import { fromBase64, hasSmallOrder, type Secrets, signatureHolds } from "./keys.ts";

const ED25519 = 1;

/** A key that checks notes: its name, the 4-byte note key id, and the raw 32-byte public key. */
export type Verifier = { name: string; noteId: Buffer; publicKey: Buffer };

/** Returns the verifier key `name+hex(keyId)+base64(0x01 || public key)`, keyId = first 4 bytes of SHA-256(name || 0x0A || 0x01 || public key). */
export function verifierKey(name: string, publicKey: Uint8Array): string {
  const typed = Buffer.concat([Uint8Array.of(ED25519), publicKey]);
  return `${name}+${noteId(name, publicKey).toString("hex")}+${typed.toString("base64")}`;
}

/** Returns the parts of a verifier key; a malformed one is an integrity error. */
export function parseVerifier(text: string): Verifier {
  const match = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text);
  const typed = match && fromBase64(match[3]!);
  const publicKey = typed?.subarray(1);
  if (!match || !publicKey || typed![0] !== ED25519 || publicKey.length !== 32) throw badVerifier(text);
  if (hasSmallOrder(publicKey))
    throw integrityError(
      "parseVerifier",
      "a public key under which a signature says something",
      "one of small order",
      RESTORE,
    );
  const verifier = { name: match[1]!, noteId: Buffer.from(match[2]!, "hex"), publicKey };
  if (!noteId(verifier.name, publicKey).equals(verifier.noteId)) throw badVerifier(text);
  return verifier;
}

/** Returns the note for a text that ends in a newline, signed under `name`. */
export function signNote(text: string, name: string, secrets: Secrets): string {
  const signature = Buffer.concat([noteId(name, secrets.publicKey), secrets.sign(text)]);
  return `${text}\n\u2014 ${name} ${signature.toString("base64")}\n`;
}

/**
 * Returns the signed text of a note. Signatures by unknown keys are ignored; a malformed note, a wrong signature by a known key,
 * or no signature by a known key is an integrity error.
 */
export function openNote(note: string, verifiers: readonly Verifier[], where: string): string {
  const split = note.lastIndexOf("\n\n");
  const text = note.slice(0, split + 1);
  if (split < 0 || !note.endsWith("\n") || note.length < split + 3 || hasControls(note))
    throw integrityError(where, "a signed note (text, empty line, signature lines) is required", note, RESTORE);
  const known = new Set<Verifier>();
  for (const line of note.slice(split + 2, -1).split("\n")) {
    const verifier = signerOf(line, verifiers, where);
    if (verifier === undefined) continue;
    if (!signatureHolds(verifier.key.publicKey, text, verifier.signature))
      throw integrityError(where, `a valid signature by ${verifier.key.name} is required`, line, RESTORE);
    if (known.has(verifier.key))
      throw integrityError(where, `one signature by ${verifier.key.name} is required`, "the same twice", RESTORE);
    known.add(verifier.key);
  }
  if (known.size === 0) throw integrityError(where, "a signature by the ledger's key is required", "none", RESTORE);
  return text;
}

const RESTORE = "restore the file from a copy, then: foreshock verify";

function signerOf(line: string, verifiers: readonly Verifier[], where: string) {
  const match = /^\u2014 ([^+\s]+) (\S+)$/.exec(line);
  const bytes = match && fromBase64(match[2]!);
  if (!match || !bytes || bytes.length < 5)
    throw integrityError(where, "signature lines `\u2014 name base64` are required", line, RESTORE);
  const key = verifiers.find((v) => v.name === match[1] && v.noteId.equals(bytes.subarray(0, 4)));
  return key && { key, signature: bytes.subarray(4) };
}

function hasControls(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the format forbids them
  return /[\u0000-\u0009\u000b-\u001f]/.test(text);
}

function noteId(name: string, publicKey: Uint8Array): Buffer {
  return createHash("sha256")
    .update(`${name}\n`)
    .update(Uint8Array.of(ED25519))
    .update(publicKey)
    .digest()
    .subarray(0, 4);
}

function badVerifier(text: string) {
  return integrityError("parseVerifier", "a verifier key `name+id+base64` for Ed25519 is required", text, RESTORE);
}
