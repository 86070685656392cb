import { mkdirSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runFolder, runKey } from "../../src/runs/key.ts";
import { heldOutRuns, missing, observedRuns } from "../../src/runs/plan.ts";
import { type Family, RunSpec } from "../../src/specs.ts";
import { scratch, spec, task } from "./fixtures.ts";

const rung = (name: string, nParams: number, heldOut: boolean) => ({
  name,
  model: { ...spec.model, dMlp: nParams } as Family["ladder"][number]["model"],
  nParams,
  nParamsTotal: nParams,
  heldOut,
});
const family: Family = {
  name: "small",
  task,
  ladder: [rung("a", 1, false), rung("b", 2, false), rung("c", 3, true), rung("d", 4, true)],
  numSeeds: 2,
  train: spec.train,
  checkpoints: [30],
  numExamples: 16,
  measures: [],
  engine: "ort",
};
const widths = (specs: RunSpec[]) => specs.map((s) => `${(s.model as { dMlp: number }).dMlp}/${s.seed}`);

describe("plan", () => {
  it("gives every observed rung seeds 0 .. n - 1, smallest first, and no held-out rung", () => {
    expect(widths(observedRuns(family))).toEqual(["1/0", "1/1", "2/0", "2/1"]);
    for (const run of observedRuns(family)) expect(() => RunSpec.parse(run)).not.toThrow();
  });

  it("gives held-out rungs exactly the drawn seeds, in ladder order and by index", () => {
    const seed = (letter: string) => letter.repeat(64);
    const drawn = [
      { index: 1, rung: "d", seed: seed("4") },
      { index: 1, rung: "c", seed: seed("2") },
      { index: 0, rung: "d", seed: seed("3") },
      { index: 0, rung: "c", seed: seed("1") },
    ];
    expect(widths(heldOutRuns(family, drawn))).toEqual([
      `3/${seed("1")}`,
      `3/${seed("2")}`,
      `4/${seed("3")}`,
      `4/${seed("4")}`,
    ]);
    expect(drawn.map((d) => d.index)).toEqual([1, 1, 0, 0]);
  });

  it("refuses seeds for a rung that is not held out", () => {
    expect(() => heldOutRuns(family, [{ index: 0, rung: "a", seed: "0" }])).toThrow(
      'heldOutRuns: held-out rungs of small are required, got "a"',
    );
  });

  it("counts a run as missing until its summary exists", () => {
    const project = scratch();
    const runs = observedRuns(family);
    const files = runFolder(project, runKey(runs[1]!));
    mkdirSync(files.folder, { recursive: true });
    writeFileSync(files.tokens, "");
    expect(missing(runs, project)).toEqual(runs);
    writeFileSync(files.summary, "");
    expect(missing(runs, project)).toEqual([runs[0], runs[2], runs[3]]);
  });
});
