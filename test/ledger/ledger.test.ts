/** One question from opening to scores: what is allowed when, and what files appear. */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { canonical, sha256 } from "../../src/base/canonical.ts";
import { commitForecast, reveal, withdraw } from "../../src/ledger/commit.ts";
import { merkleRoot } from "../../src/ledger/crypto/merkle.ts";
import { deriveSeed } from "../../src/ledger/crypto/seeds.ts";
import { heldOutSeeds, sealHeldOut, startHeldOut } from "../../src/ledger/heldOut.ts";
import { append, questionStates, readLedger } from "../../src/ledger/ledger.ts";
import { revealedForecasts, sealedRows } from "../../src/ledger/ledgeredFiles.ts";
import { openOutcome } from "../../src/ledger/outcome.ts";
import { closeQuestion, openQuestion } from "../../src/ledger/question.ts";
import { allowedKinds, unrevealed } from "../../src/ledger/state.ts";
import { verify } from "../../src/ledger/verify.ts";
import { nextStep } from "../../src/study/nextCommand.ts";
import {
  commitTwo,
  forecastOf,
  heldRow,
  now,
  play,
  question,
  rescore,
  resultsOf,
  STEPS,
  start,
  temporary,
} from "./fixture.ts";

const kinds = (dir: string) => readLedger(dir).entries.map((entry) => entry.kind);
const stateOf = (dir: string) => questionStates(readLedger(dir))[0]!;

describe("one question", () => {
  const played = play();
  const { dir, ledger, id } = played;

  it("leaves the stated lines and files, and verifies with its scores recomputed", () => {
    expect(kinds(dir).join(" ")).toBe(
      "ledger-open question-open share-commit evidence commit commit close share-reveal reveal reveal held-start sealed held-start sealed outcome score",
    );
    const files = readdirSync(dir, { recursive: true })
      .map(String)
      .filter((f) => f.endsWith(".json"))
      .sort();
    expect(files).toEqual(
      [
        "commitments/1",
        "commitments/2",
        "evidence",
        "outcome",
        "reveals/1",
        "reveals/2",
        "scores",
        "sealed/h0",
        "sealed/h1",
      ].map((f) => `chain/${f}.json`),
    );
    const report = verify(dir, { rescore });
    expect(report.checks.filter((check) => !check.ok)).toEqual([]);
    expect(report.ok).toBe(true);
    expect(report.checks.map((check) => check.id)).toEqual([
      "lines",
      "signatures",
      "chain",
      "times",
      "head",
      "older-heads",
      "questions",
      "states",
      "seeds",
      "evidence",
      "commitments",
      "reveals",
      "sealed",
      "outcome",
      "scores",
      "files",
    ]);
    expect(report.levels.map(({ forecaster, level }) => `${forecaster} ${level}`)).toEqual([
      "persistence L1",
      "token-line L1",
    ]);
  });

  it("draws seeds from the share and the root at the close line", () => {
    const close = ledger.entries.findIndex((entry) => entry.kind === "close");
    const root = merkleRoot(ledger.lines.slice(0, close + 1)).toString("hex");
    const share = String(ledger.entries[close + 1]!.body.share);
    expect(heldOutSeeds(ledger, id).map((run) => run.seed)).toEqual(
      [0, 1].map((j) => deriveSeed([share], root, id, j)),
    );
  });

  it("hands back revealed forecasts and sealed rows", () => {
    const state = stateOf(dir);
    expect(revealedForecasts(ledger, state).map(({ forecast }) => forecast.forecaster)).toEqual([
      "persistence",
      "token-line",
    ]);
    expect(sealedRows(ledger, state).map((r) => r.run)).toEqual(["h0", "h1"]);
    expect(allowedKinds(state)).toEqual([]);
    expect(nextStep(state)).toBe("foreshock report chain");
  });

  it("writes every file as canonical JSON with the SHA-256 in its line", () => {
    for (const entry of ledger.entries.filter((e) => e.body.path !== undefined)) {
      const text = readFileSync(path.join(dir, String(entry.body.path)), "utf8");
      expect(text).toBe(`${canonical(JSON.parse(text))}\n`);
      expect(sha256(text)).toBe(entry.body.sha256);
    }
  });

  it("verifies after moving, read-only, without keys", () => {
    const elsewhere = path.join(temporary(), "moved");
    cpSync(dir, elsewhere, { recursive: true });
    expect(verify(elsewhere, { rescore }).ok).toBe(true);
  });

  it("shows nothing of the forecasts before the reveal", () => {
    const hidden = play(start(), "close");
    const all = readdirSync(hidden.dir, { recursive: true, withFileTypes: true })
      .filter((f) => f.isFile())
      .map((f) => readFileSync(path.join(f.parentPath, f.name), "utf8"));
    expect(all.join("")).not.toContain("distribution");
    expect(all.join("")).not.toContain("nonce");
  });
});

