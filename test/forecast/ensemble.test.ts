/** A pool of forecasters: right weights where the truth is known, exact pooling, and never a look at what is held out. */

import { describe, expect, it } from "vitest";
import { canonical } from "../../src/base/canonical.ts";
import { generator, rootKey } from "../../src/base/random.ts";
import { askOf } from "../../src/forecast/ask.ts";
import { ensembleOf, linearPool, poolOf } from "../../src/forecast/ensemble.ts";
import type { Forecaster } from "../../src/forecast/forecaster.ts";
import { logitAccuracyLine } from "../../src/forecast/plain/logitAccuracyLine.ts";
import { persistence } from "../../src/forecast/plain/persistence.ts";
import { cdf, quantile } from "../../src/math/distribution.ts";
import { Forecast, type Question } from "../../src/records.ts";
import { shuffled } from "../../src/task/define.ts";
import { crps, evidenceOf, questionOf, resultOf } from "./world.ts";

const key = rootKey("ensemble");
const sizes = [1e4, 2e4, 4e4, 8e4, 1.6e5, 3.2e5, 6.4e5, 1.28e6];
const question = questionOf(sizes, 2);
const accuracy = (n: number) => 1 / (1 + Math.exp(-1.6 * (Math.log10(n) - 5)));
const observed = sizes.slice(0, 6).map((n) => [accuracy(n) - 0.004, accuracy(n), accuracy(n) + 0.004]);
const evidence = evidenceOf(question, { exactMatch: observed });
const both = ensembleOf("both", "line and no change", [logitAccuracyLine, persistence]);

const mute: Forecaster = {
  ...persistence,
  name: "mute",
  summary: "never has a forecast",
  draw: () => ({ reason: "nothing to say about this" }),
};
/** Has a forecast only with so many observed rungs. */
const late = (least: number): Forecaster => ({
  ...persistence,
  name: "late",
  draw(ask, rng, k) {
    if (ask.grid.observed.length < least) return { reason: "too few observed rungs for this one" };
    return persistence.draw(ask, rng, k);
  },
});

function made(forecaster: Forecaster, of: Question = question, rows = evidence): Forecast {
  const result = resultOf(forecaster, of, rows, key);
  if (!result.ok) throw new Error(result.reason);
  return result.forecast;
}

describe("ensembleOf", () => {
  it("gives nearly all weight to the law the world follows, and so beats no change", () => {
    const forecast = made(both);
    expect(forecast.parameters["weight.logit-accuracy-line"]).toBeGreaterThan(0.85);
    const loss = (one: Forecast) => crps(one.targets[1]!.distribution, accuracy(sizes[7]!));
    expect(loss(forecast)).toBeLessThan(0.5 * loss(made(persistence)));
  });

  it("weighs by the inverse square of what it says the losses are", () => {
    const { parameters } = made(both);
    const ratio = Number(parameters["loss.persistence"]) / Number(parameters["loss.logit-accuracy-line"]);
    const weights = Number(parameters["weight.logit-accuracy-line"]) / Number(parameters["weight.persistence"]);
    expect(weights).toBeCloseTo(ratio ** 2, 6);
  });

  it("is a valid forecast, the same whatever the order of rows", () => {
    const forecast = made(both);
    expect(Forecast.parse(forecast)).toEqual(forecast);
    expect(forecast.jump.reduce((total, mass) => total + mass, 0)).toBeCloseTo(1, 12);
    const order = shuffled(generator(rootKey("order")), evidence.rows.length);
    const other = { ...evidence, rows: order.map((at) => evidence.rows[at]!) };
    expect(canonical(made(both, question, other))).toBe(canonical(forecast));
  });

  it("of one member is that member", () => {
    const [pool, own] = [made(ensembleOf("one", "a line", [logitAccuracyLine])), made(logitAccuracyLine)];
    for (const level of [0.05, 0.5, 0.95])
      expect(quantile(pool.targets[0]!.distribution, level)).toBeCloseTo(
        quantile(own.targets[0]!.distribution, level),
        6,
      );
  });

  it("does without members that have no forecast, and says so when there is none", () => {
    expect(made(ensembleOf("some", "", [mute, logitAccuracyLine])).parameters.numMembers).toBe(1);
    expect(resultOf(ensembleOf("none", "", [mute]), question, evidence, key)).toMatchObject({ ok: false });
  });

  it("gives a member that no origin tested the members' average, and equal weights without origins", () => {
    const { parameters } = made(ensembleOf("half", "", [logitAccuracyLine, late(6)]));
    expect(parameters["loss.late"]).toBeCloseTo(Number(parameters["loss.logit-accuracy-line"]), 12);
    const few = questionOf(sizes.slice(0, 4), 1);
    const rows = evidenceOf(few, { exactMatch: observed.slice(0, 3) });
    expect(made(both, few, rows).parameters["weight.persistence"]).toBeCloseTo(0.5, 12);
  });
});

describe("poolOf", () => {
  it("answers at most four origins, the first from half of the rungs, with values of observed rungs alone", () => {
    const long = questionOf([...sizes, 3e6, 6e6, 1.2e7, 2.4e7].slice(0, 12), 2);
    const values = long.rungs.filter(({ heldOut }) => !heldOut).map(({ nParams }) => [accuracy(nParams)]);
    const rows = evidenceOf(long, { exactMatch: values });
    const pool = poolOf("pool", [logitAccuracyLine], askOf(long, rows), key);
    if (!pool.ok) throw new Error(pool.reason);
    const cuts = pool.origins.map((origin) => origin.question.rungs.filter(({ heldOut }) => !heldOut).length);
    expect(cuts).toEqual([5, 6, 7, 8]);
    for (const origin of pool.origins) expect(origin.question.rungs).toHaveLength(10);
    expect([...pool.origins[0]!.values.keys()]).not.toContain("r10");
  });

  it.each([
    [23, [12, 14, 17, 20]],
    [24, [12, 16, 20]],
    [40, [20, 30]],
  ])("of %i rungs answers no more origins than have 24 targets", (numRungs, expected) => {
    const many = questionOf(
      Array.from({ length: numRungs + 1 }, (_, i) => Math.round(1e4 * 1.3 ** i)),
      1,
    );
    const values = many.rungs.slice(0, -1).map(({ nParams }) => [accuracy(nParams)]);
    const pool = poolOf("pool", [persistence], askOf(many, evidenceOf(many, { exactMatch: values })), key);
    if (!pool.ok) throw new Error(pool.reason);
    const cuts = pool.origins.map((origin) => origin.question.rungs.filter(({ heldOut }) => !heldOut).length);
    expect(cuts).toEqual(expected);
  });

  it("linearPool is the weighted mean of chances and CDFs", () => {
    const [line, none] = [made(logitAccuracyLine), made(persistence)];
    const pool = linearPool("pool", question, [line, none], [0.3, 0.7]);
    const at = (one: Forecast) => cdf(one.targets[0]!.distribution, 0.75);
    expect(at(pool)).toBeCloseTo(0.3 * at(line) + 0.7 * at(none), 2);
    expect(pool.jump[1]).toBeCloseTo(0.3 * line.jump[1]! + 0.7 * none.jump[1]!, 12);
    expect(pool.targets[0]!.success).toBeCloseTo(0.3 * line.targets[0]!.success! + 0.7 * none.targets[0]!.success!, 12);
  });
});
