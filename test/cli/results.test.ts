/** Scores, their verification, and reports of every stage. */
import { cpSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { copyOf, foreshock, json, must, type Place, read, write } from "./foreshock.ts";
import { expectProblem } from "./problem.ts";
import { LEDGER, playedStages } from "./stages.ts";

const stages = await playedStages();

describe("score, verify, report", () => {
  it("scores once; asking again shows the same without the key", async () => {
    const place = copyOf(stages.sealed);
    const first = await json(place, "score", "tiny");
    expect(first.outcome.rungs).toHaveLength(4);
    expect(new Set(first.scores.map((score: { forecaster: string }) => score.forecaster))).toEqual(
      new Set(["persistence", "token-line"]),
    );
    expect(first.verdict).toMatch(/mean CRPS/);
    const before = read(place, LEDGER);
    expect(await json({ ...place, home: path.join(place.root, "none") }, "score", "tiny")).toEqual(first);
    expect((await must(place, "score", "tiny")).out).toMatch(/lower is better.*skill/);
    expect(read(place, LEDGER)).toBe(before);
    const checks = await json(place, "verify");
    expect(checks.ok).toBe(true);
    expect(checks.checks.find(({ id }: { id: string }) => id === "scores").value).toBe("1 recomputed");
  });

  it("verify notices a changed observed run, and still recomputes scores where the runs are not", async () => {
    const place = copyOf(stages.sealed);
    await must(place, "score", "tiny");
    const { runs } = JSON.parse(
      read(place, LEDGER)
        .split("\n")
        .find((line) => line.includes('"kind":"evidence"'))!,
    ).body;
    const summary = (key: string) => path.join(place.dir, "models/runs", key, "summary.parquet");
    cpSync(summary(runs[1]), summary(runs[0]));
    const damaged = await foreshock(place, "verify");
    expect(damaged.code).toBe(3);
    expect(damaged.out).toMatch(/✗ observed/);
    expect(damaged.out).toMatch(/✔ scores +1 recomputed/);
    const stranger = copyOf(stages.sealed);
    await must(stranger, "score", "tiny");
    rmSync(path.join(stranger.dir, "models/runs"), { recursive: true });
    const { code, out } = await foreshock(stranger, "verify");
    expect({ code, out }).toMatchObject({
      code: 0,
      out: expect.stringMatching(/– observed +tiny: 0 of 3 observed runs are here/),
    });
    expect(out).toMatch(/✔ scores +1 recomputed/);
  });

  it("verify --head accepts the head that close printed and refuses a rebuilt ledger", async () => {
    const place = copyOf(stages.committed);
    const head = (await json(place, "close", "tiny", "--yes")).head;
    write(place, "kept.head", head);
    await must(place, "run", "tiny", "--question", "tiny");
    expect((await must(place, "verify", "--head", "kept.head")).out).toMatch(/continues the heads at \d+ lines/);
    const rebuilt = copyOf(stages.sealed);
    write(rebuilt, "kept.head", head);
    const answer = await foreshock(rebuilt, "verify", "--head", "kept.head");
    expect({ code: answer.code, out: answer.out }).toMatchObject({
      code: 3,
      out: expect.stringMatching(/✗ older-heads/),
    });
    expectProblem(await foreshock(place, "verify", "--head", "none"), 2, /a file with a signed head/, /--head/);
  });

  it.each([
    ["registered", "Registered: "],
    ["trained", "Registered: "],
    ["committed", "Open: "],
    ["closed", "Closed: "],
    ["sealed", "Sealed: "],
  ] as const)("reports when %s, without a number of a forecast that is not revealed", async (name, first) => {
    const place = copyOf(stages[name]);
    const { files, verdict } = await json(place, "report", "tiny");
    expect(files[0]).toBe("reports/tiny/index.html");
    expect(verdict.startsWith(first)).toBe(true);
    const page = read(place, "reports/tiny/index.html");
    expect(page).toContain("When does tiny jump?");
    expect(page).not.toMatch(/"nonce"/);
    expect(secretNumbers(stages.sealed).filter((number) => page.includes(number))).toEqual([]);
  });

  it("the report of a scored question shows what was secret before", async () => {
    const place = copyOf(stages.sealed);
    await must(place, "score", "tiny");
    await must(place, "report", "tiny");
    const page = read(place, "reports/tiny/index.html");
    expect(secretNumbers(place).filter((number) => page.includes(number))).not.toEqual([]);
  });
});

/** The numbers of committed forecasts as a page could hold them: six significant digits, and none of the evidence. */
function secretNumbers({ home, ...place }: Place): string[] {
  const files = readdirSync(home, { recursive: true, encoding: "utf8" }).filter((file) =>
    /forecasts.*json$/.test(file),
  );
  const text = files.map((file) => readFileSync(path.join(home, file), "utf8")).join("\n");
  const evidence = read({ home, ...place }, "predictions/tiny/evidence.json");
  const numbers = [...new Set(text.match(/(?<![\w.])0\.0*[1-9]\d{5}/g))];
  const secret = numbers.filter((number) => !evidence.includes(number));
  expect(secret.length).toBeGreaterThan(20);
  return secret;
}
