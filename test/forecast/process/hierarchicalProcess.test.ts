/** hierarchical-process: measured priors where the evidence says little, the evidence where it says much; and what is left out. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rootKey } from "../../../src/base/random.ts";
import { hierarchicalProcess } from "../../../src/forecast/process/hierarchicalProcess.ts";
import { MEASURED } from "../../../src/forecast/process/measured.ts";
import { posteriorOf } from "../../../src/forecast/process/process.ts";
import { processOf, type World } from "../../../src/forecast/process/worlds.ts";
import { quantile } from "../../../src/math/distribution.ts";
import { logit } from "../../../src/math/special.ts";
import type { Question } from "../../../src/records.ts";
import { evidenceOf, questionOf, resultOf } from "../world.ts";

const key = rootKey("hierarchical process");
const question: Question = { ...questionOf([1e4, 1e5, 1e6, 1e7, 1e8], 2), numExamples: 1_000_000 };

function medianOf(table: Record<string, number[][]>, without = ""): number[] {
  const result = resultOf(hierarchicalProcess(without), question, evidenceOf(question, table), key);
  if (!result.ok) throw new Error(result.reason);
  return result.forecast.targets.map(({ distribution }) => quantile(distribution, 0.5));
}

/** A world in which every curve is the line with this slope. */
const line = (slopeMean: number): World => {
  const none = { median: 1e-4, logSd: 0 };
  return { slopeMean, slopeSd: none, smoothSd: none, length: { median: 1, logSd: 0 }, runSd: none, walkSd: 1e-4 };
};

describe("processOf", () => {
  it("goes on along the mean slope of a world that knows it", () => {
    const rungs = [4, 5, 6].map((x) => ({ x, z: 0.7 * x, variance: 1e-4, seeds: [{ z: 0.7 * x, variance: 1e-4 }] }));
    const scale = { name: "logit" as const, unit: 1, rungs, measured: (z: readonly number[]) => [...z] };
    const { fits, weights } = posteriorOf(scale, processOf([{ world: line(0.7), weight: 1 }], 1), [7, 8]);
    expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    for (const { mean } of fits) {
      expect(mean[0]).toBeCloseTo(4.9, 2);
      expect(mean[1]).toBeCloseTo(5.6, 2);
    }
  });

  it("finds the world that the rungs come from", () => {
    fc.assert(
      fc.property(fc.constantFrom(-1.5, 0.2, 2), fc.double({ min: -3, max: 1, noNaN: true }), (slope, level) => {
        const rungs = [0, 1, 2, 3].map((x) => {
          const z = level + slope * x;
          return { x, z, variance: 1e-3, seeds: [{ z, variance: 1e-3 }] };
        });
        const scale = { name: "logit" as const, unit: 1, rungs, measured: (z: readonly number[]) => [...z] };
        const worlds = [-1.5, 0.2, 2].map((mean) => ({ world: line(mean), weight: 1 / 3 }));
        const { fits, weights } = posteriorOf(scale, processOf(worlds, 1), [4]);
        const right = fits.map(({ combination }, i) => (combination.slopeMean === slope ? weights[i]! : 0));
        expect(right.reduce((a, b) => a + b)).toBeGreaterThan(0.99);
      }),
      { numRuns: 20 },
    );
  });
});

describe("hierarchical-process", () => {
  it("follows a steady rise of published results, and stays below the line of it", () => {
    const table = { exactMatch: [0.1, 0.2, 0.35].map((p) => [p]) };
    const [near, far] = medianOf(table);
    expect(near!).toBeGreaterThan(0.38);
    expect(far!).toBeGreaterThan(near!);
    expect(logit(far!)).toBeLessThan(logit(0.35) + 2 * (logit(0.35) - logit(0.2)));
  });

  it("expects more movement of a family with several seeds than of a published curve", () => {
    const rise = [0.02, 0.1, 0.3];
    const published = medianOf({ exactMatch: rise.map((p) => [p]) });
    const family = medianOf({ exactMatch: rise.map((p) => [p * 0.9, p, p * 1.1]) });
    expect(family[1]!).toBeGreaterThan(published[1]!);
  });

  it("has priors without every source it learned from, and answers as with all for one it never saw", () => {
    const table = { exactMatch: [0.1, 0.2, 0.3].map((p) => [p]) };
    expect(Object.keys(MEASURED.published)).toEqual(
      expect.arrayContaining(["", "gadre", "tr3", "pythia", "olmo-ladder"]),
    );
    expect(medianOf(table, "never seen")).toEqual(medianOf(table));
    expect(medianOf(table, "gadre")).not.toEqual(medianOf(table));
  });
});
