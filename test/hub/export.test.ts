/** Writing a hub from plain scored questions, without a ledger. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { exportHub, type ScoredQuestion } from "../../src/hub/export.ts";
import { outcome, persistence, question, questionId, scores, tokenOls } from "../report/fixture.ts";

const LEDGER = "foreshock/demo-1a2b3c4d";
const folder = mkdtempSync(path.join(tmpdir(), "foreshock-hub-"));
afterAll(() => rmSync(folder, { recursive: true }));
const one: ScoredQuestion = {
  question,
  questionId,
  openedAt: "2026-02-01T23:59:59Z",
  closedAt: "2026-02-03T00:00:00Z",
  outcomeAt: "2026-02-04T12:00:00Z",
  forecasts: [persistence, tokenOls].map(({ author, forecast }) => ({ author, forecast })),
  outcome,
  scores,
  notRevealed: 1,
};

describe("exportHub", () => {
  it("writes every file it names, and beside the ledger's scores those that hub tools give", () => {
    const dir = path.join(folder, "a");
    const { files, numModels } = exportHub(dir, LEDGER, [one]);
    const there = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
    expect(there.map((file) => path.relative(dir, path.join(file.parentPath, file.name))).sort()).toEqual(
      [...files].sort(),
    );
    expect(numModels).toBe(2);
    const lines = readFileSync(path.join(dir, "auxiliary-data/foreshock-scores.csv"), "utf8").split("\n");
    const of = (rule: string) => lines.filter((line) => line.includes(`,foreshock-token_ols,${rule},`));
    expect([of("wis").length, of("rps").length, of("crps").length]).toEqual([3, 1, 4]);
    const mass = tokenOls.forecast.jump.map((_, k, all) => all.slice(0, k + 1).reduce((a, b) => a + b, 0));
    const rps = mass.reduce((sum, F, k) => sum + (F - (k >= outcome.jumpBin ? 1 : 0)) ** 2, 0);
    expect(Number(of("rps")[0]!.split(",").at(-1))).toBeCloseTo(rps, 12);
  });

  it("writes over its own export of the same ledger, and refuses anything else", () => {
    const dir = path.join(folder, "b");
    exportHub(dir, LEDGER, [one]);
    exportHub(dir, LEDGER, [one]);
    expect(() => exportHub(dir, "foreshock/other", [one])).toThrow(
      /a new folder, or one with an export of foreshock\/other/,
    );
    mkdirSync(path.join(folder, "c"));
    writeFileSync(path.join(folder, "c", "notes.md"), "mine");
    expect(() => exportHub(path.join(folder, "c"), LEDGER, [one])).toThrow(/notes\.md in it/);
  });
});
