import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generator, rootKey } from "../../src/base/random.ts";
import { type Curve, logStep, stepAt } from "../../src/development/curve.ts";
import { changeBetween, condition, slopeAt, valueAt } from "../../src/development/gaussianProcess.ts";
import { changeOf, fitSmooth, smooth } from "../../src/development/smooth.ts";

const curve = (steps: number[], f: (u: number) => number, stderr: number | null = null): Curve => ({
  steps,
  values: steps.map((step) => f(logStep(step))),
  stderr: steps.map(() => stderr),
});
const logSteps = (n: number, top = 8) => Array.from({ length: n }, (_, i) => stepAt((top * i) / (n - 1)));

describe("the posterior", () => {
  // x = 0, 1; y = 1, 3; v = 1/2, 1; l = 1, s = 1: r = exp(-1/2), K = [[3/2, r], [r, 2]], det = 3 - r^2.
  const fit = condition({ x: [0, 1], y: [1, 3], variance: [0.5, 1] }, { length: 1, signal: 1 })!;
  const r = Math.exp(-0.5);
  const det = 3 - r * r;
  const weights = [(2 * 1 - r * 3) / det, (1.5 * 3 - r * 1) / det];

  it("is the one worked out by hand for two points", () => {
    const at0 = valueAt(fit, 0);
    expect(at0.mean).toBeCloseTo(weights[0]! + r * weights[1]!, 12);
    expect(at0.sd ** 2).toBeCloseTo(1 - (2 - 2 * r * r + 1.5 * r * r) / det, 12);
    const slope = slopeAt(fit, 0); // c = (0, (1 - 0) k(0, 1) / l^2)
    expect(slope.mean).toBeCloseTo(r * weights[1]!, 12);
    expect(slope.sd ** 2).toBeCloseTo(1 - (1.5 * r * r) / det, 12);
    const quadratic = (2 * 1 - 2 * r * 3 + 1.5 * 9) / det;
    expect(fit.logLikelihood).toBeCloseTo(-quadratic / 2 - Math.log(det) / 2 - Math.log(2 * Math.PI), 12);
  });

  it("of a change agrees with values, and is certain over no distance", () => {
    const change = changeBetween(fit, 0.2, 1.7);
    expect(change.mean).toBeCloseTo(valueAt(fit, 1.7).mean - valueAt(fit, 0.2).mean, 12);
    expect(changeBetween(fit, 0.4, 0.4)).toEqual({ mean: 0, sd: 0 });
  });

  it("has the slope of its own mean", () => {
    const h = 1e-5;
    const numeric = (valueAt(fit, 0.3 + h).mean - valueAt(fit, 0.3 - h).mean) / (2 * h);
    expect(slopeAt(fit, 0.3).mean).toBeCloseTo(numeric, 8);
  });

  it("is refused for a matrix that is not positive definite", () => {
    expect(condition({ x: [1, 1], y: [0, 0], variance: [0, 0] }, { length: 1, signal: 1 })).toBeNull();
  });
});

describe("smooth", () => {
  it("recovers sin and its derivative", () => {
    const got = smooth(curve(logSteps(60), Math.sin));
    got.steps.forEach((step, i) => {
      expect(got.mean[i]).toBeCloseTo(Math.sin(logStep(step)), 1);
      if (i > 5 && i < 195) expect(Math.abs(got.slope[i]! - Math.cos(logStep(step)))).toBeLessThan(0.02);
    });
    expect(got.steps[0]).toBe(0);
    expect(got.steps).toHaveLength(201);
  });

  it("covers the truth under noise, in value and slope, as often as it says", () => {
    const rng = generator(rootKey("smooth"));
    let [inside, slopeInside, total] = [0, 0, 0];
    for (let run = 0; run < 12; run++) {
      const got = smooth(curve(logSteps(30), (u) => Math.sin(u) + 0.3 * rng.normal(), run % 2 ? 0.3 : null));
      for (let i = 10; i < 191; i += 10, total++) {
        const u = logStep(got.steps[i]!);
        if (Math.abs(got.mean[i]! - Math.sin(u)) < 2 * got.sd[i]!) inside++;
        if (Math.abs(got.slope[i]! - Math.cos(u)) < 2 * got.slopeSd[i]!) slopeInside++;
      }
    }
    expect(inside / total).toBeGreaterThan(0.85);
    expect(slopeInside / total).toBeGreaterThan(0.85);
  });

  it("leaves a constant curve as it is and shifts with a constant", () => {
    const flat = smooth(curve(logSteps(8), () => 3));
    expect(flat.mean.every((value) => Math.abs(value - 3) < 1e-8)).toBe(true);
    expect(flat.slope.every((value) => value === 0)).toBe(true);
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 50 }), (shift) => {
        const base = smooth(curve(logSteps(8), Math.sin));
        const moved = smooth(curve(logSteps(8), (u) => Math.sin(u) + shift));
        expect(moved.mean[77]! - shift).toBeCloseTo(base.mean[77]!, 6);
        expect(moved.slope[77]).toBeCloseTo(base.slope[77]!, 6);
      }),
      { seed: 42, numRuns: 10 },
    );
  });

  it("reads changes with their error", () => {
    const fit = fitSmooth(curve(logSteps(40), (u) => 2 * u, 0.1));
    const { value, sd } = changeOf(fit, stepAt(1), stepAt(6));
    expect(Math.abs(value - 10)).toBeLessThan(0.1);
    expect(sd).toBeGreaterThan(0.01);
    expect(sd).toBeLessThan(0.2);
  });

  it("refuses too few and too many points", () => {
    expect(() => smooth(curve([0, 1, 2], Math.sin))).toThrow(/at least 4 points/);
    expect(() => smooth(curve(logSteps(401), Math.sin))).toThrow(/at most 400 points/);
  });
});
