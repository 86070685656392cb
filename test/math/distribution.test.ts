import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generator, rootKey } from "../../src/base/random.ts";
import { cdf, fromQuantiles, fromSamples, quantile, validate } from "../../src/math/distribution.ts";

const draws = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 1, maxLength: 900 });
const tied = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 900 });
const run = { seed: 42, numRuns: 150 };

describe("fromSamples", () => {
  it("is a valid CDF on at most 201 knots that stays within two ranks of the empirical one", () => {
    fc.assert(
      fc.property(fc.oneof(draws, tied), (samples) => {
        const d = fromSamples(samples);
        validate(d);
        expect(d.x.length).toBeLessThanOrEqual(201);
        for (const at of samples.slice(0, 20)) {
          const upTo = samples.filter((value) => value <= at).length / samples.length;
          const below = samples.filter((value) => value < at).length / samples.length;
          const slack = 1 / 200 + 1 / samples.length + 1e-12;
          expect(cdf(d, at)).toBeGreaterThanOrEqual(below - slack);
          expect(cdf(d, at)).toBeLessThanOrEqual(upTo + slack);
        }
      }),
      run,
    );
  });

  it("keeps the exact share of draws clipped to the ends of the range as point masses", () => {
    const normal = generator(rootKey("clip"));
    const samples = Array.from({ length: 1000 }, () => 0.5 + 0.5 * normal.normal());
    const d = fromSamples(samples, { low: 0, high: 1 });
    expect([d.x[0], d.x.at(-1)]).toEqual([0, 1]);
    expect(d.p[0]).toBe(samples.filter((value) => value <= 0).length / 1000);
    expect(d.p.at(-2)).toBe(samples.filter((value) => value < 1).length / 1000);
  });

  it("has golden values for few and for equal draws", () => {
    expect(fromSamples([2])).toEqual({ x: [2], p: [1] });
    expect(fromSamples([2, 2, 2])).toEqual({ x: [2], p: [1] });
    expect(fromSamples([3, 1])).toEqual({ x: [1, 3], p: [0, 1] });
    expect(fromSamples([0, 0, 1, 1])).toEqual({ x: [0, 1, 1], p: [0.5, 0.5, 1] });
  });

  it("gives the same knots for shuffled draws", () => {
    fc.assert(
      fc.property(draws, (samples) => {
        expect(fromSamples(samples.toReversed())).toEqual(fromSamples(samples));
      }),
      run,
    );
  });

  it("recovers the normal it was drawn from", () => {
    const rng = generator(rootKey("normal"));
    const d = fromSamples(Array.from({ length: 20_000 }, () => rng.normal()));
    expect(quantile(d, 0.5)).toBeCloseTo(0, 1);
    expect(quantile(d, 0.95)).toBeCloseTo(1.645, 1);
    expect(quantile(d, 0.05)).toBeCloseTo(-1.645, 1);
  });

  it("refuses no draws and draws that are not numbers", () => {
    expect(() => fromSamples([])).toThrow(/fromSamples: one or more finite draws/);
    expect(() => fromSamples([1, Number.NaN])).toThrow(/NaN/);
    expect(() => fromSamples([1, Infinity])).toThrow(/Infinity/);
  });
});

describe("fromQuantiles", () => {
  const unit = { low: 0, high: 1 };

  it("goes through the quantiles and is linear to the ends of the support", () => {
    expect(fromQuantiles([0.5, 0.05, 0.95], [0.3, 0.1, 0.8], unit)).toEqual({
      x: [0, 0.1, 0.3, 0.8, 1],
      p: [0, 0.05, 0.5, 0.95, 1],
    });
  });

  it("continues the outermost segment where the support is open", () => {
    const d = fromQuantiles([0.25, 0.5, 0.75], [1, 2, 4], {});
    expect(d).toEqual({ x: [0, 1, 2, 4, 6], p: [0, 0.25, 0.5, 0.75, 1] });
    expect(fromQuantiles([0.25, 0.75], [1, 2], { low: 0 }).x).toEqual([0, 1, 2, 2.5]);
  });

  it("makes point masses of equal quantiles and of quantiles at the ends", () => {
    const d = fromQuantiles([0.1, 0.4, 0.9], [0, 0.5, 1], unit);
    validate(d);
    expect(d).toEqual({ x: [0, 0.5, 1, 1], p: [0.1, 0.4, 0.9, 1] });
    expect(cdf(fromQuantiles([0.2, 0.6], [0.5, 0.5], unit), 0.5)).toBe(0.6);
  });

  it("returns every quantile it was given", () => {
    const points = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(
        points,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 9, maxLength: 9 }),
        (l, v) => {
          const levels = l.sort((a, b) => a - b).map((level) => level / 100);
          const values = v.sort((a, b) => a - b).slice(0, levels.length);
          const d = fromQuantiles(levels, values, unit);
          validate(d);
          for (const [i, level] of levels.entries()) expect(quantile(d, level)).toBeCloseTo(values[i]!, 9);
        },
      ),
      run,
    );
  });

  it.each([
    [[0.5, 0.9], [0.4, 0.3], /do not cross.*0\.5: 0\.4.*0\.9: 0\.3/],
    [[0, 0.5], [0.1, 0.2], /levels in \(0, 1\).*level 0: 0\.1/],
    [[0.5, 1], [0.1, 0.2], /level 1: 0\.2/],
    [[0.5, Number.NaN], [0.1, 0.2], /level NaN/],
    [[0.5], [Number.NaN], /finite value.*0\.5: NaN/],
    [[0.5], [], /finite value/],
    [[0.5], [1.2], /\[0, 1\].*0\.5: 1\.2/],
    [[0.5, 0.5], [0.1, 0.2], /each level once/],
    [[], [], /more quantiles/],
  ])("refuses levels %j with values %j", (levels, values, message) => {
    expect(() => fromQuantiles(levels, values, unit)).toThrow(message);
  });

  it("refuses a single quantile on an open range", () => {
    expect(() => fromQuantiles([0.5], [1], { low: 0 })).toThrow(/more quantiles/);
  });
});

describe("cdf and quantile", () => {
  const mixed = { x: [0, 1, 1, 3], p: [0.2, 0.4, 0.7, 1] };

  it("read a CDF with a mass at its first knot and a jump inside", () => {
    expect([-1, 0, 0.5, 1, 2, 3, 4].map((x) => cdf(mixed, x))).toEqual([0, 0.2, expect.closeTo(0.3), 0.7, 0.85, 1, 1]);
    expect([0, 0.2, 0.3, 0.5, 0.7, 0.85, 1].map((p) => quantile(mixed, p))).toEqual([
      0,
      0,
      expect.closeTo(0.5),
      1,
      1,
      expect.closeTo(2),
      3,
    ]);
  });

  it("refuses a level outside [0, 1]", () => {
    expect(() => quantile(mixed, 1.1)).toThrow(/level in \[0, 1\]/);
    expect(() => quantile(mixed, Number.NaN)).toThrow(/NaN/);
  });
});

describe("validate", () => {
  it.each([
    [[], [], /at least one/],
    [[0, 1], [1], /as many x as p/],
    [[1, 0], [0, 1], /never decrease.*knot 1/],
    [[0, 1], [0.5, 0.4], /never decrease/],
    [[0, 1], [0, 0.9], /ends at 1/],
    [[0, Number.NaN], [0, 1], /finite/],
    [[0, 1], [0, 1.5], /p in \[0, 1\]/],
  ])("refuses x %j, p %j", (x, p, message) => {
    expect(() => validate({ x, p })).toThrow(message);
  });
});
