/**
 * The ledger on disk: reading it, and the one way to add to it. An append re-reads the file under a lock, checks it, checks the new
 * lines against the rules, and only then writes: first the files the lines speak of, then the lines in one piece, then the head.
 * A kill between any two of these leaves a ledger that verifies and a step that can be given again.
 */
import path from "node:path";
import { canonical, sha256 } from "../base/canonical.ts";
import { ForeshockError, failedError, integrityError, usageError } from "../base/errors.ts";
import { appendFileSynced, exists, isInside, writeFileAtomic } from "../base/files.ts";
import { tryLock } from "../base/locks.ts";
import type { LedgerEntry } from "../records.ts";
import type { Secrets } from "./crypto/keys.ts";
import { parseVerifier, verifierKey } from "./crypto/signedNote.ts";
import { parseLine, place, prevHash, requireChain, requireSignatures, signEntry } from "./entry.ts";
import { openHead, readHead, requireContinuation, requirePrefix, writeHead } from "./head.ts";
import type { Kind } from "./kinds.ts";
import { advance, replay } from "./rules.ts";
import { type QuestionState, STATUS, type World } from "./state.ts";
import { readBytes } from "./strictText.ts";

export const LEDGER_FILE = "ledger.jsonl";

/** A ledger as last read; every writing function re-reads it under the lock and leaves the new lines here. `torn` = unfinished last line. */
export type Ledger = { readonly dir: string; entries: LedgerEntry[]; lines: string[]; torn: string | null };

/** Who adds to a ledger: the ledger as last read, the private folder whose key signs, and the clock (current UTC time, RFC 3339). */
export type Writer = { readonly ledger: Ledger; readonly secrets: Secrets; now(): string };

/** A line to be added; `file` is written first, and its path and SHA-256 join the body. */
export type Draft = {
  kind: Kind;
  body: Record<string, unknown>;
  file?: { path: string; value: unknown };
};

/** Returns the ledger in a folder, creating it with a first line and head when there is none; an existing one must have this name and key. */
export function openLedger(
  dir: string,
  { name, secrets, now }: { name: string; secrets: Secrets; now(): string },
): Writer {
  const origin = `foreshock/${name}`;
  if (isInside(dir, secrets.folder))
    throw usageError(
      "openLedger",
      `a private folder outside ${dir} is required`,
      secrets.folder,
      "set FORESHOCK_HOME to a folder outside the project",
    );
  const writer: Writer = { ledger: { dir, entries: [], lines: [], torn: null }, secrets, now };
  const verifier = verifierKey(origin, secrets.publicKey);
  append(writer, (world) => {
    if (world.last === null) return [{ kind: "ledger-open", body: { origin, verifier } }];
    if (world.origin !== origin)
      throw usageError("openLedger", `a ledger named ${origin} is required`, world.origin, STATUS);
    return [];
  });
  return writer;
}

/** Returns the ledger in a folder; a damaged line is an integrity error naming it, an unfinished last line is reported in `torn`. */
export function readLedger(dir: string): Ledger {
  const file = path.join(dir, LEDGER_FILE);
  if (!exists(file)) throw usageError("readLedger", `a ledger in ${dir} is required`, "none", STATUS);
  const { lines, entries, torn } = readLines(dir);
  requireSignatures(entries);
  requireChain(entries, lines);
  return { dir, entries, lines, torn };
}

/** Returns every complete line, parsed, and the bytes after the last newline as text (null when there are none). */
export function readLines(dir: string): Pick<Ledger, "entries" | "lines" | "torn"> {
  const bytes = readBytes(path.join(dir, LEDGER_FILE), LEDGER_FILE);
  const parsed: { line: string; entry: LedgerEntry }[] = [];
  let start = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
    parsed.push(parseLine(bytes.subarray(start, end), parsed.length));
    start = end + 1;
  }
  const torn = start < bytes.length ? bytes.subarray(start).toString("utf8") : null;
  return { lines: parsed.map((p) => p.line), entries: parsed.map((p) => p.entry), torn };
}

/** Returns every question's state, in order of opening. */
export function questionStates(ledger: Ledger): QuestionState[] {
  return [...replay(ledger.entries).questions.values()];
}

/**
 * Adds the lines that `plan` returns for the freshly read world (none is fine) and returns the signed head.
 * Refused: a damaged, torn or foreign ledger, a stale copy, a line the rules do not allow. Nothing is written before all lines are checked.
 */
