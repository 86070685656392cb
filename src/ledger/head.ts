/**
 * The head: a signed statement "this ledger has n lines with this Merkle root". Whoever keeps one can later show that lines were
 * changed, dropped or reordered; that is why each head is also kept in the private folder before the key signs a longer one.
 */
import path from "node:path";
import { integrityError } from "../base/errors.ts";
import { exists, writeFileAtomic } from "../base/files.ts";
import { loadSecret, type Secrets, saveSecret } from "./crypto/keys.ts";
import { leafHash, merkleRoot } from "./crypto/merkle.ts";
import { openNote, signNote, type Verifier } from "./crypto/signedNote.ts";
import { readUtf8 } from "./strictText.ts";

const HEAD_FILE = "ledger.head";

/** What a head says: the ledger's origin, its number of lines, the RFC 6962 root of them (32 bytes). */
export type Head = { origin: string; size: number; root: Buffer };

/** Returns the three-line text of the head over these lines: origin, number of lines, root in base64. */
function headText(origin: string, lines: readonly string[]): string {
  return `${origin}\n${lines.length}\n${merkleRoot(lines).toString("base64")}\n`;
}

/** Returns what a signed head says after checking its signature; anything malformed is an integrity error naming `where`. */
export function openHead(note: string, verifier: Verifier, where: string): Head {
  const text = openNote(note, [verifier], where);
  const [origin, size, root, ...rest] = text.split("\n");
  const bytes = Buffer.from(root ?? "", "base64");
  const malformed = rest.length !== 1 || rest[0] !== "" || !/^(0|[1-9]\d{0,14})$/.test(size!) || bytes.length !== 32;
  if (malformed || bytes.toString("base64") !== root)
    throw integrityError(where, "origin, number of lines and root are required", text, "restore it from a copy");
  return { origin: origin!, size: Number(size), root: bytes };
}

/** Throws an integrity error unless the head speaks of this ledger and its root equals that of the first `size` lines. */
export function requirePrefix(head: Head, origin: string, lines: readonly string[], where: string): void {
  const restore = "restore ledger.jsonl and ledger.head together from a copy, then: foreshock verify";
  if (head.origin !== origin) throw integrityError(where, `a head of ${origin} is required`, head.origin, restore);
  if (head.size > lines.length)
    throw integrityError(where, `${head.size} lines in ledger.jsonl are required`, lines.length, restore);
  const root = merkleRoot(lines.slice(0, head.size));
  if (!root.equals(head.root))
    throw integrityError(
      where,
      `root ${head.root.toString("hex")} of ledger.jsonl is required`,
      root.toString("hex"),
      restore,
    );
}

/** Returns the text of ledger.head, or null when there is none. */
export function readHead(dir: string): string | null {
  const file = path.join(dir, HEAD_FILE);
  return exists(file) ? readUtf8(file, HEAD_FILE) : null;
}

/** Signs the head of these lines, writes it to ledger.head and remembers it in the private folder; returns the note. */
export function writeHead(dir: string, origin: string, lines: readonly string[], secrets: Secrets): string {
  const text = headText(origin, lines);
  const present = readHead(dir);
  const note = present?.startsWith(`${text}\n`) ? present : signNote(text, origin, secrets);
  if (note !== present) writeFileAtomic(path.join(dir, HEAD_FILE), note);
  if (loadSecret(secrets, memory(lines)) !== note) saveSecret(secrets, memory(lines), note);
  return note;
}

/** Throws unless this ledger continues the last head that the private folder's key signed for it: a stale copy must not fork it. */
export function requireContinuation(
  origin: string,
  lines: readonly string[],
  secrets: Secrets,
  verifier: Verifier,
): void {
  const note = loadSecret(secrets, memory(lines));
  if (note === undefined) return;
  const where = "the last head in the private folder";
  requirePrefix(openHead(String(note), verifier, where), origin, lines, where);
}

const memory = (lines: readonly string[]) => path.join("heads", `${leafHash(lines[0]!).toString("hex")}.json`);
