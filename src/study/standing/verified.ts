/**
 * What was verified on this machine, so that showing a study's state need not check everything again. Kept in the private folder of
 * whoever verified, never in the project, where a stranger's copy could bring its own. Size and time of every ledgered file are remembered
 * with the root over the ledger's lines; a file that moved is compared with the digest in its line.
 */
import { readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { canonical, sha256 } from "../../base/canonical.ts";
import { ForeshockError } from "../../base/errors.ts";
import { exists, isInside, makeFolder, readText, writeFileAtomic } from "../../base/files.ts";
import { merkleRoot } from "../../ledger/crypto/merkle.ts";
import { readHead } from "../../ledger/head.ts";
import { bodyOf } from "../../ledger/kinds.ts";
import { headHolds, type Ledger } from "../../ledger/ledger.ts";
import { replay } from "../../ledger/rules.ts";
import { strayFiles } from "../../ledger/strayFiles.ts";
import { readBytes } from "../../ledger/strictText.ts";
import type { LedgerEntry } from "../../records.ts";
import { hex64 } from "../../specs.ts";
import type { Study } from "../project.ts";

const Remembered = z.strictObject({
  origin: z.string(),
  numLines: z.int().positive(),
  root: hex64,
  files: z.record(z.string(), z.strictObject({ size: z.int().nonnegative(), mtimeMs: z.number() })),
});
type Remembered = z.infer<typeof Remembered>;

/** How far this machine knows that a study's record holds: never checked here; checked up to a line; files that are not as logged. */
export type Known =
  | { kind: "never" }
  | { kind: "verified"; numLines: number }
  /** `next` is what to type. */
  | { kind: "damaged"; files: string[]; next: string };

/** Size and time of the files of a record, by path; taken before they are checked, so that a change meanwhile is not taken for checked. */
export type Places = ReadonlyMap<string, { size: number; mtimeMs: number }>;

/** Returns the places of all files in a predictions folder as they are now; none where a folder in it cannot be listed. */
export function placesIn(predictions: string): Places {
  const files = filesIn(predictions);
  return new Map(
    files.flatMap((file) => {
      const place = placeOf(file);
      return place === null ? [] : [[path.relative(predictions, file).split(path.sep).join("/"), place] as const];
    }),
  );
}

/**
 * Remembers that a record was verified as a whole and nothing found wrong; nothing happens where the private folder cannot be written, or
 * a file came after `places` were taken.
 */
export function rememberVerified(study: Study, ledger: Ledger, places: Places): void {
  const file = memoryOf(study);
  const names = filesOf(ledger.entries).map(({ path: name }) => name);
  if (file === null || !names.every((name) => places.has(name))) return;
  const files = Object.fromEntries(names.map((name) => [name, places.get(name)!]));
  const seen: Remembered = {
    origin: originOf(ledger),
    numLines: ledger.lines.length,
    root: rootOf(ledger.lines),
    files,
  };
  try {
    makeFolder(path.dirname(file), 0o700);
    writeFileAtomic(file, `${canonical(seen)}\n`);
  } catch {
    // a memory that cannot be kept costs time, not truth
  }
}

/** Forgets what was verified: a verification found something wrong. */
export function forgetVerified(study: Study): void {
  const file = memoryOf(study);
  if (file !== null && exists(file)) rmSync(file, { force: true });
}

/**
 * Returns what is known of a study's record without checking it: see `Known`. An unfinished last line, a head that does not hold, a file
 * that no line speaks of and files that are missing are damage, remembered or not.
 */
export function knownOf(study: Study, ledger: Ledger): Known {
  if (ledger.torn !== null) return damaged(["ledger.jsonl"], "foreshock verify --repair");
  if (!headHolds(ledger)) return damaged(["ledger.head"]);
  const stray = strayFile(ledger);
  if (stray !== null) return damaged([stray]);
  const seen = recall(study, originOf(ledger));
  const isSame = seen !== null && rootOf(ledger.lines.slice(0, seen.numLines)) === seen.root;
  const changed = filesOf(ledger.entries).filter((file) => !isAsLogged(ledger.dir, file, isSame ? seen.files : {}));
  if (changed.length > 0) return damaged(changed.map(({ path: name }) => name));
  if (seen === null) return { kind: "never" };
  return isSame ? { kind: "verified", numLines: seen.numLines } : damaged(["ledger.jsonl"]);
}

/** Returns that a record is damaged whose ledger is gone while its head is there; else that nothing is known. */
export function knownWithoutLedger({ predictions }: Study): Known {
  return readHead(predictions) === null ? { kind: "never" } : damaged(["ledger.jsonl"]);
}

const damaged = (files: string[], next = "foreshock verify"): Known => ({ kind: "damaged", files, next });

/** A file that no line speaks of, as `verify` would refuse it, or null. */
function strayFile(ledger: Ledger): string | null {
  try {
    strayFiles(ledger.dir, replay(ledger.entries));
    return null;
  } catch (error) {
    return error instanceof ForeshockError ? error.message.split(":")[0]! : "a folder that cannot be read";
  }
}

/** Whether a file has the size and time it had when it was verified, or else the digest in its line; what was never verified has to be there. */
function isAsLogged(dir: string, file: { path: string; sha256: string }, before: Remembered["files"]): boolean {
  const full = path.join(dir, file.path);
  const [now, then] = [placeOf(full), before[file.path]];
  if (now === null) return false;
  if (then === undefined || (then.size === now.size && then.mtimeMs === now.mtimeMs)) return true;
  try {
    return sha256(readBytes(full, file.path)) === file.sha256;
  } catch {
    return false;
  }
}

/** What was remembered of the ledger of this origin at this place. */
function recall(study: Study, origin: string): Remembered | null {
  const file = memoryOf(study);
  if (file === null || !exists(file)) return null;
  try {
    const seen = Remembered.parse(JSON.parse(readText(file, "foreshock verify")));
    return seen.origin === origin ? seen : null;
  } catch {
    return null;
  }
}

/** One file per place of a project: the same record elsewhere was not verified there. Null where the private folder is in the project. */
function memoryOf({ dir, home }: Study): string | null {
  if (isInside(dir, home)) return null;
  return path.join(home, "verified", `${sha256(path.resolve(dir))}.json`);
}

function filesOf(entries: readonly LedgerEntry[]): { path: string; sha256: string }[] {
  return entries.flatMap(({ body }) =>
    typeof body.path === "string" && typeof body.sha256 === "string" ? [{ path: body.path, sha256: body.sha256 }] : [],
  );
}

/** Every file below a folder; none where it, or a folder in it, cannot be listed: saying so is the work of the checks. */
function filesIn(dir: string): string[] {
  try {
    const entries = readdirSync(dir, { recursive: true, encoding: "utf8", withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => path.join(parentPath, name));
  } catch {
    return [];
  }
}

/** Size and time of a file; null where there is none, or what is there is no file. */
function placeOf(file: string): { size: number; mtimeMs: number } | null {
  try {
    const found = statSync(file);
    return found.isFile() ? { size: found.size, mtimeMs: found.mtimeMs } : null;
  } catch {
    return null;
  }
}

const originOf = (ledger: Ledger): string => bodyOf(ledger.entries[0]!, "ledger-open").origin;

const rootOf = (lines: readonly string[]): string => merkleRoot(lines).toString("hex");
