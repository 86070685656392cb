/** The induction bump: judged on rows made by hand; inductionBump.long trains it. */

import { describe, expect, it } from "vitest";
import { bestHead, halfWay } from "../../../src/phenomena/induction/facts.ts";
import { inductionBump } from "../../../src/phenomena/induction/inductionBump.ts";
import { sectionOf } from "../../../src/phenomena/phenomenon.ts";
import type { Measurement } from "../../../src/records.ts";
import { readFamily } from "../../../src/runs/family.ts";
import type { Family } from "../../../src/specs.ts";
import { root } from "../../root.ts";
import { course } from "../made.ts";

const [two, one] = await Promise.all(
  ["induction-bump", "induction-one-layer"].map((name) => readFamily(`models/families/${name}.yaml`, root)),
);
const steps = two!.checkpoints;
/** 0 to 1 around a step, within about four widths on both sides. */
const rise = (step: number, centre: number, width: number) => 1 / (1 + Math.exp((centre - step) / width));
const wiggle = (step: number, size: number) => (steps.indexOf(step) % 2 === 0 ? size : -size);

/** A seed whose circuit forms at a step: previous-token head first, then prefix matching; LLC level, then up. */
function circuit(seed: string, at: number, { first = 330 } = {}): Measurement[] {
  const of = (metric: string, f: (step: number) => number, where = steps, stderr: number | null = null) =>
    course(metric, seed, where, where.map(f), { stderr });
  return [
    ...of("nll", (step) => 3.1 + Math.exp(-step / 80) - 0.7 * rise(step, at, 30)),
    ...of("iclScore", (step) => -0.9 * rise(step, at + 60, 30) + wiggle(step, 0.01)),
    ...of("previousToken.L0H0", (step) => 0.08 + 0.85 * rise(step, at + 200 - first, 60) + wiggle(step, 0.001)),
    ...of("previousToken.L0H1", (step) => 0.06 + wiggle(step, 0.001)),
    ...of("prefixMatching.L1H0", (step) => 0.02 + wiggle(step, 0.001)),
    ...of("prefixMatching.L1H1", (step) => 0.03 + 0.65 * rise(step, at - 90, 30) + wiggle(step, 0.001)),
    ...of("ablationDelta.L1H1", (step) => 0.05 + 0.6 * rise(step, at, 60)),
    ...of(
      "llc",
      (step) => 10 - 5 * rise(-step, -70, 20) + 14 * rise(step, at + 20, 30) + wiggle(step, 0.2),
      steps.slice(1),
      0.3,
    ),
  ];
}

/** A seed with one layer: a smooth loss and scores that stay. */
function plain(seed: string): Measurement[] {
  const of = (metric: string, f: (step: number) => number) => course(metric, seed, steps, steps.map(f));
  return [
    ...of("nll", (step) => 3 + Math.exp(-step / 300)),
    ...of("iclScore", (step) => -0.05 + wiggle(step, 0.02)),
    ...of("previousToken.L0H0", () => 0.1),
    ...of("prefixMatching.L0H0", () => 0.04),
  ];
}

const judged = (rows: Measurement[], control: Measurement[]) => {
  const trained = [
    { family: two as Family, rows },
    { family: one as Family, rows: control },
  ];
  return sectionOf(inductionBump, inductionBump.judge(trained), null);
};
const controls = ["0", "1", "2"].flatMap(plain);
const circuits = [1100, 1180, 1250].flatMap((at, seed) => circuit(String(seed), at));

describe("the judge", () => {
  it("finds bump, score, heads, order, stages and control where they are", () => {
    const section = judged(circuits, controls);
    expect(section.claims.filter(({ holds }) => !holds)).toEqual([]);
    expect(section.verdict).toBe("reproduced");
    expect(section.claims[0]!.seeds).toBe("3 of 3");
    expect(section.stages.map(({ type }) => type)).toEqual(["A", "flat", "A", "flat"]);
    expect(section.leads!.map(({ indicator }) => indicator)).toContain("llc");
    expect(section.leadNote).toMatch(/^The jump is the in-context score/);
  });

  it("draws loss, score, heads and LLC on one axis, and every head by its name", () => {
    const [main, heads] = judged(circuits, controls).pictures;
    expect(main!.panels.map(({ title }) => title)).toEqual(
      expect.arrayContaining(["Loss", "In-context score", "Head scores", "LLC"]),
    );
    expect(main!.stages).toHaveLength(4);
    expect(heads!.panels[1]!.lines.map(({ label }) => label)).toEqual(["L0H0", "L0H1"]);
  });

  it("does not accept heads in the wrong order, and says so", () => {
    const rows = [1100, 1180, 1250].flatMap((at, seed) => circuit(String(seed), at, { first: -400 }));
    const section = judged(rows, controls);
    expect(section.claims[3]).toMatchObject({ holds: false, seeds: "0 of 3" });
    expect(section.stages).toEqual([]);
    expect(section.failures.join(" ")).toMatch(/half formed only at step/);
    expect(section.verdict).toBe("partly");
  });

  it("finds nothing in models that never build the circuit", () => {
    const section = judged(controls, circuits);
    expect(section.verdict).toBe("not reproduced");
    expect(section.claims.every(({ holds }) => !holds)).toBe(true);
  });

  it("reproduces nothing from nothing, and judges what is there", () => {
    const none = judged([], []);
    expect(none.verdict).toBe("not reproduced");
    expect(none.claims.every(({ obtained }) => obtained === "no measurement")).toBe(true);
    expect(none).toMatchObject({ pictures: [], leads: null, leadNote: null, stages: [] });
    const some = judged(
      circuits.filter(({ metric }) => metric === "nll" || metric === "iclScore"),
      [],
    );
    expect(some.claims.map(({ holds }) => holds)).toEqual([true, true, false, false, false, false, false, false]);
  });
});

describe("heads", () => {
  it("names the head with the largest score anywhere in training", () => {
    const rows = [
      ...course("copying.L1H0", "0", [1, 2], [0.9, 0.1]),
      ...course("copying.L1H1", "0", [1, 2], [0.2, 0.3]),
    ];
    expect(bestHead(rows, "copying", 1, "0")).toBe("L1H0");
    expect(bestHead(rows, "copying", 0, "0")).toBeNull();
  });

  it("reads half of a rise against the first value", () => {
    expect(halfWay({ steps: [1, 2, 3], values: [0.1, 0.4, 0.7], stderr: [null, null, null] }, "above")).toBe(2);
    expect(halfWay({ steps: [], values: [], stderr: [] }, "below")).toBeNull();
  });
});
