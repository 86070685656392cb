/** Multitask parity: judged on rows made by hand; multitaskParity.long trains it. */

import { describe, expect, it } from "vitest";
import { multitaskParity } from "../../../src/phenomena/parity/multitaskParity.ts";
import { sectionOf } from "../../../src/phenomena/phenomenon.ts";
import type { Measurement } from "../../../src/records.ts";
import { readFamily } from "../../../src/runs/family.ts";
import { root } from "../../root.ts";
import { course } from "../made.ts";

const family = await readFamily("models/families/multitask-parity.yaml", root);
const steps = Array.from({ length: 60 }, (_, i) => 100 * (i + 1));

/** A width that learns its first subtasks, number k at about 400 (k + 1)^1.4, each at once unless `slow`. */
function width(nParams: number, learned: number, loss: number, { slow = false, order = (k: number) => k } = {}) {
  const rise = (step: number, k: number) => {
    const at = 400 * (order(k) + 1) ** 1.4;
    return slow ? Math.min(1, Math.log(step / 90) / Math.log(at / 90)) : Math.min(1, Math.max(0, step / at - 0.5) * 2);
  };
  const of = (metric: string, f: (step: number) => number) =>
    ["0", "1"].flatMap((seed) => course(metric, seed, steps, steps.map(f), { nParams }));
  const rows: Measurement[] = of("nll", (step) => 0.69 + ((loss - 0.69) * Math.log(step / 100)) / Math.log(60));
  for (let k = 0; k < 16; k++) {
    const progress = (step: number) => (k < learned ? rise(step, k) : 0);
    rows.push(
      ...of(`subtaskAccuracy.s${k}`, (step) => 0.5 + progress(step) / 2),
      ...of(`subtaskNll.s${k}`, (step) => 0.69 * (1 - progress(step)) + 0.001),
    );
  }
  return rows;
}

const [narrow, middle, wide] = family.ladder.map(({ nParams }) => nParams) as [number, number, number];
const judged = (rows: Measurement[]) => sectionOf(multitaskParity, multitaskParity.judge([{ family, rows }]), null);

describe("the judge", () => {
  it("finds the phenomenon where it is", () => {
    const section = judged([...width(narrow, 1, 0.35), ...width(middle, 3, 0.2), ...width(wide, 6, 0.1)]);
    expect(section.claims.filter(({ holds }) => !holds)).toEqual([]);
    expect(section.verdict).toBe("reproduced");
    expect(section.failures).toEqual([]);
    expect(section.claims[1]!.obtained).toBe("1, 3, 6; 1, 3, 6");
    const [, subtasks, counts] = section.pictures[0]!.panels;
    expect(subtasks!.lines.map(({ label }) => label)).toEqual([1, 2, 3, 4, 5, 6].map((k) => `number ${k}`));
    expect(counts!.lines.at(-1)!.points.at(-1)).toMatchObject({ step: 6000, value: 6 });
  });

  it("does not call a slow rise of every subtask a jump", () => {
    const section = judged([
      ...width(narrow, 1, 0.35),
      ...width(middle, 3, 0.2),
      ...width(wide, 6, 0.1, { slow: true }),
    ]);
    expect(section.claims[0]).toMatchObject({ holds: false, seeds: "0 of 2" });
  });

  it("sees an order that is not that of frequencies, and widths that learn no more", () => {
    const backwards = { order: (k: number) => 5 - k };
    const section = judged([...width(narrow, 3, 0.6), ...width(middle, 3, 0.6), ...width(wide, 6, 0.6, backwards)]);
    expect(section.claims.map(({ holds }) => holds)).toEqual([true, false, false, false, false]);
    expect(section.failures.length).toBe(4);
  });

  it("reproduces nothing from nothing, or from one width", () => {
    const empty = judged([]);
    expect(empty.verdict).toBe("not reproduced");
    expect(empty).toMatchObject({ pictures: [], leads: null, stages: [] });
    expect(empty.claims.every(({ holds, obtained }) => !holds && obtained === "no measurement")).toBe(true);
    const single = judged(width(narrow, 1, 0.35));
    expect(single.claims.map(({ holds }) => holds)).toEqual([false, false, false, false, false]);
    expect(single.failures.length).toBe(5);
  });
});
