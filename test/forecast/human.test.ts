import { describe, expect, it } from "vitest";
import { ForeshockError } from "../../src/base/errors.ts";
import { fromFile } from "../../src/forecast/human.ts";
import { validate } from "../../src/math/distribution.ts";
import { Forecast, type ForecastFile } from "../../src/records.ts";
import { questionOf } from "./world.ts";

const question = questionOf([100, 200, 400, 800], 2);
const file: ForecastFile = {
  targets: { r2: { "0.05": 0.1, "0.5": 0.4, "0.95": 0.8 }, r3: { "0.5": 0.9, "0.1": 0.5 } },
  jump: { "<=r1": 0, r2: 0.3, r3: 0.5, never: 0.2 },
  rationale: "the chain needs all its operators",
};
const EVIDENCE = { question: "a".repeat(64), digest: "d".repeat(64) };
const forecast = (changes: Partial<ForecastFile> = {}, of = question) =>
  fromFile(of, EVIDENCE, { ...file, ...changes }, "ada");

describe("fromFile", () => {
  it("turns quantiles and labelled masses into a forecast, and says that a floor was applied", () => {
    const result = forecast();
    expect(() => Forecast.parse(result)).not.toThrow();
    for (const target of result.targets) validate(target.distribution);
    expect(result.targets.map(({ rung, nParams }) => [rung, nParams])).toEqual([
      ["r2", 400],
      ["r3", 800],
    ]);
    expect(result.targets[1]!.distribution).toEqual({ x: [0, 0.5, 0.9, 1], p: [0, 0.1, 0.5, 1] });
    expect(result.jump).toEqual([0.0025, 0.2995, 0.4975, 0.2005].map((mass) => expect.closeTo(mass, 12)));
    expect(result.parameters).toEqual({ jumpAsWritten: [0, 0.3, 0.5, 0.2], jumpFloor: 0.01 });
    expect(result).toMatchObject({ question: EVIDENCE.question, evidence: EVIDENCE.digest });
    expect([result.forecaster, result.rationale]).toEqual(["ada", file.rationale]);
  });

  it("takes a label left out as 0 when the others sum to 1, and no rationale", () => {
    const { rationale: _, ...silent } = file;
    const result = fromFile(question, EVIDENCE, { ...silent, jump: { never: 1 } }, "ada");
    expect(result.jump[0]).toBeCloseTo(0.0025, 12);
    expect(result.rationale).toBeNull();
  });

  it("accepts values beyond 1 for a metric without an upper end", () => {
    const loss = { ...question, metric: "nll", betterDirection: "lower" as const };
    const targets = { r2: { "0.25": 1, "0.75": 3 }, r3: { "0.25": 1, "0.75": 2 } };
    expect(forecast({ targets }, loss).targets[0]!.distribution).toEqual({ x: [0, 1, 3, 4], p: [0, 0.25, 0.75, 1] });
  });

  const r3 = file.targets.r3!;
  it.each<[string, Partial<ForecastFile>, RegExp]>([
    ["a missing rung", { targets: { r3 } }, /every held-out rung.*none for r2/],
    ["an unknown rung", { targets: { ...file.targets, r9: r3 } }, /held-out rungs only.*r9/],
    ["an observed rung", { targets: { ...file.targets, r1: r3 } }, /held-out rungs only.*r1/],
    ["an unknown label", { jump: { r2: 0.5, r7: 0.5 } }, /known jump labels.*r7/],
    ["masses below 1", { jump: { r2: 0.5, never: 0.4 } }, /sum to 1.*0\.9 from r2: 0\.5, never: 0\.4/],
    ["a negative mass", { jump: { r2: -0.5, never: 1.5 } }, /masses in \[0, 1\]/],
    ["no masses", { jump: {} }, /sum to 1.*got "0 from "/],
    [
      "crossing quantiles",
      { targets: { r2: { "0.1": 0.5, "0.9": 0.4 }, r3 } },
      /rung r2: .*not cross.*0\.1: 0\.5.*0\.9: 0\.4/,
    ],
    ["a value above 1", { targets: { r2: { "0.5": 1.2 }, r3 } }, /rung r2: values in \[0, 1\].*level 0\.5: 1\.2/],
    ["a level of 1", { targets: { r2: { "1": 0.2 }, r3 } }, /rung r2: levels in \(0, 1\).*level 1: 0\.2/],
    [
      "a level that is no number",
      { targets: { r2: { median: 0.2 }, r3 } },
      /numbers are required for r2.*median: 0\.2/,
    ],
    ["one level written twice", { targets: { r2: { "0.5": 0.2, "0.50": 0.3 }, r3 } }, /rung r2: each level once/],
    ["no quantiles", { targets: { r2: {}, r3 } }, /rung r2: more quantiles/],
  ])("refuses %s in one usage error", (_, changes, message) => {
    expect(() => forecast(changes)).toThrow(message);
    try {
      forecast(changes);
    } catch (error) {
      expect(error).toBeInstanceOf(ForeshockError);
      expect((error as ForeshockError).kind).toBe("usage");
      expect((error as ForeshockError).hint.length).toBeGreaterThan(5);
    }
  });
});
