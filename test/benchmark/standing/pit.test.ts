/** Randomised PIT averaged over its randomness, beside randomness itself. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generator, rootKey } from "../../../src/base/random.ts";
import { coveredShare, pitHistogram } from "../../../src/benchmark/standing/pit.ts";

describe("randomised PIT", () => {
  it("counts a value in a point mass by the share of its range inside the interval", () => {
    expect(coveredShare({ pitBelow: 0, pitAt: 0.4 }, 0.9)).toBeCloseTo(0.35 / 0.4, 12);
    expect(coveredShare({ pitBelow: 0, pitAt: 1 }, 0.5)).toBeCloseTo(0.5, 12);
    expect(coveredShare({ pitBelow: 0.5, pitAt: 0.5 }, 0.5)).toBe(1);
    expect(coveredShare({ pitBelow: 0, pitAt: 0 }, 0.9)).toBe(0);
    expect(coveredShare({ pitBelow: 1, pitAt: 1 }, 0.9)).toBe(0);
  });

  it("is the mean over the randomness", () => {
    const rng = generator(rootKey("pit"));
    const [pitBelow, pitAt] = [0.1, 0.8];
    const drawn = Array.from({ length: 20_000 }, () => pitBelow + rng.uniform() * (pitAt - pitBelow));
    const share = drawn.filter((u) => u >= 0.25 && u <= 0.75).length / drawn.length;
    expect(coveredShare({ pitBelow, pitAt }, 0.5)).toBeCloseTo(share, 1);
  });

  it("fills a histogram with 1, evenly when a point mass holds everything", () => {
    for (const bar of pitHistogram([{ pitBelow: 0, pitAt: 1 }])) expect(bar).toBeCloseTo(0.1, 12);
    const range = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(fc.array(range, { minLength: 1, maxLength: 9 }), (ranges) => {
        const bars = pitHistogram(ranges.map(([a, b]) => ({ pitBelow: Math.min(a, b), pitAt: Math.max(a, b) })));
        expect(bars.reduce((total, bar) => total + bar, 0)).toBeCloseTo(1, 6);
      }),
    );
  });

  it("puts ends into the outer bars", () => {
    const bars = pitHistogram([0, 1].map((u) => ({ pitBelow: u, pitAt: u })));
    expect([bars[0], bars[9]]).toEqual([0.5, 0.5]);
  });
});
