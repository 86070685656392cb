/**
 * What was verified on this machine, so that showing a study's state need not check everything again. Kept in the private folder of
 * whoever verified, never in the project, where a stranger's copy could bring its own. Size and time of every ledgered file are remembered
 * with the root over the ledger's lines; a file that moved is compared with the digest in its line.
 */
import { readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { canonical, sha256 } from "../../base/canonical.ts";
import { exists, makeFolder, readText, writeFileAtomic } from "../../base/files.ts";
import { merkleRoot } from "../../ledger/crypto/merkle.ts";
import { headHolds, type Ledger } from "../../ledger/ledger.ts";
import { readBytes } from "../../ledger/strictText.ts";
import type { LedgerEntry } from "../../records.ts";
import { hex64 } from "../../specs.ts";
import type { Study } from "../project.ts";

const Remembered = z.strictObject({
  numLines: z.int().positive(),
  root: hex64,
  files: z.record(z.string(), z.strictObject({ size: z.int().nonnegative(), mtimeMs: z.number() })),
});
type Remembered = z.infer<typeof Remembered>;

/** How far this machine knows that a study's record holds: never checked here; checked up to a line; files that are not as logged. */
export type Known = { kind: "never" } | { kind: "verified"; numLines: number } | { kind: "damaged"; files: string[] };

/** Size and time of the files of a record, by path; taken before they are checked, so that a change meanwhile is not taken for checked. */
export type Places = ReadonlyMap<string, { size: number; mtimeMs: number }>;

/** Returns the places of all files in a predictions folder as they are now. */
export function placesIn(predictions: string): Places {
  const entries = readdirSync(predictions, { recursive: true, encoding: "utf8", withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => path.join(parentPath, name));
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
  const seen: Remembered = { numLines: ledger.lines.length, root: rootOf(ledger.lines), files };
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

/** Returns what is known of a study's record without checking it: see `Known`. Files that are missing are damaged, remembered or not. */
export function knownOf(study: Study, ledger: Ledger): Known {
  if (!headHolds(ledger)) return { kind: "damaged", files: ["ledger.head"] };
  const logged = filesOf(ledger.entries);
  const seen = recall(study);
  const isSame = seen !== null && rootOf(ledger.lines.slice(0, seen.numLines)) === seen.root;
  const before = isSame ? seen.files : {};
  const damaged = logged.filter(({ path: name, sha256: digest }) => {
    const full = path.join(ledger.dir, name);
    const [now, then] = [placeOf(full), before[name]];
    if (now === null) return true;
    if (then === undefined || (then.size === now.size && then.mtimeMs === now.mtimeMs)) return false;
    return sha256(readBytes(full, name)) !== digest;
  });
  if (damaged.length > 0) return { kind: "damaged", files: damaged.map(({ path: name }) => name) };
  if (seen === null) return { kind: "never" };
  return isSame ? { kind: "verified", numLines: seen.numLines } : { kind: "damaged", files: ["ledger.jsonl"] };
}

function recall(study: Study): Remembered | null {
  const file = memoryOf(study);
  if (file === null || !exists(file)) return null;
  try {
    return Remembered.parse(JSON.parse(readText(file, "foreshock verify")));
  } catch {
    return null;
  }
}

/** One file per place of a project: the same record elsewhere was not verified there. Null where the private folder is in the project. */
function memoryOf({ dir, home }: Study): string | null {
  const inside = path.relative(dir, home);
  if (!inside.startsWith("..") && !path.isAbsolute(inside)) return null;
  return path.join(home, "verified", `${sha256(path.resolve(dir))}.json`);
}

function filesOf(entries: readonly LedgerEntry[]): { path: string; sha256: string }[] {
  return entries.flatMap(({ body }) =>
    typeof body.path === "string" && typeof body.sha256 === "string" ? [{ path: body.path, sha256: body.sha256 }] : [],
  );
}

function placeOf(file: string): { size: number; mtimeMs: number } | null {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? null : { size: found.size, mtimeMs: found.mtimeMs };
}

const rootOf = (lines: readonly string[]): string => merkleRoot(lines).toString("hex");
