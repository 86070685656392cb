/** Polygons: exact losses against brute force, and the judge on rows made by hand; polygons.long trains them. */

import { describe, expect, it } from "vitest";
import { sectionOf } from "../../../src/phenomena/phenomenon.ts";
import { POLYGON_LOSS } from "../../../src/phenomena/superposition/polygonEnds.ts";
import { superpositionKgons } from "../../../src/phenomena/superposition/polygons.ts";
import type { Measurement } from "../../../src/records.ts";
import { readFamily } from "../../../src/runs/family.ts";
import { root } from "../../root.ts";
import { course } from "../made.ts";

const family = await readFamily("models/families/superposition-kgons.yaml", root);
const steps = [1000, 2000, 3000, 4000];

/** A run that ends on a k-gon with the exact loss, or as changed. */
function run(
  seed: string,
  k: number,
  llc: number | null,
  change: { loss?: number; orders?: number[] } = {},
): Measurement[] {
  const flat = (value: number) => steps.map(() => value);
  return [
    ...course("mse", seed, steps, flat(change.loss ?? POLYGON_LOSS[k]!)),
    ...course("polygonOrder", seed, steps, change.orders ?? flat(k)),
    ...course("featureDimensionality", seed, steps, flat(2 / k)),
    ...(llc === null ? [] : course("llc", seed, steps, flat(llc))),
  ];
}

const judged = (rows: Measurement[]) =>
  sectionOf(superpositionKgons, superpositionKgons.judge([{ family, rows }]), null);
const published = [...run("0", 4, 3), ...run("1", 4, 3.1), ...run("2", 5, 3.6)];

/** Loss of the regular k-gon of 6 features with columns of squared length g and bias b, the best output for omitted ones; midpoints. */
function polygonLoss(k: number, g: number, b: number, points: number): number {
  let active = 0;
  for (let j = 0; j < k; j++) {
    const slope = g * Math.cos((2 * Math.PI * j) / k);
    for (let q = 0; q < points; q++) {
      const x = (q + 0.5) / points;
      active += (Math.max(0, slope * x + b) - (j === 0 ? x : 0)) ** 2 / points;
    }
  }
  const [c, omitted] = [1 / 12, 6 - k];
  return (k * active) / 6 + (omitted * k * Math.max(0, b) ** 2) / 6 + omitted * (c * c - c / 6 + 1 / 18);
}

describe("POLYGON_LOSS", () => {
  it.each([2, 3, 4, 5, 6])("is the least loss of the %i-gon", (k) => {
    let best = { loss: Infinity, g: 1.4, b: -0.35 };
    for (let width = 0.4; width > 1e-3; width /= 2) {
      const { g, b } = best;
      for (let i = -4; i <= 4; i++)
        for (let j = -4; j <= 4; j++) {
          const at = { g: g + (width * i) / 4, b: b + (width * j) / 4 };
          const loss = polygonLoss(k, at.g, at.b, 300);
          if (loss < best.loss) best = { loss, ...at };
        }
    }
    expect(best.loss / POLYGON_LOSS[k]!).toBeCloseTo(1, 3);
  });
});

describe("the judge", () => {
  it("finds the phenomenon where it is", () => {
    const section = judged(published);
    expect(section.claims.filter(({ holds }) => !holds)).toEqual([]);
    expect(section.verdict).toBe("reproduced");
    expect(section.claims[0]!.obtained).toBe("4-gon in 2 runs, 5-gon in 1 run");
    expect(section.pictures[0]!.panels.map(({ lines }) => lines.length)).toEqual([3, 3, 3, 3]);
  });

  it("holds loss, order and level of the LLC against what is exact or published", () => {
    const section = judged([...run("0", 4, 5.3, { loss: 0.104 }), ...run("1", 5, 4.9)]);
    expect(section.claims.map(({ holds }) => holds)).toEqual([true, false, true, false, false]);
    expect(section.claims[1]).toMatchObject({ seeds: "1 of 2" });
    expect(section.claims[3]!.obtained).toBe("4-gon 0.10 / 5.30, 5-gon 0.062 / 4.90");
    expect(section.failures.join(" ")).toContain("is within .2 of the published one");
  });

  it("does not take a polygon that still changes for settled", () => {
    const section = judged([...published, ...run("3", 5, 3.6, { orders: [4, 4, 4, 5] })]);
    expect(section.claims[0]).toMatchObject({ holds: false, seeds: "3 of 4" });
    expect(section.claims[2]).toMatchObject({ holds: false, seeds: "3 of 4" });
    expect(section.verdict).toBe("partly");
  });

  it("reproduces nothing from nothing, and no order from one polygon or without LLC", () => {
    const empty = judged([]);
    expect(empty).toMatchObject({ verdict: "not reproduced", pictures: [], leads: null, stages: [] });
    expect(empty.claims.every(({ holds, obtained }) => !holds && obtained === "no measurement")).toBe(true);
    expect(judged(run("0", 4, 3)).claims[3]!.holds).toBe(false);
    const without = judged([...run("0", 4, null), ...run("1", 5, null)]);
    expect(without.claims.map(({ holds }) => holds)).toEqual([true, true, true, false, false]);
    expect(without.claims[4]!.obtained).toBe("no measurement");
  });
});
