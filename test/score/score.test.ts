import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical } from "../../src/base/canonical.ts";
import { Score } from "../../src/records.ts";
import { weightedRps } from "../../src/score/jump.ts";
import { resolve } from "../../src/score/resolve.ts";
import { checkForecast, score } from "../../src/score/score.ts";
import { forecastOf, ID, question, rowsFor } from "./question.ts";

const outcome = resolve(question, rowsFor([0, 0.1, 0.2, 0.6, 0.7]));
const A = "1".repeat(64);
const B = "2".repeat(64);
const flat = [0.2, 0.2, 0.2, 0.2, 0.2];
const sure = [0.002, 0.002, 0.992, 0.002, 0.002];
const baseline = { author: A, forecast: forecastOf("persistence", [0.1, 0.1, 0.1], flat) };
const good = { author: A, forecast: forecastOf("bayes-mix", [0.2, 0.6, 0.7], sure) };
const human = { author: B, forecast: forecastOf("by-hand", [0.3, 0.5, 0.6], flat) };
const pick = (scores: Score[], forecaster: string, rule: string, rung: string | null) =>
  scores.find((s) => s.forecaster === forecaster && s.rule === rule && s.rung === rung)!;

describe("score", () => {
  const scores = score(question, [good, human, baseline], outcome);

  it("gives one valid row per held-out rung, their mean, and four over all, in fixed order", () => {
    expect(scores.length).toBe(24);
    for (const row of scores) expect(Score.parse(row)).toEqual(row);
    expect(scores.map((s) => s.forecaster)).toEqual(
      [..."abc"].flatMap((_, i) => Array(8).fill(["bayes-mix", "by-hand", "persistence"][i])),
    );
    expect(scores.slice(0, 8).map(({ rule, rung }) => `${rule} ${rung}`)).toEqual([
      "crps d24",
      "crps d32",
      "crps d48",
      "crps null",
      "brier-success null",
      "weighted-rps null",
      "log-jump null",
      "crps-sharpness null",
    ]);
  });

  it("computes them as by hand", () => {
    // a uniform CDF of width w scored at its centre: w/12
    expect(pick(scores, "bayes-mix", "crps", "d32").value).toBeCloseTo(0.2 / 12, 12);
    // at distance d outside its end: d + w/3
    expect(pick(scores, "persistence", "crps", "d32").value).toBeCloseTo(0.4 + 0.2 / 3, 12);
    const rungs = ["d24", "d32", "d48"].map((rung) => pick(scores, "by-hand", "crps", rung).value);
    expect(pick(scores, "by-hand", "crps", null).value).toBeCloseTo((rungs[0]! + rungs[1]! + rungs[2]!) / 3, 15);
    // F = .2 .4 .6 .8, o = 0 0 1 1, weights 1 1 1 2 (in log10 2)
    expect(pick(scores, "by-hand", "weighted-rps", null).value).toBeCloseTo((0.04 + 0.16 + 0.16 + 2 * 0.04) / 5, 12);
    expect(pick(scores, "by-hand", "log-jump", null).value).toBeCloseTo(Math.log(5), 12);
  });

  it("scores single seeds and the sharpness where a forecast has them", () => {
    // every seed is .5 away from a chance of one half
    expect(pick(scores, "by-hand", "brier-success", null).value).toBeCloseTo(0.25, 12);
    const certain = forecastOf("certain", [0.2, 0.6, 0.7], sure);
    const targets = certain.targets.map((target, i) => ({ ...target, success: [0, 1, 1][i]! }));
    const own = score(question, [{ author: A, forecast: { ...certain, targets } }], outcome);
    expect(pick(own, "certain", "brier-success", null).value).toBe(0);
    // F(x) = x on [0, 1] at y: (y^3 + (1 - y)^3) / 3
    const y = outcome.sharpness;
    expect(pick(scores, "by-hand", "crps-sharpness", null).value).toBeCloseTo((y ** 3 + (1 - y) ** 3) / 3, 12);
    const partial = { ...certain, sharpness: null, targets: targets.map((target) => ({ ...target, success: null })) };
    const rules = score(question, [{ author: A, forecast: partial }, baseline], outcome).map(({ rule }) => rule);
    expect(rules.filter((rule) => rule === "brier-success" || rule === "crps-sharpness")).toHaveLength(2);
  });

  it("gives skill against the question's baseline, 0 for the baseline itself", () => {
    const row = pick(scores, "bayes-mix", "crps", "d48");
    expect(row.baselineValue).toBe(pick(scores, "persistence", "crps", "d48").value);
    expect(row.skill).toBeCloseTo(1 - row.value / row.baselineValue!, 15);
    expect(scores.filter((s) => s.forecaster === "persistence").every((s) => s.skill === 0)).toBe(true);
    expect(pick(scores, "bayes-mix", "weighted-rps", null).skill).toBeGreaterThan(0.9);
  });

  it("has no skill without a baseline entry or against a perfect baseline", () => {
    expect(score(question, [good], outcome).every((s) => s.skill === null && s.baselineValue === null)).toBe(true);
    const value = outcome.rungs[3]!.value;
    const perfect = structuredClone(baseline);
    perfect.forecast.targets[1]!.distribution = { x: [value], p: [1] };
    const row = pick(score(question, [good, perfect], outcome), "bayes-mix", "crps", "d32");
    expect(row).toMatchObject({ baselineValue: 0, skill: null });
  });

  it("gives the same bytes for shuffled entries and targets", () => {
    const want = canonical(scores);
    const shuffled = { ...good, forecast: { ...good.forecast, targets: good.forecast.targets.toReversed() } };
    fc.assert(
      fc.property(fc.shuffledSubarray([baseline, shuffled, human], { minLength: 3 }), (entries) => {
        expect(canonical(score(question, entries, outcome))).toBe(want);
      }),
      { seed: 42, numRuns: 20 },
    );
  });

  it("refuses a second baseline that differs, which could inflate everybody's skill, and accepts one that agrees", () => {
    const fake = { author: B, forecast: forecastOf("persistence", [-0.9, -0.9, -0.9], flat) };
    expect(() => score(question, [good, baseline, fake], outcome)).toThrow("that agree");
    expect(score(question, [good, baseline, { ...baseline, author: B }], outcome).length).toBe(24);
  });

  it("refuses double entries and another question's outcome", () => {
    expect(() => score(question, [good, good], outcome)).toThrow("one entry per author and forecaster");
    expect(() => score(question, [good], { ...outcome, question: "e".repeat(64) })).toThrow("an outcome of question");
    expect(() => score(question, [good], { ...outcome, rungs: outcome.rungs.slice(0, 4) })).toThrow("rung d48");
  });
});

