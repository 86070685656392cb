/** Conjunction: judged on rows made by hand; conjunction.long trains it. */

import { describe, expect, it } from "vitest";
import { conjunction } from "../../../src/phenomena/conjunction/conjunction.ts";
import { doubleLog, productOfSteps, type SizeCourse, sizeCourse } from "../../../src/phenomena/conjunction/facts.ts";
import { sectionOf } from "../../../src/phenomena/phenomenon.ts";
import type { Measurement } from "../../../src/records.ts";
import { readFamily } from "../../../src/runs/family.ts";
import { root } from "../../root.ts";
import { course } from "../made.ts";

const family = await readFamily("models/families/conjunction.yaml", root);
const sizes = family.ladder.map(({ nParams }) => nParams);

/** A ladder of identical steps: loss and accuracy of one step at every size, and exact match as a function of that accuracy. */
function ladder(nll: number[], accuracy: number[], match = (p: number) => p ** 8): Measurement[] {
  return ["0", "1", "2"].flatMap((seed) =>
    sizes.flatMap((nParams, i) => {
      const of = (metric: string, value: number, position: number | null = null) =>
        course(metric, seed, [600], [value], { nParams, position });
      const perStep = Array.from({ length: 8 }, (_, t) => [
        ...of("nll", nll[i]!, t),
        ...of("tokenAccuracy", accuracy[i]!, t),
      ]);
      return [
        ...perStep.flat(),
        ...of("nll", nll[i]!),
        ...of("tokenAccuracy", accuracy[i]!),
        ...of("exactMatch", match(accuracy[i]!)),
      ];
    }),
  );
}

const losses = [2.1, 1.8, 1.4, 1, 0.7, 0.4, 0.15, 0.08];
const accuracies = [0.28, 0.35, 0.55, 0.68, 0.79, 0.88, 0.97, 0.98];
const judged = (rows: Measurement[]) => sectionOf(conjunction, conjunction.judge([{ family, rows }]), null);

describe("readings over sizes", () => {
  const [only] = [sizeCourse(family, ladder(losses, accuracies), "1")] as [SizeCourse];

  it("are the product of the steps, and ln of k losses", () => {
    expect(productOfSteps(only)[4]).toBeCloseTo(0.79 ** 8, 12);
    expect(doubleLog(only, 4)[0]).toBeCloseTo(Math.log(4 * 2.1), 12);
    expect(doubleLog(only, 4)[5]! - doubleLog(only, 1)[5]!).toBeCloseTo(Math.log(4), 12);
  });

  it("are missing when one step of one size is", () => {
    const rows = ladder(losses, accuracies).filter((row) => !(row.nParams === sizes[3] && row.position === 5));
    expect(sizeCourse(family, rows, "1")).toBeNull();
  });
});

describe("the judge", () => {
  it("finds the phenomenon where it is, and marks the jump once", () => {
    const section = judged(ladder(losses, accuracies));
    expect(section.claims.filter(({ holds }) => !holds)).toEqual([]);
    expect(section.verdict).toBe("reproduced");
    expect(section.claims[0]!.seeds).toBe("3 of 3");
    expect(section.pictures[0]).toMatchObject({
      xTitle: "parameters without embeddings",
      marks: [{ step: sizes[6], label: "exact match .5" }],
    });
  });

  it("says where the loss is no power law, and is silent where it is one", () => {
    const powerLaw = sizes.map((size) => 2 * (size / sizes[0]!) ** -0.9);
    const bent = (rows: Measurement[]) => judged(rows).failures.some((text) => text.includes("no power law"));
    expect(bent(ladder(losses, accuracies))).toBe(true);
    expect(bent(ladder(powerLaw, accuracies))).toBe(false);
  });

  it("does not take a loss that jumps, or an even rise of exact match, for it", () => {
    const step = judged(ladder([2.1, 2, 2, 2, 2, 2, 0.1, 0.05], accuracies));
    expect(step.claims.map(({ holds }) => holds)).toEqual([true, false, false, true, true]);
    const even = judged(ladder(losses, accuracies, (p) => p));
    expect(even.claims.map(({ holds }) => holds)).toEqual([false, true, false, false, true]);
    expect(even.failures.filter((text) => text.startsWith("Not reproduced")).length).toBe(3);
  });

  it("does not call steps of unequal difficulty parallel", () => {
    const rows = ladder(losses, accuracies).map((row) =>
      row.metric === "nll" && row.position === 7 ? { ...row, value: row.value ** 2 } : row,
    );
    expect(judged(rows).claims[4]!.holds).toBe(false);
  });

  it("reproduces nothing from nothing, or from two sizes", () => {
    const empty = judged([]);
    expect(empty.verdict).toBe("not reproduced");
    expect(empty).toMatchObject({ pictures: [], leads: null, stages: [] });
    const two = judged(ladder(losses, accuracies).filter(({ nParams }) => nParams <= sizes[1]!));
    expect(two.claims.every(({ holds, obtained }) => !holds && obtained === "no measurement")).toBe(true);
    expect(two.failures.length).toBe(5);
  });
});
