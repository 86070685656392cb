/** direct-law on an exact power of -ln accuracy, at chance, and on a fall. */
import { describe, expect, it } from "vitest";
import { rootKey } from "../../../src/base/random.ts";
import { directLaw } from "../../../src/forecast/laws/directLaw.ts";
import { quantile } from "../../../src/math/distribution.ts";
import type { Forecast, Question } from "../../../src/records.ts";
import { evidenceOf, questionOf, resultOf } from "../world.ts";

const key = rootKey("direct-law");
const SIZES = [1e4, 3e4, 1e5, 3e5, 1e6, 3e6, 1e7, 3e7];
const question = questionOf(SIZES, 2);
const choice: Question = {
  ...question,
  metric: "accuracy",
  task: {
    kind: "external",
    name: question.task.name,
    params: {},
    answerLength: null,
    success: { kind: "choice", chance: 0.25 },
    fingerprint: "0".repeat(64),
  },
};

function forecastOf(of: Question, law: (size: number) => number): Forecast {
  const values = SIZES.slice(0, 6).map((size) => [law(size), law(size), law(size)]);
  const result = resultOf(directLaw, of, evidenceOf(of, { [of.metric]: values }), key);
  if (!result.ok) throw new Error(result.reason);
  return result.forecast;
}

const at = ({ targets }: Forecast, level: number) => targets.map(({ distribution }) => quantile(distribution, level));

describe("direct-law", () => {
  it("continues an exact power of -ln accuracy and finds its exponent", () => {
    const law = (size: number) => Math.exp(-1.5 * (size / 1e5) ** -0.3);
    const forecast = forecastOf(question, law);
    expect(Math.abs((forecast.parameters.exponent as number) - 0.3)).toBeLessThan(0.08);
    for (const [k, median] of at(forecast, 0.5).entries())
      expect(Math.abs(median - law(SIZES[6 + k]!))).toBeLessThan(0.03);
  });

  it("answers at chance: it stays there or rises, and does not fall", () => {
    const forecast = forecastOf(choice, () => 0.25);
    for (const low of at(forecast, 0.05)) expect(low).toBeGreaterThan(0.15);
    expect(Math.abs(at(forecast, 0.5)[1]! - 0.25)).toBeLessThan(0.05);
  });

  it("takes chance off where accuracy starts there", () => {
    const law = (size: number) => 0.25 + 0.75 * Math.exp(-3 * (size / 1e5) ** -0.4);
    const forecast = forecastOf(choice, law);
    expect(forecast.parameters.chance).toBeGreaterThan(0.15);
    for (const [k, median] of at(forecast, 0.5).entries())
      expect(Math.abs(median - law(SIZES[6 + k]!))).toBeLessThan(0.05);
  });

  it("says what it needs", () => {
    const one = questionOf([1e5, 1e6], 1);
    expect(resultOf(directLaw, one, evidenceOf(one, { exactMatch: [[0.1]] }), key)).toEqual({
      ok: false,
      reason: "direct-law needs 2 observed rungs with exactMatch, got 1",
    });
  });
});
