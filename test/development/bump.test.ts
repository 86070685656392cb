import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lossBump } from "../../src/development/bump.ts";

describe("lossBump", () => {
  it("is 0 for convex curves: power laws on both axes, exponential decay in steps", () => {
    const steps = Array.from({ length: 60 }, (_, i) => 10 * i);
    const power = fc.tuple(fc.double({ min: 0.1, max: 2, noNaN: true }), fc.double({ min: 0, max: 3, noNaN: true }));
    fc.assert(
      fc.property(power, ([exponent, floor]) => {
        const loss = steps.map((step) => floor + 5 * (step + 1) ** -exponent);
        expect(lossBump(steps, loss)!.height).toBeLessThan(1e-12);
        expect(lossBump(steps, loss, "log")!.height).toBeLessThan(1e-12);
      }),
      { seed: 42 },
    );
    const decay = steps.map((step) => Math.exp(-step / 100));
    expect(lossBump(steps, decay)!.height).toBeLessThan(1e-12);
    expect(lossBump(steps, decay, "log")!.height).toBeGreaterThan(0.1);
  });

  it("measures a plateau before a drop", () => {
    // 4 until step 30, then 1 at 40: the hull from (0, 4) to (40, 1) is 1.75 at step 30.
    expect(lossBump([0, 10, 20, 30, 40, 50], [4, 4, 4, 4, 1, 1])).toEqual({ height: 2.25, at: 30, from: 0, to: 40 });
  });

  it("measures the synthetic induction bump", () => {
    const steps = [0, 500, 700, 800, 900, 1000, 1100, 1500, 2000, 6000];
    const loss = [5.05, 4.6, 4.46, 4.14, 2.03, 1.26, 0.99, 0.55, 0.37, 0.33];
    const { height, ...place } = lossBump(steps, loss)!;
    expect(place).toEqual({ at: 800, from: 0, to: 1000 });
    expect(height).toBeCloseTo(4.14 - (5.05 - 0.8 * (5.05 - 1.26)), 12);
  });

  it("does not change with tokens for steps, nor with a line added; grows with the loss", () => {
    const loss = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 4, maxLength: 30 });
    fc.assert(
      fc.property(loss, (values) => {
        const steps = values.map((_, i) => i * i);
        const { height } = lossBump(steps, values)!;
        const tokens = steps.map((step) => 512 * step);
        expect(lossBump(tokens, values)!.height).toBeCloseTo(height, 9);
        const tilted = values.map((value, i) => 3 * value - steps[i]! / 7);
        expect(lossBump(steps, tilted)!.height).toBeCloseTo(3 * height, 9);
        expect(height).toBeLessThanOrEqual(20);
      }),
      { seed: 42 },
    );
  });

  it("is null for fewer than four points and refuses broken curves", () => {
    expect(lossBump([0, 1, 2], [1, 5, 1])).toBeNull();
    expect(() => lossBump([0, 1], [1])).toThrow(/as many losses as steps/);
    expect(() => lossBump([0, 2, 2, 3], [1, 1, 1, 1])).toThrow(/increasing steps/);
    expect(() => lossBump([0, 1, 2, 3], [1, Number.NaN, 1, 1])).toThrow(/finite losses/);
  });
});
