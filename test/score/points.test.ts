/** Tournament points: their zeros, that truth never loses in expectation, and that peer points only move between forecasters. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { baselinePoints, baselinePointsBinned, peerPoints } from "../../src/score/points.ts";

const RUNS = { seed: 42, numRuns: 200 };
const mass = fc.double({ min: 1e-6, max: 1, noNaN: true });

describe("points", () => {
  it("baseline: 0 for knowing nothing, 100 for certainty, for any number of options", () => {
    for (const n of [2, 3, 7]) {
      expect(baselinePoints(1 / n, n)).toBeCloseTo(0, 12);
      expect(baselinePoints(1, n)).toBeCloseTo(100, 12);
    }
    expect(baselinePointsBinned(0.05, true, 10, 2)).toBeCloseTo(0, 12);
    expect(baselinePointsBinned(0.09, false, 10, 2)).toBeCloseTo(0, 12);
    expect(baselinePointsBinned(0.1, false, 10, 0)).toBeCloseTo(0, 12);
  });

  it("peer: sums to 0, is 0 among equals, and is permuted with the forecasters to the last bit", () => {
    fc.assert(
      fc.property(fc.array(mass, { minLength: 2, maxLength: 6 }), (masses) => {
        const points = peerPoints(masses);
        expect(points.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 8);
        expect(peerPoints(masses.toReversed())).toEqual(points.toReversed());
        for (const value of peerPoints(masses.map(() => masses[0]!))) expect(value).toBeCloseTo(0, 8);
      }),
      RUNS,
    );
  });

  it("truth never loses in expectation, whatever the others said", () => {
    const belief = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(belief, belief, belief, (truth, report, other) => {
        const peer = (p: number) =>
          truth * peerPoints([p, other])[0]! + (1 - truth) * peerPoints([1 - p, 1 - other])[0]!;
        const baseline = (p: number) => truth * baselinePoints(p, 2) + (1 - truth) * baselinePoints(1 - p, 2);
        expect(peer(truth)).toBeGreaterThanOrEqual(peer(report) - 1e-9);
        expect(baseline(truth)).toBeGreaterThanOrEqual(baseline(report) - 1e-9);
      }),
      RUNS,
    );
  });

  it("refuses what would be minus infinity or compare with nobody", () => {
    expect(() => baselinePoints(0, 2)).toThrow("mass above 0");
    expect(() => baselinePoints(0.5, 1)).toThrow("two or more options");
    expect(() => baselinePointsBinned(Number.NaN, false, 3, 0)).toThrow("mass above 0");
    expect(() => peerPoints([0.5, 0])).toThrow("mass above 0");
    expect(() => peerPoints([0.5])).toThrow("two or more forecasters");
  });
});
