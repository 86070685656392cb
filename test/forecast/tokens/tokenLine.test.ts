/**
 * token-line against worlds whose law is known, and against a published ladder (the demo family). What is asked: intervals that
 * cover, a clear gain over the baseline where accuracy is still on the floor, and each part of the task structure at work.
 */
import { describe, expect, it } from "vitest";
import { fold, generator, type Key, rootKey } from "../../../src/base/random.ts";
import { evidenceFor } from "../../../src/forecast/evidence.ts";
import type { Forecaster } from "../../../src/forecast/forecaster.ts";
import { persistence } from "../../../src/forecast/plain/persistence.ts";
import { tokenLine } from "../../../src/forecast/tokens/tokenLine.ts";
import { quantile } from "../../../src/math/distribution.ts";
import { mean } from "../../../src/math/stats.ts";
import type { Evidence, Forecast, Measurement, Question } from "../../../src/records.ts";
import { demoCrps, demoQuestion, demoTable } from "../demoFamily.ts";
import { crps, drawWorld, evidenceOf, ownTask, questionOf, resultOf, simulateRun, type World } from "../world.ts";

const SEEDS = ["0", "1", "2"];
const key = rootKey("token-line");

function forecastOf(forecaster: Forecaster, question: Question, evidence: Evidence): Forecast {
  const result = resultOf(forecaster, question, evidence, key);
  if (!result.ok) throw new Error(result.reason);
  return result.forecast;
}

/** Mean CRPS and coverage of the 90 % interval over a forecast's targets, outcomes from the rows of all rungs. */
function scores(question: Question, rows: Measurement[], forecast: Forecast): { crps: number[]; covered: number[] } {
  const outcomes = forecast.targets.map((target) =>
    mean(
      rows
        .filter((r) => r.nParams === target.nParams && r.metric === question.metric && r.position === null)
        .map((r) => r.value),
    ),
  );
  return {
    crps: forecast.targets.map(({ distribution }, i) => crps(distribution, outcomes[i]!)),
    covered: forecast.targets.map(({ distribution }, i) =>
      Number(quantile(distribution, 0.05) <= outcomes[i]! && outcomes[i]! <= quantile(distribution, 0.95)),
    ),
  };
}

/** Pooled scores of token-line and persistence over simulated ladders; `build` returns a question and the rows of every rung. */
function compare(name: string, count: number, build: (key: Key) => { question: Question; rows: Measurement[] }) {
  const pooled = { token: [] as number[], covered: [] as number[], baseline: [] as number[] };
  for (let i = 0; i < count; i++) {
    const { question, rows } = build(fold(rootKey(name), i));
    const evidence = evidenceFor(question, rows);
    const token = scores(question, rows, forecastOf(tokenLine, question, evidence));
    pooled.token.push(...token.crps);
    pooled.covered.push(...token.covered);
    pooled.baseline.push(...scores(question, rows, forecastOf(persistence, question, evidence)).crps);
  }
  return { token: mean(pooled.token), coverage: mean(pooled.covered), baseline: mean(pooled.baseline) };
}

function world(kind: "smooth" | "floor", worldKey: Key, metric = "exactMatch", changes: Partial<World> = {}) {
  const rng = generator(worldKey);
  const law = { ...drawWorld(kind, rng), ...changes };
  const xs = [...law.observed, ...law.heldOut];
  const rows = xs.flatMap((x) => SEEDS.flatMap((seed) => simulateRun(law, x, seed, rng)));
  const sizes = xs.map((x) => Math.round(10 ** x));
  return { question: questionOf(sizes, law.heldOut.length, { metric }, law.length), rows };
}

