/** What every forecaster in FORECASTERS must do, whatever its model; a new forecaster is added to the list and passes this. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical, digest } from "../../src/base/canonical.ts";
import { generator, rootKey } from "../../src/base/random.ts";
import { ensembleOf } from "../../src/forecast/ensemble.ts";
import { evidenceFor } from "../../src/forecast/evidence.ts";
import type { ForecastResult } from "../../src/forecast/forecaster.ts";
import { FORECASTERS } from "../../src/forecast/forecasters.ts";
import { logitAccuracyLine } from "../../src/forecast/plain/logitAccuracyLine.ts";
import { tokenLine } from "../../src/forecast/tokens/tokenLine.ts";
import { validate } from "../../src/math/distribution.ts";
import { type Evidence, Forecast, type Question } from "../../src/records.ts";
import { shuffled } from "../../src/task/define.ts";
import { tried } from "../effort.ts";
import { answers, evidence, question, sizes, table, training, trainingEvidence, withAnswers } from "./sample.ts";
import { evidenceOf, ownTask, questionOf, resultOf, row } from "./world.ts";

const key = rootKey("conformance");
const all = (value: number) => [
  [value, value],
  [value, value],
  [value, value],
  [value, value],
];
const everywhere = (value: number) => Object.fromEntries(Object.keys(table).map((metric) => [metric, all(value)]));
const kOfN = { ...ownTask(question), success: { kind: "kOfN" as const, k: 3 } };

const questions: Record<string, Question> = {
  exactMatch: question,
  "success, k of n": { ...question, metric: "success", task: kOfN },
  sampledSuccess: { ...question, metric: "sampledSuccess" },
  nll: { ...question, metric: "nll", betterDirection: "lower", threshold: 0.3 },
  "one held-out rung": questionOf(sizes.slice(0, 5), 1, {}, 4),
  "one token": questionOf(sizes, 2, {}, 1),
};

const degenerate: Record<string, Evidence> = {
  "all 0": evidenceOf(question, everywhere(0)),
  "all 1": evidenceOf(question, everywhere(1)),
  "equal values": evidenceOf(question, everywhere(0.37)),
  "one seed": evidenceOf(
    question,
    Object.fromEntries(Object.entries(table).map(([m, v]) => [m, v.map((s) => s.slice(0, 1))])),
  ),
  "missing seeds": evidenceOf(
    question,
    Object.fromEntries(Object.entries(table).map(([m, v]) => [m, v.map((s, i) => s.slice(0, 1 + (i % 2)))])),
  ),
  "only the metric": evidenceOf(question, { exactMatch: table.exactMatch }),
  "only tokens": evidenceOf(question, { tokenAccuracy: table.tokenAccuracy, nll: table.nll }),
  "only another step": { ...evidence, rows: evidence.rows.map((r) => ({ ...r, step: 300 })) },
  "no rows": { ...evidence, rows: [] },
  "the metric at one rung only": evidenceOf(question, { ...table, exactMatch: [[], [], [], [0.2]] }),
  "a run that diverged": evidenceOf(question, {
    ...table,
    nll: [[2], [1.6, 1e300], [1.2], [1.7e308, 1.7e308]],
    logitMargin: [[-1], [-0.5, -1e200], [0.2], [-1e200, 1e200]],
    logitMarginVarAcross: [[1], [1, 1e300], [1.2], [0, 1e300]],
  }),
  "a rung without rows of its diverged runs": evidenceOf(question, {
    ...Object.fromEntries(Object.entries(table).map(([m, v]) => [m, v.map((s, i) => (i === 1 ? [] : s))])),
    exactMatch: table.exactMatch,
  }),
  "margins without spread": evidenceOf(question, {
    ...table,
    logitMarginVarAcross: all(0),
    logitMarginVarWithin: all(0),
  }),
  "accuracy flat while the likelihood moves": evidenceOf(question, { ...table, tokenAccuracy: all(0.3) }),
  "accuracy against the likelihood": evidenceOf(question, {
    ...table,
    tokenAccuracy: table.tokenAccuracy.toReversed(),
  }),
  "answers all alike": withAnswers(
    question,
    answers.map((one) => ({
      ...one,
      margin: one.margin.map((m) => m.map(() => 1)),
      logProb: one.logProb.map((l) => l.map(() => -1)),
    })),
  ),
  "answers of one rung, of no examples, of another length": withAnswers(question, [
    { ...answers[0]!, margin: [], logProb: [] },
    { ...answers[2]!, margin: [[1], [2]], logProb: [[-1], [-2]] },
    answers[7]!,
  ]),
  "certain answers": withAnswers(
    question,
    answers.map((one) => ({ ...one, logProb: one.logProb.map((l) => l.map((_, j) => (j % 2 ? 0 : -1e3))) })),
  ),
  "extreme likelihoods": evidenceOf(question, {
    ...table,
    nll: [[1e6], [50], [1e-12], [0]],
    answerLogProbVar: all(1e9),
  }),
};

/** Checks a result and returns its bytes. */
function bytesOf(result: ForecastResult, of: Question): string {
  if (!result.ok) {
    expect(result.reason).toMatch(/^\S.{10,160}$/);
    return canonical(result);
  }
  const forecast = Forecast.parse(result.forecast);
  for (const { distribution } of forecast.targets) {
    validate(distribution);
    expect(distribution.x.length).toBeLessThanOrEqual(201);
  }
  const heldOut = of.rungs.filter((rung) => rung.heldOut);
  expect(forecast.targets.map((target) => target.rung)).toEqual(heldOut.map((rung) => rung.name));
  for (const { success } of forecast.targets) expect(success).not.toBeNull();
  validate(forecast.sharpness!);
  expect(forecast.jump).toHaveLength(heldOut.length + 2);
  expect(forecast.jump.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  expect(Math.min(...forecast.jump)).toBeGreaterThanOrEqual(of.floor / forecast.jump.length - 1e-15);
  return canonical(result);
}

it("names are unique, kebab-case and each has a one-line summary; the baseline comes first", () => {
  const names = FORECASTERS.map((forecaster) => forecaster.name);
  expect(new Set(names).size).toBe(names.length);
  expect(names[0]).toBe(question.baseline);
  for (const { name, summary, method } of FORECASTERS) {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(summary).toMatch(/^\S.{20,120}$/);
    expect(Object.keys(method).sort()).toEqual(["law", "objective", "search", "uncertainty"]);
    for (const said of Object.values(method)) expect(said).toMatch(/^\S.{3,300}$/);
  }
});

it("the ensemble as it is shipped forecasts the plain question, the same bytes each time", () => {
  const shipped = FORECASTERS.find(({ name }) => name === "ensemble")!;
  const once = () => bytesOf(resultOf(shipped, question, evidence, key), question);
  const first = once();
  expect(once()).toBe(first);
  const { forecast } = JSON.parse(first);
  expect(forecast.parameters.numMembers).toBeGreaterThan(4);
});

/** The ensemble runs every other forecaster several times: here it has two quick members, which were tested on their own above. */
const TESTED = FORECASTERS.map((forecaster) =>
  forecaster.name === "ensemble"
    ? ensembleOf("ensemble", forecaster.summary, [logitAccuracyLine, tokenLine])
    : forecaster,
);

describe.each(TESTED.map((forecaster) => [forecaster.name, forecaster] as const))("%s", (name, forecaster) => {
  const run = (of: Question, rows: Evidence, k = key) => bytesOf(resultOf(forecaster, of, rows, k), of);
  const answersSizes = resultOf(forecaster, question, evidence, key).ok;
  const [plain, seen] = answersSizes ? [question, evidence] : [training, trainingEvidence];

  it("forecasts the plain question under its own name, with evidence digest and numbers by name", () => {
    const result = resultOf(forecaster, plain, seen, key);
    if (!result.ok) throw new Error(result.reason);
    bytesOf(result, plain);
    expect(result.forecast).toMatchObject({ forecaster: name, question: digest(plain), evidence: seen.digest });
    expect(result.forecast.parameters).toMatchObject({ jumpFloor: 0.01, numDraws: expect.any(Number) });
    expect(Object.keys(result.forecast.parameters).length).toBeGreaterThan(4);
  });

  it.each(Object.entries(questions))("is valid or says why not: %s", (_, of) => {
    run(of, evidenceOf(of, tableFor(of)));
  });

  it("gives the same bytes for the same evidence and key, and for shuffled rows", () => {
    const expected = run(plain, seen);
    expect(run(plain, seen)).toBe(expected);
    for (let i = 0; i < tried(1, 3); i++) {
      const order = shuffled(generator(rootKey(`shuffle ${i}`)), seen.rows.length);
      const rows = order.map((at) => seen.rows[at]!);
      expect(run(plain, { ...seen, rows })).toBe(expected);
      expect(run(plain, evidenceFor(plain, rows, seen.answers.toReversed()))).toBe(expected);
    }
    expect(run(plain, seen, rootKey("another"))).not.toBe(expected);
  });

  it("does not look at rows of larger sizes, should any be there", () => {
    const leaked = question.rungs.filter((rung) => rung.heldOut).map((rung) => row(rung.nParams, "0", "exactMatch", 1));
    expect(run(question, { ...evidence, rows: [...evidence.rows, ...leaked] })).toBe(run(question, evidence));
  });

  it("is valid or says why not over the course of training, and does not look at what comes after the cut", () => {
    const expected = run(training, trainingEvidence);
    const later = training.rungs
      .filter(({ heldOut }) => heldOut)
      .flatMap(({ step, tokens }) =>
        ["exactMatch", "nll", "llc"].map((metric) => ({ ...row(1e4, "0", metric, 1), step, tokens })),
      );
    const gated = evidenceFor(training, [...trainingEvidence.rows, ...later]);
    expect(gated.digest).toBe(trainingEvidence.digest);
    expect(run(training, gated)).toBe(expected);
  });

  it("does not change the evidence", () => {
    const before = canonical(evidence);
    run(question, evidence);
    expect(canonical(evidence)).toBe(before);
  });

  it.each(Object.entries(degenerate))("is valid or says why not on degenerate evidence: %s", (_, rows) => {
    const asked = [question, questions["success, k of n"]!, questions.sampledSuccess!, questions.nll!];
    for (const of of tried(asked.slice(0, 1), asked)) run(of, rows);
  });

  it.each([1, 2])("is valid or says why not with %i observed rungs", (observed) => {
    const of = questionOf(sizes.slice(0, observed + 2), 2, {}, 4);
    run(of, evidenceOf(of, Object.fromEntries(Object.entries(table).map(([m, v]) => [m, v.slice(0, observed)]))));
  });

  it("is valid or says why not on random shares", () => {
    const share = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }));
    const values = fc.array(fc.array(share, { minLength: 1, maxLength: 3 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(values, values, values, (tokenAccuracy, nll, exactMatch) => {
        run(question, evidenceOf(question, { tokenAccuracy, nll, exactMatch }));
        run(questions.sampledSuccess!, evidenceOf(question, { nll, sampledSuccess: exactMatch }));
      }),
      { seed: 42, numRuns: tried(2, 12) },
    );
  });
});

/** The table cut to the question's observed rungs. */
function tableFor(of: Question): Record<string, number[][]> {
  const observed = of.rungs.filter((rung) => !rung.heldOut).length;
  return Object.fromEntries(Object.entries(table).map(([metric, values]) => [metric, values.slice(0, observed)]));
}
