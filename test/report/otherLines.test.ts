import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COLOUR } from "../../src/page/theme.ts";
import { emergence } from "../../src/report/emergence.ts";
import { emergenceData } from "../../src/report/emergenceData.ts";
import type { ReportInput } from "../../src/report/input.ts";
import { looksOf, nameData, othersOf, spread } from "../../src/report/otherLines.ts";
import { forecastPoints } from "../../src/report/points.ts";
import { persistence, question, tokenOls } from "./fixture.ts";
import { scored } from "./states.ts";

const twelve: ReportInput = {
  ...scored,
  defaultForecaster: "f4",
  forecasts: [
    persistence,
    ...Array.from({ length: 11 }, (_, i) => {
      const forecast = { ...tokenOls.forecast, forecaster: `f${i}` };
      return { ...tokenOls, label: `f${i}`, seq: 10 + i, forecast };
    }),
  ],
};

describe("the forecasts beside the highlighted one", () => {
  it("are all drawn with their medians, and the default alone has the fan", () => {
    const data = emergenceData(twelve);
    expect(new Set(data.filter((d) => d.kind === "fan").map((d) => d.series))).toEqual(new Set(["f4, 50 and 90 %"]));
    const drawn = [...new Set(data.filter((d) => d.kind === "other").map((d) => d.forecaster))];
    expect(drawn).toEqual(["persistence", ...[0, 1, 2, 3, 5, 6, 7, 8, 9, 10].map((i) => `f${i}`)]);
    const line = data.filter((d) => d.kind === "other" && d.forecaster === "f7").map((d) => d.median);
    expect(line.slice(1)).toEqual(forecastPoints(question, tokenOls.forecast).map((p) => p.median));
    expect(emergence(twelve)!.caption).toContain(
      "It is the default forecaster for such a question, whatever it scored. Thin lines are the medians of the 11 others, grey the baseline's.",
    );
  });

  it("never look alike, and only the baseline is grey", () => {
    const looks = looksOf(twelve);
    expect(new Set(looks.map(({ colour, dash }) => `${colour} ${dash.join()}`)).size).toBe(11);
    expect(looks.filter(({ colour }) => colour === COLOUR.muted).map(({ label }) => label)).toEqual(["persistence"]);
    for (const { colour } of looks) expect([COLOUR.forecast, COLOUR.truth, COLOUR.observed]).not.toContain(colour);
  });

  it("are none where one forecast is alone", () => {
    const alone = { ...scored, forecasts: [tokenOls] };
    expect(othersOf(alone)).toEqual([]);
    expect(nameData(alone, [0, 1])).toEqual([]);
    expect(emergence(alone)!.caption).not.toContain("Thin lines");
  });

  it("have names that do not cover one another, all inside the panel", () => {
    const at = nameData(twelve, [0, 1]).map((d) => d.at as number);
    const sorted = at.toSorted((a, b) => a - b);
    expect(at).toHaveLength(11);
    for (const [i, place] of sorted.slice(1).entries()) expect(place - sorted[i]!).toBeGreaterThan(0.0499);
    expect(sorted[0]).toBeGreaterThanOrEqual(0);
    expect(sorted.at(-1)).toBeLessThanOrEqual(1 + 1e-12);
  });
});

describe("spread", () => {
  it("moves nothing that has room, and two equals apart by the same way", () => {
    expect(spread([0.9, 0.1, 0.5], 0.1, [0, 1])).toEqual([0.9, 0.1, 0.5].map((v) => expect.closeTo(v, 12)));
    expect(spread([0.5, 0.5], 0.1, [0, 1])).toEqual([expect.closeTo(0.45, 12), expect.closeTo(0.55, 12)]);
    expect(spread([1, 1], 0.1, [0, 1])).toEqual([expect.closeTo(0.9, 12), expect.closeTo(1, 12)]);
    expect(spread([], 0.1, [0, 1])).toEqual([]);
  });

  it("keeps the order and the gap, and stays inside where all fit", () => {
    const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(values, (wanted) => {
        const got = spread(wanted, 0.08, [0, 1]);
        const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]! || a - b);
        for (const [k, i] of order.slice(1).entries()) expect(got[i]! - got[order[k]!]!).toBeGreaterThan(0.08 - 1e-9);
        expect(Math.min(...got)).toBeGreaterThan(-1e-9);
        expect(Math.max(...got)).toBeLessThan(1 + 1e-9);
      }),
    );
  });
});
