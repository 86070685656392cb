/** Grokking: judged on rows made by hand; grokking.long trains it. */

import { describe, expect, it } from "vitest";
import { grokking } from "../../../src/phenomena/grokking/grokking.ts";
import { sectionOf } from "../../../src/phenomena/phenomenon.ts";
import type { Measurement } from "../../../src/records.ts";
import { readFamily } from "../../../src/runs/family.ts";
import { root } from "../../root.ts";
import { course } from "../made.ts";

const family = await readFamily("models/families/grokking.yaml", root);
const steps = [100, 250, ...Array.from({ length: 36 }, (_, i) => 500 * (i + 1))];

/** From a to b between two steps, constant outside. */
const ramp = (from: number, to: number, a: number, b: number) => (step: number) =>
  a + (b - a) * Math.min(1, Math.max(0, (step - from) / (to - from)));
const peaked =
  (top: number, to: number, [start, peak, end]: readonly number[]) =>
  (step: number) =>
    step <= top ? ramp(0, top, start!, peak!)(step) : ramp(top, to, peak!, end!)(step);

/** A seed whose test accuracy reaches 1 at `jump`; test loss and LLC fall from their peaks to the jump, or as changed. */
function madeSeed(seed: string, jump: number, change: Record<string, (step: number) => number> = {}): Measurement[] {
  const courses = {
    trainTokenAccuracy: ramp(0, 1500, 0, 1),
    tokenAccuracy: ramp(jump - 1000, jump, 0.01, 1),
    trainNll: (step: number) => 4 / (1 + step / 500),
    nll: peaked(2000, jump, [4, 14, 0.2]),
    logitMargin: ramp(1000, jump, -13, 3),
    restrictedNll: ramp(0, jump, 4, 0.1),
    excludedNll: peaked(1500, jump, [3.6, 1.6, 3.6]),
    keyFrequencies: ramp(0, jump, 17, 4),
    fourierGini: ramp(0, jump, 0.08, 0.75),
    llc: peaked(2500, jump + 1000, [18, 33, 21.2]),
    ...change,
  };
  return Object.entries(courses).flatMap(([metric, f]) =>
    course(metric, seed, steps, steps.map(f), metric === "llc" ? { stderr: 0.2 } : {}),
  );
}

const JUMPS = [8000, 9500, 14000];
const judged = (rows: Measurement[]) => sectionOf(grokking, grokking.judge([{ family, rows }]), null);
const seedsWith = (change: Parameters<typeof madeSeed>[2] = {}) =>
  JUMPS.flatMap((jump, i) => madeSeed(String(i), jump, change));

describe("the judge", () => {
  it("finds the phenomenon where it is", () => {
    const section = judged(seedsWith());
    expect(section.claims.filter(({ holds }) => !holds)).toEqual([]);
    expect(section).toMatchObject({ verdict: "reproduced", failures: [] });
    expect(section.claims[0]!.obtained).toContain("test at 8000, 9500, 14000");
    expect(section.stages.map(({ type }) => type)).toEqual(["A", "B"]);
    expect(section.pictures[0]!.marks).toHaveLength(3);
    const byName = section.leads!.map(({ indicator }) => indicator);
    expect(byName).toEqual(["llc", "nll", "logitMargin", "restrictedNll", "excludedNll", "fourierGini"]);
    expect(section.leads![0]!.perSeed.every(({ lead }) => lead! > 0)).toBe(true);
    expect(section.leadNote).toContain("It moves first in 0 of 3 seeds, the test loss in 3");
  });

  it("does not call learning grokking when test accuracy rises with training accuracy, and complexity stays", () => {
    const section = judged(
      ["0", "1", "2"].flatMap((seed) =>
        madeSeed(seed, 1500, { nll: ramp(0, 1500, 4, 0.2), llc: ramp(0, 1500, 18, 33) }),
      ),
    );
    expect(section.claims[0]).toMatchObject({ holds: false, seeds: "0 of 3" });
    expect(section.claims.slice(5).map(({ holds }) => holds)).toEqual([false, false, false]);
    expect(section.failures[0]).toContain("Not reproduced");
  });

  it("fails a single seed that never learns the rule", () => {
    const stuck = madeSeed("2", 14000, { tokenAccuracy: () => 0.01 });
    const section = judged([...madeSeed("0", 8000), ...madeSeed("1", 9500), ...stuck]);
    expect(section.claims[0]).toMatchObject({ holds: false, seeds: "2 of 3" });
    expect(section.claims.at(-1)).toMatchObject({ holds: false, seeds: "2 of 3" });
    expect(section.verdict).not.toBe("reproduced");
  });

  it("says when the LLC does move before the test loss", () => {
    const section = judged(seedsWith({ nll: peaked(6000, 8000, [4, 14, 0.2]) }));
    expect(section.claims.at(-1)).toMatchObject({ holds: false, seeds: "0 of 3" });
    expect(section.leadNote).toContain("It moves first in 3 of 3 seeds");
  });

  it("names a level of the LLC that is not the published one", () => {
    const section = judged(seedsWith({ llc: peaked(2500, 8000, [18, 40, 24]) }));
    expect(section.verdict).toBe("reproduced");
    expect(section.failures).toHaveLength(1);
    expect(section.failures[0]).toContain("40.0, 40.0, 40.0, end 24.0, 24.0, 24.0 against 31.9-34.6 and 21.2");
  });

  it("reproduces nothing from nothing, and claims nothing about an LLC that was not measured", () => {
    const empty = judged([]);
    expect(empty).toMatchObject({ verdict: "not reproduced", pictures: [], leads: null, stages: [], leadNote: null });
    expect(empty.claims.every(({ holds, obtained }) => !holds && obtained === "no measurement")).toBe(true);
    const without = judged(seedsWith().filter(({ metric }) => metric !== "llc"));
    expect(without.verdict).toBe("partly");
    expect(without.claims.map(({ holds }) => holds)).toEqual([true, true, true, true, false, false, false, false]);
    expect(without.claims[4]!.obtained).toBe("no measurement");
  });
});
