import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { showProgress } from "../../src/cli/progress.ts";
import { runKey, runLabel } from "../../src/runs/key.ts";
import type { PoolEvent } from "../../src/runs/pool.ts";
import type { RunSpec } from "../../src/specs.ts";
import { spec } from "../runs/fixtures.ts";

const specs: RunSpec[] = ["0", "1"].map((seed) => ({ ...spec, seed }));
const event = (i: number, phase: PoolEvent["phase"], step: number, message?: string): PoolEvent => ({
  runKey: runKey(specs[i]!),
  label: runLabel(specs[i]!),
  phase,
  step,
  numSteps: 30,
  tokensPerSecond: phase === "train" ? 500 : null,
  ...(message === undefined ? {} : { message }),
});

function display(json: boolean, terminal: boolean) {
  let now = 0;
  const [lines, events, writes] = [[] as string[], [] as Record<string, unknown>[], [] as string[]];
  const tell = (line: string, one: Record<string, unknown>) => {
    lines.push(line);
    events.push(one);
  };
  const screen = terminal ? { columns: 40, write: (text: string) => void writes.push(text) } : null;
  const progress = showProgress(specs, { tell, json, terminal: screen }, () => now);
  const at = (seconds: number, one: PoolEvent) => {
    now = seconds * 1000;
    progress.update(one);
  };
  return { at, lines, events, writes, stop: progress.stop };
}

describe("showProgress", () => {
  it("off a terminal says a line per finished run and one each ten seconds, with what is left by work done", () => {
    const { at, lines } = display(false, false);
    at(1, event(0, "train", 1));
    at(2, event(0, "train", 10));
    at(12, event(0, "train", 13));
    at(13, event(0, "train", 20));
    at(14, event(0, "done", 30));
    expect(lines).toEqual([
      expect.stringMatching(/^ {2}0\/2 runs done, 20 tokens\/s, about 47 s to go$/),
      expect.stringMatching(/^ {2}1\/2 operator-chain d=8 seed 0 done$/),
    ]);
  });

  it("counts what was there before a resumed run as done, not as speed", () => {
    const { at, events } = display(true, false);
    at(0, event(0, "train", 20));
    at(10, event(0, "train", 25));
    expect(events).toEqual([
      { event: "progress", done: 0, total: 2, measuring: 0, tokensPerSecond: 10, etaSeconds: 70 },
    ]);
  });

  it("says how many runs are being measured instead of a pace that means nothing then", () => {
    const { at, lines } = display(false, false);
    at(1, event(0, "train", 30));
    at(20, event(0, "measure", 30));
    expect(lines.at(-1)).toMatch(/^ {2}0\/2 runs done, 1 being measured$/);
  });

  it("on a terminal redraws in place and keeps finished runs above", () => {
    const { at, lines, writes, stop } = display(false, true);
    at(1, event(0, "train", 1));
    at(2, event(1, "train", 1));
    at(3, event(0, "done", 30));
    stop();
    expect(writes[0]).toMatch(/^ {2}operator-chain d=8 seed 0 .*\n {2}0\/2 runs done.*\n$/s);
    expect(writes[1]).toBe("\x1b[2A\x1b[J");
    expect(writes[2]!.split("\n")).toHaveLength(4);
    const visible = writes
      .join("")
      .replaceAll(/\S\[\d?[AJ]/g, "")
      .split("\n");
    expect(Math.max(...visible.map((line) => line.length))).toBeLessThan(40);
    expect(lines).toHaveLength(1);
    expect(writes.at(-1)).toBe("\x1b[2A\x1b[J");
  });

  it("passes a failure on in one line and counts the run", () => {
    const { at, lines, events } = display(false, false);
    at(1, event(0, "failed", 3, "train: a finite loss is required at step 3, got NaN"));
    expect(stripVTControlCharacters(lines[0]!)).toMatch(/^ {2}1\/2 operator-chain d=8 seed 0 failed: train: .*NaN$/);
    expect(events[0]).toMatchObject({ event: "run", phase: "failed" });
  });
});
