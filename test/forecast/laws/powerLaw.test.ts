/** power-law on curves whose law is known: losses over sizes, over sizes and tokens, and success made of power-law steps. */
import { describe, expect, it } from "vitest";
import { fold, generator, rootKey } from "../../../src/base/random.ts";
import { binomial } from "../../../src/forecast/curves.ts";
import { evidenceFor } from "../../../src/forecast/evidence.ts";
import type { Forecaster } from "../../../src/forecast/forecaster.ts";
import { powerLaw } from "../../../src/forecast/laws/powerLaw.ts";
import { logitAccuracyLine } from "../../../src/forecast/plain/logitAccuracyLine.ts";
import { persistence } from "../../../src/forecast/plain/persistence.ts";
import { quantile } from "../../../src/math/distribution.ts";
import { mean } from "../../../src/math/stats.ts";
import type { Evidence, Forecast, Question } from "../../../src/records.ts";
import { crps, evidenceOf, questionOf, resultOf, row } from "../world.ts";

const key = rootKey("power-law");
const SIZES = [1e5, 1e6, 1e7, 1e8, 1e9, 1e10];
const lossQuestion: Question = { ...questionOf(SIZES, 2), metric: "nll", betterDirection: "lower", threshold: 1.75 };

function forecastOf(forecaster: Forecaster, question: Question, evidence: Evidence): Forecast {
  const result = resultOf(forecaster, question, evidence, key);
  if (!result.ok) throw new Error(result.reason);
  return result.forecast;
}

const medians = ({ targets }: Forecast) => targets.map(({ distribution }) => quantile(distribution, 0.5));

describe("power-law", () => {
  it("continues an exact law of a loss, and narrows with the noise", () => {
    const law = (size: number) => 1.69 + 406 * size ** -0.5;
    const exact = SIZES.slice(0, 4).map((size) => [law(size), law(size), law(size)]);
    const forecast = forecastOf(powerLaw, lossQuestion, evidenceOf(lossQuestion, { nll: exact }));
    for (const [k, median] of medians(forecast).entries()) expect(median).toBeCloseTo(law(SIZES[4 + k]!), 1.7);
    expect(forecast.parameters).toMatchObject({
      quantity: "loss",
      bestExponents: [0.5],
      rungsUsed: 4,
      rungsDropped: 0,
    });
    const noisy = exact.map((seeds) => seeds.map((value, i) => value * (1 + 0.05 * (i - 1))));
    const wide = forecastOf(powerLaw, lossQuestion, evidenceOf(lossQuestion, { nll: noisy }));
    const width = ({ targets }: Forecast) =>
      quantile(targets[1]!.distribution, 0.95) - quantile(targets[1]!.distribution, 0.05);
    expect(width(wide)).toBeGreaterThan(2 * width(forecast));
  });

  it("tells exponents of size and tokens apart where both vary, and leaves them together where they do not", () => {
    const places = [1e7, 1e8, 1e9].flatMap((nParams) =>
      [2, 20, 100].map((perParameter) => ({ nParams, tokens: nParams * perParameter })),
    );
    const heldOut = [
      { nParams: 1e10, tokens: 2e11 },
      { nParams: 1e10, tokens: 1e12 },
    ];
    const law = ({ nParams, tokens }: { nParams: number; tokens: number }) =>
      1.8 + 480 * nParams ** -0.35 + 2000 * tokens ** -0.35;
    const rungs = [...places, ...heldOut].map((place, i) => ({
      ...place,
      name: `r${i}`,
      step: i,
      run: null,
      heldOut: i >= places.length,
    }));
    const question: Question = { ...lossQuestion, axis: "flops", rungs };
    const rows = places.flatMap((place, i) =>
      ["0", "1"].map((seed, s) => ({
        ...row(place.nParams, seed, "nll", law(place) * (1 + 0.002 * s)),
        step: i,
        run: `r${i}-${seed}`,
      })),
    );
    const forecast = forecastOf(powerLaw, question, evidenceFor(question, rows));
    expect(forecast.parameters.exponentMedians).toHaveLength(2);
    for (const [k, median] of medians(forecast).entries())
      expect(Math.abs(median - law(heldOut[k]!))).toBeLessThan(0.03);
    const proportional = {
      ...question,
      rungs: rungs.map((rung) => ({ ...rung, tokens: 20 * rung.nParams + rung.step })),
    };
    const alone = proportional.rungs.filter((rung) => ["r0", "r3", "r6", "r9"].includes(rung.name));
    const one = { ...proportional, rungs: alone };
    const own = rows.filter((r) => alone.some((rung) => rung.step === r.step));
    expect(forecastOf(powerLaw, one, evidenceFor(one, own)).parameters.exponentMedians).toHaveLength(1);
  });

  it("reads answerLogProb as a loss with its sign", () => {
    const question: Question = { ...questionOf(SIZES, 2), metric: "answerLogProb", threshold: -1 };
    const law = (size: number) => -(0.5 + 30 * size ** -0.2);
    const evidence = evidenceOf(question, { answerLogProb: SIZES.slice(0, 4).map((size) => [law(size)]) });
    const found = medians(forecastOf(powerLaw, question, evidence));
    for (const [k, median] of found.entries()) expect(Math.abs(median - law(SIZES[4 + k]!))).toBeLessThan(0.15);
  });

  it("drops rungs on the floor, and says so when too few are left or nothing falls", () => {
    const question = questionOf(SIZES, 2);
    const half = evidenceOf(question, { exactMatch: [[0], [0.05], [0.2], [0.5]] });
    expect(forecastOf(powerLaw, question, half).parameters).toMatchObject({ rungsUsed: 3, rungsDropped: 1 });
    const floor = evidenceOf(question, { exactMatch: [[0], [0], [0.001], [0.02]] });
    expect(resultOf(powerLaw, question, floor, key)).toEqual({
      ok: false,
      reason:
        "power-law needs 3 rungs with exactMatch off the floor, got 1; direct-law and saturating-law take values at chance",
    });
    const rising = evidenceOf(lossQuestion, {
      nll: [
        [1, 1.01],
        [2, 2.01],
        [3, 3.01],
        [4, 4.02],
      ],
    });
    expect(resultOf(powerLaw, lossQuestion, rising, key)).toMatchObject({ ok: false });
    const margin = { ...question, metric: "logitMargin" };
    expect(resultOf(powerLaw, margin, half, key)).toMatchObject({ ok: false });
  });

  it("counts a choice from its chance level", () => {
    const question: Question = {
      ...questionOf(SIZES, 2),
      metric: "success",
      task: {
        ...questionOf(SIZES, 2).task,
        success: { kind: "multipleChoice", options: [0, 1, 2, 3] },
      } as Question["task"],
    };
    const law = (size: number) => 0.25 + 0.75 * Math.exp(-30 * size ** -0.2);
    const evidence = evidenceOf(question, {
      success: SIZES.slice(0, 4).map((size) => [law(size), law(size), law(size)]),
    });
    const forecast = forecastOf(powerLaw, question, evidence);
    for (const [k, median] of medians(forecast).entries())
      expect(Math.abs(median - law(SIZES[4 + k]!))).toBeLessThan(0.04);
  });
});

