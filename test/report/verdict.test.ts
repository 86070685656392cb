import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { percent } from "../../src/base/words.ts";
import { jumpPlaces } from "../../src/question/grid.ts";
import type { QuestionStage } from "../../src/records.ts";
import { publishable, type RegisteredForecast, type ReportInput } from "../../src/report/input.ts";
import { likeliest } from "../../src/report/likeliest.ts";
import { borderline, verdict } from "../../src/report/verdict.ts";
import { outcome, persistence, question, scores, tokenOls } from "./fixture.ts";
import { scored, states } from "./states.ts";

const say = (input: ReportInput): string => verdict(publishable(input)).replaceAll("\u00a0", " ");
const RULE =
  "This speaks of the first registered that is not the baseline, because the default bayes-mix was not revealed.";
const LIMITS = "One family, 3 seeds a rung, 3 held-out sizes: a single case, not evidence of calibration.";

/** Forecasters a, b, .. registered in this order after the baseline, with these mean CRPS; a and the rest forecast as token-ols did. */
function field(values: readonly number[]): ReportInput {
  const others = values.map((_, i): RegisteredForecast => {
    const name = String.fromCharCode(97 + i);
    return { ...tokenOls, label: name, forecast: { ...tokenOls.forecast, forecaster: name }, seq: 10 + i };
  });
  const crps = (forecaster: string, value: number) => {
    return { ...scores[0]!, forecaster, value, baselineValue: 0.531, skill: 1 - value / 0.531 };
  };
  const own = others.map(({ label }, i) => crps(label, values[i]!));
  const forecasts = [persistence, ...others];
  return { ...scored, forecasts, unrevealed: [], scores: [crps("persistence", 0.531), ...own] };
}

