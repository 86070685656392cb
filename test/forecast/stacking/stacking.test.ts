/** stacking: a pool with given weights, without those that refuse. */
import { describe, expect, it } from "vitest";
import { rootKey } from "../../../src/base/random.ts";
import type { Forecaster } from "../../../src/forecast/forecaster.ts";
import { forecastersWithout } from "../../../src/forecast/forecasters.ts";
import { stackingOf } from "../../../src/forecast/stacking/stacking.ts";
import { MEASURED_WEIGHTS } from "../../../src/forecast/stacking/weights.ts";
import { cdf, quantile } from "../../../src/math/distribution.ts";
import type { Forecast, Question } from "../../../src/records.ts";
import { evidenceOf, questionOf, resultOf } from "../world.ts";

const question = questionOf([1e4, 1e5, 1e6, 1e7, 1e8], 2);
const method = { law: "a value", objective: "none", search: "none", uncertainty: "none" };

/** Says that every held-out value lies within .01 of one. */
function sure(name: string, value: number): Forecaster {
  return {
    name,
    summary: name,
    method,
    draw: ({ grid }) => ({
      curves: Array.from({ length: 200 }, (_, i) => grid.heldOut.map(() => [value + (i - 100) / 1e4])),
      parameters: {},
      rationale: name,
    }),
  };
}
const silent: Forecaster = { name: "silent", summary: "", method, draw: () => ({ reason: "silent says nothing" }) };

function forecastOf(of: Forecaster, asked: Question = question, seeds = 1): Forecast {
  const table = { exactMatch: [0.1, 0.2, 0.3].map((p) => new Array<number>(seeds).fill(p)) };
  const result = resultOf(of, asked, evidenceOf(asked, table), rootKey("stacking"));
  if (!result.ok) throw new Error(result.reason);
  return result.forecast;
}

describe("stacking", () => {
  const published = { low: 0.25, high: 0.5, silent: 0.25 };
  const members = [sure("low", 0.2), sure("high", 0.8), silent];
  const of = stackingOf(members, { published, families: { high: 1 } });

  it("is the linear pool of those that answer, weights divided by their sum", () => {
    const { targets, parameters } = forecastOf(of);
    expect(cdf(targets[0]!.distribution, 0.5)).toBeCloseTo(1 / 3, 2);
    expect(parameters["weight.low"]).toBeCloseTo(1 / 3, 12);
    expect(parameters["weight.silent"]).toBeUndefined();
    expect(parameters.weightsOf).toBe("published");
  });

  it("takes the weights of families where several seeds were measured", () => {
    const { targets, parameters } = forecastOf(of, question, 3);
    expect(parameters.weightsOf).toBe("families");
    expect(quantile(targets[0]!.distribution, 0.5)).toBeCloseTo(0.8, 1);
  });

  it("gives a reason where nobody answers", () => {
    const nobody = stackingOf([silent], { published: { silent: 1 }, families: { silent: 1 } });
    const table = { exactMatch: [[0.1], [0.2], [0.3]] };
    expect(resultOf(nobody, question, evidenceOf(question, table), rootKey("stacking"))).toEqual({
      ok: false,
      reason: "silent says nothing",
    });
  });

  it("has measured weights on the simplex, of forecasters that there are, without every source", () => {
    const names = forecastersWithout("").map(({ name }) => name);
    for (const weights of [...Object.values(MEASURED_WEIGHTS.published), MEASURED_WEIGHTS.families]) {
      expect(Object.keys(weights).every((name) => names.includes(name))).toBe(true);
      expect(Object.values(weights).reduce((a, b) => a + b)).toBeCloseTo(1, 2);
    }
    expect(Object.keys(MEASURED_WEIGHTS.published)).toEqual(
      expect.arrayContaining(["", "gadre", "tr3", "pythia", "olmo-ladder"]),
    );
  });
});
