/** progress on courses of training whose jump is known, beside the base rate and the test loss alone. */
import { describe, expect, it } from "vitest";
import { generator, rootKey } from "../../../src/base/random.ts";
import { evidenceFor } from "../../../src/forecast/evidence.ts";
import type { Forecaster } from "../../../src/forecast/forecaster.ts";
import { persistence } from "../../../src/forecast/plain/persistence.ts";
import { progress, progressTestLoss } from "../../../src/forecast/progress/progress.ts";
import type { Measurement, Question } from "../../../src/records.ts";
import { training, trainingEvidence } from "../sample.ts";
import { crps, questionOf, resultOf, row } from "../world.ts";

const STEPS = Array.from({ length: 36 }, (_, i) => 500 * (i + 1));
const key = rootKey("progress");

/** A grokking-like world: accuracy jumps at `jump`; the LLC peaks at .25 jump, the test loss (if it tells) at .2 jump. */
function courseOf(jump: number, lossTells: boolean, seed: string): Measurement[] {
  const rng = generator(rootKey(`${jump} ${seed}`));
  const hump = (step: number, peak: number) =>
    step < peak ? 4 + (6 * step) / peak : 10 - 6 * Math.min(1, (step - peak) / jump);
  return STEPS.flatMap((step) => {
    const at = (metric: string, value: number) => ({ ...row(1e4, seed, metric, value), step, tokens: step });
    return [
      at(
        "exactMatch",
        Math.min(1, Math.max(0, 1 / (1 + Math.exp(-(Math.log(step) - Math.log(jump)) / 0.08)) + 0.01 * rng.normal())),
      ),
      at("nll", lossTells ? hump(step, 0.2 * jump) : 0.69),
      at("llc", 3 * hump(step, 0.25 * jump)),
    ];
  });
}

function questionAt(cut: number): Question {
  const base = questionOf([1, 2, 3], 1);
  const rungs = STEPS.map((step) => ({
    name: `s${step}`,
    nParams: 1e4,
    step,
    tokens: step,
    run: null,
    heldOut: step > cut,
  }));
  return { ...base, axis: "tokens", rungs };
}

/** Mean CRPS over the later steps of worlds that jump at 6000 to 12000, cut after their alarms and before the jump. */
function lossOf(forecaster: Forecaster, lossTells: boolean): number {
  const losses = [6000, 8000, 10000, 12000].flatMap((jump) => {
    const rows = ["0", "1", "2"].flatMap((seed) => courseOf(jump, lossTells, seed));
    const question = questionAt(Math.ceil(jump / 1000) * 500);
    const evidence = evidenceFor(question, rows);
    const result = resultOf(forecaster, question, evidence, key);
    if (!result.ok) throw new Error(result.reason);
    return result.forecast.targets.map(({ rung, distribution }) => {
      const step = Number(rung.slice(1));
      const values = rows.filter((one) => one.metric === "exactMatch" && one.step === step).map(({ value }) => value);
      return crps(distribution, values.reduce((a, b) => a + b) / values.length);
    });
  });
  return losses.reduce((a, b) => a + b) / losses.length;
}

describe("progress", () => {
  it("beats persistence when the inside tells, and the test loss alone when only the inside tells", () => {
    expect(lossOf(progress, false)).toBeLessThan(0.6 * lossOf(persistence, false));
    expect(lossOf(progress, false)).toBeLessThan(lossOf(progressTestLoss, false));
  });

  it("gains little over the test loss where the test loss tells as much", () => {
    expect(lossOf(progress, true)).toBeGreaterThan(0.8 * lossOf(progressTestLoss, true));
  });

  it("records which alarms rang, and leaves a run that has jumped where it is", () => {
    const result = resultOf(progress, training, trainingEvidence, key);
    expect(result.ok && result.forecast.parameters).toMatchObject({
      runs: 2,
      runsWithAlarm: 2,
      alarmSteps: [800, 800, 800, 800],
    });
    const done = {
      ...trainingEvidence,
      rows: trainingEvidence.rows.map((one) => (one.metric === "exactMatch" ? { ...one, value: 0.9 } : one)),
    };
    const after = resultOf(progress, training, done, key);
    expect(after.ok && after.forecast.targets.every(({ success }) => success! > 0.99)).toBe(true);
  });

  it("answers questions over tokens about shares only", () => {
    expect(resultOf(progress, { ...training, axis: "flops" }, trainingEvidence, key)).toEqual({
      ok: false,
      reason: expect.stringContaining("over tokens"),
    });
    const loss = { ...training, metric: "nll", betterDirection: "lower" as const };
    expect(resultOf(progress, loss, trainingEvidence, key).ok).toBe(false);
  });
});
