/** Error and coverage by how far ahead a value was. */
import { COLOUR, DASHES, SERIES } from "../../page/theme.ts";
import { type Datum, extent, type Figure, frame, layer, type Spec, valueAxis } from "../../page/vegaLite.ts";
import { DISTANCES, type DistanceRow } from "../standing/distance.ts";
import { points } from "./words.ts";

const WIDTH = 205;
const HEIGHT = 170;

/** Returns mean CRPS and the share inside 90 % intervals by doublings ahead, for at most six forecasters. */
export function distanceFigure(rows: readonly DistanceRow[], names: readonly string[]): Figure {
  const own = rows.filter(({ forecaster }) => names.includes(forecaster));
  const data: Datum[] = [
    ...own.map((row) => ({ ...row, kind: "row", crps: 100 * row.crps })),
    { kind: "nominal", coverage90: 0.9 },
  ];
  const labels = DISTANCES.map(({ label }) => label);
  const x = { field: "distance", type: "ordinal", sort: labels, title: "doublings ahead", axis: { labelAngle: 0 } };
  const crps = valueAxis("crps", "mean CRPS, points", extent([0, ...own.map((row) => 100 * row.crps)]));
  const coverage = { ...valueAxis("coverage90", "inside 90 % intervals", [0, 1]), axis: { tickCount: 5 } };
  const spec = frame(
    `Lines by doublings ahead. Mean CRPS in points: ${names.map((name) => wordsOf(own, name)).join("; ")}.`,
    "Error and coverage by distance",
    "dashed grey: what 90 % intervals should hold",
    data,
    { hconcat: [panel(x, crps, names, []), panel(x, coverage, names, [level(coverage)])], spacing: 24 },
  );
  return {
    name: "distance",
    caption:
      "Doublings of size, tokens or compute between the last visible rung and the value asked about. The same values for every forecaster, but different tasks at each distance.",
    spec,
  };
}

function level(y: Spec): Spec {
  return layer("nominal", { type: "rule", color: COLOUR.muted, strokeDash: [3, 3] }, { y });
}

function panel(x: Spec, y: Spec, names: readonly string[], under: Spec[]): Spec {
  const range = names.map((_, i) => SERIES[i % SERIES.length]!);
  const dashes = names.map((_, i) => DASHES[i % DASHES.length]!);
  const legend = {
    title: null,
    orient: "bottom",
    columns: 3,
    symbolType: "stroke",
    symbolStrokeWidth: 2.5,
    symbolSize: 160,
  };
  const color = { field: "forecaster", type: "nominal", scale: { domain: [...names], range }, legend };
  const strokeDash = { field: "forecaster", type: "nominal", scale: { domain: [...names], range: dashes }, legend };
  return {
    width: WIDTH,
    height: HEIGHT,
    layer: [
      ...under,
      layer("row", { type: "line", strokeWidth: 1.75 }, { x, y, color, strokeDash }),
      layer("row", { type: "point", filled: true, size: 36, opacity: 1 }, { x, y, color }),
    ],
  };
}

function wordsOf(rows: readonly DistanceRow[], name: string): string {
  const own = rows.filter(({ forecaster }) => forecaster === name);
  return `${name} ${own.map(({ distance, crps }) => `${distance}: ${points(crps)}`).join(", ")}`;
}
