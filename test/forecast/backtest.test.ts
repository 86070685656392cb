import { describe, expect, it } from "vitest";
import { rootKey } from "../../src/base/random.ts";
import { backtest, originsOf } from "../../src/forecast/backtest.ts";
import type { Forecaster } from "../../src/forecast/forecaster.ts";
import { logitAccuracyLine } from "../../src/forecast/plain/logitAccuracyLine.ts";
import { persistence } from "../../src/forecast/plain/persistence.ts";
import { sigmoid } from "../../src/math/special.ts";
import { overCompute, overTokens, viewOf } from "../../src/question/views.ts";
import type { Evidence } from "../../src/records.ts";
import { crps, evidenceOf, questionOf, row } from "./world.ts";

const sizes = [1e4, 3e4, 1e5, 3e5, 1e6, 3e6, 1e7];
const question = questionOf(sizes, 1, {}, 4);
const accuracy = (n: number) => sigmoid(2 * (Math.log10(n) - 5));
const table = { exactMatch: sizes.slice(0, 6).map((n) => [accuracy(n) - 0.01, accuracy(n) + 0.01]) };
const evidence = evidenceOf(question, table);
const key = rootKey("backtest");

describe("backtest", () => {
  it("asks at every cut from three visible rungs on about the later observed rungs, never about a held-out one", () => {
    const origins = originsOf(question, viewOf(question));
    expect(origins.map(({ rungs }) => rungs.map(({ heldOut }) => (heldOut ? "?" : "x")).join(""))).toEqual([
      "xxx???",
      "xxxx??",
      "xxxxx?",
    ]);
    const { targets, refused } = backtest(question, viewOf(question), evidence, [persistence, logitAccuracyLine], key);
    expect(refused).toEqual([]);
    expect(
      targets.filter(({ forecaster }) => forecaster === "persistence").map(({ cut, rung }) => `${cut} ${rung}`),
    ).toEqual(["r2 r3", "r2 r4", "r2 r5", "r3 r4", "r3 r5", "r4 r5"]);
    for (const target of targets.filter(({ forecaster }) => forecaster === "persistence"))
      expect(target.baseline).toBe(target.crps);
  });

  it("shows a forecaster only what lies before the cut", () => {
    const seen: Evidence[] = [];
    const spy: Forecaster = {
      ...persistence,
      name: "spy",
      draw(ask, rng, k) {
        seen.push(ask.evidence);
        return persistence.draw(ask, rng, k);
      },
    };
    backtest(question, viewOf(question), evidence, [persistence, spy], key);
    expect(seen.map(({ rows }) => Math.max(...rows.map(({ nParams }) => nParams)))).toEqual([1e5, 3e5, 1e6]);
  });

  it("scores as by hand: CRPS, PIT, intervals, the chance of the threshold", () => {
    const { targets } = backtest(question, viewOf(question), evidence, [persistence], key);
    const last = targets.at(-1)!;
    expect(last).toMatchObject({ cut: "r4", rung: "r5", axis: "nParams", cluster: "chain chain", isBeyond: true });
    expect(last.horizon).toBeCloseTo(Math.log10(3), 12);
    expect(last.value).toBeCloseTo(accuracy(3e6), 12);
    expect(last.median).toBeCloseTo(accuracy(1e6), 1);
    expect(last.low90).toBeLessThan(last.low50);
    expect(last.pit).toBeGreaterThan(0.5);
    expect(last.crps).toBeLessThan(Math.abs(last.value - last.median));
    expect(crps({ x: [last.value], p: [1] }, last.value)).toBe(0);
  });

  it("ranks the right law above no change, thins origins, and keeps refusals with their reasons", () => {
    const mute: Forecaster = {
      ...persistence,
      name: "mute",
      draw: () => ({ reason: "nothing to say here" }),
    };
    const { targets, refused } = backtest(
      question,
      viewOf(question),
      evidence,
      [persistence, logitAccuracyLine, mute],
      key,
    );
    const total = (name: string) => targets.filter((t) => t.forecaster === name).reduce((sum, t) => sum + t.crps, 0);
    expect(total("logit-accuracy-line")).toBeLessThan(0.4 * total("persistence"));
    expect(refused.filter(({ forecaster }) => forecaster === "mute")).toHaveLength(3);
    const thin = backtest(question, viewOf(question), evidence, [persistence], key, 1).targets;
    expect(thin.map(({ cut }) => cut)).toEqual(["r4"]);
  });

  it("has nothing to say about fewer than four rungs", () => {
    const few = questionOf(sizes.slice(0, 4), 1, {}, 4);
    const rows = evidenceOf(few, { exactMatch: table.exactMatch.slice(0, 3) });
    expect(backtest(few, viewOf(few), rows, [persistence], key)).toEqual({ targets: [], refused: [] });
  });
});

describe("views", () => {
  const steps = Array.from({ length: 30 }, (_, i) => 20 * i);
  const rows = sizes
    .slice(0, 3)
    .flatMap((n) => steps.map((step) => ({ ...row(n, "0", "exactMatch", 0.1), step, tokens: 64 * step })));
  const rung = { ...question.rungs[0]!, step: 580, tokens: 64 * 580 };

  it("over training: at most 12 checkpoints, spread over log tokens, first and last included, step 0 left out", () => {
    const { axis, rungs } = overTokens(question, rung, rows);
    expect(axis).toBe("tokens");
    expect(rungs.length).toBeLessThanOrEqual(12);
    expect(rungs.map(({ step }) => step)).toEqual(rungs.map(({ step }) => step).toSorted((a, b) => a - b));
    expect([rungs[0]!.step, rungs.at(-1)!.step]).toEqual([20, 580]);
    expect(rungs[0]!.name).toBe("r0-s20");
  });

  it("over compute: three checkpoints a size in order of 6 N D, no place twice", () => {
    const places = question.rungs.slice(0, 3).map((one) => ({ ...one, step: 580, tokens: 64 * 580 }));
    const { rungs } = overCompute(question, places, rows);
    const flops = rungs.map(({ nParams, tokens }) => nParams * tokens);
    expect(rungs).toHaveLength(8); // 1e4 parameters at step 180 and 3e4 at step 60 cost the same
    expect(flops.every((value, i) => i === 0 || value > flops[i - 1]!)).toBe(true);
  });
});