describe("verdict", () => {
  it("says where the jump was placed, where it came, how sure that is, who was best, by which rule, and the limits", () => {
    expect(say(scored)).toBe(
      "token-ols placed the jump in (d24, d32] with 55 %; it happened in (d32, d40], which it gave 41 % (d32 at 0.49 ± 0.13 is " +
        "within two standard errors of the threshold 0.5, so the place itself is uncertain). By mean CRPS token-ols is the best " +
        "of 2 revealed forecasts: 0.026 against 0.53 for persistence (skill 0.95). " +
        `${RULE} ${LIMITS}`,
    );
  });

  it("says so when it happened where it was placed, without doubt where there is none", () => {
    const rungs = outcome.rungs.map((r) => ({ ...r, value: 0.9, stderr: 0.01 }));
    expect(say({ ...scored, outcome: { ...outcome, rungs, jumpBin: 1 } })).toContain(
      "placed the jump in (d24, d32] with 55 %; it happened there. By mean CRPS",
    );
  });

  it("is honest about a loss, a tie in score and a jump that never came", () => {
    const lose = (value: number) =>
      scores.map((s) => (s.forecaster === "token-ols" ? { ...s, value, skill: 1 - value / 0.531 } : s));
    expect(say({ ...scored, scores: lose(0.6) })).toContain(
      "By mean CRPS the best of 2 revealed forecasts is persistence (0.53); token-ols is 2nd: 0.60 against 0.53 for persistence " +
        "(skill −0.13), so it lost to the baseline.",
    );
    expect(say({ ...scored, scores: lose(0.531) })).toContain(
      "By mean CRPS persistence and token-ols are the best of 2 revealed forecasts: 0.53 against 0.53 for persistence (skill 0), " +
        "so it did no better than the baseline.",
    );
    expect(say({ ...scored, outcome: { ...outcome, jumpBin: 4 } })).toContain("none came, which it gave 1 %");
    const alone = { ...scored, forecasts: [persistence], outcome: { ...outcome, jumpBin: 4 } };
    expect(say(alone)).toMatch(
      /^persistence expected no jump within range, with 96 %; none came .*Its mean CRPS is 0.53, the baseline's own\. /,
    );
    expect(say(alone)).toContain("This speaks of the baseline, because no other forecast was revealed.");
    expect(say({ ...alone, unrevealed: [] })).toContain("because no other forecast was registered.");
  });

  it("says when the first registered was not revealed", () => {
    const unrevealed = [{ ...scored.unrevealed[0]!, seq: 2 }];
    expect(say({ ...scored, unrevealed })).toContain("the first registered of those revealed that is not the");
  });

  it("names the best and gives the place of the one it speaks of", () => {
    expect(say(field([0.075, 0.3, 0.046]))).toContain(
      "By mean CRPS the best of 4 forecasts is c (0.046); a is 2nd: 0.075 against 0.53 for persistence (skill 0.86). This speaks",
    );
    expect(say(field([0.3, 0.1, 0.1]))).toContain("the best of 4 forecasts are b and c (0.10); a is 3rd: 0.30 against");
    expect(say(field([0.1, 0.1, 0.3]))).toContain("By mean CRPS a and b are the best of 4 forecasts: 0.10 against");
    // a difference in the last bit is none
    expect(say(field([0.1 + 2e-17, 0.1, 0.3]))).toContain("By mean CRPS a and b are the best of 4 forecasts");
  });

  it("has the right best and place for any field of forecasters, in whatever order they are handed over", () => {
    const values = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 8 });
    const fields = values.chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc.shuffledSubarray(
          all.map((_, i) => i),
          { minLength: all.length },
        ),
      ),
    );
    fc.assert(
      fc.property(fields, ([all, order]) => {
        const input = field(all.map((value) => value / 20));
        const [base, ...others] = input.forecasts;
        const text = say({ ...input, forecasts: [...order.map((i) => others[i]!), base!] });
        const lowest = Math.min(...all);
        const best = all.flatMap((value, i) => (value === lowest ? [String.fromCharCode(97 + i)] : []));
        const names = `${best.slice(0, -1).join(", ")}${best.length > 1 ? " and " : ""}${best.at(-1)}`;
        const place = 1 + all.filter((value) => value < all[0]!).length;
        const are = best.length > 1 ? "are" : "is";
        const of = `${all.length + 1} forecasts`;
        if (place === 1) expect(text).toContain(`By mean CRPS ${names} ${are} the best of ${of}: `);
        else expect(text).toMatch(new RegExp(`best of ${of} ${are} ${names} \\(.*; a is ${place}(st|nd|rd|th): `));
        expect(text).toMatch(/^a placed the jump/);
      }),
    );
  });

  it("calls a tie no hit", () => {
    const tied = (jump: number[], jumpBin: number) => {
      const alice = { ...tokenOls, label: "alice", forecast: { ...tokenOls.forecast, jump } };
      const rungs = outcome.rungs.map((r) => ({ ...r, stderr: null }));
      return say({ ...scored, forecasts: [persistence, alice], outcome: { ...outcome, rungs, jumpBin } });
    };
    const jump = [0.1, 0.1, 0.3, 0.2, 0.3];
    const put = "alice put the jump at no one place: (d32, d40] and never in range have 30 % each; ";
    expect(tied(jump, 2)).toContain(`${put}it happened in (d32, d40], one of these, which is no hit. By`);
    expect(tied(jump, 4)).toContain(`${put}no jump came, one of these, which is no hit. By`);
    expect(tied(jump, 1)).toContain(`${put}it happened in (d24, d32], which it gave 10 %. By`);
    expect(tied([0.1, 0.1, 0.1 + 0.2, 0.2, 0.3], 2)).toContain("which is no hit");
    expect(tied([0.05, 0.05, 0.3, 0.3, 0.3], 2)).toContain("one of these, which is no hit");
  });

  it("reads no place into masses that are nearly the same everywhere", () => {
    const even = (jump: number[], jumpBin: number) => {
      const alice = { ...tokenOls, label: "alice", forecast: { ...tokenOls.forecast, jump } };
      const rungs = outcome.rungs.map((r) => ({ ...r, stderr: null }));
      return say({ ...scored, forecasts: [persistence, alice], outcome: { ...outcome, rungs, jumpBin } });
    };
    const [equal, near] = [
      [0.2, 0.2, 0.2, 0.2, 0.2],
      [0.002, 0.25, 0.24, 0.268, 0.24],
    ];
    expect(even(equal, 2)).toContain(
      "alice did not place the jump: it gave 20 % to each of the 4 places that are left; it happened in (d32, d40], which it gave 20 %. By",
    );
    expect(even(near, 3)).toContain(
      "alice did not place the jump: it gave 24 % to 27 % to each of the 4 places that are left; it happened in (d40, d48], which it gave 27 %. By",
    );
    expect(even(near, 4)).toContain("; none came, which it gave 24 %. By");
    // half the mass was given to a place that the evidence has closed: that is placed, and wrong
    expect(even([0.6, 0.1, 0.1, 0.1, 0.1], 2)).toContain("alice placed the jump at or below d24 with 60 %");
  });

  it("takes at most 5 points and half an equal share for even, whatever the number of places", () => {
    expect(likeliest({ jump: [0, 0.35, 0.34, 0.31] })).toEqual({ bins: [1, 2, 3], even: true });
    expect(likeliest({ jump: [0, 0.36, 0.34, 0.3] })).toEqual({ bins: [1], even: false });
    const twenty = [0, ...Array.from({ length: 20 }, (_, i) => (i === 7 ? 0.088 : 0.048))];
    expect(likeliest({ jump: twenty })).toEqual({ bins: [8], even: false });
  });

  it("speaks of the default wherever it was committed, and of the best beside it", () => {
    const input = field([0.075, 0.3, 0.046]);
    const spoken = (name: string) => say({ ...input, defaultForecaster: name });
    expect(spoken("b")).toMatch(
      /^b placed .* c \(0\.046\); b is 3rd: 0\.30 against 0\.53 for persistence \(skill 0\.44\)\. /,
    );
    expect(spoken("b")).toContain("This speaks of the default forecaster for such a question, whatever it scored.");
    expect(spoken("c")).toMatch(
      /^c placed .*By mean CRPS c is the best of 4 forecasts: 0\.046 against 0\.53 for persistence/,
    );
    expect(spoken("z")).toContain("is not the baseline, because the default z was not registered.");
  });

  it("never says a hit where another bin had the same mass, and always where none had and it came", () => {
    const weights = fc
      .array(fc.integer({ min: 1, max: 4 }), { minLength: 5, maxLength: 5 })
      .filter((all) => new Set(all.slice(1)).size > 1);
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 4 }), (all, jumpBin) => {
        const total = all.reduce((a, b) => a + b, 0);
        const forecast = { ...tokenOls.forecast, jump: all.map((weight) => weight / total) };
        const rungs = outcome.rungs.map((r) => ({ ...r, stderr: null }));
        const [first] = say({
          ...scored,
          forecasts: [persistence, { ...tokenOls, forecast }],
          outcome: { ...outcome, rungs, jumpBin },
        }).split(". By mean CRPS");
        const largest = all.filter((weight) => weight === Math.max(...all)).length;
        const came = all[jumpBin] === Math.max(...all);
        const hit = /; (it happened there|none came)$/.test(first!);
        expect(hit).toBe(came && largest === 1);
        expect(/no one place/.test(first!)).toBe(largest > 1);
        if (!came)
          expect(first).toContain(`which it gave ${percent(forecast.jump[jumpBin]!).replaceAll("\u00a0", " ")}`);
        const { label } = jumpPlaces(question)[jumpBin]!;
        if (came && largest > 1) expect(first).toContain(label);
      }),
    );
  });

  it("claims nothing before the outcome", () => {
    expect(say(states.revealed!)).toContain("so nothing is confirmed or refuted yet.");
    expect(say(states.sealed!)).toContain("1 forecast is sealed and not shown before the reveal;");
    expect(say(states["no forecast"]!)).toContain("the mean exact match is 0.14 at d24");
    expect(say(states["no rows"]!)).toContain("no evidence is registered yet");
    for (const state of ["revealed", "sealed", "running", "no forecast", "no rows"])
      expect(say(states[state]!)).not.toMatch(/it happened|best of/);
  });

  it.each<[QuestionStage, string]>([
    ["registered", "no held-out run has started"],
    ["open", "no held-out run has started"],
    ["closed", "no held-out run has started"],
    ["running", "the held-out runs are under way"],
    ["sealed", "the held-out results are sealed and not opened"],
  ])("begins with the state that the page shows and says how far the held-out runs are: %s", (state, said) => {
    const name = `${state[0]!.toUpperCase()}${state.slice(1)}: `;
    expect(say({ ...states.running!, state })).toMatch(new RegExp(`^${name}the mean exact match .*; ${said}\\.$`));
    expect(say({ ...states.revealed!, state })).toMatch(
      new RegExp(`^${name}token-ols placed .*; ${said}, so nothing is confirmed or refuted yet\\. ${RULE}$`),
    );
  });

  it("does not speak of runs where the results are imported", () => {
    const task = { ...question.task, kind: "external", chance: 0, answerLength: 8 } as unknown as typeof question.task;
    const imported = { ...states.running!, question: { ...question, task } };
    for (const state of ["registered", "open", "closed"] as const)
      expect(say({ ...imported, state })).toMatch(/; the held-out rows have not been read here\.$/);
    expect(say({ ...imported, state: "sealed" })).toContain("the held-out results are sealed and not opened");
  });

  it("names a missing score, a missing baseline and a group of forecasters that stayed silent", () => {
    expect(say(states["opened, not scored"]!)).toContain("No score has been computed yet.");
    const bare = scores.map((s) => ({ ...s, baselineValue: null, skill: null }));
    expect(say({ ...scored, forecasts: [tokenOls], scores: bare })).toContain(
      "Its mean CRPS is 0.026, with no baseline to compare.",
    );
    expect(say({ ...scored, forecasts: [] })).toMatch(
      /^The jump happened in \(d32, d40\]; no registered forecast was revealed\. One family/,
    );
  });

  it("doubts a bin only where a seed mean is within two standard errors of the threshold", () => {
    expect(borderline(scored).map((r) => r.rung)).toEqual(["d32"]);
    const one = outcome.rungs.map((r) => ({ ...r, stderr: null }));
    expect(borderline({ ...scored, outcome: { ...outcome, rungs: one } })).toEqual([]);
  });
});
