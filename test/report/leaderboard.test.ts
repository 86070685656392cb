import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { originParameters } from "../../src/question/originRecord.ts";
import { publishable, type RegisteredForecast, type ReportInput } from "../../src/report/input.ts";
import { leaderboard } from "../../src/report/leaderboard.ts";
import { page } from "../../src/report/page.ts";
import { visible } from "../page/undrawn.ts";
import { persistence, scores, tokenOls } from "./fixture.ts";
import { scored, states } from "./states.ts";

type Numbers = Parameters<typeof originParameters>[0];
const LOST: Numbers = { crps: 0.15, persistence: 0.036, targets: 10, covered90: 4 };
const WON: Numbers = { crps: 0.02, persistence: 0.036, targets: 10, covered90: 9 };

function entrant(name: string, seq: number, record: Numbers | null): RegisteredForecast {
  const parameters = record === null ? {} : { ...originParameters(record), backtest: "in words" };
  return { ...tokenOls, label: name, seq, forecast: { ...tokenOls.forecast, forecaster: name, parameters } };
}

/** Forecasters a, b, .. after the baseline, scored with these mean CRPS, or not scored at all. */
function field(values: readonly number[], records: readonly (Numbers | null)[] = []): ReportInput {
  const names = values.map((_, i) => String.fromCharCode(97 + i));
  const own = names.map((forecaster, i) => ({ ...scores[0]!, forecaster, value: values[i]!, skill: 1 - values[i]! }));
  const forecasts = names.map((name, i) => entrant(name, 10 + i, records[i] ?? null));
  return {
    ...scored,
    unrevealed: [],
    refused: [],
    forecasts: [persistence, ...forecasts],
    scores: [scores[0]!, ...own],
  };
}
const order = (input: ReportInput) => leaderboard(input).map(({ place, forecast }) => [place, forecast.label]);
const text = (input: ReportInput) => visible(page(publishable(input), [], []));

describe("the leaderboard", () => {
  it("is sorted by mean CRPS; equals, the last bits aside, share a place in order of registration", () => {
    expect(order(field([0.3, 0.1 + 2e-17, 0.1]))).toEqual([
      [1, "b"],
      [1, "c"],
      [3, "a"],
      [4, "persistence"],
    ]);
  });

  it("has the right places for any field, in whatever order it is handed over", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 12 }), (all) => {
        const input = field(all.map((value) => value / 20));
        const rows = leaderboard({ ...input, forecasts: input.forecasts.toReversed() });
        expect(rows).toEqual(leaderboard(input));
        for (const { crps, place } of rows) {
          expect(place).toBe(1 + rows.filter((row) => row.crps! < crps! - 1e-12).length);
        }
        const values = rows.map(({ crps }) => crps!);
        expect(values).toEqual(values.toSorted((a, b) => a - b));
      }),
    );
  });

  it("says targets, what held, and what was known before", () => {
    const [first] = leaderboard(field([0.026], [WON]));
    expect(first).toMatchObject({ place: 1, crps: 0.026, targets: 3, inside: 3, record: WON });
    const said = text(field([0.026, 0.2], [WON, LOST]));
    expect(said).toMatch(/1 a \(highlighted\) 0\.026 0\.97 3 3 of 3 0\.020 \/ 0\.036 \(10\)/);
    expect(said).toContain("b ⚠ lost to persistence inside the evidence");
    expect(said).toContain(
      "b ⚠ lost to persistence at rolling origins inside the evidence: mean CRPS 0.15 against 0.036 over 10 targets, 4 in its 90 % interval",
    );
    expect(said).not.toMatch(/a \(highlighted\) ⚠/);
  });

  it("before the outcome shows the committed backtest, calls it so, and sorts by skill over the same targets", () => {
    const hard: Numbers = { crps: 0.05, persistence: 0.2, targets: 2, covered90: 2 };
    const input = { ...field([1, 1, 1, 1], [LOST, WON, hard, null]), outcome: null, scores: [] };
    expect(order(input)).toEqual([
      [1, "c"],
      [2, "b"],
      [3, "a"],
      [null, "persistence"],
      [null, "d"],
    ]);
    const said = text(input);
    expect(said).toContain("Leaderboard inside the evidence");
    expect(said).toContain("Nothing of the outcome is in this table");
    expect(said).toMatch(/3 a \(highlighted\) ⚠ lost to persistence inside the evidence 0\.15 −3\.17 10 4 of 10/);
    expect(said).toMatch(/d — no numbers/);
  });

  it("names who is missing and why, and is not there before a forecast is", () => {
    const said = text(scored);
    expect(said).toContain("a third forecaster (line 6 of the ledger): committed, not revealed");
    expect(said).toContain("two-step: asked, could not answer: no observed run has a loss beside accuracy");
    expect(text(states["no forecast"]!)).not.toContain("Leaderboard");
  });

  it("marks the default and the baseline", () => {
    const said = text({ ...field([0.1, 0.2]), defaultForecaster: "b" });
    expect(said).toContain("b (default, highlighted)");
    expect(said).toContain("persistence (baseline)");
  });
});
