import { describe, expect, it } from "vitest";
import { explain } from "../../src/score/explain.ts";
import { resolve } from "../../src/score/resolve.ts";
import { score } from "../../src/score/score.ts";
import { forecastOf, question, rowsFor } from "./question.ts";

const outcome = resolve(question, rowsFor([0, 0.1, 0.2, 0.6, 0.7]));
const forecast = forecastOf("by-hand", [0.1, 0.9, 0.6], [0.1, 0.2, 0.3, 0.3, 0.1]);
const scores = score(question, [{ author: "1".repeat(64), forecast }], outcome);
const scored = (rule: string, rung: string | null) =>
  scores.find((one) => one.rule === rule && one.rung === rung)!.value;

describe("explain", () => {
  const { rungs, jump, realised, sharpness } = explain(question, forecast, outcome);

  it("splits the CRPS of every rung into too low and too high", () => {
    for (const term of rungs) {
      expect(term.under + term.over).toBeCloseTo(term.crps, 12);
      expect(term.crps).toBeCloseTo(scored("crps", term.rung), 12);
    }
    const [low, high] = rungs;
    expect([low!.under > low!.over, high!.over > high!.under]).toEqual([true, true]);
    expect(low!.pit).toBe(1);
  });

  it("has the terms of the jump's score, which sum to it", () => {
    expect(jump.map(({ rung }) => rung)).toEqual(["d16", "d24", "d32", "d48"]);
    expect(jump.map(({ forecast: f }) => f)).toEqual([0.1, 0.3, 0.6, 0.9].map((f) => expect.closeTo(f, 12)));
    expect(jump.map(({ happened }) => happened)).toEqual([0, 0, 1, 1]);
    expect(jump.reduce((total, { term }) => total + term, 0)).toBeCloseTo(scored("weighted-rps", null), 12);
    expect(-Math.log(realised.mass)).toBeCloseTo(scored("log-jump", null), 12);
  });

  it("has the Brier terms of single seeds and the parts of the sharpness", () => {
    const mean = rungs.reduce((total, { success }) => total + success!.brier, 0) / rungs.length;
    expect(mean).toBeCloseTo(scored("brier-success", null), 12);
    expect(rungs.map(({ success }) => success!.share)).toEqual([0, 1, 1]);
    expect(sharpness!.under + sharpness!.over).toBeCloseTo(scored("crps-sharpness", null), 12);
  });

  it("leaves out what a person left out", () => {
    const targets = forecast.targets.map((target) => ({ ...target, success: null }));
    const short = explain(question, { ...forecast, targets, sharpness: null }, outcome);
    expect(short.sharpness).toBeNull();
    expect(short.rungs.every(({ success }) => success === null)).toBe(true);
  });
});
