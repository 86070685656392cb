import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clopperPearson } from "../../src/math/coverage.ts";
import { incompleteBeta } from "../../src/math/special.ts";

describe("clopperPearson", () => {
  it("gives the closed forms at the ends and a known interval between", () => {
    const [low, high] = clopperPearson(0, 10, 0.95);
    expect(low).toBe(0);
    expect(high).toBeCloseTo(1 - 0.025 ** 0.1, 12);
    expect(clopperPearson(10, 10, 0.95)).toEqual([expect.closeTo(0.025 ** 0.1, 12), 1]);
    expect(clopperPearson(5, 10, 0.95)).toEqual([expect.closeTo(0.1870860284, 8), expect.closeTo(0.8129139716, 8)]);
  });

  it("leaves exactly 2.5 % in each tail and is symmetric under k -> n - k", () => {
    const pair = fc
      .integer({ min: 2, max: 600 })
      .chain((n) => fc.tuple(fc.integer({ min: 1, max: n - 1 }), fc.constant(n)));
    fc.assert(
      fc.property(pair, ([k, n]) => {
        const [low, high] = clopperPearson(k, n, 0.95);
        expect(incompleteBeta(low, k, n - k + 1)).toBeCloseTo(0.025, 9);
        expect(incompleteBeta(high, k + 1, n - k)).toBeCloseTo(0.975, 9);
        const [mirrorLow, mirrorHigh] = clopperPearson(n - k, n, 0.95);
        expect(mirrorLow).toBeCloseTo(1 - high, 9);
        expect(mirrorHigh).toBeCloseTo(1 - low, 9);
      }),
      { seed: 7, numRuns: 60 },
    );
  });
});
