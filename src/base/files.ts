/**
 * Files that survive a crash: write = temporary name, fsync, rename, fsync of the folder; append = write, fsync; a lock is a file
 * that names its owner's process and is taken over when that process is gone.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { type ForeshockError, failedError, usageError } from "./errors.ts";

/** Writes a file whole or not at all; a reader sees the old or the new bytes, never a part. */
export function writeFileAtomic(file: string, data: string | Uint8Array): void {
  makeFolder(path.dirname(file));
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`);
  try {
    writeAndSync(temporary, "w", data);
    replaceSynced(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw diskError("writeFileAtomic", file, error);
  }
}

/**
 * Makes a folder and those above it that are missing, one by one: on file systems that answer "no such file" for ever (/proc), Node's own
 * recursive form does not end. A folder that cannot be made is a failed error.
 */
export function makeFolder(folder: string, mode?: number): void {
  if (existsSync(folder)) return;
  const parent = path.dirname(folder);
  if (parent !== folder) makeFolder(parent, mode);
  try {
    mkdirSync(folder, mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw diskError("makeFolder", folder, error);
  }
}

/** Puts a finished temporary file in a file's place: fsync, rename, fsync of the folder. */
export function replaceSynced(temporary: string, file: string): void {
  const handle = openSync(temporary, "r");
  fsyncSync(handle);
  closeSync(handle);
  renameSync(temporary, file);
  syncFolder(path.dirname(file));
}

/** Appends bytes to a file and waits until they are on disk. */
export function appendFileSynced(file: string, data: string): void {
  makeFolder(path.dirname(file));
  try {
    writeAndSync(file, "a", data);
    syncFolder(path.dirname(file));
  } catch (error) {
    throw diskError("appendFileSynced", file, error);
  }
}

/** Flushes a folder's entries to disk (a no-op where the platform does not allow it). */
function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, "r");
    fsyncSync(handle);
    closeSync(handle);
  } catch (error) {
    if (!["EISDIR", "EPERM", "EACCES", "EINVAL"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

/** Returns a text file's content; a missing file is a usage error that names what to type next. */
export function readText(file: string, hint: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw usageError("readText", `a readable file ${file} is required`, error, hint);
  }
}

/**
 * Takes an exclusive lock and returns its release function, or null when another living process holds it.
 * The lock file names its owner's host and process and appears with that content (link). A lock whose process is gone is removed by
 * one process at a time (`<file>.takeover` is itself such a lock), after looking again.
 */
export function tryLock(file: string): (() => void) | null {
  makeFolder(path.dirname(file));
  const release = () => rmSync(file, { force: true });
  for (let attempt = 0; attempt < 3; attempt++) {
    if (tryClaim(file)) return release;
    if (ownerIsAlive(file)) return null;
    removeDead(file);
  }
  return null;
}

/** Creates the lock file with its content, or returns false when it exists. */
function tryClaim(file: string): boolean {
  const mine = `${file}.${process.pid}`;
  try {
    writeAndSync(mine, "w", `${hostname()} ${process.pid}\n`);
    linkSync(mine, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw diskError("tryLock", file, error);
  } finally {
    rmSync(mine, { force: true });
  }
}

function removeDead(file: string): void {
  const takeover = `${file}.takeover`;
  if (!tryClaim(takeover)) {
    if (!ownerIsAlive(takeover)) rmSync(takeover, { force: true });
    return;
  }
  if (exists(file) && !ownerIsAlive(file)) rmSync(file, { force: true });
  rmSync(takeover, { force: true });
}

function ownerIsAlive(file: string): boolean {
  try {
    const [host, pid] = readFileSync(file, "utf8").trim().split(" ");
    if (host !== hostname()) return true;
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function writeAndSync(file: string, flags: string, data: string | Uint8Array): void {
  const handle = openSync(file, flags);
  try {
    const bytes = typeof data === "string" ? Buffer.from(data, "utf8") : data;
    let offset = 0;
    while (offset < bytes.length) offset += writeSync(handle, bytes, offset);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function diskError(where: string, file: string, error: unknown): ForeshockError {
  const code = (error as NodeJS.ErrnoException).code;
  const hint =
    code === "ENOSPC"
      ? "free disk space, then give the same command again: finished work is kept"
      : `check that ${path.dirname(file)} can be written`;
  return failedError(where, `${file} has to be written`, error, hint);
}

/** Whether a path exists. */
export const exists = (file: string): boolean => existsSync(file);

/** Returns whether a path lies in a folder (or is it), links followed as far as either exists. */
export function isInside(folder: string, file: string): boolean {
  const way = path.relative(realOf(folder), realOf(file));
  return way !== ".." && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

/** The path with the links of its existing part followed. */
function realOf(file: string): string {
  const full = path.resolve(file);
  try {
    return realpathSync(full);
  } catch {
    const above = path.dirname(full);
    return above === full ? full : path.join(realOf(above), path.basename(full));
  }
}
