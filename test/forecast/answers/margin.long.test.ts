/** margin over many worlds whose every instance is known, against forecasters that know less. */
import { describe, expect, it } from "vitest";
import { fold, generator } from "../../../src/base/random.ts";
import { margin } from "../../../src/forecast/answers/margin.ts";
import type { Forecaster } from "../../../src/forecast/forecaster.ts";
import { logitAccuracyLine } from "../../../src/forecast/plain/logitAccuracyLine.ts";
import { persistence } from "../../../src/forecast/plain/persistence.ts";
import { cdf } from "../../../src/math/distribution.ts";
import { mean } from "../../../src/math/stats.ts";
import { crps, drawWorld } from "../world.ts";
import { forecastBy, key, play } from "./plays.ts";

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
});
