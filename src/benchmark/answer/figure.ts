/** Placed jumps by distance, as a picture. */
import { COLOUR, DASHES, SERIES, SIZE } from "../../page/theme.ts";
import { type Datum, type Figure, frame, layer, type Spec, valueAxis } from "../../page/vegaLite.ts";
import { two } from "../page/words.ts";
import { DISTANCES } from "../standing/distance.ts";
import type { PlacedGroup } from "./placed.ts";

/** Returns the share of jumps that each of at most six forecasters placed, by doublings ahead, with intervals of the first, and what chance hits. */
export function placedFigure(groups: readonly PlacedGroup[], names: readonly string[]): Figure {
  const distances = groups.filter(({ by }) => by === "distance");
  const spec = frame(
    `Lines of the share of jumps placed by doublings ahead. ${distances.map((group) => inWords(group, names)).join(". ")}.`,
    "Jumps placed, by distance",
    "grey bars: what naming one of the places at random hits",
    distances.flatMap((group) => dataOf(group, names)),
    { width: SIZE.width - 150, height: SIZE.short, layer: layersOf(names) },
  );
  return {
    name: "placed",
    caption: `A jump is placed when at least half of the stated chance lay on the place where it came. Bars: 95 % over tasks, of ${names[0]} only.`,
    spec,
  };
}

function dataOf({ name, rows }: PlacedGroup, names: readonly string[]): Datum[] {
  const shown = rows.filter(({ forecaster, placed }) => names.includes(forecaster) && placed.value !== null);
  const ends = (forecaster: string, end: number | null) => (forecaster === names[0] ? end : null);
  return [
    ...shown.map(({ forecaster, placed: { value, low, high } }) => ({
      kind: "placed",
      distance: name,
      forecaster,
      share: value,
      low: ends(forecaster, low),
      high: ends(forecaster, high),
    })),
    { kind: "chance", distance: name, share: rows[0]!.byChance.value, forecaster: null },
  ];
}

function layersOf(names: readonly string[]): Spec[] {
  const x = {
    field: "distance",
    type: "ordinal",
    sort: DISTANCES.map(({ label }) => label),
    title: "doublings between the last visible rung and the jump",
    axis: { labelAngle: 0 },
  };
  const y = { ...valueAxis("share", "share of jumps placed", [0, 1]), axis: { tickCount: 5 } };
  const legend = { title: null, orient: "right", symbolType: "stroke", symbolStrokeWidth: 2.5, symbolSize: 160 };
  const by = (range: unknown[]) => ({
    field: "forecaster",
    type: "nominal",
    scale: { domain: [...names], range },
    legend,
  });
  const color = by(names.map((_, i) => SERIES[i % SERIES.length]!));
  const strokeDash = by(names.map((_, i) => DASHES[i % DASHES.length]!));
  return [
    layer("chance", { type: "bar", color: COLOUR.grid }, { x, y }),
    layer("placed", { type: "rule", color: SERIES[0] }, { x, y: { ...y, field: "low" }, y2: { field: "high" } }),
    layer("placed", { type: "line", strokeWidth: 1.75 }, { x, y, color, strokeDash }),
    layer("placed", { type: "point", filled: true, opacity: 1, size: 40 }, { x, y, color }),
  ];
}

function inWords({ name, rows }: PlacedGroup, names: readonly string[]): string {
  const own = rows.filter(({ forecaster }) => names.includes(forecaster));
  return `${name}: ${own.map(({ forecaster, placed }) => `${forecaster} ${two(placed.value)}`).join(", ")}`;
}
