import { describe, expect, it } from "vitest";
import { gridOf, isAt, jumpBin, jumpLabels, jumpPlaces, sharpnessOf } from "../../src/question/grid.ts";
import { questionOf } from "../forecast/world.ts";

const question = questionOf([100, 200, 400, 800], 2);

describe("the grid of a jump", () => {
  it("names the bins for files, for figures and for sentences, with the sizes they lie between", () => {
    expect(jumpLabels(question)).toEqual(["<=r1", "r2", "r3", "never"]);
    expect(jumpPlaces(question)).toEqual([
      { label: "≤ r1", phrase: "at or below r1", low: null, high: 200 },
      { label: "(r1, r2]", phrase: "in (r1,\u00a0r2]", low: 200, high: 400 },
      { label: "(r2, r3]", phrase: "in (r2,\u00a0r3]", low: 400, high: 800 },
      { label: "never in range", phrase: "nowhere within range", low: null, high: null },
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
      gridOf({
        ...question,
        rungs: sizes.map(([nParams, heldOut], i) => ({
          name: `r${i}`,
          nParams,
          step: 9,
          tokens: 9,
          run: null,
          heldOut,
        })),
      });
    expect(() => rungs([10, true], [20, true])).toThrow("observed and held-out");
    expect(() => rungs([10, false], [20, false])).toThrow("observed and held-out");
    expect(() => rungs([10, false], [20, true], [30, false])).toThrow("larger than every observed");
    expect(() => rungs([10, false], [20, true], [20, true])).toThrow("different nParams");
    expect(rungs([10, false], [20, true]).heldOut.length).toBe(1);
  });

  it("orders rungs along tokens and along compute 6 N D, and there refuses one place twice", () => {
    const rung = (name: string, nParams: number, tokens: number, heldOut: boolean) => ({
      name,
      nParams,
      step: tokens,
      tokens,
      run: null,
      heldOut,
    });
    const later = { ...question, axis: "tokens" as const, rungs: [rung("b", 9, 20, true), rung("a", 9, 10, false)] };
    expect(gridOf(later).heldOut.map(({ name }) => name)).toEqual(["b"]);
    expect(jumpPlaces(later)[1]).toMatchObject({ low: 10, high: 20 });
    const compute = { ...later, axis: "flops" as const, rungs: [rung("b", 5, 40, true), rung("a", 9, 10, false)] };
    expect(jumpPlaces(compute)[1]).toMatchObject({ low: 540, high: 1200 });
    const same = [rung("a", 9, 10, false), rung("b", 5, 18, true)];
    expect(() => gridOf({ ...compute, rungs: same })).toThrow("different flops");
    expect(() => gridOf({ ...later, rungs: [rung("a", 9, 10, false), rung("a", 9, 20, true)] })).toThrow("names");
  });

  it("tells a rung's rows by size and step, and by run where it names one", () => {
    const rung = { ...question.rungs[0]!, run: "fast" };
    const row = { nParams: 100, step: 600, run: "fast" };
    expect(
      [row, { ...row, step: 300 }, { ...row, nParams: 200 }, { ...row, run: "slow" }].map((r) => isAt(rung, r)),
    ).toEqual([true, false, false, false]);
    expect(isAt({ ...rung, run: null }, { ...row, run: "slow" })).toBe(true);
  });

  it("calls the largest step for the better sharpness", () => {
    expect(sharpnessOf(question, [0.1, 0.2, 0.9, 0.8])).toBeCloseTo(0.7, 12);
    expect(sharpnessOf({ ...question, betterDirection: "lower" }, [3, 2.5, 1, 1.2])).toBeCloseTo(1.5, 12);
    expect(sharpnessOf(question, [0.9, 0.5])).toBeCloseTo(-0.4, 12);
  });

  it("refuses values that are not numbers", () => {
    expect(() => jumpBin(question, [0.1, Number.NaN, 0.2])).toThrow("finite");
  });
});
