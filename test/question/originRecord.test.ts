import { describe, expect, it } from "vitest";
import { lossText, originParameters, originRecord } from "../../src/question/originRecord.ts";

const record = { crps: 0.15, persistence: 0.036, targets: 10, covered90: 4 };

describe("the record of rolling origins", () => {
  it("is read as it was written, and is none where a forecast has no such numbers", () => {
    expect(originRecord({ parameters: { law: "any", ...originParameters(record) } })).toEqual(record);
    expect(originRecord({ parameters: { backtest: "3 targets at rolling origins: mean CRPS 0.1 .." } })).toBeNull();
    expect(originRecord({ parameters: { ...originParameters(record), backtestCrps: "0.1" } })).toBeNull();
    expect(originRecord({ parameters: { ...originParameters(record), backtestTargets: 0 } })).toBeNull();
  });

  it("is a loss when the mean CRPS is above persistence's, and rounding is none", () => {
    const said = (crps: number, targets = 10) =>
      lossText({ parameters: originParameters({ ...record, crps, targets }) })?.replaceAll("\u00a0", " ") ?? null;
    expect(said(0.15)).toBe(
      "lost to persistence at rolling origins inside the evidence: mean CRPS 0.15 against 0.036 over 10 targets, 4 in its 90 % interval",
    );
    expect(said(0.037, 1)).toContain("over 1 target, ");
    for (const crps of [0.036, 0.036 * (1 + 1e-12), 0.035, 0]) expect(said(crps)).toBeNull();
    expect(lossText({ parameters: {} })).toBeNull();
  });
});
