/**
 * Files that survive a crash: write = temporary name, fsync, rename, fsync of the folder; append = write, fsync; a new folder = fsync of
 * the one above.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { type ForeshockError, failedError, usageError } from "./errors.ts";

/** Writes a file whole or not at all, with this mode from its first byte on; a reader sees the old or the new bytes, never a part. */
export function writeFileAtomic(file: string, data: string | Uint8Array, mode?: number): void {
  makeFolder(path.dirname(file));
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`);
  try {
    writeAndSync(temporary, "w", data, mode);
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
    syncFolder(parent);
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

/** Bytes of a text file at most: the largest question, family, ledger or source is far below. */
const MOST_TEXT = 2 ** 28;

/** Returns a text file's content; what `readPlain` throws becomes a usage error that names what to type next. */
export function readText(file: string, hint: string): string {
  try {
    return readPlain(file).toString("utf8");
  } catch (error) {
    throw usageError("readText", `a readable file ${file} is required`, error, hint);
  }
}

/** Returns a file's bytes. Throws where there is none, where it is a pipe or device (which might never end), and where it would fill the memory. */
export function readPlain(file: string): Buffer {
  const found = statSync(file);
  const isEndless = !found.isFile() && !found.isDirectory();
  if (isEndless) throw new Error("a pipe or device");
  if (found.size > MOST_TEXT) throw new Error(`${found.size} bytes, at most ${MOST_TEXT}`);
  return readFileSync(file);
}

/** Writes and waits until the bytes are on disk. */
export function writeAndSync(file: string, flags: string, data: string | Uint8Array, mode?: number): void {
  const handle = openSync(file, flags, mode);
  try {
    const bytes = typeof data === "string" ? Buffer.from(data, "utf8") : data;
    let offset = 0;
    while (offset < bytes.length) offset += writeSync(handle, bytes, offset);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Returns what to say of a file that could not be written. */
export function diskError(where: string, file: string, error: unknown): ForeshockError {
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
