/** saturating-law on curves whose plateau is known, on a floor, and on falls. */
import { describe, expect, it } from "vitest";
import { rootKey } from "../../../src/base/random.ts";
import { saturatingLaw } from "../../../src/forecast/laws/saturatingLaw.ts";
import { quantile } from "../../../src/math/distribution.ts";
import { sigmoid } from "../../../src/math/special.ts";
import type { Forecast, Question } from "../../../src/records.ts";
import { evidenceOf, questionOf, resultOf } from "../world.ts";

const key = rootKey("saturating-law");
const SIZES = [1e4, 3e4, 1e5, 3e5, 1e6, 3e6, 1e7, 3e7];
const question = questionOf(SIZES, 2);

function forecastOf(of: Question, shares: number[]): Forecast {
  const evidence = evidenceOf(of, { exactMatch: shares.map((share) => [share, share, share]) });
  const result = resultOf(saturatingLaw, of, evidence, key);
  if (!result.ok) throw new Error(result.reason);
  return result.forecast;
}

const at = (forecast: Forecast, level: number) =>
  forecast.targets.map(({ distribution }) => quantile(distribution, level));

describe("saturating-law", () => {
  it("finds the plateau, slope and middle of a curve that levels off, and stays there", () => {
    const law = (size: number) => 0.6 * sigmoid(4 * (Math.log10(size) - 5));
    const forecast = forecastOf(question, SIZES.slice(0, 6).map(law));
    const { plateau, slope, middle } = forecast.parameters;
    expect(plateau).toBeCloseTo(0.6, 1);
    expect(Math.abs((slope as number) - 4)).toBeLessThan(0.8);
    expect(middle).toBeCloseTo(5, 1);
    for (const median of at(forecast, 0.5)) expect(Math.abs(median - 0.6)).toBeLessThan(0.04);
  });

  it("leaves open how high a curve in the middle of its rise will come, more so further ahead", () => {
    const law = (size: number) => sigmoid(2 * (Math.log10(size) - 6.2));
    const forecast = forecastOf(question, SIZES.slice(0, 6).map(law));
    const [low, high] = [at(forecast, 0.05), at(forecast, 0.95)];
    for (const [k, size] of SIZES.slice(6).entries()) {
      expect(low[k]!).toBeLessThan(law(size));
      expect(high[k]!).toBeGreaterThan(law(size));
    }
    expect(high[1]! - low[1]!).toBeGreaterThan(high[0]! - low[0]!);
  });

  it("continues a fall and says so", () => {
    const law = (size: number) => 0.8 * sigmoid(-2 * (Math.log10(size) - 6));
    const forecast = forecastOf(question, SIZES.slice(0, 6).map(law));
    expect(forecast.parameters.chanceFalling).toBeGreaterThan(0.9);
    expect(at(forecast, 0.5)[1]!).toBeLessThan(law(SIZES[5]!));
  });

  it("says what it needs", () => {
    const one = questionOf([1e5, 1e6], 1);
    expect(resultOf(saturatingLaw, one, evidenceOf(one, { exactMatch: [[0.1]] }), key)).toEqual({
      ok: false,
      reason: "saturating-law needs 2 observed rungs with exactMatch, got 1",
    });
    const loss: Question = { ...questionOf([1e5, 1e6, 1e7], 1), metric: "nll", betterDirection: "lower" };
    expect(resultOf(saturatingLaw, loss, evidenceOf(loss, { nll: [[2], [1]] }), key)).toMatchObject({ ok: false });
  });
});
