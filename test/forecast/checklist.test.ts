import { describe, expect, it } from "vitest";
import { rootKey } from "../../src/base/random.ts";
import { askOf } from "../../src/forecast/ask.ts";
import { withChecklist } from "../../src/forecast/checklist.ts";
import { climatology } from "../../src/forecast/plain/climatology.ts";
import { logitAccuracyLine } from "../../src/forecast/plain/logitAccuracyLine.ts";
import { persistence } from "../../src/forecast/plain/persistence.ts";
import { twoStep } from "../../src/forecast/twoStep/twoStep.ts";
import { sigmoid } from "../../src/math/special.ts";
import { lossText, originRecord } from "../../src/question/originRecord.ts";
import { evidenceOf, questionOf, resultOf } from "./world.ts";

const sizes = [1e4, 3e4, 1e5, 3e5, 1e6, 3e6, 1e8];
const question = questionOf(sizes, 2, {}, 4);
const evidence = evidenceOf(question, {
  exactMatch: sizes.slice(0, 5).map((n) => [sigmoid(2 * (Math.log10(n) - 5.5))]),
});
const key = rootKey("checklist");
const checked = (forecaster = logitAccuracyLine, rows = evidence, of = question) => {
  const result = withChecklist(forecaster, askOf(of, rows), key);
  if (!result.ok) throw new Error(result.reason);
  return result.forecast;
};

describe("withChecklist", () => {
  it("adds the method, the sensitivity and the backtest, and changes nothing else", () => {
    const plain = resultOf(logitAccuracyLine, question, evidence, key);
    if (!plain.ok) throw new Error(plain.reason);
    const { parameters, ...rest } = checked();
    const { parameters: own, ...same } = plain.forecast;
    expect(rest).toEqual(same);
    expect(parameters).toMatchObject({ ...own, ...logitAccuracyLine.method });
    for (const name of ["sensitivity.withoutSmallest", "sensitivity.withoutLargest"])
      expect(parameters[name]).toHaveLength(2);
  });

  it("says how the forecaster did at rolling origins, and when the question looks farther than they did", () => {
    const said = String(checked().parameters.backtest);
    expect(said).toMatch(
      /^3 targets at rolling origins: mean CRPS 0\.0\d+, persistence 0\.\d+, \d of 3 in the 90 % interval/,
    );
    expect(said).toMatch(/longest horizon 1\.00 decades, asked 2\.00, farther than ever tested$/);
    const near = questionOf(sizes.slice(0, 6), 1, {}, 4);
    expect(String(checked(persistence, evidence, near).parameters.backtest)).not.toContain("farther");
  });

  it("keeps the same as numbers, from which a loss is told", () => {
    const { parameters } = checked();
    const record = originRecord({ parameters })!;
    expect(record).toMatchObject({ targets: 3 });
    expect(String(parameters.backtest)).toContain(
      `3 targets at rolling origins: mean CRPS ${record.crps.toPrecision(2)}, persistence ${record.persistence.toPrecision(2)}, ${record.covered90} of 3`,
    );
    expect(lossText({ parameters })).toBeNull();
    // persistence is as good as itself; who expects anything loses where nothing moves
    const own = originRecord(checked(persistence))!;
    expect(own.crps).toBe(own.persistence);
    expect(lossText(checked(persistence))).toBeNull();
    const flat = evidenceOf(question, { exactMatch: sizes.slice(0, 5).map(() => [0.1]) });
    expect(lossText(checked(climatology, flat))).toMatch(/^lost to persistence .* over 3 targets, /);
  });

  it("says so where there is nothing to test on, and keeps a refusal a refusal", () => {
    const few = questionOf(sizes.slice(0, 4), 1, {}, 4);
    const rows = evidenceOf(few, { exactMatch: [[0.1], [0.2], [0.3]] });
    const { parameters } = checked(logitAccuracyLine, rows, few);
    expect(parameters.backtest).toMatch(/^none/);
    expect(originRecord({ parameters })).toBeNull();
    expect(parameters["sensitivity.withoutSmallest"]).toMatch(/needs 3 observed rungs/);
    expect(withChecklist(twoStep, askOf(question, evidence), key)).toMatchObject({ ok: false });
  });
});
