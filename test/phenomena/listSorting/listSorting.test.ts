/** List sorting: judged on rows made by hand; listSorting.long trains it. */

import { describe, expect, it } from "vitest";
import { listSorting } from "../../../src/phenomena/listSorting/listSorting.ts";
import { sectionOf } from "../../../src/phenomena/phenomenon.ts";
import type { Measurement } from "../../../src/records.ts";
import { readFamily } from "../../../src/runs/family.ts";
import { root } from "../../root.ts";
import { course } from "../made.ts";

const [two, one] = await Promise.all(
  ["list-sorting", "list-sorting-one-head"].map((name) => readFamily(`models/families/${name}.yaml`, root)),
);
const steps = two!.checkpoints;
const wiggle = (step: number, size: number) => (steps.indexOf(step) % 2 === 0 ? size : -size);

/** A seed that has sorted by step 150; its LLC peaks at step 90 and ends at `end`, its specialisation at `special`. */
function sorter(seed: string, { end = 3, special = 0.7, heads = true } = {}): Measurement[] {
  const of = (metric: string, f: (step: number) => number, where = steps, stderr: number | null = null) =>
    course(metric, seed, where, where.map(f), { stderr });
  const late = (step: number) => Math.max(0, Math.log(step / 90) / Math.log(6000 / 90));
  const llc = (step: number) =>
    step <= 90 ? 4 + 12 * (Math.log(step / 40) / Math.log(90 / 40)) : 16 - (16 - end) * late(step) ** 0.7;
  return [
    ...of("exactMatch", (step) => (step < 60 ? 0 : step < 150 ? 0.5 : 1)),
    ...of("nll", (step) => 0.001 + 3.8 * Math.exp(-step / 25)),
    ...of("llc", (step) => llc(step) + wiggle(step, 0.1), steps.slice(1), 0.2),
    ...(heads
      ? [
          ...of("headSpecialisation", (step) => (step < 50 ? 0.6 : 0.2 + (special - 0.2) * late(step))),
          ...of("ablationDelta.L0H0", () => 1.6),
          ...of("ablationDelta.L0H1", () => 1.2),
        ]
      : []),
  ];
}

const judged = (rows: Measurement[], control: Measurement[]) => {
  const trained = [
    { family: two!, rows },
    { family: one!, rows: control },
  ];
  return sectionOf(listSorting, listSorting.judge(trained), null);
};
const seeds = ["0", "1", "2"];
const controls = seeds.flatMap((seed, i) => sorter(seed, { end: 7 + i / 5, heads: false }));

describe("the judge", () => {
  it("finds the fall of the LLC, the division of numbers and the type of the stage", () => {
    const section = judged(
      seeds.flatMap((seed, i) => sorter(seed, { end: 3 + i / 5 })),
      controls,
    );
    expect(section.claims.filter(({ holds }) => !holds)).toEqual([]);
    expect(section.verdict).toBe("reproduced");
    expect(section.stages.at(-1)!.type).toBe("B");
    expect(section.leadNote).toMatch(/LLC turns down before the loss in 0 of 3 seeds/);
  });

  it("says that the LLC of one head falls too, and that the division is not complete", () => {
    const section = judged(
      seeds.flatMap((seed) => sorter(seed)),
      controls,
    );
    expect(section.failures.join(" ")).toMatch(/With one head, where nothing can be divided, the LLC falls too/);
    expect(section.failures.join(" ")).toMatch(/division is not complete: specialisation ends at 0.70/);
  });

  it("does not accept a fall that one head shows as well", () => {
    const section = judged(
      seeds.flatMap((seed) => sorter(seed, { end: 7.2 })),
      controls,
    );
    expect(section.claims.at(-1)).toMatchObject({ holds: false, seeds: "0 of 3" });
    expect(section.verdict).toBe("partly");
  });

  it("does not accept an LLC that stays, or heads that share every number", () => {
    const section = judged(
      seeds.flatMap((seed) => sorter(seed, { end: 15, special: 0.2 })),
      controls,
    );
    expect(section.claims[0]).toMatchObject({ holds: false, seeds: "0 of 3" });
    expect(section.claims[2]!.holds).toBe(false);
  });

  it("reproduces nothing from nothing, and judges what is there", () => {
    const none = judged([], []);
    expect(none.verdict).toBe("not reproduced");
    expect(none.claims.every(({ obtained }) => obtained === "no measurement")).toBe(true);
    expect(none).toMatchObject({ pictures: [], leads: null, leadNote: null, stages: [] });
    const some = judged(
      sorter("0").filter(({ metric }) => metric === "exactMatch" || metric === "nll"),
      [],
    );
    expect(some.claims.map(({ holds }) => holds)).toEqual([false, true, false, false, false, false]);
  });
});
