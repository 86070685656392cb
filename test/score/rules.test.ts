/** Properties that make a scoring rule trustworthy: truth never loses, closed forms agree with definitions, order never matters. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rootKey } from "../../src/base/random.ts";
import { clopperPearson, ksDistance } from "../../src/math/coverage.ts";
import { censoredCrps, crpsOfDistribution, crpsParts } from "../../src/math/crpsDistribution.ts";
import { normalCdf } from "../../src/math/special.ts";
import { brier, rps } from "../../src/score/categorical.ts";
import { signFlipTest, skill } from "../../src/score/compare.ts";
import { weightedRps } from "../../src/score/jump.ts";
import { logScore } from "../../src/score/logScore.ts";
import { crpsBoundedNormal } from "../../src/score/parametric/boundedCrps.ts";
import { crpsBinomial, crpsLogitNormal, crpsNormal, crpsStudentT } from "../../src/score/parametric/crps.ts";
import { quantileBias, wis } from "../../src/score/parametric/quantileRules.ts";
import { crpsSamples, crpsWeightedSamples } from "../../src/score/parametric/sampledCrps.ts";

const RUNS = { seed: 42, numRuns: 300 };
const real = fc.double({ min: -5, max: 5, noNaN: true });
const simplex = (n: number) =>
  fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: n, maxLength: n }).map((v) => {
    const total = v.reduce((a, b) => a + b, 0);
    return v.map((x) => x / total);
  });
const expectation = (belief: number[], loss: (k: number) => number) =>
  belief.reduce((total, mass, k) => total + mass * loss(k), 0);
/** The step CDF of masses at ascending xs. */
const steps = (masses: number[], xs: number[]) => {
  let total = 0;
  const x: number[] = [];
  const p: number[] = [];
  masses.forEach((mass, i) => {
    x.push(xs[i]!, xs[i]!);
    p.push(total, i === masses.length - 1 ? 1 : total + mass);
    total += mass;
  });
  return { x, p };
};

describe("truth never loses in expectation", () => {
  const pair = fc.tuple(simplex(5), simplex(5));
  const weights = [0.5, 0.5, 0.3, 0.8];
  const xs = [-1, 0, 0.5, 2, 7];
  it.each<[string, (report: number[], k: number) => number]>([
    ["RPS", (report, k) => rps(report, k)],
    ["weighted RPS", (report, k) => weightedRps(report, k, weights)],
    ["log", (report, k) => logScore(report, k)],
    ["Brier summed", (report, k) => report.reduce((total, p, i) => total + brier(p, i === k), 0)],
    ["CRPS", (report, k) => crpsOfDistribution(steps(report, xs), xs[k]!)],
    ["weighted-sample CRPS", (report, k) => crpsWeightedSamples(xs, report, xs[k]!)],
  ])("%s", (_, rule) => {
    fc.assert(
      fc.property(pair, ([belief, report]) => {
        const honest = expectation(belief, (k) => rule(belief, k));
        expect(honest).toBeLessThanOrEqual(expectation(belief, (k) => rule(report, k)) + 1e-12);
      }),
      RUNS,
    );
  });

  it("would notice: dropping the never cases lets a hedger win", () => {
    const dropNever = (report: number[], k: number) => (k === 4 ? 0 : rps(report, k));
    const belief = [0.1, 0.1, 0.1, 0.2, 0.5];
    const hedged = [0.2, 0.2, 0.2, 0.399, 0.001];
    expect(expectation(belief, (k) => dropNever(hedged, k))).toBeLessThan(
      expectation(belief, (k) => dropNever(belief, k)),
    );
  });

  it("WIS and censored CRPS, over a grid of beliefs and reports", () => {
    const levels = [0.1, 0.25, 0.5, 0.75, 0.9];
    const draws = Array.from({ length: 999 }, (_, i) => (i + 1) / 1000);
    const outcomes = draws.map((p) => Math.tan(1.4 * (p - 0.5))); // any fixed population: its own quantiles are the truth
    const truth = levels.map((level) => outcomes[Math.round(level * 1000) - 1]!);
    const mean = (loss: (y: number) => number) => outcomes.reduce((total, y) => total + loss(y), 0) / outcomes.length;
    const honest = mean((y) => wis({ levels, values: truth }, y).wis);
    for (const [shift, scale] of [
      [0.2, 1],
      [-0.2, 1],
      [0, 0.5],
      [0, 2],
    ] as const) {
      const values = truth.map((q) => q * scale + shift);
      expect(honest).toBeLessThan(mean((y) => wis({ levels, values }, y).wis));
    }
    const flat = (shift: number) => ({ x: [shift, shift + 1], p: [0, 1] });
    const uniform = draws.map((u) => u + 0.2);
    const censored = (shift: number) =>
      uniform.reduce((t, y) => t + censoredCrps(flat(shift), 0.9, y > 0.9 ? null : y), 0);
    for (const shift of [0, 0.1, 0.3, 0.4]) expect(censored(0.2)).toBeLessThan(censored(shift));
  });
});

