import { describe, expect, it } from "vitest";
import { gridOf, jumpBin, jumpLabels, jumpPlaces } from "../../src/base/jump.ts";
import { questionOf } from "../forecast/world.ts";

const question = questionOf([100, 200, 400, 800], 2);

describe("the grid of a jump", () => {
  it("names the bins for files, for figures and for sentences, with the sizes they lie between", () => {
    expect(jumpLabels(question)).toEqual(["<=r1", "r2", "r3", "never"]);
    expect(jumpPlaces(question)).toEqual([
      { label: "≤ r1", phrase: "at or below r1", low: null, high: 200 },
      { label: "(r1, r2]", phrase: "in (r1,\u00a0r2]", low: 200, high: 400 },
      { label: "(r2, r3]", phrase: "in (r2,\u00a0r3]", low: 400, high: 800 },
      { label: "never in range", phrase: "at no size within range", low: null, high: null },
    ]);
  });

  it.each([
    [[0.6, 0.7, 0.8], 0],
    [[0.5, 0.5, 0.5], 0],
    [[0.4, 0.7, 0.8], 1],
    [[0.6, 0.4, 0.8], 2],
    [[0.6, 0.7, 0.4], 3],
    [[0.1, 0.2, 0.3], 3],
  ])("values %j jump in bin %i: the first crossing that is sustained", (values, bin) => {
    expect(jumpBin(question, values)).toBe(bin);
    const loss = { ...question, betterDirection: "lower" as const };
    expect(
      jumpBin(
        loss,
        values.map((value) => 1 - value),
      ),
    ).toBe(bin);
  });

  it("refuses rungs that make no grid", () => {
    const rungs = (...sizes: [number, boolean][]) =>
      gridOf({ ...question, rungs: sizes.map(([nParams, heldOut], i) => ({ name: `r${i}`, nParams, heldOut })) });
    expect(() => rungs([10, true], [20, true])).toThrow("observed and held-out");
    expect(() => rungs([10, false], [20, false])).toThrow("observed and held-out");
    expect(() => rungs([10, false], [20, true], [30, false])).toThrow("larger than every observed");
    expect(() => rungs([10, false], [20, true], [20, true])).toThrow("different nParams");
    expect(rungs([10, false], [20, true]).heldOut.length).toBe(1);
  });

  it("refuses values that are not numbers", () => {
    expect(() => jumpBin(question, [0.1, Number.NaN, 0.2])).toThrow("finite");
  });
});
