/**
 * A finished project as foreshock 0.1 wrote it in November 2026: whatever is built later, it still verifies, scores and reports. Its
 * private folder is kept beside it (a key that guards nothing), so that its outcome can also be opened anew.
 */

import { cpSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { readQuestion } from "../../src/study/asking/file.ts";
import { projectAt } from "../../src/study/project.ts";
import type { StudyLevel } from "../../src/study/verify.ts";
import { foreshock, json, read } from "../cli/foreshock.ts";
import { oldProject } from "../made/oldProject.ts";
import { root } from "../root.ts";

it("verifies; a program's name that is no longer proven is at L0", async () => {
  const { ok, checks, levels } = await json(oldProject(), "verify");
  expect({ ok, bad: checks.filter((check: { ok: boolean }) => !check.ok) }).toEqual({ ok: true, bad: [] });
  expect(checks.find(({ id }: { id: string }) => id === "observed").value).toBe(
    "tiny-chain: 576 rows as registered, 6 of 6 observed runs are here",
  );
  // Its forecasts do not say what made them: a name counts where the numbers still come out.
  expect(levels.map(({ forecaster, level }: StudyLevel) => `${forecaster} ${level}`)).toEqual([
    "persistence L0",
    "bayes-mix L0",
    "logit-accuracy-line L0",
    "margin L1",
    "alice L1",
  ]);
});

it("is understood where it stands, and its question still has its id", async () => {
  const { questions } = await json(oldProject(), "status");
  expect(questions).toMatchObject([{ name: "tiny-chain", stage: "scored", problem: null }]);
  expect(questions[0].id).toBe("6b466d5b1726bc320dcd624a5167b7219b79f85d6d201c65e4d2ff6c6b51f145");
});

it("is scored anew to the same bytes", async () => {
  const place = oldProject();
  const results = ["outcome.json", "scores.json"].map((file) => `predictions/tiny-chain/${file}`);
  const before = results.map((file) => read(place, file));
  cpSync(path.join(place.root, "before-score"), path.join(place.dir, "predictions"), { recursive: true });
  for (const file of [...results, "predictions/tiny-chain/reveals"])
    rmSync(path.join(place.dir, file), { recursive: true });
  rmSync(path.join(place.home, "p-063e58f1", "heads"), { recursive: true });
  const scored = await json(place, "score", "tiny-chain");
  expect(results.map((file) => read(place, file))).toEqual(before);
  expect(scored.scores).toEqual(JSON.parse(before[1]!));
});

it("reports, and compares", async () => {
  const place = oldProject();
  const { files } = await json(place, "report", "tiny-chain");
  const page = readFileSync(path.join(place.dir, files[0]), "utf8");
  for (const text of ["tiny chain of three operators", "alice", "ledger verified"]) expect(page).toContain(text);
  const { code, out } = await foreshock(place, "compare", "tiny-chain", "--explain");
  expect(code).toBe(0);
  expect(out).toContain("alice, rung by rung");
});

it("the questions that are shipped have the ids they had", async () => {
  const ids = await Promise.all(["chain", "chain-quick"].map((name) => readQuestion(projectAt(root), name)));
  expect(ids.map(({ id }) => id)).toMatchInlineSnapshot(`
    [
      "9cee927e2e3e469c89c9a36c4744f0276923905ef8b01a2cd98b84e12022746a",
      "a0ea7af3cafc81f2b825bd360666effbb1b123d0869936ec7638779f3387d056",
    ]
  `);
});
