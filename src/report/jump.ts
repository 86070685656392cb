/** Where each forecaster put the jump: one strip per forecaster, one bar per bin, the bin that came true marked in every strip. */

import { percent } from "../base/words.ts";
import { COLOUR, SIZE } from "../page/theme.ts";
import { type Datum, type Figure, frame, layer, type Spec } from "../page/vegaLite.ts";
import { jumpPlaces } from "../question/grid.ts";
import type { Question } from "../records.ts";
import type { ReportInput } from "./input.ts";

/** Height of a strip in probability; the part above 1 leaves room for a label. */
const TOP = 1.18;
const WIDTH = SIZE.width - 100;

/** Returns the jump-bin figure, or null without a revealed forecast. */
export function jump(input: ReportInput): Figure | null {
  if (input.forecasts.length === 0) return null;
  const bins = labels(input.question);
  const row = { field: "forecaster", type: "nominal", sort: input.forecasts.map((f) => f.label), title: null };
  const spec = frame(describe(input, bins), "Where is the jump?", subtitle(input, bins), jumpData(input), {
    facet: { row: { ...row, header: { labels: false } } },
    spacing: 8,
    spec: { width: WIDTH, height: SIZE.strip, layer: strip(bins) },
  });
  return { name: "jump", caption: caption(input), spec };
}

const labels = (question: Question): string[] => jumpPlaces(question).map(({ label }) => label);

function strip(bins: string[]): Spec[] {
  // an interval of long names stands on two lines, and never over its neighbours
  const labelLimit = WIDTH / bins.length - 6;
  const labelExpr = "split(replace(datum.label, ', ', ',\\n'), '\\n')";
  const axis = { labelAngle: 0, labelPadding: 7, labelLineHeight: 14, labelLimit, labelExpr };
  const x = { field: "bin", type: "nominal", sort: bins, title: "jump between rungs", axis, scale: { domain: bins } };
  const scale = { domain: [0, TOP], nice: false };
  const y = { field: "mass", type: "quantitative", scale, title: null, axis: null };
  const text = { type: "text", fontSize: 11, color: COLOUR.ink };
  const color = { condition: { test: "datum.baseline", value: COLOUR.baseline }, value: COLOUR.forecast };
  const name = { x: { value: -10 }, y: { value: SIZE.strip - 8 }, text: { field: "forecaster" } };
  return [
    layer("base", { ...text, align: "right", limit: 130 }, name),
    layer("realised", { type: "bar", color: COLOUR.shade, opacity: 0.16, width: { band: 1 } }, { x, y }),
    layer("base", { type: "rule", color: COLOUR.grid }, { y }),
    layer("mass", { type: "bar", width: { band: 0.62 } }, { x, y, color }),
    layer("mass", { ...text, baseline: "bottom", dy: -3 }, { x, y, text: { field: "label" } }),
  ];
}

/** Returns per forecaster one `mass` row per bin, a `base` line, and a `realised` row when the outcome is known. */
export function jumpData(input: ReportInput): Datum[] {
  const bins = labels(input.question);
  const realised = input.outcome?.jumpBin ?? -1;
  return input.forecasts.flatMap(({ label: forecaster, forecast }) => {
    const baseline = forecast.forecaster === input.question.baseline;
    return [
      { kind: "base", forecaster, mass: 0 },
      ...(realised >= 0 ? [{ kind: "realised", forecaster, bin: bins[realised]!, mass: TOP }] : []),
      ...forecast.jump.map((mass, i) => {
        return { kind: "mass", forecaster, bin: bins[i]!, mass, label: percent(mass), baseline };
      }),
    ];
  });
}

function subtitle(input: ReportInput, bins: string[]): string[] {
  const where = input.outcome ? [`${came(input, bins)} (shaded)`] : [];
  return ["probability each forecaster put on each interval", ...where];
}

function caption(input: ReportInput): string {
  return `Probability per interval between consecutive rungs, as committed; every bin carries the question's floor of ${percent(input.question.floor)} shared over all bins, and the last bin says that no evaluated size keeps the threshold.`;
}

function describe(input: ReportInput, bins: string[]): string {
  const lines = input.forecasts.map(({ label, forecast }) => {
    return `${label}: ${forecast.jump.map((mass, i) => `${bins[i]} ${percent(mass)}`).join(", ")}`;
  });
  const realised = input.outcome ? ` What happened: ${came(input, bins)}.` : "";
  return `Bar chart of the probability of the jump per size interval. ${lines.join(". ")}.${realised}`;
}

function came({ outcome }: ReportInput, bins: string[]): string {
  const bin = outcome!.jumpBin;
  return bin === bins.length - 1 ? "no jump came within range" : `it happened in ${bins[bin]}`;
}
