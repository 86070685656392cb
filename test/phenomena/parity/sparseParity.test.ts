/** Sparse parity: judged on rows made by hand; sparseParity.long trains it. */

import { describe, expect, it } from "vitest";
import { alarmsOf, GROWTH, growthOf, leadNote } from "../../../src/phenomena/parity/alarms.ts";
import { sparseParity } from "../../../src/phenomena/parity/sparseParity.ts";
import { sectionOf } from "../../../src/phenomena/phenomenon.ts";
import type { Measurement } from "../../../src/records.ts";
import { readFamily } from "../../../src/runs/family.ts";
import { root } from "../../root.ts";
import { course } from "../made.ts";

const family = await readFamily("models/families/sparse-parity.yaml", root);
const steps = [1, ...Array.from({ length: 60 }, (_, i) => 100 * (i + 1))];
/** A course from level to level between two steps. */
const between = (from: number, to: number, low: number, high: number) => (step: number) =>
  low + (high - low) * Math.min(1, Math.max(0, (step - from) / (to - from)));
const wiggle = (step: number) => 0.004 * Math.sin(step);

/** A seed that learns between two steps; its weights are driven from 400 steps before. */
function learner(seed: string, from: number, to: number): Measurement[] {
  const of = (metric: string, f: (step: number) => number, at = steps) => course(metric, seed, at, at.map(f));
  return [
    ...of("tokenAccuracy", (step) => between(from, to, 0.5, 1)(step) + wiggle(step)),
    ...of("nll", (step) => between(from, to, Math.log(2), 0.01)(step) + wiggle(step)),
    ...of("hiddenProgress", (step) => 0.004 + step / 1e5 + between(from - 400, to, 0, 2)(step)),
    ...of(
      "llc",
      (step) => between(from, to, 2, 9)(step) + 10 * wiggle(step),
      steps.filter((step) => step % 300 === 0),
    ),
  ];
}

/** A seed with nothing to learn: its weights drift. */
function flips(seed: string): Measurement[] {
  const of = (metric: string, f: (step: number) => number) => course(metric, seed, steps, steps.map(f));
  return [
    ...of("tokenAccuracy", (step) => 0.5 + wiggle(step)),
    ...of("nll", (step) => Math.log(2) + wiggle(step)),
    ...of("hiddenProgress", (step) => 0.004 + step / 1e5),
  ];
}

const controls = ["0", "1", "2", "3", "4", "5", "6", "7"].flatMap(flips);
const judged = (learners: Measurement[], coins = controls) => {
  const trained = [learners, coins].map((rows) => ({ family, rows }));
  return sectionOf(sparseParity, sparseParity.judge(trained), null);
};

describe("the judge", () => {
  it("finds the phenomenon where it is, with leads, marks and a comparison with the loss", () => {
    const section = judged([...learner("0", 3000, 3600), ...learner("1", 4000, 4900)]);
    expect(section.claims.filter(({ holds }) => !holds)).toEqual([]);
    expect(section.verdict).toBe("reproduced");
    expect(section.claims[0]).toMatchObject({
      seeds: "2 of 2",
      obtained: expect.stringContaining("jump at 3600, 4900"),
    });
    expect(section.pictures[0]!.marks.map(({ step }) => step)).toEqual([3600, 4900]);
    expect(section.leads!.find(({ indicator }) => indicator === GROWTH)!.perSeed.every(({ lead }) => lead! > 0)).toBe(
      true,
    );
    expect(section.leadNote).toMatch(/^The LLC does not lead the test loss \(seeds: first in 0, together in 2/);
  });

  it("says that the level of max |dW| rings in every control", () => {
    const section = judged(learner("0", 3000, 3600));
    expect(section.failures.join(" ")).toMatch(/level of max \|dW\| is no evidence of learning.* 8 of 8 controls/);
  });

  it("does not take a slow rise for a jump", () => {
    const section = judged(["0", "1"].flatMap((seed) => learner(seed, 100, 5800)));
    expect(section.claims[0]).toMatchObject({ holds: false, seeds: "0 of 2" });
    expect(section.claims[1]!.holds).toBe(false);
    expect(section.claims[2]!.holds).toBe(false);
  });

  it("says where the alarm rings only when accuracy has begun to move", () => {
    const isAccuracy = ({ metric }: Measurement) => metric === "tokenAccuracy";
    const early = learner("0", 1500, 3600).filter(isAccuracy);
    const section = judged([...learner("0", 3000, 3600).filter((row) => !isAccuracy(row)), ...early]);
    expect(section.claims[4]!.holds).toBe(true);
    expect(section.failures.join(" ")).toMatch(
      /no warning in 1 seed: accuracy had left chance before it rang \(seed 0 by/,
    );
  });

  it("does not accept an alarm that rings where there is nothing to learn", () => {
    const driven = controls.map((row) =>
      row.metric === "hiddenProgress" && row.step > 3000 ? { ...row, value: 3 * row.value } : row,
    );
    const section = judged(learner("0", 3000, 3600), driven);
    expect(section.claims[4]).toMatchObject({ holds: false, obtained: expect.stringContaining("8 of 8 controls") });
    expect(section.verdict).toBe("partly");
  });

  it("reproduces nothing from nothing", () => {
    const section = judged([], []);
    expect(section.verdict).toBe("not reproduced");
    expect(section.claims.every(({ holds, obtained }) => !holds && obtained.includes("no measurement"))).toBe(true);
    expect(section.failures.length).toBe(section.claims.length);
    expect(section).toMatchObject({ pictures: [], leads: null, leadNote: null, stages: [] });
  });

  it("judges what is there when the LLC and the controls are missing", () => {
    const section = judged(
      learner("0", 3000, 3600).filter(({ metric }) => metric !== "llc"),
      [],
    );
    expect(section.claims.map(({ holds }) => holds)).toEqual([true, true, true, true, false, false]);
    expect(section.leadNote).not.toContain("LLC");
  });
});

describe("growth", () => {
  it("is the ratio to the value 500 steps before", () => {
    const curve = { steps: [0, 500, 600, 1000], values: [0, 2, 3, 6], stderr: [null, null, null, null] };
    expect(growthOf(curve)).toMatchObject({ steps: [1000], values: [3] });
  });

  it("does not ring for drift, and is unknown where weights were not measured", () => {
    expect(alarmsOf(controls, GROWTH)).toMatchObject({ alarms: 0, n: 8 });
    expect(alarmsOf([], GROWTH)).toBeNull();
    expect(leadNote([], [])).toBeNull();
  });
});
