import { describe, expect, it } from "vitest";
import { number, percent, size, words } from "../../src/base/words.ts";
import { publishable, type ReportInput } from "../../src/report/input.ts";
import { borderline, verdict } from "../../src/report/verdict.ts";
import { outcome, persistence, scores, tokenOls } from "./fixture.ts";
import { scored, states } from "./states.ts";

const say = (input: ReportInput): string => verdict(publishable(input)).replaceAll("\u00a0", " ");
const tail = "one family, 3 seeds a rung, 3 held-out sizes: a single case, not evidence of calibration.";

describe("verdict", () => {
  it("says where the jump was placed, where it came, how sure that is, and the score against the baseline", () => {
    expect(say(scored)).toBe(
      "token-ols placed the jump in (d24, d32] with 55 %; it happened in (d32, d40], which it gave 41 % (d32 at 0.49 ± 0.13 is " +
        "within two standard errors of the threshold 0.5, so the place itself is uncertain); mean CRPS 0.026 against 0.53 for " +
        `persistence (skill 0.95); ${tail}`,
    );
  });

  it("says so when it happened where it was placed, without doubt where there is none", () => {
    const rungs = outcome.rungs.map((r) => ({ ...r, value: 0.9, stderr: 0.01 }));
    expect(say({ ...scored, outcome: { ...outcome, rungs, jumpBin: 1 } })).toContain(
      "placed the jump in (d24, d32] with 55 %; it happened there; mean",
    );
  });

  it("is honest about a loss, a tie and a jump that never came", () => {
    const lose = (value: number) =>
      scores.map((s) => (s.forecaster === "token-ols" ? { ...s, value, skill: 1 - value / 0.531 } : s));
    expect(say({ ...scored, scores: lose(0.6) })).toContain(
      "it lost to persistence: mean CRPS 0.60 against 0.53 for persistence (skill −0.13)",
    );
    expect(say({ ...scored, scores: lose(0.531) })).toContain("it did no better than persistence");
    expect(say({ ...scored, outcome: { ...outcome, jumpBin: 4 } })).toContain("none came, which it gave 1 %");
    expect(say({ ...scored, forecasts: [persistence], outcome: { ...outcome, jumpBin: 4 } })).toMatch(
      /^persistence expected no jump within range, with 96 %; none came .*the baseline's own; /,
    );
  });

  it("claims nothing before the outcome", () => {
    expect(say(states.revealed!)).toContain("so nothing is confirmed or refuted yet.");
    expect(say(states.sealed!)).toContain("1 forecast is sealed and not shown before the reveal.");
    expect(say(states["no forecast"]!)).toContain("the mean exact match is 0.14 at d24");
    expect(say(states["no rows"]!)).toContain("nothing has been measured yet");
    for (const state of ["revealed", "sealed", "no forecast", "no rows"])
      expect(say(states[state]!)).not.toContain("it happened");
  });

  it("names a missing score, a missing baseline and a group of forecasters that stayed silent", () => {
    expect(say(states["opened, not scored"]!)).toContain("no score has been computed yet");
    const bare = scores.map((s) => ({ ...s, baselineValue: null, skill: null }));
    expect(say({ ...scored, forecasts: [tokenOls], scores: bare })).toContain("with no baseline to compare");
    expect(say({ ...scored, forecasts: [] })).toMatch(
      /^the jump happened in \(d32, d40\]; no registered forecast was revealed; /,
    );
  });

  it("doubts a bin only where a seed mean is within two standard errors of the threshold", () => {
    expect(borderline(scored).map((r) => r.rung)).toEqual(["d32"]);
    const one = outcome.rungs.map((r) => ({ ...r, stderr: null }));
    expect(borderline({ ...scored, outcome: { ...outcome, rungs: one } })).toEqual([]);
  });
});

describe("format", () => {
  it("writes numbers, shares, sizes and names", () => {
    expect([0, 0.026, 0.0999, 0.531, -0.13, 4.42, 12.34, 512, 1.5e7, 2e-5].map(number)).toEqual([
      "0",
      "0.026",
      "0.10",
      "0.53",
      "−0.13",
      "4.42",
      "12.3",
      "512",
      "1.5e+7",
      "2.0e−5",
    ]);
    expect([0, 0.001, 0.5, 0.999, 1].map((p) => percent(p).replaceAll("\u00a0", " "))).toEqual([
      "0 %",
      "< 1 %",
      "50 %",
      "> 99 %",
      "100 %",
    ]);
    expect([736, 1536, 24576, 160_000_000, 3.4e9].map(size)).toEqual(["736", "1.5k", "24.6k", "160M", "3.4B"]);
    expect(words("exactMatch")).toBe("exact match");
  });
});
