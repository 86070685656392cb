import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appendFileSynced, exists, makeFolder, readText, writeFileAtomic } from "../../src/base/files.ts";
import { startChild } from "./startChild.ts";

let folder: string;
const inFolder = (...parts: string[]) => path.join(folder, ...parts);

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "foreshock-files-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("writeFileAtomic", () => {
  it("makes folders, replaces content, takes bytes, leaves nothing beside the file", () => {
    const file = inFolder("new", "deep", "a.txt");
    writeFileAtomic(file, "ä long first content");
    writeFileAtomic(file, "ü");
    expect(readFileSync(file, "utf8")).toBe("ü");
    writeFileAtomic(file, new Uint8Array([0, 255]));
    expect([...readFileSync(file)]).toEqual([0, 255]);
    expect(readdirSync(path.dirname(file))).toEqual(["a.txt"]);
  });

  it("fails in one line and cleans up when the target cannot be replaced", () => {
    mkdirSync(inFolder("taken", "full"), { recursive: true });
    expect(() => writeFileAtomic(inFolder("taken"), "x")).toThrow(/writeFileAtomic: .*taken has to be written, got /);
    expect(readdirSync(folder).filter((name) => name.includes(".tmp"))).toEqual([]);
  });

  it("shows readers whole content at any moment, also after the writer was killed", async () => {
    const file = inFolder("killed.txt");
    const [a, b] = ["A".repeat(1_000_000), "B".repeat(1_000_000)];
    const isWhole = () => [a, b].includes(readFileSync(file, "utf8"));
    const child = startChild(["write", file]);
    await child.firstLine();
    for (let i = 0; i < 150; i++) expect(isWhole()).toBe(true);
    await child.kill();
    expect(isWhole()).toBe(true);
  });
});

describe("appendFileSynced", () => {
  it("adds to the end and makes the folder", () => {
    const file = inFolder("log", "a.jsonl");
    appendFileSynced(file, "1\n");
    appendFileSynced(file, "é\n");
    expect(readFileSync(file, "utf8")).toBe("1\né\n");
  });

  it("has on disk every line it returned from before the process was killed", async () => {
    const file = inFolder("appended.txt");
    const child = startChild(["append", file]);
    await child.firstLine();
    await sleep(40);
    const said = (await child.kill()).trim().split("\n").length;
    const lines = readFileSync(file, "utf8").split("\n");
    expect(lines.length - 1).toBeGreaterThanOrEqual(said);
    for (let i = 0; i < said; i++) expect(lines[i]).toBe(`line ${i}`);
  });

  it.skipIf(!existsSync("/dev/full"))("says what to do when the disk is full", () => {
    let error: unknown;
    try {
      appendFileSynced("/dev/full", "x");
    } catch (caught) {
      error = caught;
    }
    expect(error).toMatchObject({ kind: "failed", hint: expect.stringContaining("free disk space") });
  });
});

describe("readText", () => {
  it("reads, or names the file and the next thing to type", () => {
    writeFileSync(inFolder("b.txt"), "text");
    expect(readText(inFolder("b.txt"), "")).toBe("text");
    expect(exists(inFolder("b.txt"))).toBe(true);
    expect(exists(inFolder("none"))).toBe(false);
    expect(() => readText(inFolder("none"), "foreshock init")).toThrow(/readText: a readable file .*none is required/);
  });
});

describe("makeFolder", () => {
  it.skipIf(!existsSync("/proc/self"))(
    "fails with one line where folders cannot be made, instead of trying for ever",
    () => {
      expect(() => makeFolder("/proc/no-such-folder/deeper")).toThrow("/proc/no-such-folder has to be written");
    },
  );

  it("makes what is missing, and leaves what is there", () => {
    const deep = path.join(folder, "a", "b");
    makeFolder(deep);
    makeFolder(deep);
    expect(existsSync(deep)).toBe(true);
  });
});

describe("readText", () => {
  const pipes = spawnSync("mkfifo", ["--version"]).status === 0;
  it.skipIf(!pipes)("takes no pipe, which might never end", () => {
    const pipe = inFolder("pipe");
    expect(spawnSync("mkfifo", [pipe]).status).toBe(0);
    expect(() => readText(pipe, "name a file")).toThrow(/a readable file .*pipe is required, got .*a pipe or device/);
  });

  it.skipIf(!existsSync("/dev/zero"))("takes no device, which never ends", () => {
    expect(() => readText("/dev/zero", "name a file")).toThrow(/a pipe or device/);
  });

  it("takes no file that would fill the memory", () => {
    const file = inFolder("large");
    writeFileSync(file, "");
    truncateSync(file, 2 ** 28 + 1);
    expect(() => readText(file, "name a smaller one")).toThrow(/268435457 bytes, at most 268435456/);
  });
});
