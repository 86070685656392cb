/**
 * The forecasts beside the highlighted one, as thin lines of their medians: each has its own hue and dash, and its name at the right end
 * of the line, moved up or down where names would cover one another.
 */

import { COLOUR, DASHES, SIZE, THIN } from "../page/theme.ts";
import { type Datum, layer, type Spec } from "../page/vegaLite.ts";
import { highlightedOf, type RegisteredForecast, type ReportInput } from "./input.ts";
import { fanPoints, type MeanPoint } from "./points.ts";

/** Width kept for the names, and the height of one, in CSS pixels. */
const NAMES = { width: 136, height: 12.5 };
const BASELINE_DASH = [2, 3];

/** Returns the inner width of the figure's panels: names need room beside them where there are any. */
export function panelWidth(input: ReportInput): number {
  return othersOf(input).length > 0 ? SIZE.width - NAMES.width : SIZE.width;
}

/** Returns the forecasts that are drawn as thin lines: all that are revealed but the highlighted one, in order of registration. */
export function othersOf(input: ReportInput): RegisteredForecast[] {
  const shown = highlightedOf(input);
  return input.forecasts.filter((one) => one !== shown).toSorted((a, b) => a.seq - b.seq);
}

/** Returns the look of each thin line: the baseline grey and dotted, the others in order of registration, no two alike among 24. */
export function looksOf(input: ReportInput): { label: string; colour: string; dash: readonly number[] }[] {
  let index = -1;
  return othersOf(input).map(({ label, forecast }) => {
    if (forecast.forecaster === input.question.baseline) return { label, colour: COLOUR.muted, dash: BASELINE_DASH };
    index++;
    const dash = DASHES[(index + Math.floor(index / THIN.length)) % DASHES.length]!;
    return { label, colour: THIN[index % THIN.length]!, dash };
  });
}

/** Returns one `other` row per forecast and rung, from the last observed mean on. */
export function otherData(input: ReportInput, last: MeanPoint | undefined): Datum[] {
  const looks = looksOf(input);
  return othersOf(input).flatMap(({ label, forecast }, i) =>
    fanPoints(input.question, forecast, last).map(({ rung, x, median }) => {
      return { kind: "other", forecaster: label, colour: looks[i]!.colour, rung, x, median };
    }),
  );
}

/** Returns one `otherName` row per line: its end (x, median) and the height `at` of its name; `domain` is that of the panel's y axis. */
export function nameData(input: ReportInput, domain: readonly [number, number]): Datum[] {
  const data = otherData(input, undefined);
  const ends = looksOf(input).flatMap(({ label }) => data.filter((d) => d.forecaster === label).slice(-1));
  const gap = (NAMES.height / SIZE.tall) * (domain[1] - domain[0]);
  const at = spread(
    ends.map((end) => end.median as number),
    gap,
    domain,
  );
  return ends.map((end, i) => ({ ...end, kind: "otherName", at: at[i]! }));
}

/**
 * Returns places as near to the wanted ones as least squares can, in the same order, at least `gap` apart and inside [low, high] as far
 * as they fit: an isotonic regression of the places less the gaps below them.
 */
export function spread(wanted: readonly number[], gap: number, [low, high]: readonly [number, number]): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]! || a - b);
  const blocks: { sum: number; n: number }[] = [];
  for (const [rank, i] of order.entries()) {
    let block = { sum: wanted[i]! - rank * gap, n: 1 };
    for (let last = blocks.at(-1); last && last.sum / last.n > block.sum / block.n; last = blocks.at(-1)) {
      block = { sum: block.sum + last.sum, n: block.n + last.n };
      blocks.pop();
    }
    blocks.push(block);
  }
  const top = Math.max(low, high - (wanted.length - 1) * gap);
  const levels = blocks.flatMap(({ sum, n }) => new Array<number>(n).fill(Math.min(top, Math.max(low, sum / n))));
  const places = new Array<number>(wanted.length);
  for (const [rank, i] of order.entries()) places[i] = levels[rank]! + rank * gap;
  return places;
}

/** Returns the layers of the thin lines and their names; `y` makes the channel of a field. */
export function otherLayers(input: ReportInput, x: Spec, y: (field: string) => Spec): Spec[] {
  const looks = looksOf(input);
  if (looks.length === 0) return [];
  const color = { field: "colour", type: "nominal", scale: null };
  const detail = { field: "forecaster" };
  const scale = { domain: looks.map(({ label }) => label), range: looks.map(({ dash }) => dash) };
  const strokeDash = { field: "forecaster", type: "nominal", scale, legend: null };
  const tooltip = [
    { field: "forecaster", title: "forecaster" },
    { field: "rung", title: "rung" },
    { field: "median", title: "median", format: ".3f" },
  ];
  const right = panelWidth(input) + 8;
  return [
    layer("other", { type: "line", strokeWidth: 1.2 }, { x, y: y("median"), color, detail, strokeDash }),
    layer("other", { type: "point", filled: true, size: 12, opacity: 1 }, { x, y: y("median"), color, tooltip }),
    layer(
      "otherName",
      { type: "rule", strokeWidth: 0.6, opacity: 0.6 },
      { x, y: y("median"), x2: { value: right }, y2: { field: "at" }, color },
    ),
    layer(
      "otherName",
      { type: "text", align: "left", baseline: "middle", dx: 3, fontSize: 10.5, limit: NAMES.width - 12 },
      { x: { value: right }, y: y("at"), text: { field: "forecaster" }, color },
    ),
  ];
}
