import { describe, expect, it } from "vitest";
import { clopperPearson } from "../../src/math/coverage.ts";
import { metricOf } from "../../src/metrics.ts";
import { extent, valueAxis } from "../../src/page/vegaLite.ts";
import { emergenceData } from "../../src/report/emergenceData.ts";
import { highlightedOf, publishable } from "../../src/report/input.ts";
import { jumpData } from "../../src/report/jump.ts";
import { marginData } from "../../src/report/margins.ts";
import {
  bar,
  fanPoints,
  forecastPoints,
  resolvedPoints,
  rungPoints,
  seedMeans,
  withUnit,
} from "../../src/report/points.ts";
import { stepData } from "../../src/report/steps.ts";
import { coverage } from "../../src/report/tables.ts";
import { persistence, question, sealed, tokenOls } from "./fixture.ts";
import { scored, states } from "./states.ts";

describe("the bar of one row", () => {
  it("is used for counts only: other metrics get their standard error, or no bar", () => {
    expect(bar(true, 0.5, 10, 0.3)).toEqual(clopperPearson(5, 10, 0.95));
    expect(bar(true, 0.123, 10, null)).toEqual([null, null]);
    expect(bar(false, 2, 10, 0.5)).toEqual([expect.closeTo(1.02, 12), expect.closeTo(2.98, 12)]);
    expect(bar(false, 0.5, 10, null)).toEqual([null, null]);
  });
});

describe("points", () => {
  it("takes the rungs, all positions together, in order of size and seed", () => {
    const perPosition = { ...scored.rows[0]!, step: 600, metric: "exactMatch", position: 3, value: 0.9 };
    const points = rungPoints({ ...scored, rows: [perPosition, ...scored.rows].toReversed() }, "exactMatch");
    expect(points).toEqual(rungPoints(scored, "exactMatch"));
    expect(points).toHaveLength(24);
    expect(points.slice(0, 3).map((p) => [p.rung, p.seed])).toEqual([
      ["d8", "0"],
      ["d8", "1"],
      ["d8", "2"],
    ]);
  });

  it("averages over seeds", () => {
    const means = seedMeans(resolvedPoints(scored));
    expect(means.map((m) => m.rung)).toEqual(question.rungs.map((r) => r.name));
    expect(means[4]!.value).toBeCloseTo((51 + 72 + 97) / 3 / 512, 12);
    expect(means[5]!.value).toBeCloseTo((210 + 379 + 169) / 3 / 512, 12);
    expect(means[5]).toMatchObject({ heldOut: true, numSeeds: 3 });
  });

  it("shows as held-out truth what was resolved, not the rows", () => {
    const points = resolvedPoints({ ...scored, rows: states.revealed!.rows });
    expect(points.filter((p) => p.heldOut)).toHaveLength(9);
    expect(resolvedPoints(states.revealed!).filter((p) => p.heldOut)).toHaveLength(0);
  });

  it("reads medians and intervals off the forecast's CDF and opens the fan at the last observed mean", () => {
    const [first] = forecastPoints(question, tokenOls.forecast);
    expect(first).toEqual({ rung: "d32", x: 24576, median: 0.51, lo50: 0.42, hi50: 0.6, lo90: 0.31, hi90: 0.7 });
    const last = seedMeans(resolvedPoints(scored))[4]!;
    const [start, ...rest] = fanPoints(question, tokenOls.forecast, last);
    expect(new Set([start!.median, start!.lo50, start!.hi50, start!.lo90, start!.hi90])).toEqual(new Set([last.value]));
    expect(rest).toEqual(forecastPoints(question, tokenOls.forecast));
  });

  it("gives titles their unit, and invents no metric from names every object has", () => {
    expect([withUnit("nll"), withUnit("exactMatch"), withUnit("logitVar", "x"), withUnit("other")]).toEqual([
      "nll (nats/token)",
      "exact match",
      "x (nats^2)",
      "other",
    ]);
    expect(metricOf("toString")).toBeUndefined();
    expect(metricOf("nll")!.better).toBe("lower");
  });
});

