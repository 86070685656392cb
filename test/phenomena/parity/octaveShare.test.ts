import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { octaveShare } from "../../../src/phenomena/parity/octaveShare.ts";

const curve = (steps: number[], values: number[]) => ({ steps, values, stderr: steps.map(() => null) });
const doublings = [1, 2, 4, 8, 16, 32];

describe("octaveShare", () => {
  it("is 1 for a jump and one part in five for an even fall over five doublings", () => {
    expect(octaveShare(curve(doublings, [3, 3, 3, 1, 1, 1]))).toBe(1);
    expect(octaveShare(curve(doublings, [5, 4, 3, 2, 1, 0]))).toBeCloseTo(0.2, 12);
  });

  it("does not see a fall over more than a doubling as one", () => {
    expect(octaveShare(curve([1, 2.5, 3], [2, 1.5, 0]))).toBe(0.75);
  });

  it("is null without a fall", () => {
    expect(octaveShare(curve([1, 2], [1, 1]))).toBeNull();
    expect(octaveShare(curve([1, 2], [1, 2]))).toBeNull();
    expect(octaveShare(curve([1], [1]))).toBeNull();
    expect(octaveShare(curve([], []))).toBeNull();
  });

  it("does not depend on the units of value and step", () => {
    const values = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(values, (v) => {
        const steps = doublings.slice(0, v.length);
        const share = octaveShare(curve(steps, v));
        const scaled = octaveShare(
          curve(
            steps.map((step) => 8 * step),
            v.map((value) => 4 * value + 16),
          ),
        );
        if (share === null) expect(scaled).toBeNull();
        else expect(scaled).toBeCloseTo(share, 12);
      }),
    );
  });
});
