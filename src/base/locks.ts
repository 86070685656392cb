/**
 * Locks that a killed process does not leave behind for ever: a lock is a file that names its owner, and is taken over when that owner is gone.
 * A number of a process says little (a restarted container counts anew), so the owner is named by machine start, namespace and process start too.
 */
import { linkSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { diskError, exists, makeFolder, writeAndSync } from "./files.ts";

/**
 * Takes an exclusive lock and returns its release function, or null when another living process holds it, or one that cannot be asked: on
 * another machine. The lock file appears with its content (link). A lock whose process is gone is removed by
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
    writeAndSync(mine, "w", `${ownerOf(process.pid)}\n`);
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

const UNKNOWN = "-";

/** `host pid boot namespace start` of a process of this machine; a dash where the system does not say (elsewhere than on Linux). */
function ownerOf(pid: number): string {
  const boot = said(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8"));
  const namespace = said(() => readlinkSync("/proc/self/ns/pid"));
  return [hostname(), pid, boot, namespace, startOf(pid)].join(" ");
}

/** When a process started, in ticks since the machine did: field 22 of its stat, counted behind the name in brackets. */
function startOf(pid: number): string {
  return said(() => {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]!;
  });
}

function said(read: () => string): string {
  try {
    return read().trim() || UNKNOWN;
  } catch {
    return UNKNOWN;
  }
}

/**
 * Whether a lock's owner lives. In this namespace of this machine start it is asked; of an earlier start or another namespace of a machine
 * of this name it is gone; on a machine of another name nobody can tell, so it counts as alive.
 */
function ownerIsAlive(file: string): boolean {
  const text = said(() => readFileSync(file, "utf8"));
  if (text === UNKNOWN) return false;
  const [host, pid, boot = UNKNOWN, namespace = UNKNOWN, start = UNKNOWN] = text.split(" ");
  const [here, , bootHere, namespaceHere] = ownerOf(process.pid).split(" ");
  const isTold = boot !== UNKNOWN && bootHere !== UNKNOWN;
  if (isTold && boot === bootHere && namespace === namespaceHere)
    return isRunning(Number(pid)) && startOf(Number(pid)) === start;
  if (host !== here) return true;
  return !isTold && isRunning(Number(pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
