/** A kill before every single write of one question, opening of the ledger included: what is on disk verifies, and the step repeats. */
import { appendFileSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { verify } from "../../src/ledger/verify.ts";
import { type Played, rescore, STEPS, start, temporary } from "./fixture.ts";

const kill = { countdown: Number.POSITIVE_INFINITY };
class Killed extends Error {}

vi.mock("../../src/base/files.ts", async (original) => {
  const dying =
    (write: (file: string, data: string, mode?: number) => void) => (file: string, data: string, mode?: number) => {
      if (--kill.countdown === 0) throw new Killed(file);
      mkdirSync(path.dirname(file), { recursive: true });
      write(file, data, mode);
    };
  const whole = (file: string, data: string, mode?: number) => {
    writeFileSync(`${file}.tmp`, data, { mode });
    renameSync(`${file}.tmp`, file);
  };
  return {
    ...(await original<object>()),
    writeFileAtomic: dying(whole),
    appendFileSynced: dying((file, data) => appendFileSync(file, data)),
  };
});

/** Plays everything with a kill before write number `at`; returns what was being written, or null when there are fewer writes. */
function playWithKill(at: number): string | null {
  const root = temporary();
  const dir = path.join(root, "predictions");
  const killed: string[] = [];
  let played: Played | undefined;
  const steps: [string, () => void][] = [
    [
      "start",
      () => {
        played = start({}, root);
      },
    ],
    ...STEPS.map(([name, step]): [string, () => void] => [name, () => step(played!)]),
  ];
  kill.countdown = at;
  for (const [name, step] of steps) {
    try {
      step();
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      killed.push(error.message);
      const report = verify(dir, { rescore });
      const empty = report.firstBad?.value.startsWith("ledger.jsonl: a readable file") ?? false;
      if (!report.ok) expect(empty, `${name}: ${report.firstBad?.value}`).toBe(true);
      step();
    }
  }
  kill.countdown = Number.POSITIVE_INFINITY;
  const report = verify(dir, { rescore });
  expect(report.firstBad, `after a kill before writing ${killed[0]}`).toBeNull();
  expect(report.checks.find((check) => check.id === "head")!.value).not.toContain("interrupted");
  return killed.length === 0 ? null : path.relative(root, killed[0]!);
}

describe("kill before every write", () => {
  it("leaves a ledger that verifies and a step that can be given again", () => {
    const places: string[] = [];
    for (let at = 1; at < 200; at++) {
      const file = playWithKill(at);
      if (file === null) break;
      places.push(file);
    }
    const kindsOfWrites = [
      "private/key.pem",
      "private/shares",
      "private/forecasts",
      "private/heads",
      "predictions/ledger.jsonl",
      "predictions/ledger.head",
      "commitments/1",
      "reveals/2",
      "sealed/h1",
      "outcome.json",
      "scores.json",
    ];
    for (const kind of kindsOfWrites)
      expect(
        places.filter((place) => place.includes(kind)),
        kind,
      ).not.toHaveLength(0);
    expect(places.length).toBeGreaterThan(40);
  });
});
