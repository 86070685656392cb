/** seed-mixture on families whose runs succeed or fail with a known chance, and on runs that are all alike. */
import { describe, expect, it } from "vitest";
import { rootKey } from "../../../src/base/random.ts";
import { seedMixture } from "../../../src/forecast/plain/seedMixture.ts";
import { cdf, quantile } from "../../../src/math/distribution.ts";
import type { Forecast, Question } from "../../../src/records.ts";
import { evidenceOf, questionOf, resultOf } from "../world.ts";

const key = rootKey("seed-mixture");
const single: Question = { ...questionOf([1e4, 3e4, 1e5, 3e5, 1e6], 1), threshold: 0.5, numSeeds: 1 };

/** Eight seeds a rung, so many of which succeed; a success measures about .9, a failure about .02. */
function seedsOf(successes: number): number[] {
  return Array.from({ length: 8 }, (_, i) => (i < successes ? 0.89 + 0.004 * i : 0.018 + 0.001 * i));
}

function forecastOf(of: Question, exactMatch: number[][]): Forecast {
  const result = resultOf(seedMixture, of, evidenceOf(of, { exactMatch }), key);
  if (!result.ok) throw new Error(result.reason);
  return result.forecast;
}

describe("seed-mixture", () => {
  it("gives one run two places to be, with the chance of success of the trend", () => {
    const { targets, parameters } = forecastOf(single, [0, 1, 3, 5].map(seedsOf));
    const { distribution, success } = targets[0]!;
    expect(Math.abs((parameters.chanceAtLast as number) - 5 / 8)).toBeLessThan(0.12);
    expect(success!).toBeGreaterThan(0.65);
    expect(success!).toBeLessThan(0.95);
    expect(cdf(distribution, 0.7) - cdf(distribution, 0.2)).toBeLessThan(0.08);
    expect(cdf(distribution, 0.2)).toBeCloseTo(1 - success!, 1);
    expect(parameters.successAtLast).toBeCloseTo(0.9, 1);
    expect(parameters.failureAtLast).toBeCloseTo(0.02, 1);
  });

  it("gives the mean of many runs the middle that no run has", () => {
    const { targets } = forecastOf({ ...single, numSeeds: 16 }, [4, 4, 4, 4].map(seedsOf));
    const { distribution } = targets[0]!;
    expect(Math.abs(quantile(distribution, 0.5) - 0.46)).toBeLessThan(0.12);
    expect(cdf(distribution, 0.1)).toBeLessThan(0.05);
  });

  it("leaves runs that are all alike near where they were", () => {
    const alike = [0.3, 0.3, 0.3, 0.3].map((share) => [share, share + 0.01, share - 0.01]);
    const { distribution } = forecastOf(single, alike).targets[0]!;
    expect(Math.abs(quantile(distribution, 0.5) - 0.3)).toBeLessThan(0.1);
  });

  it("refuses single seeds", () => {
    expect(resultOf(seedMixture, single, evidenceOf(single, { exactMatch: [[0], [0.1], [0.2], [0.3]] }), key)).toEqual({
      ok: false,
      reason: "seed-mixture needs two seeds or more at an observed rung with exactMatch, got 1",
    });
  });
});
