import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deepLinear, normalCrossing, normalCrossingExpectation, reducedRank } from "./learningCoefficients.ts";

describe("normalCrossing", () => {
  it.each([
    [0, 1, 1 / 2, 1],
    [1, 1, 1 / 2, 2],
    [0, 2, 1 / 4, 1],
    [1, 2, 1 / 4, 1],
    [2, 2, 1 / 4, 2],
    [0, 3, 1 / 6, 1],
    [2, 3, 1 / 6, 1],
    [3, 3, 1 / 6, 2],
  ])("(%d, %d): lambda %d, multiplicity %d", (p1, p2, lambda, multiplicity) => {
    expect(normalCrossing(p1, p2)).toEqual({ lambda, multiplicity });
    expect(normalCrossing(p2, p1)).toEqual({ lambda, multiplicity });
  });

  it("refuses exponents without a crossing", () => {
    for (const [p1, p2] of [
      [0, 0],
      [-1, 2],
      [0.5, 1],
      [Number.NaN, 1],
    ] as const)
      expect(() => normalCrossing(p1, p2)).toThrow("two whole exponents >= 0, not both 0");
  });
});

describe("normalCrossingExpectation", () => {
  const at = (n: number, p1: number, p2: number) =>
    normalCrossingExpectation({ exponents: [p1, p2], nbeta: n / Math.log(n), localization: 1, scale: 4 });

  it.each([
    [0, 1, 0.4996, 0.5, 0.5],
    [1, 1, 0.3833, 0.421, 0.4476],
    [0, 2, 0.2465, 0.2495, 0.25],
    [1, 2, 0.2212, 0.2396, 0.2479],
    [2, 2, 0.1614, 0.1842, 0.2037],
    [0, 3, 0.1604, 0.165, 0.1665],
    [2, 3, 0.1201, 0.1368, 0.1512],
    [3, 3, 0.0956, 0.1104, 0.125],
  ])("(%d, %d) at n = 1e3, 1e5, 1e8", (p1, p2, ...expected) => {
    [1e3, 1e5, 1e8].forEach((n, i) => {
      expect(Math.abs(at(n, p1, p2) - expected[i]!)).toBeLessThan(0.00005 + 1e-9);
    });
  });

  it("is nbeta scale / (localization + 2 nbeta scale) for a parabola, exactly", () => {
    for (const [nbeta, localization, scale] of [
      [145, 1, 4],
      [1, 100, 0.25],
      [1e9, 1e-3, 1],
      [1e-3, 1, 1],
    ] as const) {
      const expected = (nbeta * scale) / (localization + 2 * nbeta * scale);
      expect(normalCrossingExpectation({ exponents: [1, 0], nbeta, localization, scale }) / expected).toBeCloseTo(
        1,
        10,
      );
    }
  });

  it("does not depend on the order of exponents, only on nbeta scale / localization^(p1 + p2), and stays below lambda", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        fc.double({ min: 0, max: 12, noNaN: true }),
        (p1, p2, log) => {
          const nbeta = 10 ** log;
          const value = normalCrossingExpectation({ exponents: [p1, p2], nbeta, localization: 1, scale: 1 });
          const swapped = normalCrossingExpectation({
            exponents: [p2, p1],
            nbeta: 4 * nbeta,
            localization: 1,
            scale: 0.25,
          });
          const shrunk = normalCrossingExpectation({
            exponents: [p1, p2],
            nbeta: nbeta * 9 ** (p1 + p2),
            localization: 9,
            scale: 1,
          });
          expect(swapped / value).toBeCloseTo(1, 10);
          expect(shrunk / value).toBeCloseTo(1, 8);
          expect(value).toBeLessThan(normalCrossing(p1, p2).lambda);
        },
      ),
      { seed: 42, numRuns: 8 },
    );
  });

  it("refuses what has no density", () => {
    const good = { exponents: [1, 1] as const, nbeta: 100, localization: 1, scale: 4 };
    for (const bad of [{ nbeta: 0 }, { localization: 0 }, { scale: -1 }, { nbeta: Number.NaN }, { nbeta: 1 / 0 }])
      expect(() => normalCrossingExpectation({ ...good, ...bad })).toThrow("> 0 are required");
    expect(() => normalCrossingExpectation({ ...good, exponents: [0, 0] })).toThrow("not both 0");
  });
});