describe("what is allowed now", () => {
  it("refuses every step before its time and names the next command", () => {
    const p = start();
    const { ledger, secrets, id } = p;
    const outcome = { outcome: { question: id, rungs: [], jumpBin: 0 } as never, scores: [] };
    expect(() => openOutcome({ ledger, secrets, now }, id, outcome)).toThrow("openOutcome: an outcome is required");
    expect(() => closeQuestion({ ledger, secrets, now }, id)).toThrow(
      'question chain: commit is allowed now, got "close"',
    );
    commitTwo(p);
    expect(() => reveal({ ledger, secrets, now }, id)).toThrow('commit, withdraw, close are allowed now, got "reveal"');
    expect(() => startHeldOut({ ledger, secrets, now }, id, { index: 0, runKey: "h0" })).toThrow('got "held-start"');
    expect(() => heldOutSeeds(ledger, id)).toThrow("before seeds are drawn");
    closeQuestion({ ledger, secrets, now }, id);
    expect(() => commitForecast({ ledger, secrets, now }, forecastOf(id, { forecaster: "late" }))).toThrow(
      'got "commit"',
    );
    expect(() => withdraw({ ledger, secrets, now }, id, "persistence")).toThrow('got "withdraw"');
    expect(() => openOutcome({ ledger, secrets, now }, id, resultsOf(p))).toThrow(
      'question chain: reveal, held-start are allowed now, got "outcome"',
    );
    startHeldOut({ ledger, secrets, now }, id, { index: 0, runKey: "h0" });
    expect(() => openOutcome({ ledger, secrets, now }, id, resultsOf(p))).toThrow('got "outcome"');
    expect(verify(p.dir).ok).toBe(true);
    expect(() => closeQuestion({ ledger, secrets, now }, "0".repeat(64))).toThrow("the id of an opened question");
  });

  it("says where to look, and never the step that cannot be undone", () => {
    const { ledger, secrets, id } = play(start(), "commit");
    try {
      reveal({ ledger, secrets, now }, id);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ kind: "usage", hint: "foreshock status" });
    }
  });

  it("lists superseded and withdrawn commits, and counts the last one per forecaster", () => {
    const p = start();
    const { ledger, secrets, id } = p;
    const first = commitForecast({ ledger, secrets, now }, forecastOf(id));
    const again = commitForecast({ ledger, secrets, now }, forecastOf(id));
    expect(again).toEqual(first);
    commitForecast({ ledger, secrets, now }, forecastOf(id, { jump: [0.3, 0.3, 0.4] }));
    commitForecast({ ledger, secrets, now }, forecastOf(id, { forecaster: "own" }));
    withdraw({ ledger, secrets, now }, id, "own");
    expect(stateOf(p.dir).commits.map((c) => `${c.n} ${c.forecaster} ${c.status}`)).toEqual([
      "1 persistence superseded",
      "2 persistence primary",
      "3 own withdrawn",
    ]);
    closeQuestion({ ledger, secrets, now }, id);
    expect(reveal({ ledger, secrets, now }, id)).toEqual(["persistence"]);
    expect(revealedForecasts(ledger, stateOf(p.dir))[0]!.forecast.jump).toEqual([0.3, 0.3, 0.4]);
  });

  it("lists a commit that is never revealed as a no-show", () => {
    const p = play(start(), "close");
    const state = stateOf(p.dir);
    rmSync(path.join(p.root, "private/forecasts", `${state.commits[1]!.commitment}.json`));
    expect(reveal(p, p.id)).toEqual(["persistence"]);
    STEPS[3]![1](p);
    const results = resultsOf(p);
    expect(() => openOutcome(p, p.id, results)).toThrow("scores of revealed forecasts");
    openOutcome(p, p.id, { ...results, scores: results.scores.slice(0, 1) });
    expect(unrevealed(stateOf(p.dir)).map((c) => c.forecaster)).toEqual(["token-line"]);
    const report = verify(p.dir, { rescore });
    expect(report.ok).toBe(true);
    expect(report.checks.find((c) => c.id === "states")!.value).toContain("1 not revealed");
  });

  it("starts each held-out run once: resumed while unsealed, refused after", () => {
    const p = play(start(), "reveal");
    const { ledger, secrets, id } = p;
    const first = startHeldOut({ ledger, secrets, now }, id, { index: 0, runKey: "h0" });
    const lines = ledger.lines.length;
    expect(startHeldOut({ ledger, secrets, now }, id, { index: 0, runKey: "h0" })).toEqual({
      seed: first.seed,
      resumed: true,
    });
    expect(ledger.lines.length).toBe(lines);
    expect(() => startHeldOut({ ledger, secrets, now }, id, { index: 0, runKey: "other" })).toThrow("index 0 again");
    expect(() => startHeldOut({ ledger, secrets, now }, id, { index: 1, runKey: "h0" })).toThrow("a run of its own");
    expect(() => startHeldOut({ ledger, secrets, now }, id, { index: 2, runKey: "h2" })).toThrow(
      "the index of a held-out run",
    );
    expect(() => startHeldOut({ ledger, secrets, now }, id, { index: 1, runKey: "../x" })).toThrow(
      "body of a held-start",
    );
    const rows = [heldRow(first.seed, 0)];
    expect(() => sealHeldOut({ ledger, secrets, now }, id, { runKey: "h0", rows: [heldRow("0", 0)] })).toThrow(
      "rows of run h0",
    );
    expect(() => sealHeldOut({ ledger, secrets, now }, id, { runKey: "h9", rows })).toThrow("a started held-out run");
    sealHeldOut({ ledger, secrets, now }, id, { runKey: "h0", rows });
    const sealed = ledger.lines.length;
    sealHeldOut({ ledger, secrets, now }, id, { runKey: "h0", rows });
    expect(ledger.lines.length).toBe(sealed);
    const others = [{ ...rows[0]!, value: 1 }];
    expect(() => sealHeldOut({ ledger, secrets, now }, id, { runKey: "h0", rows: others })).toThrow('got "sealed"');
    expect(() => startHeldOut({ ledger, secrets, now }, id, { index: 0, runKey: "h0" })).toThrow("index 0 again");
  });

  it("refuses a forecast that does not fit the question or its evidence", () => {
    const { ledger, secrets, id } = start();
    const bad = (over: object) => () => commitForecast({ ledger, secrets, now }, forecastOf(id, over));
    expect(bad({ evidence: "0".repeat(64) })).toThrow("evidence");
    expect(bad({ targets: [{ ...forecastOf(id).targets[0]!, rung: "m" }] })).toThrow("one target for each of l");
    expect(bad({ jump: [0.2, 0.2, 0.2, 0.4] })).toThrow("3 jump masses");
    expect(bad({ extra: 1 })).toThrow("a forecast is required");
  });

  it("refuses a second question under a used or reserved name, and opens the same question once", () => {
    const { ledger, secrets, id } = start();
    const lines = ledger.lines.length;
    expect(openQuestion({ ledger, secrets, now }, question())).toBe(id);
    expect(ledger.lines.length).toBe(lines);
    expect(() => openQuestion({ ledger, secrets, now }, question({ threshold: 0.9 }))).toThrow("a name not used");
    expect(() => openQuestion({ ledger, secrets, now }, question({ name: "ledger.jsonl" }))).toThrow("a name not used");
    expect(() => openQuestion({ ledger, secrets, now }, question({ rungs: [] }))).toThrow(
      "openQuestion: a question is required",
    );
  });
});

describe("lines the rules refuse", () => {
  it("a copied commitment, a foreign path, a wrong share and a second first line", () => {
    const p = start();
    const { commitment } = commitForecast(p, forecastOf(p.id));
    const add = (kind: "commit" | "share-reveal" | "ledger-open" | "close", body: object, file?: string) => () =>
      append(p, () => [
        { kind, body: { question: p.id, ...body }, ...(file ? { file: { path: file, value: {} } } : {}) },
      ]);
    expect(add("commit", { forecaster: "copy", commitment }, "chain/commitments/2.json")).toThrow(
      "a new commitment, not a copy",
    );
    expect(add("commit", { forecaster: "x", commitment: "0".repeat(64) }, "../x.json")).toThrow(
      'path: chain/commitments/2.json is required, got "../x.json"',
    );
    expect(existsSync(path.join(p.root, "x.json"))).toBe(false);
    expect(add("ledger-open", {})).toThrow("ledger-open first");
    expect(add("close", { extra: 1 })).toThrow("body of a close line");
    add("close", {})();
    expect(add("share-reveal", { share: "0".repeat(64) })).toThrow("the share with digest");
  });
});
