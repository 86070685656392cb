/** margin on worlds whose every instance is known: what it derives, and what it needs. */
import { describe, expect, it } from "vitest";
import { generator, rootKey } from "../../../src/base/random.ts";
import { margin } from "../../../src/forecast/answers/margin.ts";
import { quantile } from "../../../src/math/distribution.ts";
import type { Evidence, Question } from "../../../src/records.ts";
import { drawWorld, ownTask, resultOf, type World } from "../world.ts";
import { forecastBy, key, play } from "./plays.ts";

describe("margin", () => {
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
