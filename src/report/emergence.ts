/**
 * The figure the report is about: the hard metric over size with the highlighted forecast's fan, the medians of the others and what came
 * out, and below it, on the same axis, the smooth quantity underneath, the log-likelihood of an answer token.
 */

import { capital, number, stepText, words } from "../base/words.ts";
import { COLOUR, SIZE } from "../page/theme.ts";
import {
  AXIS_WORDS,
  type Datum,
  extent,
  type Figure,
  frame,
  layer,
  type Spec,
  sizeAxis,
  valueAxis,
} from "../page/vegaLite.ts";
import { jumpPlaces } from "../question/grid.ts";
import { isCounted, isShare } from "../question/kind.ts";
import { emergenceData, fanName, OBSERVED, TRUTH } from "./emergenceData.ts";
import { highlightedOf, highlightRule, type RegisteredForecast, type ReportInput } from "./input.ts";
import { nameData, otherLayers, othersOf, panelWidth } from "./otherLines.ts";
import { forecastPoints, resolvedPoints, seedMeans, withUnit } from "./points.ts";

/** Returns the forecast-against-measurement figure, or null when there is neither a row nor a forecast. */
export function emergence(input: ReportInput): Figure | null {
  const rows = emergenceData(input);
  if (!rows.some((d) => d.kind !== "threshold")) return null;
  const { question } = input;
  const series = seriesOf(input);
  const domain = domainOf(input, rows);
  const data = [...rows, ...nameData(input, domain)];
  const smooth = data.some((d) => d.kind === "smoothSeed");
  const panels = [metricPanel(input, domain, series, !smooth), ...(smooth ? [smoothPanel(input, data, series)] : [])];
  const subtitle = `${question.task.name}, family ${question.family}${stepText(question)}, ${question.numSeeds} seeds a rung`;
  const spec = frame(
    describe(input),
    `${capital(words(question.metric))} against ${AXIS_WORDS[question.axis]}`,
    subtitle,
    data,
    {
      vconcat: panels,
      spacing: 18,
      resolve: { scale: { color: "shared", shape: "shared" } },
    },
  );
  return { name: "emergence", caption: caption(input, smooth), spec };
}

type Series = { name: string; colour: string; shape: string };

function seriesOf(input: ReportInput): Series[] {
  const shown = highlightedOf(input);
  return [
    { name: OBSERVED, colour: COLOUR.observed, shape: "circle" },
    ...(input.outcome ? [{ name: TRUTH, colour: COLOUR.truth, shape: "diamond" }] : []),
    ...(shown ? [{ name: fanName(shown.label), colour: COLOUR.forecast, shape: "square" }] : []),
  ];
}

function channels(series: Series[]): { color: Spec; shape: Spec } {
  const domain = series.map((s) => s.name);
  const legend = {
    orient: "top",
    direction: "horizontal",
    symbolSize: 90,
    symbolOpacity: 1,
    labelLimit: 220,
    columnPadding: 18,
    offset: 20,
    title: null,
  };
  return {
    color: { field: "series", type: "nominal", scale: { domain, range: series.map((s) => s.colour) }, legend },
    shape: { field: "series", type: "nominal", scale: { domain, range: series.map((s) => s.shape) }, legend },
  };
}

/** The values that the upper panel has to hold. */
function domainOf({ question }: ReportInput, data: Datum[]): [number, number] {
  if (isShare(question.metric)) return [0, 1];
  const own = data.filter((d) => ["threshold", "fan", "other", "seed"].includes(d.kind));
  return extent(
    own.flatMap((d) => [d.y, d.low, d.high, d.lo90, d.hi90, d.median]).filter((v) => typeof v === "number"),
  );
}

function metricPanel(input: ReportInput, domain: [number, number], series: Series[], labels: boolean): Spec {
  const { question } = input;
  const y = (field: string) => valueAxis(field, withUnit(question.metric), domain);
  const x = sizeAxis(question, labels);
  const { color, shape } = channels(series);
  const bars = { x, y: y("low"), y2: { field: "high" }, color };
  const dots = { x, y: y("y"), color, shape, tooltip: seedTip() };
  return {
    width: panelWidth(input),
    height: SIZE.tall,
    layer: [
      shade(x),
      ...fanBands(x, y, color),
      ...signs(x, y),
      ...otherLayers(input, x, y),
      layer("fan", { type: "line", strokeWidth: 2.25, strokeDash: [6, 3] }, { x, y: y("median"), color }),
      layer("mean", { type: "line", strokeWidth: 1.5 }, { x, y: y("y"), color }),
      layer("seed", { type: "rule", strokeWidth: 1, opacity: 0.55 }, bars),
      layer("seed", { type: "point", filled: true, size: 44, opacity: 0.95 }, dots),
    ],
  };
}

