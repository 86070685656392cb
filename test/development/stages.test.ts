import { describe, expect, it } from "vitest";
import { fold, type Generator, generator, rootKey } from "../../src/base/random.ts";
import { criticalPoints } from "../../src/development/critical.ts";
import { type Curve, logStep, stepAt } from "../../src/development/curve.ts";
import { smooth } from "../../src/development/smooth.ts";
import { findStages, stageType } from "../../src/development/stages.ts";

type Knots = [u: number, value: number][];
/** Half cosines between knots in u = ln(step + 1): slope 0 at every knot. */
function through(knots: Knots, u: number): number {
  const next = knots.findIndex(([place]) => place >= u);
  const i = next < 0 ? knots.length - 1 : Math.max(1, next);
  const [[a, low], [b, high]] = [knots[i - 1]!, knots[i]!];
  const share = Math.min(1, Math.max(0, (u - a) / (b - a)));
  return low + ((high - low) * (1 - Math.cos(Math.PI * share))) / 2;
}
const steps = [...new Set(Array.from({ length: 40 }, (_, i) => Math.round(stepAt((9.2 * i) / 39))))];
/** A curve moved by `shift` in u, with noise. */
const noisy = (knots: Knots, sd: number, rng: Generator, shift = 0): Curve => ({
  steps,
  values: steps.map((step) => through(knots, logStep(step) - shift) + sd * rng.normal()),
  stderr: steps.map(() => (sd > 0 ? sd : null)),
});
const LLC: Knots = [
  [0, 5],
  [3, 40],
  [5, 20],
  [7, 60],
  [9.2, 35],
];
const LOSS: Knots = [
  [0, 5],
  [3, 3],
  [5, 2.98],
  [7, 1.5],
  [9.2, 1.48],
];
const REST: Knots = [
  [0, 5],
  [3, 30],
  [6, 30],
  [9.2, 60],
];

describe("findStages", () => {
  it.each([1, 3])("recovers stages A, B, A, B of %i noisy seeds and their boundaries", (numSeeds) => {
    const rng = generator(rootKey(`stages ${numSeeds}`));
    const shifts = Array.from({ length: numSeeds }, (_, i) => 0.1 * (i - (numSeeds - 1) / 2));
    const found = findStages({
      llc: shifts.map((shift) => noisy(LLC, 1, rng, shift)),
      loss: shifts.map((shift) => noisy(LOSS, 0.01, rng, shift)),
    });
    expect(found.stages.map(({ type }) => type).join("")).toBe("ABAB");
    expect(found.boundaries.map(({ kind }) => kind)).toEqual(["maximum", "minimum", "maximum"]);
    found.boundaries.forEach((boundary, i) => {
      expect(Math.abs(logStep(boundary.step) - LLC[i + 1]![0])).toBeLessThan(0.25);
      expect(boundary.from).toBeLessThan(boundary.step);
      expect(boundary.to).toBeGreaterThan(boundary.step);
      expect(boundary.seeds).toHaveLength(numSeeds);
      if (numSeeds === 1) expect(boundary.sd).toBeNull();
      else expect(boundary.sd! / (boundary.step + 1)).toBeLessThan(0.3);
    });
    expect(found.stages[0]!.from).toBe(0);
    expect(found.stages[3]!.to).toBeCloseTo(steps.at(-1)!, 6);
    expect(Math.abs(found.stages[1]!.dLLC + 20)).toBeLessThan(4);
    expect(Math.abs(found.stages[2]!.dLoss + 1.48)).toBeLessThan(0.1);
  });

  it("calls noise about a constant one flat stage, but for 5 % of cases", () => {
    const num = 30;
    let [wrong, boundaries] = [0, 0];
    for (let draw = 0; draw < num; draw++) {
      const rng = generator(fold(rootKey("flat"), draw));
      const flat = (level: number, sd: number): Curve => ({
        steps: steps.slice(10, 30),
        values: Array.from({ length: 20 }, () => level + sd * rng.normal()),
        stderr: Array.from({ length: 20 }, () => sd),
      });
      const found = findStages({ llc: [0, 1, 2].map(() => flat(30, 1)), loss: [0, 1, 2].map(() => flat(2, 0.02)) });
      if (found.stages.length !== 1 || found.stages[0]!.type !== "flat") wrong++;
      if (found.boundaries.length > 0) boundaries++;
    }
    expect(wrong / num).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / num));
    expect(boundaries).toBeLessThanOrEqual(1);
  });

  it("refuses curves that do not pair up or are too short", () => {
    const curve = noisy(LLC, 0, generator(rootKey("x")));
    const short: Curve = { steps: [0, 1, 2], values: [1, 2, 3], stderr: [null, null, null] };
    expect(() => findStages({ llc: [], loss: [] })).toThrow(/one LLC and one loss curve per seed/);
    expect(() => findStages({ llc: [curve], loss: [] })).toThrow(/1 LLC, 0 loss/);
    expect(() => findStages({ llc: [short], loss: [curve] })).toThrow(/at least 4 points/);
  });
});

describe("critical points", () => {
  it("hold a rest between two rises as one plateau, with its extent", () => {
    for (const sd of [0, 0.05, 1]) {
      const points = criticalPoints(smooth(noisy(REST, sd, generator(rootKey(`rest ${sd}`)))));
      expect(points.map(({ kind }) => kind)).toEqual(["plateau"]);
      expect(Math.abs(logStep(points[0]!.step) - 4.5)).toBeLessThan(0.4);
      expect(logStep(points[0]!.from)).toBeLessThan(3.7);
      expect(logStep(points[0]!.to)).toBeGreaterThan(5.3);
    }
  });

  it("are none on a line, a parabola's branch or a constant", () => {
    const of = (f: (u: number) => number) =>
      criticalPoints(smooth({ steps, values: steps.map((s) => f(logStep(s))), stderr: steps.map(() => 0.1) }));
    expect([of((u) => 3 * u), of((u) => (u + 2) ** 2), of(() => 1)]).toEqual([[], [], []]);
  });

  it("lie at the step where the derivative vanishes", () => {
    const values = steps.map((step) => -((logStep(step) - 4) ** 2));
    const [top, ...others] = criticalPoints(smooth({ steps, values, stderr: steps.map(() => null) }));
    expect(top).toMatchObject({ kind: "maximum" });
    expect(logStep(top!.step)).toBeCloseTo(4, 1);
    expect(others).toEqual([]);
  });
});

describe("stageType", () => {
  const evidence = { eLLC: 1, eLoss: 0.1 };
  it.each([
    [5, -1, "A"],
    [5, -0.2, "other"],
    [5, 1, "other"],
    [-5, 0, "B"],
    [-5, -1, "B"],
    [-5, 0.3, "other"],
    [2, -1, "flat"],
    [-2, 1, "flat"],
  ] as const)("dLLC %d, dLoss %d is %s", (dLLC, dLoss, type) => {
    expect(stageType({ dLLC, dLoss, ...evidence })).toBe(type);
  });
});
