/** drift: its quantiles against an independent computation in numpy, and how it differs from persistence. */
import { describe, expect, it } from "vitest";
import { rootKey } from "../../../src/base/random.ts";
import { drift } from "../../../src/forecast/process/drift.ts";
import { cdf, quantile } from "../../../src/math/distribution.ts";
import type { Forecast, Question } from "../../../src/records.ts";
import { evidenceOf, questionOf, resultOf } from "../world.ts";

const key = rootKey("drift");
/** Evaluation noise of the held-out values is taken away, so that the process alone is left. */
const question: Question = { ...questionOf([1e4, 1e5, 1e6, 1e7, 1e8], 2), numExamples: 1_000_000 };

function forecastOf(shares: number[]): Forecast {
  const evidence = evidenceOf(question, { exactMatch: shares.map((share) => [share]) });
  const result = resultOf(drift, question, evidence, key);
  if (!result.ok) throw new Error(result.reason);
  return result.forecast;
}

describe("drift", () => {
  it("has the quantiles of the averaged posterior", () => {
    const { targets } = forecastOf([0.02, 0.05, 0.2]);
    const expected = [
      [0.051, 0.1513, 0.2642, 0.4228, 0.7163],
      [0.0293, 0.1562, 0.3464, 0.6071, 0.9089],
    ];
    for (const [k, { distribution }] of targets.entries())
      for (const [i, level] of [0.05, 0.25, 0.5, 0.75, 0.95].entries())
        expect(Math.abs(cdf(distribution, expected[k]![i]!) - level)).toBeLessThan(0.025);
  });

  it("goes on up or down as the values went, and stays where they stayed", () => {
    const change = (shares: number[]) => quantile(forecastOf(shares).targets[1]!.distribution, 0.5) - shares.at(-1)!;
    expect(change([0.3, 0.4, 0.5])).toBeGreaterThan(0.04);
    expect(change([0.7, 0.6, 0.5])).toBeLessThan(-0.04);
    expect(change([0.5, 0.5, 0.5])).toBeCloseTo(0, 2);
  });

  it("gives its reason for a metric that is neither a share nor a loss", () => {
    const margin: Question = { ...question, metric: "logitMargin", threshold: 0 };
    const evidence = evidenceOf(margin, { logitMargin: [[0], [1], [2]] });
    expect(resultOf(drift, margin, evidence, key)).toMatchObject({
      ok: false,
      reason: expect.stringContaining("drift: "),
    });
  });
});
