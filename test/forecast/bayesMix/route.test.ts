/** Which rows bayes-mix reads for which metric, and on which scale it puts them. */

import { describe, expect, it } from "vitest";
import { generator, rootKey } from "../../../src/base/random.ts";
import { askOf } from "../../../src/forecast/ask.ts";
import { type Route, routeOf } from "../../../src/forecast/bayesMix/route.ts";
import type { Question } from "../../../src/records.ts";
import { evidenceOf, questionOf } from "../world.ts";

const SIZES = [1e4, 1e5, 1e6, 1e7, 1e8];
const own = questionOf(SIZES, 2, {}, 4);
const rising = [[0.1], [0.3], [0.5]];
const nll = [[2, 2.2], [1], [0.5]];
const external = (success: object, answerLength: number | null): Question["task"] =>
  ({
    kind: "external",
    name: "chain",
    params: {},
    answerLength,
    success,
    fingerprint: "b".repeat(64),
  }) as Question["task"];

function route(question: Question, rows: Record<string, number[][]>): Route {
  const found = routeOf(askOf(question, evidenceOf(question, rows)));
  if ("reason" in found) throw new Error(found.reason);
  return found;
}

describe("routeOf", () => {
  it("prefers nll, then margins, then token accuracies, then the metric itself", () => {
    const margins = { logitMargin: [[-1], [0], [1]], logitMarginVarAcross: rising, logitMarginVarWithin: rising };
    const rows = { exactMatch: rising, tokenAccuracy: rising };
    expect(route(own, { ...rows, ...margins, nll }).source).toBe("nll");
    expect(route(own, { ...rows, ...margins }).source).toBe("logitMargin");
    expect(route(own, rows).source).toBe("tokenAccuracy");
    expect(route(own, { exactMatch: rising }).source).toBe("exactMatch");
    expect(route({ ...own, metric: "tokenAccuracy" }, { tokenAccuracy: rising }).source).toBe("tokenAccuracy");
  });

  it("reads log probabilities of imported answers per token, where their length is known, and claims nothing of it elsewhere", () => {
    const rows = { answerLogProb: [[-4], [-2], [-1]], accuracy: rising };
    const at = (length: number | null) =>
      route({ ...own, metric: "accuracy", task: external({ kind: "exactMatch" }, length) }, rows);
    expect(at(null)).toMatchObject({ source: "accuracy", parameters: { shareKind: "unknown" } });
    expect(at(1).source).toBe("answerLogProb");
    expect(at(1).data[1]!.mean).toBeCloseTo(Math.log(Math.exp(-2) / (1 - Math.exp(-2))), 9);
    expect(at(2).data[1]!.mean).toBeCloseTo(Math.log(Math.exp(-1) / (1 - Math.exp(-1))), 9);
  });

  it("keeps choices, sampled answers without nll and unknown shares on their own scale", () => {
    const kindOf = (question: Question, rows: Record<string, number[][]>) => route(question, rows).parameters.shareKind;
    expect(
      kindOf(
        { ...own, metric: "accuracy", task: external({ kind: "choice", chance: 0.25 }, 1) },
        { accuracy: rising, nll },
      ),
    ).toBe("choice");
    expect(kindOf({ ...own, metric: "sampledSuccess" }, { sampledSuccess: rising })).toBe("answer");
    expect(
      kindOf({ ...own, metric: "accuracy", task: external({ kind: "unknown" }, null) }, { accuracy: rising }),
    ).toBe("unknown");
    expect(kindOf({ ...own, metric: "trainTokenAccuracy" }, { trainTokenAccuracy: rising })).toBe("unknown");
  });

  it("puts losses on the log scale, log probabilities with their sign, and reads both back", () => {
    const loss: Question = { ...own, metric: "nll", task: external({ kind: "unknown" }, null) };
    const { data, reader } = route(loss, { nll });
    expect(data[1]).toMatchObject({ mean: 0, numSeeds: 1, seedSquares: 0 });
    expect(data[0]!.mean).toBeCloseTo((Math.log(2) + Math.log(2.2)) / 2, 12);
    expect(data[0]!.seedSquares).toBeCloseTo(Math.log(1.1) ** 2 / 2, 12);
    expect(reader(generator(rootKey("r")))([0, 0], 5)).toEqual([1, 1]);
    const answers = route({ ...own, metric: "answerLogProb" }, { answerLogProb: [[-4], [-2], [-1]] });
    expect(answers.data[2]!.mean).toBe(0);
    expect(answers.reader(generator(rootKey("r")))([0], 5)).toEqual([-1]);
  });

  it("counts x in decades on every axis", () => {
    const rungs = own.rungs.map((rung) => ({ ...rung, tokens: 20 * rung.nParams }));
    const { data } = route({ ...own, axis: "flops", rungs }, { exactMatch: rising });
    expect(data[2]!.x - data[0]!.x).toBeCloseTo(4, 12);
  });

  it("expects families where seeds or token rows were measured, published models elsewhere", () => {
    const shareOf = (rows: Record<string, number[][]>) => route(own, rows).worlds[0]!.share;
    expect(shareOf({ exactMatch: rising })).toBe(0.9);
    expect(shareOf({ exactMatch: [[0.1, 0.2], [0.3], [0.5]] })).toBe(0.1);
    expect(shareOf({ exactMatch: rising, nll })).toBe(0.1);
  });

  it("says what it lacks", () => {
    const two = questionOf(SIZES.slice(0, 4), 2);
    expect(routeOf(askOf(two, evidenceOf(two, { exactMatch: [[0], [0.1]] })))).toEqual({
      reason: "bayes-mix needs 3 observed rungs with exactMatch or nll, got 2",
    });
    const margin = { ...own, metric: "logitMargin" };
    expect(routeOf(askOf(margin, evidenceOf(margin, { exactMatch: rising })))).toEqual({
      reason: "bayes-mix has no law for logitMargin, which is neither a share nor a loss",
    });
  });
});
