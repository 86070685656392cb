/** Dimensions against sparsity: the judge on rows made by hand; sparsity.long trains it. */

import { describe, expect, it } from "vitest";
import { sectionOf, type TrainedFamily } from "../../../src/phenomena/phenomenon.ts";
import { superpositionSparsity } from "../../../src/phenomena/superposition/sparsity.ts";
import { readFamily } from "../../../src/runs/family.ts";
import { root } from "../../root.ts";
import { course } from "../made.ts";

const variants = await Promise.all(
  superpositionSparsity.families.map(({ family, taskParams }) =>
    readFamily(`models/families/${family}.yaml`, root, taskParams),
  ),
);

/** Rows of a density: D* and the dimensionalities of the represented features, and two features that are not represented. */
function density(index: number, dStar: number, represented: readonly number[], rest = 0.01): TrainedFamily {
  const family = variants[index]!;
  const rows = ["0", "1", "2"].flatMap((seed) => [
    ...course("dimensionsPerFeature", seed, [1500, 3000], [1, dStar]),
    ...[...represented, rest, rest].flatMap((d, i) =>
      course(`featureDimensionality.${i}`, seed, [1500, 3000], [0.3, d]),
    ),
    ...(represented.length > 0
      ? course("featureDimensionality", seed, [3000], [represented[0]!], { n: represented.length })
      : []),
  ]);
  return { family, rows };
}

const D_STAR = [1.01, 0.98, 0.6, 0.51, 0.49, 0.48, 0.36, 0.2];
const pairs = Array<number>(40).fill(0.497);
const made = (dStar: readonly number[], middle: readonly number[] = pairs) =>
  dStar.map((d, i) => density(i, d, i === 0 ? [] : i >= 3 && i <= 5 ? middle : [d], i === 0 ? 0.15 : 0.01));
const judged = (trained: TrainedFamily[]) =>
  sectionOf(superpositionSparsity, superpositionSparsity.judge(trained), null);

describe("the judge", () => {
  it("finds the phenomenon where it is, over 1 / (1 - S)", () => {
    const section = judged(made(D_STAR));
    expect(section.claims.filter(({ holds }) => !holds)).toEqual([]);
    expect(section.verdict).toBe("reproduced");
    const [dimensions, shares, counts] = section.pictures[0]!.panels;
    expect(section.pictures[0]).toMatchObject({ xTitle: "1 / (1 − S)", xLog: true });
    expect(dimensions!.lines[0]!.points.map(({ step }) => step)).toEqual([1, 1.5, 2, 2.5, 3, 3.5, 5, 10]);
    expect(shares!.lines).toHaveLength(9);
    expect(counts!.lines[0]!.points[3]).toMatchObject({ step: 2.5, value: 40 });
    expect(section.failures).toHaveLength(2);
    expect(section.failures[0]).toContain(
      "from 2.5 to 3.5, with D* 0.60, 0.60, 0.60 at 2 and D* 0.36, 0.36, 0.36 at 5",
    );
    expect(Object.fromEntries(section.settings).task).toBe("sparse-features, features 200, active each");
  });

  it("does not take a smooth fall for a plateau", () => {
    const section = judged(
      made([1, 0.85, 0.7, 0.6, 0.52, 0.44, 0.3, 0.2], [...pairs.slice(20), ...Array(20).fill(0.4)]),
    );
    expect(section.claims.map(({ holds }) => holds)).toEqual([false, false, true, true]);
    expect(section.verdict).toBe("partly");
  });

  it("wants pairs, not a mean of 1/2, and no feature with a dimension to itself when dense", () => {
    const mixed = [...Array<number>(20).fill(0.75), ...Array<number>(20).fill(0.25)];
    const section = judged([density(0, 1, [0.98, 0.97]), ...made(D_STAR, mixed).slice(1)]);
    expect(section.claims.map(({ holds }) => holds)).toEqual([true, false, false, true]);
  });

  it("reproduces nothing from nothing, or where features do not get denser and most sparsities are missing", () => {
    const empty = judged([]);
    expect(empty).toMatchObject({ verdict: "not reproduced", pictures: [], settings: [], leads: null, stages: [] });
    expect(empty.claims.every(({ holds, obtained }) => !holds && obtained === "no measurement")).toBe(true);
    const flat = judged(
      made(
        D_STAR.map(() => 0.7),
        Array(40).fill(0.7),
      ),
    );
    expect(flat.verdict).toBe("not reproduced");
    const two = judged([density(3, 0.5, pairs), density(4, 0.5, pairs)]);
    expect(two.claims.map(({ holds }) => holds)).toEqual([false, false, false, false]);
  });
});