describe("token-line on simulated ladders", () => {
  it("covers in the smooth world and beats persistence", () => {
    const result = compare("smooth", 12, (k) => world("smooth", k));
    expect(result.coverage).toBeGreaterThanOrEqual(0.8);
    expect(result.token).toBeLessThan(0.5 * result.baseline);
  });

  it("sees the jump from the floor: a fraction of persistence's CRPS, with coverage", () => {
    const result = compare("floor", 12, (k) => world("floor", k));
    expect(result.coverage).toBeGreaterThanOrEqual(0.8);
    expect(result.token).toBeLessThan(0.25 * result.baseline);
  });

  it.each(["nll", "logitMargin"])("%s alone carries the forecast from the floor", (only) => {
    const other = only === "nll" ? "logitMargin" : "nll";
    const result = compare(`${only} alone`, 5, (k) => {
      const { question, rows } = world("floor", k);
      return { question, rows: rows.filter((r) => r.metric !== other) };
    });
    expect(result.coverage).toBeGreaterThanOrEqual(0.75);
    expect(result.token).toBeLessThan(0.3 * result.baseline);
  });

  it("does without token accuracy, once measured success has left the floor", () => {
    const result = compare("no accuracy", 6, (k) => {
      const { question, rows } = world("smooth", k);
      return { question, rows: rows.filter((r) => r.metric !== "tokenAccuracy") };
    });
    expect(result.coverage).toBeGreaterThanOrEqual(0.8);
    expect(result.token).toBeLessThan(0.5 * result.baseline);
  });

  it.each(["exactMatch", "sampledSuccess"])(
    "%s holds when examples differ in difficulty on all their tokens",
    (metric) => {
      const result = compare("hard examples", 6, (k) => world("smooth", k, metric, { shared: 1, own: 0.7 }));
      expect(result.coverage).toBeGreaterThanOrEqual(0.75);
      expect(result.token).toBeLessThan(0.5 * result.baseline);
    },
  );
});