describe("power-law against the baselines", () => {
  it("covers and wins on success made of power-law steps", () => {
    const scores = new Map(
      [powerLaw, logitAccuracyLine, persistence].map((forecaster) => [forecaster, [] as number[]]),
    );
    const covered: number[] = [];
    const xs = [5, 5.4, 5.8, 6.2, 6.6, 7, 7.3, 7.6];
    for (let i = 0; i < 14; i++) {
      const rng = generator(fold(key, i));
      const [alpha, start] = [0.3 + 0.7 * rng.uniform(), 2 + 3 * rng.uniform()];
      const seedsAt = (x: number) =>
        [0, 1, 2].map(
          () => binomial(512, Math.exp(-start * 10 ** (-alpha * (x - 5)) * Math.exp(0.08 * rng.normal())), rng) / 512,
        );
      const values = xs.map(seedsAt);
      const question = questionOf(
        xs.map((x) => Math.round(10 ** x)),
        3,
      );
      const evidence = evidenceOf(question, { exactMatch: values.slice(0, 5) });
      const outcomes = values.slice(5).map(mean);
      for (const [forecaster, list] of scores)
        for (const [k, { distribution }] of forecastOf(forecaster, question, evidence).targets.entries()) {
          list.push(crps(distribution, outcomes[k]!));
          if (forecaster === powerLaw)
            covered.push(
              Number(quantile(distribution, 0.05) <= outcomes[k]! && outcomes[k]! <= quantile(distribution, 0.95)),
            );
        }
    }
    expect(mean(covered)).toBeGreaterThanOrEqual(0.85);
    expect(mean(scores.get(powerLaw)!)).toBeLessThan(0.6 * mean(scores.get(logitAccuracyLine)!));
    expect(mean(scores.get(powerLaw)!)).toBeLessThan(0.3 * mean(scores.get(persistence)!));
  });
});
