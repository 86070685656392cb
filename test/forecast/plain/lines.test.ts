/** persistence and logit-accuracy-line: the two forecasters whose distributions are known in closed form. */
import { describe, expect, it } from "vitest";
import { rootKey } from "../../../src/base/random.ts";
import type { ForecastResult } from "../../../src/forecast/forecaster.ts";
import { logitAccuracyLine } from "../../../src/forecast/plain/logitAccuracyLine.ts";
import { persistence } from "../../../src/forecast/plain/persistence.ts";
import { cdf, quantile } from "../../../src/math/distribution.ts";
import { logit, sigmoid, studentTQuantile } from "../../../src/math/special.ts";
import type { Forecast } from "../../../src/records.ts";
import { evidenceOf, questionOf, resultOf } from "../world.ts";

const key = rootKey("lines");
const question = questionOf([1e4, 1e5, 1e6, 1e7, 1e8], 2);

function forecastOf(result: ForecastResult): Forecast {
  if (!result.ok) throw new Error(result.reason);
  return result.forecast;
}

describe("persistence", () => {
  it("is normal around the last value with variance growing by the decade", () => {
    const evidence = evidenceOf(question, { exactMatch: [[0.3], [0.4], [0.44]] });
    const { targets, parameters } = forecastOf(resultOf(persistence, question, evidence, key));
    const sd = Math.sqrt((0.1 ** 2 + 0.04 ** 2 + 2 * 0.08 ** 2) / 4);
    expect(parameters.stepSd).toBeCloseTo(sd, 12);
    for (const [h, target] of targets.entries()) {
      expect(quantile(target.distribution, 0.5)).toBeCloseTo(0.44, 2);
      expect(quantile(target.distribution, 0.95)).toBeCloseTo(0.44 + 1.645 * sd * Math.sqrt(h + 1), 1.7);
    }
  });

  it("says the same of a place whether or not rungs lie before it", () => {
    const shares = { exactMatch: [[0.3], [0.4], [0.44]] };
    const far = questionOf([1e4, 1e5, 1e6, 1e8], 1);
    const [near, alone] = [question, far].map((of) =>
      forecastOf(resultOf(persistence, of, evidenceOf(of, shares), key)),
    );
    const [dense, one] = [near!.targets[1]!, alone!.targets[0]!].map(({ distribution }) =>
      quantile(distribution, 0.95),
    );
    expect(dense).toBeCloseTo(one!, 1.7);
  });

  it("takes no steps along a floor for calm, and puts the mass beyond the range on its end", () => {
    const floor = forecastOf(
      resultOf(persistence, question, evidenceOf(question, { exactMatch: [[0], [0], [0]] }), key),
    );
    expect(floor.parameters).toMatchObject({ stepSd: 0.08, numSteps: 0 });
    expect(cdf(floor.targets[0]!.distribution, 0)).toBeCloseTo(0.5, 1);
    expect(floor.jump.at(-1)).toBeCloseTo(0.9925, 12);
    const risen = evidenceOf(question, { exactMatch: [[0], [0.002], [0.2]] });
    expect(forecastOf(resultOf(persistence, question, risen, key)).parameters.numSteps).toBe(1);
  });
});

describe("logit-accuracy-line", () => {
  it("gives the line through logit accuracy, points weighted by their items, with a Student t around it", () => {
    const shares = [0.02, 0.05, 0.2];
    const evidence = evidenceOf(question, { exactMatch: shares.map((share) => [share]) });
    const { targets, parameters } = forecastOf(resultOf(logitAccuracyLine, question, evidence, key));
    const p = shares.map((share) => (share * 512 + 0.5) / 513);
    const w = p.map((share) => 0.01 / (0.01 + 1 / (513 * share * (1 - share))));
    const dot = (one: number[], other: number[]) => one.reduce((total, value, i) => total + value * other[i]!, 0);
    const [x, z] = [[4, 5, 6], p.map(logit)];
    const [s0, sx, sz] = [dot(w, [1, 1, 1]), dot(w, x), dot(w, z)];
    const sxx =
      dot(
        w,
        x.map((value) => value * value),
      ) -
      sx ** 2 / s0;
    const slope =
      (dot(
        w,
        x.map((value, i) => value * z[i]!),
      ) -
        (sx * sz) / s0) /
      sxx;
    const line = (at: number) => sz / s0 + slope * (at - sx / s0);
    expect(parameters.slope).toBeCloseTo(slope, 10);
    const s = Math.sqrt(
      dot(
        w,
        z.map((value, i) => (value - line(x[i]!)) ** 2),
      ),
    );
    expect(parameters.residualSd).toBeCloseTo(s, 10);
    const { distribution } = targets[0]!;
    expect(quantile(distribution, 0.5)).toBeCloseTo(sigmoid(line(7)), 1);
    const alone = studentTQuantile(0.95, 1) * s * Math.sqrt(1 + 1 / s0 + (7 - sx / s0) ** 2 / sxx);
    expect(quantile(distribution, 0.95)).toBeGreaterThan(sigmoid(line(7) + 0.9 * alone));
  });

  it("is not pulled by rungs with nothing right: a long floor before a rise leaves the slope of the rise", () => {
    const slopeOf = (shares: number[]) => {
      const of = questionOf([1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8].slice(-shares.length - 2), 2);
      const evidence = evidenceOf(of, { exactMatch: shares.map((share) => [share]) });
      return forecastOf(resultOf(logitAccuracyLine, of, evidence, key)).parameters.slope as number;
    };
    const rise = slopeOf([0.05, 0.3, 0.75]);
    expect(slopeOf([0, 0, 0, 0.05, 0.3, 0.75])).toBeGreaterThan(0.7 * rise);
  });

  it("says why it has nothing to say about two rungs or a metric that is not a share", () => {
    const two = questionOf([1e5, 1e6, 1e7], 1);
    expect(resultOf(logitAccuracyLine, two, evidenceOf(two, { exactMatch: [[0], [0.1]] }), key)).toEqual({
      ok: false,
      reason: "a line needs 3 observed rungs with exactMatch, got 2",
    });
    const loss = { ...question, metric: "nll" };
    const evidence = evidenceOf(loss, { nll: [[3], [2], [1]] });
    expect(resultOf(logitAccuracyLine, loss, evidence, key)).toMatchObject({ ok: false });
    expect(resultOf(persistence, loss, evidence, key)).toMatchObject({ ok: true });
  });
});
