/** Fourier coefficients of threshold neurons: the exact ones against plain enumeration and known values, the sampled ones against them. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold, rootKey } from "../../../src/base/random.ts";
import {
  drawPoints,
  gapOf,
  type Neuron,
  neighbourCoefficients,
  sampledGap,
} from "../../../src/measure/fourier/thresholdFourier.ts";

const allOnes = (n: number, b: number): Neuron => ({ w: Array.from({ length: n }, () => 1), b });

/** h^(S xor {i}) for all i, by enumeration of all 2^n inputs. */
function enumerated({ w, b }: Neuron, k: number): number[] {
  const n = w.length;
  const total = new Array<number>(n).fill(0);
  for (let code = 0; code < 2 ** n; code++) {
    const x = w.map((_, i) => ((code >> i) & 1) * 2 - 1);
    if (!(x.reduce((sum, sign, i) => sum + sign * w[i]!, b) > 0)) continue;
    const parity = x.slice(0, k).reduce((a, c) => a * c, 1);
    x.forEach((sign, i) => {
      total[i]! += parity * sign;
    });
  }
  return total.map((count) => count / 2 ** n);
}

const half = (n: number) => (n === 0 ? 1 : n);

describe("neighbourCoefficients", () => {
  it("equals enumeration, ties included", () => {
    // multiples of 1/4 add up exactly in every order, so that w.x + b = 0 happens and is seen alike
    const weight = fc.integer({ min: -8, max: 8 }).map((v) => v / 4);
    const neuron = fc.integer({ min: 1, max: 9 }).chain((n) =>
      fc.record({
        w: fc.array(weight, { minLength: n, maxLength: n }),
        b: weight,
        k: fc.integer({ min: 1, max: n }),
      }),
    );
    const property = fc.property(neuron, ({ w, b, k }) => {
      expect(neighbourCoefficients({ w, b }, k).map(half)).toEqual(enumerated({ w, b }, k).map(half));
    });
    fc.assert(property, { seed: 42, numRuns: 300 });
  });

  it("has the values of a majority of 11: degrees 1, 3, 5, 7", () => {
    const [first, third] = [
      neighbourCoefficients(allOnes(11, 0), 2)[0]!,
      neighbourCoefficients(allOnes(11, 0), 2)[10]!,
    ];
    const [fifth, seventh] = [
      neighbourCoefficients(allOnes(11, 0), 6)[0]!,
      neighbourCoefficients(allOnes(11, 0), 6)[10]!,
    ];
    const expected = [0.123047, 0.013672, 0.005859, 0.005859];
    [first, third, fifth, seventh].forEach((value, i) => {
      expect(Math.abs(Math.abs(value) - expected[i]!)).toBeLessThan(1e-6);
    });
  });

  it("vanishes at even degrees when there is no bias", () => {
    const weight = fc.integer({ min: -1000, max: 1000 }).map((v) => Math.sin(v + 0.5));
    const property = fc.property(fc.array(weight, { minLength: 7, maxLength: 13 }), (w) => {
      expect(neighbourCoefficients({ w, b: 0 }, 3).every((c) => c === 0)).toBe(true);
    });
    fc.assert(property, { seed: 42, numRuns: 50 });
  });

  it("obeys the symmetries of the cube: permuted inputs, flipped signs, scaled weights", () => {
    const w = [0.3, -1.1, 0.7, 0.2, -0.45, 0.9, 1.3];
    const c = neighbourCoefficients({ w, b: 0.4 }, 3);
    const order = [2, 0, 1, 6, 5, 4, 3];
    const permuted = neighbourCoefficients({ w: order.map((i) => w[i]!), b: 0.4 }, 3);
    expect(permuted).toEqual(order.map((i) => c[i]!));
    expect(neighbourCoefficients({ w: w.map((v) => 4 * v), b: 1.6 }, 3)).toEqual(c);
    const flipped = neighbourCoefficients({ w: w.map((v, i) => (i === 5 ? -v : v)), b: 0.4 }, 3);
    expect(flipped.map(Math.abs)).toEqual(c.map(Math.abs));
  });
});

describe("gapOf", () => {
  it.each([
    [11, 0, 4, 0.007813],
    [11, 0, 3, 0],
    [15, 2, 3, 0.010071],
  ])("is known for n = %d, b = %d, k = %d", (n, b, k, expected) => {
    expect(Math.abs(gapOf(neighbourCoefficients(allOnes(n, b), k), k) - expected)).toBeLessThan(1e-6);
  });

  it("takes the smallest inside and the largest outside, and 0 where nothing is outside", () => {
    expect(gapOf([0.5, -0.25, 0.1, -0.2], 2)).toBeCloseTo(0.05, 12);
    expect(gapOf([0.5, -0.25], 2)).toBe(0.25);
  });
});

describe("sampledGap", () => {
  const neuron = { w: [1.5, -1.2, 0.9, 0.1, 0.05, -0.1, 0.2], b: 0.3 };
  const exact = gapOf(neighbourCoefficients(neuron, 3), 3);
  const draws = Array.from({ length: 60 }, (_, i) =>
    sampledGap(neuron, 3, drawPoints(7, 4000, fold(rootKey("sampledGap"), i))),
  );

  it("agrees with the exact gap within its standard error", () => {
    const z = draws.map(({ value, stderr }) => (value - exact) / stderr);
    const bias = z.reduce((a, b) => a + b) / z.length;
    const spread = Math.sqrt(z.reduce((sum, v) => sum + (v - bias) ** 2, 0) / (z.length - 1));
    // the largest of four noisy coefficients near 0 pulls the estimate down by up to one standard error
    expect(bias).toBeLessThan(0.3);
    expect(bias).toBeGreaterThan(-1.5);
    expect(spread).toBeGreaterThan(0.6);
    expect(spread).toBeLessThan(1.4);
  });

  it("is a function of the key", () => {
    const points = () => drawPoints(7, 100, rootKey("same"));
    expect(points()).toEqual(points());
    expect(sampledGap(neuron, 3, points())).toEqual(sampledGap(neuron, 3, points()));
    expect(new Set(points().signs)).toEqual(new Set([-1, 1]));
  });

  it("is 0 with certainty for a neuron that never fires", () => {
    const silent = { w: [0, 0, 0], b: -1 };
    expect(sampledGap(silent, 2, drawPoints(3, 100, rootKey("0")))).toEqual({ value: 0, stderr: 0 });
  });
});
