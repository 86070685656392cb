/** bayes-mix as a forecaster: which rows it uses for which metric, what it reports, and the demo family. */
import { describe, expect, it } from "vitest";
import { rootKey } from "../../../src/base/random.ts";
import { bayesMix } from "../../../src/forecast/bayesMix/bayesMix.ts";
import { persistence } from "../../../src/forecast/plain/persistence.ts";
import { quantile } from "../../../src/math/distribution.ts";
import { sigmoid } from "../../../src/math/special.ts";
import type { Evidence, Forecast, Question } from "../../../src/records.ts";
import { demoCrps, demoQuestion, demoTable } from "../demoFamily.ts";
import { evidenceOf, questionOf, resultOf } from "../world.ts";

const key = rootKey("bayes-mix");
const SIZES = [1e4, 3e4, 1e5, 3e5, 1e6, 3e6, 1e7];

function forecastOf(question: Question, evidence: Evidence, forecaster = bayesMix): Forecast {
  const result = resultOf(forecaster, question, evidence, key);
  if (!result.ok) throw new Error(result.reason);
  return result.forecast;
}

const medians = ({ targets }: Forecast) => targets.map(({ distribution }) => quantile(distribution, 0.5));

/** Three seeds a little apart on the logit scale of a per-token chance, at the five observed sizes, through `to`. */
const table = (to: (p: number) => number, middle = 5.6) =>
  SIZES.slice(0, 5).map((size) =>
    [-0.1, 0, 0.1].map((shift) => to(sigmoid(1.5 * (Math.log10(size) - middle) + 1 + shift))),
  );
const external = (success: object, answerLength: number | null): Question["task"] =>
  ({
    kind: "external",
    name: "chain",
    params: {},
    answerLength,
    success,
    fingerprint: "b".repeat(64),
  }) as Question["task"];

describe("bayes-mix continues what it was shown", () => {
  const truth = (size: number) => sigmoid(1.5 * (Math.log10(size) - 5.6) + 1);
  const own = questionOf(SIZES, 2, {}, 4);
  const nll = table((p) => -Math.log(p));
  const tail = (p: number) => 4 * p ** 3 * (1 - p) + p ** 4;
  const success = (definition: object): Question =>
    ({ ...own, metric: "success", task: { ...own.task, success: definition } }) as Question;
  const law = (size: number) => 2 + 20 * size ** -0.3;
  const loss: Question = { ...own, metric: "nll", betterDirection: "lower", threshold: 0.2 };

  it.each<[string, Question, Record<string, number[][]>, (size: number) => number, number]>([
    ["whole answers", own, { exactMatch: table((p) => p ** 4) }, (size) => truth(size) ** 4, 0.06],
    ["k of n tokens", success({ kind: "kOfN", k: 3 }), { success: table(tail) }, (size) => tail(truth(size)), 0.06],
    [
      "sampled answers",
      { ...own, metric: "sampledSuccess" },
      { nll, sampledSuccess: table((p) => p ** 4) },
      (size) => truth(size) ** 4,
      0.06,
    ],
    [
      "choices",
      success({ kind: "multipleChoice", options: [0, 1, 2, 3] }),
      { success: table((p) => 0.25 + 0.75 * p) },
      (size) => 0.25 + 0.75 * truth(size),
      0.06,
    ],
    [
      "shares of unknown make",
      { ...own, metric: "accuracy", task: external({ kind: "unknown" }, null) },
      { accuracy: table((p) => p ** 4) },
      (size) => truth(size) ** 4,
      0.12,
    ],
    ["nll of a token task", loss, { nll }, (size) => -Math.log(truth(size)), 0.05],
    [
      "a loss from elsewhere",
      { ...loss, task: external({ kind: "unknown" }, null) },
      { nll: SIZES.slice(0, 5).map((size) => [0.99, 1, 1.01].map((f) => f * law(size))) },
      law,
      0.05,
    ],
  ])("%s", (_, question, rows, expected, tolerance) => {
    const found = medians(forecastOf(question, evidenceOf(question, rows)));
    for (const [k, median] of found.entries())
      expect(Math.abs(median - expected(SIZES[5 + k]!))).toBeLessThan(tolerance);
  });
});

describe("bayes-mix says", () => {
  const question = questionOf(SIZES, 2, {}, 4);

  it("how probable a break is, before and after, and what follows without one", () => {
    const { parameters, rationale } = forecastOf(question, evidenceOf(question, { exactMatch: table((p) => p ** 4) }));
    const { breakPrior, breakProbability, creepingProbability, publishedProbability, risingProbability } = parameters;
    expect(breakProbability).toBeGreaterThan(0.02);
    expect(breakProbability).toBeLessThan(breakPrior as number);
    expect(
      [creepingProbability, publishedProbability, risingProbability].map(Number).reduce((a, b) => a + b),
    ).toBeCloseTo(1, 9);
    expect(parameters.medianIfNoBreak).toHaveLength(2);
    expect(parameters.effectiveSize).toBeGreaterThanOrEqual(100);
    expect(rationale).toMatch(/^From exactMatch: a break has probability 0\.\d\d, 0\.\d\d before/);
  });

  it("why it has nothing to say", () => {
    const margin = { ...question, metric: "logitMargin" };
    expect(resultOf(bayesMix, margin, evidenceOf(question, { exactMatch: table((p) => p) }), key)).toMatchObject({
      ok: false,
    });
    const wild = evidenceOf(question, {
      exactMatch: [
        [1, 1],
        [0, 0],
        [1, 1],
        [0, 0],
        [1, 1],
      ],
    });
    const result = resultOf(bayesMix, question, wild, key);
    if (!result.ok) expect(result.reason).toMatch(/^low-ess: effective size [\d.]+ of 100 after 8 further stages/);
  });
});

describe("the demo family (operator chains, d = 8..64, 3 seeds)", () => {
  const { exactMatch } = demoTable;

  it.each([
    ["tokens", demoTable, 0.12, 0.6],
    ["exact match alone, which may level off", { exactMatch }, 0.18, 0.5],
  ])("is forecast from d <= 24 far better than by persistence: %s", (_, rows, most, placed) => {
    const evidence = evidenceOf(demoQuestion, rows);
    const mix = forecastOf(demoQuestion, evidence);
    expect(demoCrps(mix)).toBeLessThan(most);
    expect(demoCrps(mix)).toBeLessThan(0.3 * demoCrps(forecastOf(demoQuestion, evidence, persistence)));
    expect(mix.jump[1]! + mix.jump[2]!).toBeGreaterThan(placed);
  });
});