function fanBands(x: Spec, y: (field: string) => Spec, color: Spec): Spec[] {
  const band = (low: string, high: string, opacity: number) =>
    layer("fan", { type: "area", opacity, line: false }, { x, y: y(low), y2: { field: high }, color });
  return [band("lo90", "hi90", 0.18), band("lo50", "hi50", 0.32)];
}

/** The threshold with its label, and the word above the interval of the jump. */
function signs(x: Spec, y: (field: string) => Spec): Spec[] {
  const text = { type: "text", baseline: "bottom", fontSize: 11 };
  const label = { field: "label" };
  return [
    layer("threshold", { type: "rule", color: COLOUR.muted, strokeDash: [3, 3] }, { y: y("y") }),
    layer(
      "threshold",
      { ...text, align: "left", dx: 4, dy: -4, color: COLOUR.muted },
      { x: { value: 0 }, y: y("y"), text: label },
    ),
    layer("jump", { ...text, color: COLOUR.truth }, { x: { ...x, field: "middle" }, y: { value: -4 }, text: label }),
  ];
}

function smoothPanel(input: ReportInput, data: Datum[], series: Series[]): Spec {
  const { color, shape } = channels(series);
  const values = data.filter((d) => d.kind === "smoothSeed").map((d) => d.y as number);
  const y = valueAxis("y", withUnit("nll", "−nll"), [extent(values)[0], 0]);
  const x = sizeAxis(input.question, true);
  return {
    width: panelWidth(input),
    height: SIZE.short,
    layer: [
      shade(x),
      layer("smoothMean", { type: "line", strokeWidth: 1.5 }, { x, y, color }),
      layer(
        "smoothSeed",
        { type: "point", filled: true, size: 36, opacity: 0.95 },
        { x, y, color, shape, tooltip: seedTip() },
      ),
    ],
  };
}

const shade = (x: Spec): Spec =>
  layer("jump", { type: "rect", color: COLOUR.shade, opacity: 0.13 }, { x, x2: { field: "x2" } });

const seedTip = (): Spec[] => [
  { field: "rung", title: "rung" },
  { field: "seed", title: "seed" },
  { field: "y", title: "value", format: ".3f" },
];

function caption(input: ReportInput, smooth: boolean): string {
  const [shown, others] = [highlightedOf(input), othersOf(input)];
  const isBaseline = ({ forecast }: RegisteredForecast) => forecast.forecaster === input.question.baseline;
  return [
    `Points are seeds${isCounted(input.question) ? " with 95 % Clopper-Pearson bars over evaluation examples" : ""}, lines their means; seeds at one rung are set slightly apart.`,
    shown &&
      `The fan is ${shown.label}'s forecast of the seed mean at each held-out rung (bands 50 and 90 %, dashes the median), joined to the last observed mean by straight lines where nothing is forecast.`,
    shown && `It is ${highlightRule(input, shown)}.`,
    others.length > 0 &&
      `Thin lines are the medians of the ${others.length === 1 ? "other forecast" : `${others.length} others`}${others.some(isBaseline) ? ", grey the baseline's" : ""}.`,
    input.outcome &&
      jumpPlaces(input.question)[input.outcome.jumpBin]!.high !== null &&
      "The shaded interval is where the jump happened.",
    smooth && "Below, on the same axis: the smooth quantity underneath, the mean log-likelihood of an answer token.",
  ]
    .filter(Boolean)
    .join(" ");
}

function describe(input: ReportInput): string {
  const { question } = input;
  const trail = seedMeans(resolvedPoints(input)).map(
    (p) => `${p.rung} ${number(p.value)}${p.heldOut ? " (held out)" : ""}`,
  );
  const [shown, others] = [highlightedOf(input), othersOf(input)];
  const fan = shown
    ? forecastPoints(question, shown.forecast).map(
        (p) => `${p.rung} ${number(p.median)} [${number(p.lo90)}, ${number(p.hi90)}]`,
      )
    : [];
  return [
    `${question.title} Line chart over ${AXIS_WORDS[question.axis]} of ${words(question.metric)}, threshold ${number(question.threshold)}.`,
    trail.length > 0 && `Seed means: ${trail.join(", ")}.`,
    shown && `Forecast of ${shown.label}, median and 90 % interval: ${fan.join(", ")}.`,
    others.length > 0 && `Medians of the others: ${others.map((one) => medians(input, one)).join("; ")}.`,
  ]
    .filter(Boolean)
    .join(" ");
}

const medians = ({ question }: ReportInput, { label, forecast }: RegisteredForecast): string =>
  `${label} ${forecastPoints(question, forecast)
    .map((p) => `${p.rung} ${number(p.median)}`)
    .join(", ")}`;
