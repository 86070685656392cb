import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { supportOf, withFloor } from "../../src/forecast/grid.ts";
import { METRICS } from "../../src/metrics.ts";
import { questionOf } from "./world.ts";

const question = questionOf([100, 200, 400, 800], 2);

describe("the grid of a jump", () => {
  it("mixes the floor in: masses sum to 1 and none is below eps / (K + 1)", () => {
    const masses = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 8 });
    fc.assert(
      fc.property(
        masses.filter((m) => m.some((mass) => mass > 1e-6)),
        (m) => {
          const floored = withFloor(question, m);
          expect(floored.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
          expect(Math.min(...floored)).toBeGreaterThanOrEqual(0.01 / m.length - 1e-15);
        },
      ),
      { seed: 42 },
    );
    expect(withFloor(question, [0, 0, 0, 1])).toEqual([0.0025, 0.0025, 0.0025, expect.closeTo(0.9925, 12)]);
  });

  it("knows the range of every metric as METRICS states it", () => {
    for (const [metric, { range }] of Object.entries(METRICS)) {
      const { low, high } = supportOf({ ...question, metric });
      expect([metric, low, high]).toEqual([metric, ...range]);
    }
  });
});
