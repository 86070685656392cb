/** A ledger that came from elsewhere, and what a kill between two steps leaves: who may write, what verifies, what is repaired. */
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { commitForecast } from "../../src/ledger/commit.ts";
import { openSecrets } from "../../src/ledger/crypto/keys.ts";
import { openLedger, readLedger, repair } from "../../src/ledger/ledger.ts";
import { openOutcome } from "../../src/ledger/outcome.ts";
import { closeQuestion, openQuestion } from "../../src/ledger/question.ts";
import { verify } from "../../src/ledger/verify.ts";
import { forecastOf, now, play, question, resultsOf, start, temporary } from "./fixture.ts";

const kinds = (dir: string) => readLedger(dir).entries.map((entry) => entry.kind);

function hintOf(work: () => void): string {
  try {
    work();
  } catch (error) {
    return String((error as { hint?: string }).hint);
  }
  return "no error";
}

describe("a ledger from elsewhere", () => {
  it("can be read and verified but not written without its key", () => {
    const p = play(start(), "close");
    const other = openSecrets(path.join(p.root, "other"));
    expect(() => closeQuestion({ ledger: readLedger(p.dir), secrets: other, now }, p.id)).toThrow("private key");
    expect(hintOf(() => closeQuestion({ ledger: readLedger(p.dir), secrets: other, now }, p.id))).toMatch(
      /^set FORESHOCK_HOME to the folder/,
    );
    expect(() => openLedger(p.dir, { name: "test", secrets: other, now })).toThrow("private key");
    expect(verify(p.dir).ok).toBe(true);
  });
  it("a stale copy cannot be continued: the key does not sign two histories", () => {
    const p = play(start(), "commit");
    const copy = path.join(p.root, "copy");
    cpSync(p.dir, copy, { recursive: true });
    closeQuestion(p, p.id);
    expect(() =>
      commitForecast({ ledger: readLedger(copy), secrets: p.secrets, now }, forecastOf(p.id, { forecaster: "own" })),
    ).toThrow("the last head in the private folder");
  });
  it("needs the private folder outside, the name it was opened with, and its first lines", () => {
    const p = start();
    expect(() => openLedger(p.root, { name: "test", secrets: p.secrets, now })).toThrow("outside");
    expect(hintOf(() => openLedger(p.root, { name: "test", secrets: p.secrets, now }))).toMatch(/FORESHOCK_HOME/);
    expect(() => openLedger(p.dir, { name: "tests", secrets: p.secrets, now })).toThrow("a ledger named");
    rmSync(path.join(p.dir, "ledger.jsonl"));
    expect(() => openLedger(p.dir, { name: "test", secrets: p.secrets, now })).toThrow("the ledger of ledger.head");
    expect(() => readLedger(p.dir)).toThrow("a ledger in");
  });
  it("two readers that both append do not fork it", () => {
    const p = start();
    const [a, b] = [readLedger(p.dir), readLedger(p.dir)];
    commitForecast({ ledger: a, secrets: p.secrets, now }, forecastOf(p.id));
    commitForecast({ ledger: b, secrets: p.secrets, now }, forecastOf(p.id, { forecaster: "own" }));
    expect(b.entries.map((entry) => entry.seq)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(verify(p.dir).ok).toBe(true);
  });
  it("refuses a time that is not UTC, before anything is written", () => {
    const p = play(start(), "commit");
    const before = readFileSync(path.join(p.dir, "ledger.jsonl"));
    expect(() => closeQuestion({ ledger: p.ledger, secrets: p.secrets, now: () => "yesterday" }, p.id)).toThrow(
      "UTC time",
    );
    expect(readFileSync(path.join(p.dir, "ledger.jsonl"))).toEqual(before);
  });
});

describe("a kill between two steps", () => {
  it("between the two lines of one write: verifies, and the step completes it", () => {
    for (const [kind, name] of [
      ["outcome", "outcome"],
      ["close", "close"],
      ["question-open", ""],
    ] as const) {
      const p = play(start(), name === "" ? "none" : name);
      const lines = readFileSync(path.join(p.dir, "ledger.jsonl"), "utf8").split("\n");
      const cut = p.ledger.entries.findIndex((entry) => entry.kind === kind) + 1;
      writeFileSync(path.join(p.dir, "ledger.jsonl"), `${lines.slice(0, cut).join("\n")}\n`);
      for (const file of [path.join(p.dir, "ledger.head"), path.join(p.root, "private/heads")])
        rmSync(file, { recursive: true });
      if (kind === "outcome") {
        expect(() => openQuestion(p, question({ name: "q2" }))).toThrow("score is allowed now");
        openOutcome(p, p.id, resultsOf(p));
      } else if (kind === "close") closeQuestion(p, p.id);
      else openQuestion(p, question());
      expect(kinds(p.dir).length).toBe(cut + 1);
      expect(verify(p.dir).ok).toBe(true);
    }
  });

  it("before the first head: verifies", () => {
    const root = temporary();
    const [dir, secrets] = [path.join(root, "d"), openSecrets(path.join(root, "p"))];
    openLedger(dir, { name: "test", secrets, now });
    rmSync(path.join(dir, "ledger.head"));
    expect(verify(dir).ok).toBe(true);
    openLedger(dir, { name: "test", secrets, now });
    expect(existsSync(path.join(dir, "ledger.head"))).toBe(true);
    expect(kinds(dir)).toEqual(["ledger-open"]);
  });

  it("inside a line: reported by verify, refused by every writer, cut only by repair", () => {
    const p = play(start(), "commit");
    const file = path.join(p.dir, "ledger.jsonl");
    const whole = readFileSync(file, "utf8");
    writeFileSync(file, `${whole}{"at":"2026`);
    expect(verify(p.dir)).toMatchObject({
      stopped: true,
      firstBad: { id: "lines", next: "foreshock verify --repair" },
    });
    expect(verify(p.dir).firstBad!.value).toContain("ledger.jsonl line 7");
    expect(() => closeQuestion(p, p.id)).toThrow("ledger.jsonl line 7");
    expect(readFileSync(file, "utf8").length).toBeGreaterThan(whole.length);
    expect(repair(p.dir)).toBe('{"at":"2026');
    expect(readFileSync(file, "utf8")).toBe(whole);
    expect(repair(p.dir)).toBeNull();
    closeQuestion(p, p.id);
    expect(verify(p.dir).ok).toBe(true);
  });

  it("repair refuses to cut a line that the head covers", () => {
    const p = play(start(), "commit");
    const file = path.join(p.dir, "ledger.jsonl");
    writeFileSync(file, readFileSync(file, "utf8").slice(0, -1));
    expect(() => repair(p.dir)).toThrow("6 lines in ledger.jsonl are required");
  });
});
