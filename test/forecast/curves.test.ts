import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generator, rootKey } from "../../src/base/random.ts";
import { askOf } from "../../src/forecast/ask.ts";
import { binomial, fromCurves, measuredSeeds, withFloor } from "../../src/forecast/curves.ts";
import { mean, variance } from "../../src/math/stats.ts";
import { evidenceOf, questionOf } from "./world.ts";

const question = questionOf([100, 200, 400, 800], 2);
const evidence = (top: number) =>
  evidenceOf(question, {
    exactMatch: [
      [0, 0],
      [top, top],
    ],
  });
const forecast = (top: number, curves: number[][]) =>
  fromCurves("test", askOf(question, evidence(top)), {
    curves: curves.map((curve) => curve.map((value) => [value - 0.01, value + 0.01])),
    parameters: {},
    rationale: "",
  });

describe("fromCurves", () => {
  it("applies the crossing rule to every draw, the largest observed rung at its measured value", () => {
    const curves = [
      [0.9, 0.9],
      [0.2, 0.9],
      [0.9, 0.2],
      [0.2, 0.2],
    ];
    const below = forecast(0.1, curves);
    expect(below.ok && below.forecast.jump).toEqual([0, 0.25, 0.25, 0.5].map((m) => expect.closeTo(0.99 * m + 0.0025)));
    const above = forecast(0.6, curves);
    expect(above.ok && above.forecast.jump).toEqual([0.25, 0, 0.25, 0.5].map((m) => expect.closeTo(0.99 * m + 0.0025)));
  });

  it("gives the chance of a single seed, and the largest step over the grid", () => {
    const result = fromCurves("test", askOf(question, evidence(0.1)), {
      curves: [
        [
          [0.4, 0.8],
          [0.9, 0.9],
        ],
        [
          [0.1, 0.1],
          [0.4, 0.6],
        ],
      ],
      parameters: {},
      rationale: "",
    });
    if (!result.ok) throw new Error(result.reason);
    expect(result.forecast.targets.map(({ success }) => success)).toEqual([0.25, 0.75]);
    expect(result.forecast.sharpness!.x).toEqual([expect.closeTo(0.4), expect.closeTo(0.5)]);
  });

  it("clips the targets to the metric's range", () => {
    const result = forecast(0.1, [
      [-1, 2],
      [0.5, 0.5],
    ]);
    expect(result.ok && result.forecast.targets.map((t) => t.distribution.x)).toEqual([
      [0, expect.closeTo(0.5)],
      [expect.closeTo(0.5), 1],
    ]);
  });

  it("gives a reason for a draw that is not a number and for a largest rung that was not measured", () => {
    expect(forecast(0.1, [[Number.NaN, 1]])).toEqual({
      ok: false,
      reason: expect.stringContaining("not a finite number"),
    });
    const other = { ...question, metric: "sampledSuccess" };
    expect(
      fromCurves("t", askOf(other, evidence(0.1)), { curves: [[[1], [1]]], parameters: {}, rationale: "" }),
    ).toEqual({
      ok: false,
      reason: expect.stringContaining("no sampledSuccess at the largest observed rung r1"),
    });
  });
});

describe("floor and range", () => {
  it("mixes the floor in: masses sum to 1 and none is below eps / (K + 1)", () => {
    const masses = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 8 });
    fc.assert(
      fc.property(
        masses.filter((m) => m.some((mass) => mass > 1e-6)),
        (m) => {
          const floored = withFloor(question, m);
          expect(floored.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
          expect(Math.min(...floored)).toBeGreaterThanOrEqual(0.01 / m.length - 1e-15);
        },
      ),
      { seed: 42 },
    );
    expect(withFloor(question, [0, 0, 0, 1])).toEqual([0.0025, 0.0025, 0.0025, expect.closeTo(0.9925, 12)]);
  });
});

describe("evaluation noise", () => {
  it.each([0, 0.001, 0.02, 0.3, 0.5, 0.9, 0.998, 1])("binomial(512, %d) has its mean and variance", (p) => {
    const rng = generator(rootKey(`binomial ${p}`));
    const draws = Array.from({ length: 8000 }, () => binomial(512, p, rng));
    expect(draws.every((k) => Number.isInteger(k) && k >= 0 && k <= 512)).toBe(true);
    const v = 512 * p * (1 - p);
    expect(Math.abs(mean(draws) - 512 * p)).toBeLessThanOrEqual(4 * Math.sqrt(v / 8000));
    expect(Math.abs(variance(draws) - v)).toBeLessThanOrEqual(0.1 * v);
  });

  it("measuredSeeds sees every seed through its own examples", () => {
    const seen = measuredSeeds(question, [0, 0.5, 1], generator(rootKey("seeds")));
    expect([seen[0], seen[2]]).toEqual([0, 1]);
    expect(seen[1]! * question.numExamples).toBeCloseTo(Math.round(seen[1]! * question.numExamples), 9);
    expect(Math.abs(seen[1]! - 0.5)).toBeLessThan(0.12);
  });
});
