/**
 * Files that survive a crash: write = temporary name, fsync, rename, fsync of the folder; append = write, fsync; a lock is a file
 * that names its owner's process and is taken over when that process is gone.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { type ForeshockError, failedError, usageError } from "./errors.ts";

/** Writes a file whole or not at all; a reader sees the old or the new bytes, never a part. */
export function writeFileAtomic(file: string, data: string | Uint8Array): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`);
  try {
    writeAndSync(temporary, "w", data);
    renameSync(temporary, file);
    syncFolder(path.dirname(file));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw diskError("writeFileAtomic", file, error);
  }
}

/** Appends bytes to a file and waits until they are on disk. */
export function appendFileSynced(file: string, data: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  try {
    writeAndSync(file, "a", data);
    syncFolder(path.dirname(file));
  } catch (error) {
    throw diskError("appendFileSynced", file, error);
  }
}

/** Flushes a folder's entries to disk (a no-op where the platform does not allow it). */
export function syncFolder(folder: string): void {
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
 * The lock file names its owner's host and process; a lock whose process is gone is taken over. The file appears with its content
 * (link), and a dead owner's file is moved away first (rename), so that only one of several waiting processes can take it over.
 */
export function tryLock(file: string): (() => void) | null {
  mkdirSync(path.dirname(file), { recursive: true });
  const mine = `${file}.${process.pid}`;
  try {
    for (let attempt = 0; attempt < 3; attempt++) {
      writeAndSync(mine, "w", `${hostname()} ${process.pid}\n`);
      try {
        linkSync(mine, file);
        return () => rmSync(file, { force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw diskError("tryLock", file, error);
      }
      if (ownerIsAlive(file)) return null;
      moveAway(file, `${mine}.stale`);
    }
    return null;
  } finally {
    rmSync(mine, { force: true });
  }
}

function moveAway(file: string, stale: string): void {
  try {
    renameSync(file, stale);
    if (ownerIsAlive(stale)) linkSync(stale, file);
  } catch {
    // another process was quicker; the caller tries again
  } finally {
    rmSync(stale, { force: true });
  }
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