export function append({ ledger, secrets, now }: Writer, plan: (world: World, nextSeq: number) => Draft[]): string {
  return withLock(ledger.dir, () => {
    const world = readForWriting(ledger, secrets);
    const at = now();
    const files: { path: string; text: string }[] = [];
    const [entries, lines] = [[...ledger.entries], [...ledger.lines]];
    for (const { kind, body, file } of plan(world, ledger.entries.length)) {
      const text = file && `${canonical(file.value)}\n`;
      const full = (
        text === undefined ? body : { ...body, path: file!.path, sha256: sha256(text) }
      ) as LedgerEntry["body"];
      const entry = signEntry({ seq: entries.length, prev: prevHash(lines.at(-1)), at, kind, body: full }, secrets);
      advance(world, entry);
      entries.push(entry);
      lines.push(canonical(entry));
      if (text !== undefined) files.push({ path: file!.path, text });
    }
    for (const file of files) writeFileAtomic(path.join(ledger.dir, file.path), file.text);
    const fresh = lines.slice(ledger.lines.length);
    if (fresh.length > 0) appendFileSynced(path.join(ledger.dir, LEDGER_FILE), `${fresh.join("\n")}\n`);
    Object.assign(ledger, { entries, lines });
    return writeHead(ledger.dir, world.origin, lines, secrets);
  });
}

/** Cuts an unfinished last line off ledger.jsonl and returns its text, or null when there is none; refused when the head covers it. */
export function repair(dir: string): string | null {
  return withLock(dir, () => {
    const { entries, lines, torn } = readLines(dir);
    if (torn === null) return null;
    requireSignatures(entries);
    requireChain(entries, lines);
    requireHead(dir, lines, replay(entries));
    writeFileAtomic(path.join(dir, LEDGER_FILE), lines.map((line) => `${line}\n`).join(""));
    return torn;
  });
}

function readForWriting(ledger: Ledger, secrets: Secrets): World {
  const present = exists(path.join(ledger.dir, LEDGER_FILE));
  if (!present) Object.assign(ledger, { entries: [], lines: [], torn: null });
  else if (!isAsRead(ledger)) Object.assign(ledger, readLedger(ledger.dir));
  if (ledger.torn !== null)
    throw integrityError(
      place(ledger.entries.length),
      "a complete line is required",
      ledger.torn,
      "foreshock verify --repair",
    );
  const world = replay(ledger.entries);
  if (world.last === null && readHead(ledger.dir) !== null)
    throw integrityError(LEDGER_FILE, "the ledger of ledger.head is required", "no line", "restore it from a copy");
  if (world.last === null) return world;
  if (world.organiser !== secrets.keyId)
    throw usageError(
      "ledger",
      `the private key ${world.organiser.slice(0, 12)} of ${world.origin} is required to write (reading works without)`,
      `key ${secrets.keyId.slice(0, 12)}`,
      "set FORESHOCK_HOME to the folder with that key; to read only: foreshock status",
    );
  requireHead(ledger.dir, ledger.lines, world);
  requireContinuation(world.origin, ledger.lines, secrets, parseVerifier(world.verifier));
  return world;
}

/** Returns whether ledger.head is a head of this ledger: signed by its key, over its first lines; true before the first head is written. */
export function headHolds({ dir, entries, lines }: Ledger): boolean {
  try {
    requireHead(dir, lines, replay(entries));
    return readHead(dir) !== null || lines.length === 1;
  } catch (error) {
    if (error instanceof ForeshockError) return false;
    throw error;
  }
}

/** Returns whether the file still holds the lines that were read and checked before, byte for byte. */
export function isAsRead({ dir, lines, torn }: Ledger): boolean {
  const text = lines.map((line) => `${line}\n`).join("") + (torn ?? "");
  return lines.length > 0 && readBytes(path.join(dir, LEDGER_FILE), LEDGER_FILE).equals(Buffer.from(text));
}

function requireHead(dir: string, lines: readonly string[], world: World): void {
  const note = readHead(dir);
  if (note === null || world.last === null) return;
  requirePrefix(openHead(note, parseVerifier(world.verifier), "ledger.head"), world.origin, lines, "ledger.head");
}

function withLock<T>(dir: string, work: () => T): T {
  const file = path.join(dir, ".ledger.lock");
  let release = tryLock(file);
  for (let attempt = 0; release === null && attempt < 250; attempt++) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    release = tryLock(file);
  }
  if (release === null)
    throw failedError(
      "ledger",
      "one writer at a time",
      `a lock by another process (${file})`,
      "wait for it, then give the same command again",
    );
  try {
    return work();
  } finally {
    release();
  }
}
