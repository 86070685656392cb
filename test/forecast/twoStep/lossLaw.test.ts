import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generator, rootKey } from "../../../src/base/random.ts";
import {
  fitLossLaw,
  LADDER_SEARCH,
  type LossPoint,
  type LossSearch,
  lossAt,
  powerSearch,
} from "../../../src/forecast/twoStep/lossLaw.ts";

/** The refit of Epoch: A 482.01, B 2085.43, alpha .3478, beta .3658, E 1.8169. */
const TRUTH = [Math.log(482.01), Math.log(2085.43), 0.3478, 0.3658, 1.8169];
const grid = [7, 7.7, 8.4, 9.1].flatMap((n) => [8.5, 9.4, 10.3, 11.2].map((d) => [n * Math.LN10, d * Math.LN10]));

function pointsOf(parameters: readonly number[], logs: number[][], noise = 0): LossPoint[] {
  const rng = generator(rootKey("losses"));
  return logs.map((at) => ({ logs: at, loss: lossAt({ parameters }, at) * Math.exp(noise * rng.normal()) }));
}

function law(points: LossPoint[], search: LossSearch) {
  const fit = fitLossLaw(points, search);
  if (!fit.ok) throw new Error(fit.reason);
  return fit.law;
}

describe("fitLossLaw in sizes and tokens", () => {
  it("recovers the parameters of exact data from the ladder's start", () => {
    const { parameters, objective } = law(pointsOf(TRUTH, grid), LADDER_SEARCH);
    parameters.forEach((value, i) => {
      expect(value).toBeCloseTo(TRUTH[i]!, 3);
    });
    expect(objective).toBeLessThan(1e-12);
  });

  it("does no worse than the truth on noisy data and predicts a place ten times as large within 2 %", () => {
    const points = pointsOf(TRUTH, grid, 0.003);
    const fitted = law(points, LADDER_SEARCH);
    const far = [10.1 * Math.LN10, 12.2 * Math.LN10];
    expect(fitted.objective).toBeLessThan(objectiveAt(TRUTH, points));
    expect(lossAt(fitted, far) / lossAt({ parameters: TRUTH }, far)).toBeCloseTo(1, 1.7);
  });

  it("forgives a run that went wrong where least squares on logs could not", () => {
    const points = pointsOf(TRUTH, grid).map((point, i) => (i === 5 ? { ...point, loss: 3 * point.loss } : point));
    const far = [10 * Math.LN10, 12 * Math.LN10];
    const fitted = law(points, { ...LADDER_SEARCH, starts: [...LADDER_SEARCH.starts, [5, 6, 0.3, 0.3, 1.5]] });
    expect(lossAt(fitted, far) / lossAt({ parameters: TRUTH }, far)).toBeCloseTo(1, 2);
  });

  it("stays within its bounds and never beats itself from a worse start", () => {
    const loss = fc.integer({ min: 5, max: 500 }).map((value) => value / 100);
    fc.assert(
      fc.property(fc.array(loss, { minLength: 16, maxLength: 16 }), (losses) => {
        const points = grid.map((logs, i) => ({ logs, loss: losses[i]! }));
        const fitted = law(points, LADDER_SEARCH);
        for (const value of fitted.parameters) expect(value).toBeGreaterThanOrEqual(0);
        expect(fitted.objective).toBeCloseTo(objectiveAt(fitted.parameters, points), 12);
        expect(fitted.objective).toBeLessThanOrEqual(objectiveAt(LADDER_SEARCH.starts[0]!, points));
      }),
      { seed: 42, numRuns: 20 },
    );
  });

  it("does not depend on the unit of the loss when E and A scale with it", () => {
    const points = pointsOf(TRUTH, grid, 0.01);
    const [one, two] = [points, points.map(({ logs, loss }) => ({ logs, loss: 2 * loss }))].map((p) =>
      law(p, LADDER_SEARCH),
    );
    expect(lossAt(two!, grid[3]!) / lossAt(one!, grid[3]!)).toBeCloseTo(2, 2);
  });
});

describe("fitLossLaw in one input", () => {
  const sizes = [4, 4.5, 5, 5.5, 6].map((x) => [x * Math.LN10]);

  it("recovers the parameters of exact data, whatever the loss's size", () => {
    for (const truth of [
      [Math.log(40), 0.5, 0.3],
      [Math.log(2e6), 1.7, 0.001],
      [Math.log(0.5), 0.1, 0],
    ]) {
      const points = pointsOf(truth, sizes);
      const { parameters } = law(points, powerSearch(points));
      const far = [7 * Math.LN10];
      expect(lossAt({ parameters }, far) / lossAt({ parameters: truth }, far)).toBeCloseTo(1, 4);
    }
  });

  it("says why when there is nothing to fit", () => {
    const rising = sizes.map((logs, i) => ({ logs, loss: 1 + i }));
    expect(fitLossLaw(rising, powerSearch(rising))).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/does not fall/),
    });
    const zero = sizes.map((logs) => ({ logs, loss: 0 }));
    expect(fitLossLaw(zero, LADDER_SEARCH)).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/positive losses, got 0/),
    });
    expect(fitLossLaw([], LADDER_SEARCH)).toMatchObject({ ok: false, reason: expect.stringMatching(/got none/) });
  });
});

function objectiveAt(parameters: readonly number[], points: LossPoint[]): number {
  return points.reduce((total, { logs, loss }) => {
    const r = Math.abs(Math.log(lossAt({ parameters }, logs)) - Math.log(loss));
    return total + (r < 1e-3 ? (r * r) / 2 : 1e-3 * (r - 5e-4));
  }, 0);
}
