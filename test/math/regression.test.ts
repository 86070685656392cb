import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generator, rootKey } from "../../src/base/random.ts";
import { chiSquare, drawLine, fitLine, lineNoise, noiseDf, pooledVariance } from "../../src/math/regression.ts";
import { studentTQuantile } from "../../src/math/special.ts";
import { mean, sorted, variance } from "../../src/math/stats.ts";

describe("fitLine", () => {
  it("returns the truth on exact data", () => {
    const number = fc.double({ min: -5, max: 5, noNaN: true });
    fc.assert(
      fc.property(number, number, (a, b) => {
        const x = [4, 4.5, 5.5, 6];
        const fit = fitLine(
          x,
          x.map((value) => a + b * value),
        );
        expect(fit.slope).toBeCloseTo(b, 9);
        expect(fit.level - fit.slope * fit.xBar).toBeCloseTo(a, 8);
        expect(fit.rss).toBeCloseTo(0, 9);
      }),
      { seed: 42 },
    );
  });

  it("has a golden fit", () => {
    const fit = fitLine([1, 2, 3, 4], [1, 3, 2, 5]);
    expect(fit.slope).toBeCloseTo(1.1, 12);
    expect(fit.level).toBe(2.75);
    expect(fit.rss).toBeCloseTo(2.7, 12);
  });

  it("refuses points at one x", () => {
    expect(() => fitLine([2, 2], [0, 1])).toThrow(/two different x/);
  });
});

describe("drawLine", () => {
  it("plus its residual gives the textbook prediction interval", () => {
    const fit = fitLine([1, 2, 3, 4, 5], [1.1, 1.9, 3.2, 3.8, 5.3]);
    const rng = generator(rootKey("line"));
    const prior = { df: 0, sd: 0 };
    const values = Array.from({ length: 20_000 }, () => {
      const line = drawLine(fit, prior, lineNoise(noiseDf(fit, prior), rng));
      return line.at(7) + Math.sqrt(line.variance) * rng.normal();
    });
    const s = Math.sqrt(fit.rss / 3);
    const half = studentTQuantile(0.9, 3) * s * Math.sqrt(1 + 1 / 5 + 16 / fit.sxx);
    const centre = fit.level + fit.slope * (7 - fit.xBar);
    const ascending = sorted(values);
    expect(ascending[2000]! - centre).toBeCloseTo(-half, 1);
    expect(ascending[18_000]! - centre).toBeCloseTo(half, 1);
  });

  it("chiSquare has mean df and variance 2 df, and needs a whole df", () => {
    const rng = generator(rootKey("chi"));
    const values = Array.from({ length: 20_000 }, () => chiSquare(5, rng));
    expect(Math.abs(mean(values) - 5)).toBeLessThan(0.1);
    expect(Math.abs(variance(values) - 10)).toBeLessThan(0.7);
    expect(() => chiSquare(0, rng)).toThrow(/whole number/);
  });
});

describe("pooledVariance", () => {
  it("is the prior's without squares, the sample's without a prior, and between them with both", () => {
    expect(pooledVariance(0, 0, { df: 2, sd: 0.3 })).toBeCloseTo(0.09, 12);
    expect(pooledVariance(8, 4, { df: 0, sd: 0.3 })).toBe(2);
    expect(pooledVariance(8, 4, { df: 2, sd: 1 })).toBeCloseTo(10 / 6, 12);
  });
});
