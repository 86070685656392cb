import { describe, expect, it } from "vitest";
import {
  type Curve,
  curveOf,
  curveOverSizes,
  logStep,
  meanCurve,
  requireCurve,
  seedsOf,
  stepAt,
} from "../../src/development/curve.ts";
import type { Measurement } from "../../src/records.ts";
import { madeRow } from "../made/row.ts";

const row = (change: Partial<Measurement>): Measurement =>
  madeRow({ nParams: 10, step: 0, tokens: 0, flops: 0, metric: "nll", value: 1, stderr: 0.1, n: 8, ...change });

describe("curveOf", () => {
  const rows = [
    row({ step: 20, value: 2, stderr: null }),
    row({ step: 0, value: 3 }),
    row({ step: 5, seed: "1" }),
    row({ step: 5, metric: "llc" }),
    row({ step: 5, position: 2, value: 7 }),
  ];

  it("takes one metric, seed and position, in order of steps", () => {
    expect(curveOf(rows, "nll", "0")).toEqual({ steps: [0, 20], values: [3, 2], stderr: [0.1, null] });
    expect(curveOf(rows, "nll", "0", 2)).toEqual({ steps: [5], values: [7], stderr: [0.1] });
    expect(curveOf(rows, "mse", "0")).toEqual({ steps: [], values: [], stderr: [] });
  });

  it("refuses two rows at one step", () => {
    expect(() => curveOf([...rows, row({ step: 20, run: "other" })], "nll", "0")).toThrow(
      /curveOf: one nll row a step is required for seed 0, got "two at step 20"/,
    );
  });

  it("knows its seeds", () => expect(seedsOf([row({ seed: "2" }), ...rows])).toEqual(["0", "1", "2"]));
});

describe("curveOverSizes", () => {
  it("averages seeds at every size", () => {
    const rows = [
      row({ nParams: 100, value: 2, step: 9 }),
      row({ nParams: 100, value: 4, step: 9, seed: "1" }),
      row({ nParams: 10, value: 5, step: 9 }),
      row({ nParams: 10, value: 9, step: 3 }),
    ];
    expect(curveOverSizes(rows, "nll", 9)).toEqual({ steps: [10, 100], values: [5, 3], stderr: [0.1, 1] });
  });
});

describe("meanCurve", () => {
  const a: Curve = { steps: [0, 1, 2], values: [1, 2, 3], stderr: [0.3, 0.3, null] };
  const b: Curve = { steps: [1, 2, 4], values: [4, 5, 6], stderr: [0.4, 0.4, 0.4] };

  it("averages shared steps; the error is that of the measurements", () => {
    expect(meanCurve([a, b])).toEqual({ steps: [1, 2], values: [3, 4], stderr: [0.25, null] });
    expect(meanCurve([a])).toEqual(a);
  });

  it("refuses no curve", () => expect(() => meanCurve([])).toThrow(/at least one curve/));
});

describe("requireCurve", () => {
  const fine: Curve = { steps: [0, 2], values: [1, 2], stderr: [null, 0] };
  it.each<[string, Partial<Curve>, number, RegExp]>([
    ["too few points", {}, 3, /f: at least 3 points are required, got 2/],
    ["a step twice", { steps: [2, 2] }, 0, /increasing steps/],
    ["a negative step", { steps: [-1, 2] }, 0, /increasing steps/],
    ["a length too few", { stderr: [null] }, 0, /of one length/],
    ["NaN", { values: [1, Number.NaN] }, 0, /finite values/],
  ])("refuses %s", (_, change, least, message) => {
    requireCurve("f", fine, 2);
    expect(() => requireCurve("f", { ...fine, ...change }, least)).toThrow(message);
  });
});

it("the log axis keeps step 0 and goes back", () => {
  expect(logStep(0)).toBe(0);
  expect(stepAt(logStep(1234))).toBeCloseTo(1234, 8);
});
