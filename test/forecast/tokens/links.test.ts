/** From tokens to answers: the greedy and the sampled link against draws and closed forms, and their calibration. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generator, rootKey } from "../../../src/base/random.ts";
import { fitDependence, greedySuccess, sharedSpread, tokenChanceAt } from "../../../src/forecast/tokens/dependence.ts";
import {
  drawEffectiveSteps,
  effectiveStepsParameters,
  fitEffectiveSteps,
} from "../../../src/forecast/tokens/effectiveSteps.ts";
import { normalCdf } from "../../../src/math/special.ts";
import { mean, sorted } from "../../../src/math/stats.ts";

const chance = fc.double({ min: 0.001, max: 0.999, noNaN: true });
const chances = fc.array(chance, { minLength: 2, maxLength: 9 });
const run = { seed: 42, numRuns: 100 };

describe("greedySuccess", () => {
  it("agrees with the worked example of three positions: .376 with shared spread, .293 without", () => {
    const s = Math.sqrt(0.7 ** 2 + 1);
    const q = [0.3, 0.8, 0.5].map((mu) => normalCdf(mu / s));
    expect(greedySuccess(q, 3, 3, 0.49 / 1.49)).toBeCloseTo(0.376, 3);
    expect(greedySuccess(q, 3, 3, 0)).toBeCloseTo(0.293, 3);
  });

  it("agrees with draws for k of n and positive correlation", () => {
    const rng = generator(rootKey("k of n"));
    const mu = [0.4, -0.2, 0.9, 0.1];
    const rho = 0.4;
    let hits = 0;
    for (let i = 0; i < 40_000; i++) {
      const t = Math.sqrt(rho) * rng.normal();
      const right = mu.filter((m) => m + t + Math.sqrt(1 - rho) * rng.normal() > 0).length;
      if (right >= 3) hits++;
    }
    expect(greedySuccess(mu.map(normalCdf), 4, 3, rho)).toBeCloseTo(hits / 40_000, 1.9);
  });

  it("is the product when independent, between product and minimum when correlated, and 1 when all tokens are right", () => {
    fc.assert(
      fc.property(chances, fc.double({ min: 0, max: 0.9, noNaN: true }), (q, rho) => {
        const product = q.reduce((a, b) => a * b);
        expect(greedySuccess(q, q.length, q.length, 0)).toBeCloseTo(product, 12);
        const joint = greedySuccess(q, q.length, q.length, rho);
        expect(joint).toBeGreaterThanOrEqual(product - 2e-3);
        expect(joint).toBeLessThanOrEqual(Math.min(...q) + 2e-3);
      }),
      run,
    );
    expect(greedySuccess([1, 1], 2, 2, 0.5)).toBeCloseTo(1, 12);
  });

  it("grows as fewer right tokens are required, and takes one chance for all positions", () => {
    fc.assert(
      fc.property(chances, (q) => {
        const byK = q.map((_, i) => greedySuccess(q, q.length, i + 1, 0.2));
        expect(byK).toEqual(byK.toSorted((a, b) => b - a));
      }),
      run,
    );
    expect(greedySuccess([0.7], 4, 2, 0.3)).toBeCloseTo(greedySuccess([0.7, 0.7, 0.7, 0.7], 4, 2, 0.3), 12);
  });
});

it("tokenChanceAt undoes greedySuccess", () => {
  const correlation = fc.constantFrom(0, 0.1, 0.5);
  fc.assert(
    fc.property(
      fc.double({ min: 0.05, max: 0.95, noNaN: true }),
      fc.integer({ min: 1, max: 8 }),
      correlation,
      (q, k, rho) => {
        expect(tokenChanceAt(greedySuccess([q], 8, k, rho), 8, k, rho)).toBeCloseTo(q, 4);
      },
    ),
    { ...run, numRuns: 30 },
  );
});

describe("fitDependence", () => {
  const expected = ({ rho, weights }: ReturnType<typeof fitDependence>) =>
    mean(rho.map((r, i) => r * weights[i]! * rho.length));

  it("finds the correlation from rungs off the floor", () => {
    for (const rho of [0, 0.3, 0.6]) {
      const rungs = [
        [0.6, 0.7, 0.6],
        [0.75, 0.8, 0.7],
        [0.9, 0.9, 0.85],
      ].map((q) => ({
        q,
        success: greedySuccess(q, 3, 3, rho),
        numExamples: 1536,
      }));
      expect(Math.abs(expected(fitDependence(rungs, 3, 3, null)) - rho)).toBeLessThan(0.12);
    }
  });

  it("falls back to near independence on the floor, or to the margins' shared spread where that is known", () => {
    const floor = [{ q: [0.1], success: 0, numExamples: 1536 }];
    expect(expected(fitDependence(floor, 10, 10, null))).toBeLessThan(0.15);
    const informed = expected(fitDependence([], 10, 10, 0.5));
    expect(Math.abs(informed - 0.5)).toBeLessThan(0.1);
    expect(fitDependence(floor, 1, 1, null).rho).toEqual([0]);
  });

  it("sharedSpread undoes the variance decomposition of margins", () => {
    const [tau2, sigma2, length] = [0.49, 1, 5];
    expect(sharedSpread(tau2 + sigma2 / length, (sigma2 * (length - 1)) / length, length)).toBeCloseTo(0.49 / 1.49, 12);
    expect(sharedSpread(0.1, 1, 5)).toBe(0);
    expect(sharedSpread(1, 0, 1)).toBeNull();
    expect(sharedSpread(0, 0, 5)).toBeNull();
  });
});

describe("fitEffectiveSteps", () => {
  const rung = { x: 5, nats: 4, variance: null, success: null, numExamples: 1536 };
  const at = (changes: object) => [5, 5.5, 6].map((x) => ({ ...rung, ...changes, x }));

  it("takes the effective steps from measured success off the floor", () => {
    expect(fitEffectiveSteps(at({ success: Math.exp(-2), variance: 9 })).values).toEqual(
      [0.5, 0.5, 0.5].map((v) => expect.closeTo(v)),
    );
  });

  it("takes them from the spread of S on the floor: exactly, when -S is Gamma", () => {
    const rng = generator(rootKey("gamma"));
    // shape 3, scale 2: mean 6, variance 12, E exp(-X) = (1 + 2)^-3
    const draws = Array.from(
      { length: 60_000 },
      () => -2 * [0, 0, 0].reduce((s) => s + Math.log(1 - rng.uniform()), 0),
    );
    const truth = mean(draws.map((value) => Math.exp(-value)));
    const { values } = fitEffectiveSteps(at({ nats: 6, variance: 12, success: 0 }));
    expect(Math.exp(-6 * values[0]!)).toBeCloseTo(1 / 27, 12);
    expect(truth).toBeCloseTo(1 / 27, 2);
  });

  it("names the line of ln lambda", () => {
    const rungs = [5, 5.5, 6].map((x) => ({
      ...rung,
      x,
      success: Math.exp(-4 * Math.exp(2 - 0.5 * x)),
      numExamples: 1e6,
    }));
    const parameters = effectiveStepsParameters(fitEffectiveSteps(rungs));
    expect(parameters.effectiveStepsIntercept).toBeCloseTo(2, 9);
    expect(parameters.effectiveStepsSlope).toBeCloseTo(-0.5, 9);
    expect(parameters.effectiveStepsResidualSd).toBeCloseTo(0.1 * Math.sqrt(2 / 3), 9);
  });

  it("is one step per token without a spread, and draws stay within (0, 1]", () => {
    const steps = fitEffectiveSteps(at({}));
    expect(steps.values).toEqual([1, 1, 1]);
    const rng = generator(rootKey("steps"));
    const draws = sorted(Array.from({ length: 500 }, () => drawEffectiveSteps(steps, rng)(7)));
    expect(draws[0]!).toBeGreaterThan(0);
    expect(draws.at(-1)!).toBe(1);
  });
});