describe("reducedRank", () => {
  it.each([
    [5, 3, 5, 6.5],
    [5, 4, 5, 8],
    [4, 3, 8, 6],
    [8, 3, 4, 6],
    [3, 8, 4, 6],
  ])("(%d, %d, %d), rank 0: %d", (m, h, n, lambda) => {
    expect(reducedRank(m, h, n, 0).lambda).toBe(lambda);
  });

  it("is deepLinear with one hidden layer for all 5,687 sizes up to 11, multiplicity included", () => {
    let cases = 0;
    for (let m = 1; m <= 11; m++)
      for (let h = 1; h <= 11; h++)
        for (let n = 1; n <= 11; n++)
          for (let r = 0; r <= Math.min(m, h, n); r++) {
            cases++;
            const [shallow, deep] = [reducedRank(m, h, n, r), deepLinear([m, h, n], r)];
            if (shallow.lambda !== deep.lambda || shallow.multiplicity !== deep.multiplicity)
              expect({ m, h, n, r, ...shallow }).toEqual({ m, h, n, r, ...deep });
          }
    expect(cases).toBe(5687);
  });

  it("refuses a rank above the narrowest layer and widths that are not whole", () => {
    expect(() => reducedRank(5, 3, 5, 4)).toThrow("rank from 0 to the smallest width");
    expect(() => reducedRank(5, 2.5, 5, 1)).toThrow("whole widths");
    expect(() => deepLinear([5], 1)).toThrow("two or more");
    expect(() => deepLinear([5, 0, 5], 0)).toThrow(">= 1");
    expect(() => deepLinear([5, 3, 5], -1)).toThrow("rank");
  });
});

describe("deepLinear", () => {
  it.each([
    [[5, 3, 5], 3, 10.5, 1],
    [[10, 10, 10], 4, 45.5, 1],
    [[10, 8, 12, 6, 10], 3, 33, 3],
    [[20, 15, 20], 5, 150, 1],
    [[8, 20, 20, 8], 4, 32, 1],
  ])("%j, rank %d: lambda %d, multiplicity %d", (widths, rank, lambda, multiplicity) => {
    expect(deepLinear(widths, rank)).toEqual({ lambda, multiplicity });
  });

  it("is regular without hidden layers, and with a bottleneck of exactly the true rank", () => {
    expect(deepLinear([7, 4], 2)).toEqual({ lambda: 14, multiplicity: 1 });
    expect(deepLinear([6, 2, 5], 2)).toEqual({ lambda: (2 * (6 + 5) - 4) / 2, multiplicity: 1 });
  });

  it("has a bottleneck for all widths; lambda <= half of the product's and of the weights' dimension, hidden order is free", () => {
    const network = fc
      .array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 7 })
      .chain((widths) => fc.tuple(fc.constant(widths), fc.integer({ min: 0, max: Math.min(...widths) })));
    fc.assert(
      fc.property(network, ([widths, rank]) => {
        const { lambda, multiplicity } = deepLinear(widths, rank);
        const weights = widths.slice(1).reduce((sum, width, i) => sum + width * widths[i]!, 0);
        expect(lambda).toBeLessThanOrEqual(Math.min(weights, widths[0]! * widths.at(-1)!) / 2);
        expect(lambda).toBeGreaterThanOrEqual((rank * (widths[0]! + widths.at(-1)! - rank)) / 2);
        expect(Number.isInteger(multiplicity) && multiplicity >= 1).toBe(true);
        const shuffled = [widths[0]!, ...widths.slice(1, -1).toReversed(), widths.at(-1)!];
        expect(deepLinear(shuffled, rank)).toEqual({ lambda, multiplicity });
      }),
      { seed: 42, numRuns: 2000 },
    );
  });
});
