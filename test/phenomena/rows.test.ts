import { describe, expect, it } from "vitest";
import { curveOf } from "../../src/development/curve.ts";
import { PAST_PEAK } from "../../src/development/departure.ts";
import { firstStep, lastValue, leadRows, linesOf, valueAtStep } from "../../src/phenomena/rows.ts";
import { course } from "./made.ts";

const rows = [
  ...course("nll", "0", [0, 10, 20], [2, 1, 0.5]),
  ...course("nll", "1", [0, 10, 20], [2, 1.5, 1.2]),
  ...course("nll", "0", [0, 10], [3, 4], { position: 0 }),
];

describe("values of a metric", () => {
  it("are read at the end and at a step, per seed and position", () => {
    expect(lastValue(rows, "nll", "0")).toBe(0.5);
    expect(lastValue(rows, "nll", "0", 0)).toBe(4);
    expect(valueAtStep(rows, "nll", "1", 10)).toBe(1.5);
  });

  it("are null where nothing was measured", () => {
    expect(lastValue(rows, "llc", "0")).toBeNull();
    expect(valueAtStep(rows, "nll", "1", 11)).toBeNull();
  });
});

describe("firstStep", () => {
  it("finds the first checkpoint at a threshold from either side, or none", () => {
    const curve = curveOf(rows, "nll", "0");
    expect(firstStep(curve, 1, "below")).toBe(10);
    expect(firstStep(curve, 2)).toBe(0);
    expect(firstStep(curve, 3)).toBeNull();
  });
});

describe("what a page draws", () => {
  it("has a line per seed, without step 0", () => {
    const lines = linesOf(rows, "nll", "loss");
    expect(lines.map(({ seed }) => seed)).toEqual(["0", "1"]);
    expect(lines[0]!.points.map(({ step }) => step)).toEqual([10, 20]);
  });

  it("has leads by indicator", () => {
    const lead = (seed: string, indicator: string) =>
      ({ seed, indicator, rule: PAST_PEAK, jump: 10, step: 4, status: "found", lead: 6, fraction: 0.6 }) as const;
    const found = leadRows([lead("0", "nll"), lead("0", "llc"), lead("1", "nll")], (name) => `rule of ${name}`);
    expect(found.map(({ indicator, rule, perSeed }) => [indicator, rule, perSeed.length])).toEqual([
      ["nll", "rule of nll", 2],
      ["llc", "rule of llc", 1],
    ]);
  });
});
