/** Locks against living, killed, restarted and unseen owners. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tryLock } from "../../src/base/locks.ts";
import { startChild } from "./startChild.ts";

let folder: string;
const inFolder = (...parts: string[]) => path.join(folder, ...parts);
const onLinux = existsSync("/proc/self/ns/pid");

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "foreshock-locks-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The number of a process that has ended. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  return child.pid!;
}

/** What this process writes into a lock, in its parts: host, pid, boot, namespace, start. */
function ownLock(): string[] {
  const file = inFolder("own.lock");
  const release = tryLock(file)!;
  const parts = readFileSync(file, "utf8").trim().split(" ");
  release();
  return parts;
}

/** Whether a lock that says this is taken over. */
function isTaken(text: string): boolean {
  const file = inFolder("written.lock");
  writeFileSync(file, `${text}\n`);
  const release = tryLock(file);
  release?.();
  rmSync(file, { force: true });
  return release !== null;
}

describe("tryLock", () => {
  it("is exclusive until released, and leaves nothing beside the lock", () => {
    const file = inFolder("locks", "a.lock");
    const release = tryLock(file);
    expect(release).not.toBeNull();
    expect(tryLock(file)).toBeNull();
    expect(readdirSync(path.dirname(file))).toEqual(["a.lock"]);
    release!();
    expect(readdirSync(path.dirname(file))).toEqual([]);
    const again = tryLock(file);
    expect(again).not.toBeNull();
    again!();
  });

  it("is held against other processes, and taken over when the owner was killed", async () => {
    const file = inFolder("killed.lock");
    const child = startChild(["lock", file]);
    expect(await child.firstLine()).toBe("held");
    expect(tryLock(file)).toBeNull();
    await child.kill();
    const release = tryLock(file);
    expect(release).not.toBeNull();
    expect(readFileSync(file, "utf8")).toMatch(new RegExp(`^${hostname()} ${process.pid} \\S+ \\S+ \\S+\n$`));
    release!();
  });

  it("goes to exactly one of several processes that find a dead owner's lock", async () => {
    const file = inFolder("contended.lock");
    writeFileSync(file, `${hostname()} ${await deadProcess()}\n`);
    const said = await Promise.all([1, 2, 3].map(() => startChild(["lock", file])).map((racer) => racer.firstLine()));
    expect(said.sort()).toEqual(["held", "refused", "refused"]);
    expect(readdirSync(folder).filter((name) => name.startsWith("contended.lock."))).toEqual([]);
  });

  it("respects a lock of another machine, whose processes cannot be asked, and one of an older version", () => {
    expect(isTaken("another-host 1")).toBe(false);
    expect(isTaken("another-host 1 0-0-0 pid:[1] 5")).toBe(false);
    expect(isTaken(`${hostname()} ${process.pid}`)).toBe(false);
  });

  it.skipIf(!onLinux)("is not fooled by a number that was given again", () => {
    const [host, pid, boot, namespace, started] = ownLock();
    expect(isTaken([host, pid, boot, namespace, started].join(" "))).toBe(false);
    // the same number, but of a process that started at another time; the host may have been renamed meanwhile
    expect(isTaken([host, pid, boot, namespace, Number(started) - 1].join(" "))).toBe(true);
    expect(isTaken(["renamed", pid, boot, namespace, Number(started) - 1].join(" "))).toBe(true);
    expect(isTaken(["renamed", pid, boot, namespace, started].join(" "))).toBe(false);
  });

  it.skipIf(!onLinux)("is taken over after the machine, or a container of the same name, was started again", () => {
    const [host, pid, boot, namespace, started] = ownLock();
    expect(isTaken([host, pid, "00000000-0000-4000-8000-000000000000", namespace, started].join(" "))).toBe(true);
    expect(isTaken([host, pid, boot, "pid:[1]", started].join(" "))).toBe(true);
  });

  const unshares = onLinux && spawnSync("unshare", ["--pid", "--fork", "--mount-proc", "true"]).status === 0;
  it.skipIf(!unshares)(
    "of a killed container is taken over in the next, where the process has the same number",
    async () => {
      const file = inFolder("container.lock");
      for (const _ of [1, 2]) {
        const container = startChild(
          ["lock", file],
          ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc", process.execPath],
        );
        expect(await container.firstLine()).toBe("held");
        await container.kill();
        expect(existsSync(file)).toBe(true);
      }
    },
  );
});
