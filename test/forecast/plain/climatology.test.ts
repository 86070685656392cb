/** climatology: uniform in every respect, whatever the rows, and silent about metrics without two ends. */
import { expect, it } from "vitest";
import { rootKey } from "../../../src/base/random.ts";
import { climatology } from "../../../src/forecast/plain/climatology.ts";
import { cdf } from "../../../src/math/distribution.ts";
import { evidenceOf, questionOf, resultOf } from "../world.ts";

const key = rootKey("climatology");
const question = { ...questionOf([1e4, 1e5, 1e6, 1e7], 2), threshold: 0.8 };
const seen = evidenceOf(question, { exactMatch: [[0.9], [1]] });

it("is uniform over values, bins and the chance of success, and does not look at rows", () => {
  const result = resultOf(climatology, question, seen, key);
  if (!result.ok) throw new Error(result.reason);
  const { targets, jump, sharpness } = result.forecast;
  for (const { distribution, success } of targets) {
    for (const value of [0, 0.3, 0.77, 1]) expect(cdf(distribution, value)).toBeCloseTo(value, 12);
    expect(success).toBeCloseTo(0.2, 12);
  }
  expect(jump).toHaveLength(4);
  for (const mass of jump) expect(mass).toBeCloseTo(0.25, 12);
  expect(cdf(sharpness!, 0)).toBeCloseTo(1 / 6, 1.5); // no step up: three independent values in falling order
  const other = resultOf(climatology, question, evidenceOf(question, { exactMatch: [[0], [0]] }), key);
  expect(other).toMatchObject({ ok: true, forecast: { targets, jump, sharpness } });
});

it("turns the chance of success around for metrics that should be low", () => {
  const lower = { ...question, betterDirection: "lower" as const };
  expect(resultOf(climatology, lower, seen, key)).toMatchObject({
    forecast: { targets: [{ success: 0.8 }, { success: 0.8 }] },
  });
});

it("has no uniform distribution to offer on an open range", () => {
  expect(resultOf(climatology, { ...question, metric: "nll" }, seen, key)).toEqual({
    ok: false,
    reason: "climatology needs a metric with two ends, and nll has no such range",
  });
});
