/** bnsl says when a break is identified and when not, and its intervals hold either way; the stand-in curve is that of the cut table. */
import { describe, expect, it } from "vitest";
import { fold, generator, rootKey } from "../../../../src/base/random.ts";
import { evidenceFor } from "../../../../src/forecast/evidence.ts";
import type { Forecaster } from "../../../../src/forecast/forecaster.ts";
import { bnsl } from "../../../../src/forecast/laws/bnsl/bnsl.ts";
import { ADDITION } from "../../../../src/forecast/laws/bnsl/cutTable.ts";
import { bnslAt } from "../../../../src/forecast/laws/bnsl/law.ts";
import { powerLaw } from "../../../../src/forecast/laws/powerLaw.ts";
import { persistence } from "../../../../src/forecast/plain/persistence.ts";
import { quantile } from "../../../../src/math/distribution.ts";
import { mean } from "../../../../src/math/stats.ts";
import type { Forecast, Question } from "../../../../src/records.ts";
import { crps, evidenceOf, questionOf, resultOf, row } from "../../world.ts";

const key = rootKey("bnsl");

function forecastOf(forecaster: Forecaster, { question, evidence }: ReturnType<typeof cutAt>): Forecast {
  const result = resultOf(forecaster, question, evidence, key);
  if (!result.ok) throw new Error(result.reason);
  return result.forecast;
}

/** The stand-in curve with noise, observed up to `last`. */
function cutAt(last: number, noise: number, draw: number) {
  const rng = generator(fold(key, draw));
  const fitted = ADDITION.fitted.filter((x) => x <= last);
  const y = [...ADDITION.fitted, ...ADDITION.heldOut].map(
    (x) => bnslAt(ADDITION.law, x) * Math.exp(noise * rng.normal()),
  );
  const question: Question = {
    ...questionOf([...fitted, ...ADDITION.heldOut], 3),
    metric: "nll",
    betterDirection: "lower",
    threshold: 1,
    numSeeds: 1,
  };
  const rows = fitted.map((x, i) => row(x, "0", "nll", y[i]!));
  return { question, evidence: evidenceFor(question, rows), outcomes: y.slice(-3) };
}

const scoresOf = ({ targets }: Forecast, outcomes: number[]) =>
  mean(targets.map((t, k) => crps(t.distribution, outcomes[k]!)));

describe("bnsl", () => {
  it.each([512, 640])("does not call the break identified from x <= %i", (last) => {
    for (const noise of [6e-4, 5e-3]) expect(forecastOf(bnsl, cutAt(last, noise, 0)).parameters.identified).toBe(false);
  });

  it("calls it identified with the break behind it, puts it near 613 and predicts with intervals that hold", () => {
    for (const draw of [0, 1]) {
      const cut = cutAt(736, 5e-3, draw);
      const forecast = forecastOf(bnsl, cut);
      expect(forecast.parameters.identified).toBe(true);
      expect(10 ** (forecast.parameters.placeLow as number)).toBeLessThan(625);
      expect(10 ** (forecast.parameters.placeHigh as number)).toBeGreaterThan(600);
      for (const [k, { distribution }] of forecast.targets.entries()) {
        expect(quantile(distribution, 0.05)).toBeLessThan(cut.outcomes[k]!);
        expect(quantile(distribution, 0.95)).toBeGreaterThan(cut.outcomes[k]!);
      }
    }
  });

  it.each([576, 736])("beats a smooth power law and persistence from x <= %i", (last) => {
    const cut = cutAt(last, 5e-3, 3);
    const own = scoresOf(forecastOf(bnsl, cut), cut.outcomes);
    expect(own).toBeLessThan(0.8 * scoresOf(forecastOf(powerLaw, cut), cut.outcomes));
    expect(own).toBeLessThan(0.8 * scoresOf(forecastOf(persistence, cut), cut.outcomes));
  });

  it("is wider while the break is open", () => {
    const width = (last: number) => {
      const { distribution } = forecastOf(bnsl, cutAt(last, 5e-3, 0)).targets[2]!;
      return quantile(distribution, 0.95) - quantile(distribution, 0.05);
    };
    expect(width(608)).toBeGreaterThan(2 * width(736));
  });

  it("finds no break in a power law, and says what it lacks", () => {
    const sizes = [1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11];
    const question: Question = { ...questionOf(sizes, 2), metric: "nll", betterDirection: "lower" };
    const law = (size: number) => 1.5 + 20 * size ** -0.3;
    const evidence = evidenceOf(question, { nll: sizes.slice(0, 5).map((size) => [law(size), law(size) * 1.002]) });
    const { parameters, targets } = forecastOf(bnsl, { question, evidence, outcomes: [] });
    expect(parameters.identified).toBe(false);
    expect(parameters.probability).toBeLessThan(0.35);
    expect(Math.abs(quantile(targets[0]!.distribution, 0.5) - law(1e10))).toBeLessThan(0.05);
    const three: Question = { ...question, rungs: question.rungs.slice(2) };
    expect(resultOf(bnsl, three, evidence, key)).toEqual({
      ok: false,
      reason: "bnsl needs 4 rungs with nll off the floor, got 3",
    });
  });
});