describe("figure data", () => {
  const kinds = (data: { kind: string }[]) => [...new Set(data.map((d) => d.kind))].toSorted();

  it("holds every kind when scored and neither truth nor jump before", () => {
    expect(kinds(emergenceData(scored))).toEqual([
      "fan",
      "jump",
      "mean",
      "other",
      "seed",
      "smoothMean",
      "smoothSeed",
      "threshold",
    ]);
    const before = emergenceData(publishable(states.revealed!));
    expect(kinds(before)).not.toContain("jump");
    expect(new Set(before.filter((d) => d.kind === "seed").map((d) => d.series))).toEqual(new Set(["observed"]));
  });

  it("shades the interval in which the jump happened and nothing when it never came", () => {
    expect(emergenceData(scored).find((d) => d.kind === "jump")).toMatchObject({ x: 24576, x2: 38400 });
    const never = { ...scored, outcome: { ...scored.outcome!, jumpBin: 4 } };
    expect(emergenceData(never).some((d) => d.kind === "jump")).toBe(false);
    const early = { ...scored, outcome: { ...scored.outcome!, jumpBin: 0 } };
    expect(emergenceData(early).find((d) => d.kind === "jump")!.x2).toBe(13824);
  });

  it("negates nll and leaves the smooth panel out when nll is the metric asked about", () => {
    const smooth = emergenceData(scored).filter((d) => d.kind === "smoothSeed" && d.rung === "d8");
    expect(smooth.map((d) => d.y)).toEqual([-2.19, -2.19, -2.2]);
    const onNll = { ...scored, question: { ...question, metric: "nll" } };
    expect(kinds(emergenceData(onNll))).not.toContain("smoothSeed");
  });

  it("marks the realised bin in every forecaster's strip (a layer of its own data would not be repeated)", () => {
    const data = jumpData(scored);
    expect(data.filter((d) => d.kind === "realised").map((d) => [d.forecaster, d.bin])).toEqual([
      ["persistence", "(d32, d40]"],
      ["token-ols", "(d32, d40]"],
    ]);
    expect(data.filter((d) => d.kind === "mass" && d.forecaster === "token-ols").map((d) => d.mass)).toEqual(
      tokenOls.forecast.jump,
    );
  });

  it("averages training curves over seeds and spreads margins by the root of their variance", () => {
    const start = stepData(scored).filter((d) => d.step === 0 && d.kind === "nll");
    expect(start).toHaveLength(8);
    for (const d of start) expect(d.value).toBeCloseTo(2.4, 12);
    const d8 = marginData(scored).find((d) => d.kind === "margin" && d.rung === "d8")!;
    expect(((d8.high as number) - (d8.low as number)) / 2).toBeCloseTo(Math.sqrt(2.5 + (0.5 * 6.58) / 3), 9);
  });

  it("keeps points off the frame", () => {
    expect((valueAxis("y", "", [0, 1]).scale as { domain: number[] }).domain).toEqual([-0.04, 1.04]);
    expect((valueAxis("y", "", [2, 2]).scale as { domain: number[] }).domain).toEqual([1.96, 2.04]);
    expect(extent([])).toEqual([0, 1]);
  });

  it("counts coverage of the central intervals", () => {
    expect(coverage(scored)).toEqual([
      { label: "persistence", level: 50, inside: 0, of: 3 },
      { label: "persistence", level: 90, inside: 0, of: 3 },
      { label: "token-ols", level: 50, inside: 3, of: 3 },
      { label: "token-ols", level: 90, inside: 3, of: 3 },
    ]);
  });
});

describe("publishable", () => {
  it("turns an unrevealed forecast into a bare commitment, once", () => {
    const shown = publishable({ ...scored, forecasts: [sealed, tokenOls, persistence] });
    expect(shown.forecasts.map((f) => f.label)).toEqual(["persistence", "token-ols"]);
    expect(shown.unrevealed).toHaveLength(1);
    expect(publishable(states.sealed!).unrevealed).toEqual([
      { seq: 5, author: sealed.author, commitment: sealed.commitment },
    ]);
  });

  it("leaves out rows of held-out rungs and scores until there is an outcome", () => {
    const leaky = { ...scored, outcome: null };
    const shown = publishable(leaky);
    expect(Math.max(...shown.rows.map((r) => r.nParams))).toBe(13824);
    expect(shown.scores).toEqual([]);
    expect(publishable(scored).rows).toHaveLength(scored.rows.length);
  });

  it("highlights the first registered forecast that is not the baseline, whatever its score", () => {
    expect(highlightedOf(publishable(scored))!.label).toBe("token-ols");
    expect(highlightedOf(publishable({ ...scored, forecasts: [persistence] }))!.label).toBe("persistence");
  });

  it("highlights the default where it was revealed, even where that is the baseline", () => {
    const later = { ...tokenOls, label: "other", seq: 9, forecast: { ...tokenOls.forecast, forecaster: "other" } };
    const forecasts = [persistence, tokenOls, later];
    const shown = (defaultForecaster: string) => highlightedOf({ ...scored, forecasts, defaultForecaster })!.label;
    expect([shown("other"), shown("persistence"), shown("absent")]).toEqual(["other", "persistence", "token-ols"]);
  });

  it("tells two authors' equal labels apart", () => {
    const twin = { ...tokenOls, author: "ab".repeat(32), seq: 9 };
    const labels = publishable({ ...scored, forecasts: [tokenOls, twin] }).forecasts.map((f) => f.label);
    expect(new Set(labels).size).toBe(2);
    expect(labels[1]).toBe("token-ols ababab #10");
  });
});