describe("checkForecast", () => {
  const { forecast } = good;
  it.each([
    ["another question", { question: "e".repeat(64) }, `question ${ID}`],
    ["a missing target", { targets: forecast.targets.slice(1) }, "targets d24 20000"],
    ["a doubled target", { targets: [...forecast.targets, forecast.targets[0]!] }, "targets d24 20000"],
    ["an observed rung", { targets: forecast.targets.map((t, i) => (i ? t : { ...t, nParams: 10_000 })) }, "targets"],
    ["too few bins", { jump: [0.5, 0.25, 0.25] }, "5 jump masses"],
    ["masses that do not sum to 1", { jump: [0.3, 0.2, 0.2, 0.2, 0.2] }, "sum to 1"],
    ["a mass below the floor", { jump: [0, 0.25, 0.25, 0.25, 0.25] }, "at least 0.002"],
    [
      "a CDF that decreases",
      { targets: forecast.targets.map((t) => ({ ...t, distribution: { x: [0, 1, 2], p: [0, 0.9, 0.5] } })) },
      "never decrease",
    ],
    [
      "a CDF that stops below 1, which would hide mass",
      { targets: forecast.targets.map((t) => ({ ...t, distribution: { x: [0, 1], p: [0, 0.5] } })) },
      "ends at 1",
    ],
  ])("refuses %s", (_, changes, message) => {
    expect(() => checkForecast(question, { ...forecast, ...changes })).toThrow(message);
    expect(() => checkForecast(question, forecast)).not.toThrow();
  });
});

describe("weightedRps", () => {
  it("lies in [0, 1], 0 for certainty that was right, 1 for the opposite end", () => {
    expect(weightedRps([0, 0, 1, 0], 2, [0.3, 0.3, 0.5])).toBe(0);
    expect(weightedRps([1, 0, 0, 0], 3, [0.3, 0.3, 0.5])).toBe(1);
    expect(weightedRps([0, 0, 0, 1], 0, [0.3, 0.3, 0.5])).toBe(1);
  });

  it("refuses weights of 0, which would stop it being strictly proper, and bins that do not exist", () => {
    expect(() => weightedRps([0.5, 0.3, 0.2], 1, [1, 0])).toThrow("weight > 0");
    expect(() => weightedRps([0.5, 0.3, 0.2], 1, [1])).toThrow("weight > 0");
    expect(() => weightedRps([0.5, 0.3, 0.2], 3, [1, 1])).toThrow("bin from 0 to 2");
  });
});
