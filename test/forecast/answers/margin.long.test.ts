/** margin against worlds whose every instance is known, and against forecasters that know less. */
import { describe, expect, it } from "vitest";
import { fold, generator, rootKey } from "../../../src/base/random.ts";
import { margin } from "../../../src/forecast/answers/margin.ts";
import { evidenceFor } from "../../../src/forecast/evidence.ts";
import type { Forecaster } from "../../../src/forecast/forecaster.ts";
import { logitAccuracyLine } from "../../../src/forecast/plain/logitAccuracyLine.ts";
import { persistence } from "../../../src/forecast/plain/persistence.ts";
import { cdf, quantile } from "../../../src/math/distribution.ts";
import { mean } from "../../../src/math/stats.ts";
import type { Evidence, Question } from "../../../src/records.ts";
import { crps, drawWorld, ownTask, questionOf, resultOf, simulate, type World } from "../world.ts";

const key = rootKey("margin");
const SEEDS = ["0", "1", "2"];

/** A world's question about a metric, its evidence with single answers, and what came out at the held-out rungs. */
function play(world: World, name: string, metric = "exactMatch") {
  const sizes = [...world.observed, ...world.heldOut].map((x) => Math.round(10 ** x));
  const question: Question = { ...questionOf(sizes, world.heldOut.length, { metric }, world.length) };
  const runs = [...world.observed, ...world.heldOut].map((x) =>
    SEEDS.map((seed) => simulate(world, x, seed, generator(fold(key, name, String(x), seed)))),
  );
  const seen = runs.slice(0, world.observed.length).flat();
  const evidence = evidenceFor(
    question,
    seen.flatMap(({ rows }) => rows),
    seen.map(({ answers }) => answers),
  );
  const outcome = runs
    .slice(world.observed.length)
    .map((seeds) =>
      mean(seeds.map(({ rows }) => rows.find((row) => row.metric === metric && row.position === null)!.value)),
    );
  return { question, evidence, outcome };
}

function forecastBy(forecaster: Forecaster, question: Question, evidence: Evidence) {
  const result = resultOf(forecaster, question, evidence, key);
  if (!result.ok) throw new Error(result.reason);
  return result.forecast;
}

/** Mean CRPS over a forecast's targets, and how many outcomes lie in the 90 % intervals. */
function judge(forecaster: Forecaster, { question, evidence, outcome }: ReturnType<typeof play>) {
  const { targets } = forecastBy(forecaster, question, evidence);
  const inside = targets.filter(({ distribution }, k) => {
    const u = cdf(distribution, outcome[k]!);
    return u >= 0.05 && u <= 0.95;
  });
  return { crps: mean(targets.map(({ distribution }, k) => crps(distribution, outcome[k]!))), inside: inside.length };
}

describe("margin", () => {
  it("beats the baselines where accuracy is still on the floor, with intervals that cover", () => {
    const plays = Array.from({ length: 8 }, (_, i) => play(drawWorld("floor", generator(fold(key, "w", i))), `f${i}`));
    const scores = (forecaster: Forecaster) => plays.map((one) => judge(forecaster, one));
    const [own, line, none] = [margin, logitAccuracyLine, persistence].map((forecaster) => scores(forecaster));
    const total = (list: typeof own) => mean(list!.map((score) => score.crps));
    expect(total(own)).toBeLessThan(0.6 * total(line));
    expect(total(own)).toBeLessThan(0.3 * total(none));
    const covered = own!.reduce((count, { inside }) => count + inside, 0) / (8 * 3);
    expect(covered).toBeGreaterThan(0.75);
  });

  it.each(["sampledSuccess", "tokenAccuracy", "nll"])("derives %s from the same answers", (metric) => {
    const plays = Array.from({ length: 3 }, (_, i) =>
      play(drawWorld("smooth", generator(fold(key, "w", i))), `s${i}`, metric),
    );
    const of = (forecaster: Forecaster) => mean(plays.map((one) => judge(forecaster, one).crps));
    expect(of(margin)).toBeLessThan(of(persistence));
  });

  it("keeps the dependence between steps: with one difficulty for all of an answer's steps success is more likely", () => {
    const world: World = { ...drawWorld("floor", generator(rootKey("dependent"))), shared: 1.2, own: 0.3, length: 8 };
    const { question, evidence } = play({ ...world, marginAt: (x) => 1.5 * (x - 7) }, "dependent");
    const { parameters } = forecastBy(margin, question, evidence);
    const [all, independent, token, half] = ["all", "independentSteps", "definitionTokenAccuracy", "halfLength"].map(
      (name) => (parameters[`ingredient.${name}`] as number[])[0]!,
    );
    expect(all).toBeGreaterThan(3 * independent!);
    expect(token).toBeGreaterThan(all!);
    expect(half).toBeGreaterThan(all!);
  });

  it("counts k of n as the task does", () => {
    const one = play(drawWorld("smooth", generator(rootKey("k"))), "k");
    const length = one.question.task.answerLength!;
    const any = {
      ...one.question,
      metric: "success",
      task: { ...ownTask(one.question), success: { kind: "kOfN" as const, k: 1 } },
    };
    const rows = one.evidence.rows.map((row) => (row.metric === "exactMatch" ? { ...row, metric: "success" } : row));
    const median = (question: Question, evidence: Evidence) =>
      quantile(forecastBy(margin, question, evidence).targets[0]!.distribution, 0.5);
    if (length > 1) expect(median(any, { ...one.evidence, rows })).toBeGreaterThan(median(one.question, one.evidence));
    expect(length).toBeGreaterThan(1);
  });

  it("says what it needs: answers, an answer length, a metric of tokens", () => {
    const { question, evidence } = play(drawWorld("smooth", generator(rootKey("none"))), "none");
    const reason = (of: Question, seen: Evidence) => resultOf(margin, of, seen, key);
    expect(reason(question, { ...evidence, answers: [] })).toEqual({
      ok: false,
      reason: expect.stringContaining("single answers"),
    });
    expect(reason(question, { ...evidence, answers: evidence.answers.slice(0, -3) }).ok).toBe(false);
    expect(reason({ ...question, metric: "accuracy" }, evidence)).toEqual({
      ok: false,
      reason: expect.stringContaining("no accuracy at the largest observed rung"),
    });
    expect(reason({ ...question, metric: "subtaskAccuracy" }, evidence)).toEqual({
      ok: false,
      reason: "margin cannot derive subtaskAccuracy of this task from single tokens",
    });
  });
});