describe("the task's structure is used", () => {
  const sizes = [1e4, 3e4, 1e5, 3e5, 1e6, 3e6];
  const perToken = { tokenAccuracy: [[0.3], [0.4], [0.5], [0.6]], nll: [[2], [1.6], [1.2], [0.9]] };
  const floor = { exactMatch: [[0], [0], [0], [0.01]] };
  const median = (question: Question, table: Record<string, number[][]>) =>
    quantile(forecastOf(tokenLine, question, evidenceOf(question, table)).targets[1]!.distribution, 0.5);

  it("a longer answer succeeds less often on the same tokens", () => {
    const byLength = [4, 8, 16].map((length) => median(questionOf(sizes, 2, {}, length), { ...perToken, ...floor }));
    expect(byLength).toEqual(byLength.toSorted((a, b) => b - a));
    expect(byLength[0]!).toBeGreaterThan(2 * byLength[1]!);
  });

  it("sampling, exact match and k of n are different targets", () => {
    const question = questionOf(sizes, 2);
    const kOfN = {
      ...question,
      metric: "success",
      task: { ...ownTask(question), success: { kind: "kOfN" as const, k: 6 } },
    };
    const sampled = { ...question, metric: "sampledSuccess" };
    const greedy = median(question, { ...perToken, ...floor });
    expect(median(kOfN, { ...perToken, success: [[0], [0.05], [0.15], [0.32]] })).toBeGreaterThan(2 * greedy);
    expect(median(sampled, { ...perToken, sampledSuccess: [[0], [0], [0], [0.001]] })).toBeLessThan(greedy);
    const choice = {
      ...question,
      metric: "success",
      task: { ...ownTask(question), success: { kind: "multipleChoice" as const, options: [0, 1] } },
    };
    expect(
      resultOf(tokenLine, choice, evidenceOf(choice, { ...perToken, success: [[0], [0], [0], [0]] }), key),
    ).toEqual({
      ok: false,
      reason: "token-line cannot derive success (multipleChoice) from tokens",
    });
  });

  it("a spread that an example's tokens share raises exact match from the same tokens", () => {
    const question = questionOf(sizes, 2);
    const flat = { ...perToken, exactMatch: [[0], [0], [0], [0]] };
    const spread = (across: number, within: number) => ({
      ...perToken,
      exactMatch: [[0.004], [0.02], [0.05], [0.12]],
      logitMarginVarAcross: [[across], [across], [across], [across]],
      logitMarginVarWithin: [[within], [within], [within], [within]],
    });
    expect(median(question, spread(1, 1))).toBeGreaterThan(1.3 * median(question, flat));
    const { parameters } = forecastOf(tokenLine, question, evidenceOf(question, spread(1, 1)));
    expect(parameters["nll.correlationPrior"]).toBeCloseTo((1 - 1 / 7) / (1 - 1 / 7 + 8 / 7), 12);
  });

  it("extrapolates the likelihood and the margin; token accuracy only says what they mean for an argmax", () => {
    const question = questionOf(sizes, 2);
    const { tokenAccuracy } = perToken;
    const nll = (last: number) => ({ tokenAccuracy, nll: [[2], [1.6], [1.2], [last]] });
    expect(median(question, { ...floor, ...nll(0.7) })).not.toBe(median(question, { ...floor, ...nll(0.9) }));
    const raised = { ...perToken, tokenAccuracy: [[0.35], [0.47], [0.58], [0.7]] };
    expect(median(question, { ...floor, ...raised })).toBeGreaterThan(
      1.1 * median(question, { ...floor, ...perToken }),
    );
    expect(resultOf(tokenLine, question, evidenceOf(question, { ...floor, tokenAccuracy }), key)).toEqual({
      ok: false,
      reason: "token-line needs nll or logitMargin rows at 3 or more observed rungs",
    });
  });

  it("follows nll and margins in equal parts where both were measured, and names the numbers of each", () => {
    const question = questionOf(sizes, 2);
    const margins = {
      logitMargin: [[-0.5], [-0.2], [0.1], [0.4]],
      logitMarginVarAcross: [[0.3], [0.3], [0.3], [0.3]],
      logitMarginVarWithin: [[0.9], [0.9], [0.9], [0.9]],
    };
    const of = (table: Record<string, number[][]>) =>
      forecastOf(tokenLine, question, evidenceOf(question, { ...floor, ...table })).parameters;
    expect(of(perToken).sources).toBe("nll");
    expect(of(margins).sources).toBe("logitMargin");
    const both = of({ ...perToken, ...margins });
    expect(both.sources).toBe("nll logitMargin");
    for (const name of ["slopes", "seedSds", "tokenLinkLevel", "tokenLinkErrorSd", "correlationWeights"])
      expect([both[`nll.${name}`], both[`logitMargin.${name}`]]).not.toContain(undefined);
  });

  it("seeds that differ more widen the interval", () => {
    const question = questionOf(sizes, 2);
    const width = (difference: number) => {
      const nll = perToken.nll.map(([value]) => [value! - difference, value!, value! + difference]);
      const evidence = evidenceOf(question, { ...floor, ...perToken, nll });
      const { distribution } = forecastOf(tokenLine, question, evidence).targets[1]!;
      return quantile(distribution, 0.95) - quantile(distribution, 0.05);
    };
    expect(width(0.5)).toBeGreaterThan(1.15 * width(0.01));
  });
});

describe("the demo family (operator chains, d = 8..64, 3 seeds)", () => {
  it("is forecast from d <= 24 far better than by persistence, and the jump is put at 32 or 40", () => {
    const evidence = evidenceOf(demoQuestion, demoTable);
    const token = forecastOf(tokenLine, demoQuestion, evidence);
    expect(demoCrps(token)).toBeLessThan(0.1);
    expect(demoCrps(token)).toBeLessThan(0.25 * demoCrps(forecastOf(persistence, demoQuestion, evidence)));
    expect(token.jump[1]! + token.jump[2]!).toBeGreaterThan(0.7);
  });
});