describe("CRPS", () => {
  it("of samples equals the pairwise form, the step CDF and equal weights, for every order", () => {
    const draws = fc.array(real, { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(draws, real, (x, y) => {
        const n = x.length;
        const near = x.reduce((total, a) => total + Math.abs(a - y), 0) / n;
        const apart = x.reduce((total, a) => total + x.reduce((t, b) => t + Math.abs(a - b), 0), 0) / (2 * n * n);
        const got = crpsSamples(x, y);
        expect(got).toBeCloseTo(near - apart, 12);
        const ascending = x.toSorted((a, b) => a - b);
        expect(crpsOfDistribution(steps(Array(n).fill(1 / n), ascending), y)).toBeCloseTo(got, 12);
        expect(crpsWeightedSamples(x, Array(n).fill(2), y)).toBeCloseTo(got, 12);
        expect(crpsSamples(x.toReversed(), y)).toBe(got);
        const weights = x.map((_, i) => i + 1);
        expect(crpsWeightedSamples(x.toReversed(), weights.toReversed(), y)).toBe(crpsWeightedSamples(x, weights, y));
      }),
      RUNS,
    );
  });

  it("of fine knots approaches the normal's closed form, also outside the knots", () => {
    const x = Array.from({ length: 16_001 }, (_, i) => -8 + i * 1e-3);
    const knots = { x, p: x.map((z, i) => (i === 16_000 ? 1 : normalCdf(z))) };
    for (const y of [-9, -2.2, 0, 0.3331, 5, 12])
      expect(crpsOfDistribution(knots, y)).toBeCloseTo(crpsNormal(0, 1, y), 6);
  });

  it("equals the distance for a point forecast, in each of its forms", () => {
    for (const y of [-2, 0.3, 5]) {
      expect(crpsOfDistribution({ x: [0.3], p: [1] }, y)).toBeCloseTo(Math.abs(y - 0.3), 15);
      expect(crpsOfDistribution({ x: [0.3, 0.3], p: [0, 1] }, y)).toBeCloseTo(Math.abs(y - 0.3), 15);
      expect(crpsNormal(0.3, 0, y)).toBeCloseTo(Math.abs(y - 0.3), 15);
      expect(crpsSamples([0.3, 0.3], y)).toBeCloseTo(Math.abs(y - 0.3), 15);
      expect(crpsBinomial(4, 1, Math.round(y))).toBeCloseTo(Math.abs(Math.round(y) - 4), 12);
    }
  });

  it("splits into a too-low and a too-high part", () => {
    const unit = { x: [0, 1], p: [0, 1] };
    expect(crpsParts(unit, 2)).toEqual({ crps: 1 + 1 / 3, under: 1 + 1 / 3, over: 0 });
    expect(crpsParts(unit, -1)).toEqual({ crps: 1 + 1 / 3, under: 0, over: 1 + 1 / 3 });
    expect(crpsParts({ x: [0, 1], p: [0.5, 1] }, 0).over).toBeCloseTo(1 / 12, 15);
  });

  it("agrees between families where they meet", () => {
    expect(crpsStudentT(1e6, 0, 1, 0.7)).toBeCloseTo(crpsNormal(0, 1, 0.7), 5);
    const wide = { lower: -12, upper: 12, lowerMass: 0, upperMass: 0 };
    for (const y of [-15, -1, 2]) expect(crpsBoundedNormal(0, 1, wide, y)).toBeCloseTo(crpsNormal(0, 1, y), 12);
    const x = Array.from({ length: 4001 }, (_, i) => -20 + i / 100);
    const knots = {
      x: x.map((t) => 1 / (1 + Math.exp(-t))),
      p: x.map((t, i) => (i === 4000 ? 1 : normalCdf((t - 1) / 2))),
    };
    for (const y of [0, 0.4, 1]) expect(crpsLogitNormal(1, 2, y)).toBeCloseTo(crpsOfDistribution(knots, y), 6);
    expect(crpsLogitNormal(0.5, 10, 0.4)).toBeCloseTo(0.20643370019703372, 12); // 25-digit quadrature (mpmath)
    expect(crpsLogitNormal(0.5, 10, 1e-9)).toBeCloseTo(0.27500596578531267, 12);
    expect(crpsLogitNormal(3, 1e-7, 0.5)).toBeCloseTo(1 / (1 + Math.exp(-3)) - 0.5, 7);
    expect(crpsLogitNormal(60, 1, 0.5)).toBeCloseTo(0.5, 12);
  });

  it("of the bounded normal is its definition's integral, by brute force", () => {
    const bounds = { lower: 0, upper: 1, lowerMass: 0.05, upperMass: 0.2 };
    const width = normalCdf(2) - normalCdf(-3);
    const cdf = (x: number) => (x >= 1 ? 1 : 0.05 + (0.75 * (normalCdf((x - 0.6) / 0.2) - normalCdf(-3))) / width);
    const n = 20_000;
    let total = 0;
    for (let i = 0; i < n; i++) total += (cdf((i + 0.5) / n) - ((i + 0.5) / n >= 0.25 ? 1 : 0)) ** 2 / n;
    expect(crpsBoundedNormal(0.6, 0.2, bounds, 0.25)).toBeCloseTo(total, 7);
  });

  it("refuses what has no score instead of returning NaN", () => {
    expect(() => crpsOfDistribution({ x: [0, 1], p: [0, 1] }, Number.NaN)).toThrow("finite outcome");
    expect(() => crpsNormal(0, -1, 0)).toThrow("sigma > 0");
    expect(() => crpsStudentT(1, 0, 1, 0)).toThrow("df - 1 > 0");
    expect(() => crpsSamples([], 0)).toThrow("finite draws");
    expect(() => crpsSamples([1, Number.NaN], 0)).toThrow("finite draws");
    expect(() => crpsWeightedSamples([1, 2], [0, 0], 0)).toThrow("weight");
    expect(() => crpsBoundedNormal(0, 1, { lower: 90, upper: 91, lowerMass: 0, upperMass: 0 }, 0)).toThrow(
      "hold some mass",
    );
    expect(() => logScore([1, 0], 1)).toThrow("mass above 0");
  });
});

describe("censoredCrps", () => {
  const d = { x: [0, 1, 2], p: [0, 0.5, 1] };
  it("equals the CRPS when the horizon lies beyond everything, and 0 when it lies before", () => {
    expect(censoredCrps(d, 5, 0.7)).toBeCloseTo(crpsOfDistribution(d, 0.7), 15);
    expect(censoredCrps(d, -1, 0.7)).toBe(0);
  });
  it("ignores everything beyond the horizon", () => {
    expect(censoredCrps(d, 1, null)).toBeCloseTo(1 / 12, 15);
    expect(censoredCrps(d, 1, 1.7)).toBe(censoredCrps(d, 1, null));
    expect(censoredCrps({ x: [0, 1, 90], p: [0, 0.5, 1] }, 1, 0.5)).toBe(censoredCrps(d, 1, 0.5));
  });
});

describe("quantile rules", () => {
  const levels = [0.05, 0.25, 0.5, 0.75, 0.95];
  const forecast = fc
    .array(real, { minLength: 5, maxLength: 5 })
    .map((v) => ({ levels, values: v.sort((a, b) => a - b) }));

  it("WIS is its parts' sum and the mean of twice the pinball losses", () => {
    fc.assert(
      fc.property(forecast, real, (q, y) => {
        const { wis: total, dispersion, overprediction, underprediction } = wis(q, y);
        expect(dispersion + overprediction + underprediction).toBeCloseTo(total, 12);
        const pinballs = levels.map((tau, i) => 2 * (tau - (y < q.values[i]! ? 1 : 0)) * (y - q.values[i]!));
        expect(pinballs.reduce((a, b) => a + b, 0) / 5).toBeCloseTo(total, 12);
        expect(Math.min(dispersion, overprediction, underprediction)).toBeGreaterThanOrEqual(0);
      }),
      RUNS,
    );
  });

  it("a forecast that is too high gets over-prediction and positive bias", () => {
    const high = { levels, values: [6, 7, 8, 9, 10] };
    expect(wis(high, 1)).toMatchObject({ underprediction: 0 });
    expect(wis(high, 1).overprediction).toBeGreaterThan(1);
    expect(quantileBias(high, 1)).toBe(1);
    expect(wis(high, 20).overprediction).toBe(0);
    expect(quantileBias(high, 20)).toBe(-1);
  });

  it("matches levels as people write them and refuses levels without a partner", () => {
    const values = [0, 1, 2];
    expect(wis({ levels: [0.3, 0.5, 7 * 0.1], values }, 1).wis).toBeCloseTo(0.4, 12);
    expect(() => wis({ levels: [0.1, 0.5, 0.8], values }, 1)).toThrow("pairs");
    expect(() => wis({ levels: [0.1, 0.2, 0.9], values }, 1)).toThrow("pairs");
  });
});

describe("comparison and calibration", () => {
  const key = rootKey("sign flips");
  it("sign-flip test: smallest p by number of clusters, symmetric, order-free, 1 for no difference", () => {
    for (const n of [1, 2, 5, 10]) {
      const result = signFlipTest(
        Array.from({ length: n }, (_, i) => 1 + i),
        key,
      );
      expect(result).toEqual({ p: 2 / 2 ** n, smallestP: 2 / 2 ** n, numClusters: n, exact: true });
    }
    const d = [0.3, -0.1, 0.5, 0.2, 0.4, -0.05];
    expect(
      signFlipTest(
        d.map((x) => -x),
        key,
      ).p,
    ).toBe(0.125);
    expect(signFlipTest(d.toReversed(), key)).toEqual(signFlipTest(d, key));
    expect(signFlipTest([0, 0, 0], key).p).toBe(1);
    expect(() => signFlipTest([], key)).toThrow("one difference");
  });

  it("sign-flip test beyond 12 clusters is sampled, reproducible and never 0", () => {
    const same = Array.from({ length: 20 }, (_, i) => 1 + i / 10);
    const result = signFlipTest(same, key);
    expect(result.exact).toBe(false);
    expect(result.p).toBeGreaterThanOrEqual(1e-4);
    expect(result.p).toBeLessThan(5e-4);
    expect(signFlipTest(same, key)).toEqual(result);
    const mixed = Array.from({ length: 14 }, (_, i) => (i % 2 ? 1 : -1));
    expect(signFlipTest(mixed, key).p).toBe(1);
  });

  it("skill is the share of the loss that was saved, null against a perfect reference", () => {
    expect(skill(1, 4)).toBe(0.75);
    expect(skill(6, 4)).toBe(-0.5);
    expect(skill(1, 0)).toBeNull();
  });

  it("Clopper-Pearson covers at least its level for every share, by exact enumeration", () => {
    const n = 9;
    const intervals = Array.from({ length: n + 1 }, (_, k) => clopperPearson(k, n, 0.9));
    expect(intervals[0]![0]).toBe(0);
    expect(intervals[n]![1]).toBe(1);
    for (let p = 0.01; p < 1; p += 0.01) {
      let covered = 0;
      let mass = (1 - p) ** n;
      for (let k = 0; k <= n; k++) {
        if (intervals[k]![0] <= p && p <= intervals[k]![1]) covered += mass;
        mass *= ((n - k) / (k + 1)) * (p / (1 - p));
      }
      expect(covered).toBeGreaterThanOrEqual(0.9 - 1e-12);
    }
    expect(() => clopperPearson(3, 2, 0.9)).toThrow("0 <= k <= n");
    expect(() => clopperPearson(1, 2, 1)).toThrow("level in (0, 1)");
  });

  it("ksDistance is 1 when every value is 0 and 1/(2n) at the midpoints", () => {
    expect(ksDistance([0, 0])).toBe(1);
    expect(ksDistance([0.75, 0.25])).toBe(0.25);
  });
});
