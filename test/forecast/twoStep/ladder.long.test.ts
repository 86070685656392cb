/** The model ladder through the forecaster: its centre is the published prediction, its intervals are honest on what was held out. */
import { beforeAll, describe, expect, it } from "vitest";
import { rootKey } from "../../../src/base/random.ts";
import { twoStep } from "../../../src/forecast/twoStep/twoStep.ts";
import { quantile } from "../../../src/math/distribution.ts";
import type { Measurement } from "../../../src/records.ts";
import { resultOf } from "../world.ts";
import { final, hasLadder, ladderQuestion, ladderRows, published, TARGETS, TASKS } from "./ladder.ts";

describe.skipIf(!hasLadder)("two-step as a forecaster of the ladder", () => {
  let cases: (ReturnType<typeof forecastOf> & { task: string })[] = [];
  beforeAll(async () => {
    const rows = await ladderRows();
    cases = TASKS.map((task) => ({ task, ...forecastOf(task, rows) }));
  });

  it("is centred on the published prediction", () => {
    for (const { task, prediction, medians } of cases) {
      expect(prediction[2]).toBeCloseTo(published("chained_main").get(task)!.pred, 5);
      medians.forEach((median, k) => {
        expect(Math.abs(median - prediction[k]!)).toBeLessThan(0.004);
      });
    }
  });

  it("has 80 % intervals that hold most of the 24 outcomes, fitted on 190M-1.3B alone", () => {
    const held = cases.flatMap(({ inside }) => inside).filter(Boolean).length;
    expect(held).toBeGreaterThanOrEqual(19);
  });
});

function forecastOf(task: string, rows: Measurement[]) {
  const { question, evidence } = ladderQuestion(task, rows);
  const result = resultOf(twoStep, question, evidence, rootKey("ladder"));
  if (!result.ok) throw new Error(result.reason);
  const { parameters, targets } = result.forecast;
  expect(parameters).toMatchObject({ lossMetric: "bitsPerByte", lawInputs: "nParams and tokens", numRuns: 16 });
  const runs = [TARGETS["3B"], TARGETS["7B"], TARGETS["13B"]];
  return {
    prediction: parameters.prediction as number[],
    medians: targets.map(({ distribution }) => quantile(distribution, 0.5)),
    inside: targets.map(({ distribution }, k) => {
      const actual = final(runs[k]!, task, "accuracy");
      return actual >= quantile(distribution, 0.1) && actual <= quantile(distribution, 0.9);
    }),
  };
}
