/** gaussian-process: its quantiles against an independent computation in numpy, and what must not change about the rival. */
import { describe, expect, it } from "vitest";
import { rootKey } from "../../../src/base/random.ts";
import { gaussianProcess } from "../../../src/forecast/process/gaussianProcess.ts";
import { cdf, quantile } from "../../../src/math/distribution.ts";
import type { Forecast, Question } from "../../../src/records.ts";
import { evidenceOf, questionOf, resultOf } from "../world.ts";

const key = rootKey("gaussian process");
/** Evaluation noise of the held-out values is taken away, so that the process alone is left. */
const question: Question = { ...questionOf([1e4, 1e5, 1e6, 1e7, 1e8], 2), numExamples: 1_000_000 };
const choice: Question = {
  ...question,
  task: {
    kind: "external",
    name: question.task.name,
    params: {},
    answerLength: null,
    success: { kind: "choice", chance: 0.25 },
    fingerprint: "0".repeat(64),
  },
  metric: "accuracy",
};

function forecastOf(of: Question, table: Record<string, number[][]>): Forecast {
  const result = resultOf(gaussianProcess, of, evidenceOf(of, table), key);
  if (!result.ok) throw new Error(result.reason);
  return result.forecast;
}

function expectQuantiles({ targets }: Forecast, expected: number[][]): void {
  for (const [k, { distribution }] of targets.entries())
    for (const [i, level] of [0.05, 0.25, 0.5, 0.75, 0.95].entries())
      expect(Math.abs(cdf(distribution, expected[k]![i]!) - level)).toBeLessThan(0.025);
}

describe("gaussian-process", () => {
  it("has the quantiles of the averaged posterior, off chance and around it", () => {
    const rise = forecastOf(question, { exactMatch: [[0.02], [0.05], [0.2]] });
    expectQuantiles(rise, [
      [0.0439, 0.1818, 0.3124, 0.433, 0.6219],
      [0.0328, 0.1912, 0.4275, 0.646, 0.848],
    ]);
    const floor = forecastOf(choice, { accuracy: [[0.25], [0.19], [0.22]] });
    expectQuantiles(floor, [
      [0.0984, 0.1701, 0.2192, 0.2796, 0.4354],
      [0.057, 0.1376, 0.2097, 0.3092, 0.5658],
    ]);
  });

  it("knows no direction: failures instead of successes give the mirror image", () => {
    const median = (shares: number[]) =>
      quantile(forecastOf(question, { exactMatch: shares.map((share) => [share]) }).targets[1]!.distribution, 0.5);
    expect(median([0.1, 0.2, 0.4])).toBeCloseTo(1 - median([0.9, 0.8, 0.6]), 1);
  });

  it("reads how much runs differ off their seeds", () => {
    const equal = forecastOf(question, { exactMatch: [0.1, 0.2, 0.3].map((share) => [share, share, share]) });
    const apart = forecastOf(question, { exactMatch: [0.1, 0.2, 0.3].map((p) => [p / 2, p, 2 * p]) });
    expect(apart.parameters.runSd).toBeGreaterThan(3 * (equal.parameters.runSd as number));
  });

  it("takes losses by their logarithm, and says what it cannot take", () => {
    const loss: Question = { ...question, metric: "nll", betterDirection: "lower", threshold: 0.3 };
    const { targets, parameters } = forecastOf(loss, { nll: [[2], [2], [2]] });
    expect(quantile(targets[0]!.distribution, 0.5)).toBeCloseTo(2, 1);
    expect(parameters.scale).toBe("log loss");
    const margin: Question = { ...question, metric: "logitMargin", threshold: 0 };
    expect(resultOf(gaussianProcess, margin, evidenceOf(margin, { logitMargin: [[0], [0], [0]] }), key)).toEqual({
      ok: false,
      reason: "gaussian-process: a share of successes or a loss is needed, not logitMargin",
    });
  });
});
