/** The ladder in one picture: per task and held-out size the pool's interval, the published prediction, and what came out. */

import { COLOUR } from "../../page/theme.ts";
import { type Datum, type Figure, frame, layer, type Spec } from "../../page/vegaLite.ts";
import type { ScoredTarget } from "../../records.ts";
import { CALIBRATED_POOL, type LadderTask } from "./forecasts.ts";
import { LADDER_TARGETS } from "./questions.ts";

const [POOLED, PUBLISHED] = ["pool: median and 90 % interval", "published two-step"] as const;
const LABELS = 112;
const PANEL = 168;

/** Returns the figure: one panel per held-out size, tasks from top to bottom, forecast minus measured accuracy in points to the right. */
export function ladderFigure(tasks: readonly LadderTask[]): Figure {
  const data = tasks.flatMap((task) => LADDER_TARGETS.flatMap(({ name, title }) => dataOf(task, name, title)));
  const reach =
    1.05 * Math.max(1, ...data.flatMap(({ x, low, high }) => [x, low, high].map((end) => Math.abs(Number(end ?? 0)))));
  const said = data.filter(({ kind }) => kind === "pool").map(({ task, size, text }) => `${task} at ${size}: ${text}`);
  const spec = frame(
    `Dot plot of forecast minus measured accuracy by task at 3B, 7B and 13B. Measured value, then the pool's median and 90 % interval: ${said.join("; ")}.`,
    "The model ladder: forecasts from runs of 190M to 1.3B, beside what came out",
    "forecast minus measured 5-shot accuracy in points, up to 2.3 decades of compute ahead",
    [...data, { kind: "zero", x: 0 }],
    { hconcat: LADDER_TARGETS.map(({ title }, i) => panel(title, i, reach)), spacing: 14 },
  );
  return {
    name: "ladder",
    caption:
      "Squares and bars: median and 90 % interval of the pool whose width comes from its errors on the observed runs; crosses: the published two-step method. A bar that meets the line at 0 holds the outcome.",
    spec,
  };
}

function dataOf({ title, targets }: LadderTask, rung: string, size: string): Datum[] {
  return [
    { name: CALIBRATED_POOL, kind: "pool", series: POOLED },
    { name: "two-step", kind: "published", series: PUBLISHED },
  ].flatMap(({ name, kind, series }) => {
    const one = targets.find((target) => target.rung === rung && target.forecaster === name);
    if (!one) return [];
    const { x, low, high, text } = distances(one);
    const interval = kind === "pool" ? { low, high, text } : {};
    return [{ kind, series, task: title, size, x, ...interval }];
  });
}

function distances({ value, median, low90, high90 }: ScoredTarget) {
  const [x, low, high] = [median, low90, high90].map((forecast) => 100 * (forecast - value)) as [
    number,
    number,
    number,
  ];
  const text = `${value.toFixed(3)}, ${median.toFixed(3)} (${low90.toFixed(3)} to ${high90.toFixed(3)})`;
  return { x, low, high, text };
}

function panel(size: string, index: number, reach: number): Spec {
  const x = (field: string): Spec => ({
    field,
    type: "quantitative",
    title: `points at ${size}`,
    scale: { domain: [-reach, reach], nice: false },
    axis: { grid: true, tickCount: 5 },
  });
  const width = index === 0 ? LABELS : 0;
  const axis = { labels: index === 0, ticks: false, domain: false, grid: true, minExtent: width, maxExtent: width };
  const y = { field: "task", type: "nominal", sort: null, title: null, axis };
  const color = channel([COLOUR.forecast, COLOUR.baseline]);
  const shape = channel(["square", "cross"]);
  const points = { x: x("x"), y, color, shape };
  const bars = { x: x("low"), x2: { field: "high" }, y, color };
  return {
    width: PANEL,
    height: 230,
    layer: [
      layer("zero", { type: "rule", strokeWidth: 1.5, color: COLOUR.truth }, { x: x("x") }),
      at(size, layer("pool", { type: "rule", strokeWidth: 2.5, opacity: 0.5 }, bars)),
      at(size, layer("published", { type: "point", filled: true, size: 52, opacity: 1 }, points)),
      at(size, layer("pool", { type: "point", filled: true, size: 46, opacity: 1 }, points)),
    ],
  };
}

function channel(range: string[]): Spec {
  const scale = { domain: [POOLED, PUBLISHED], range };
  const legend = {
    orient: "top",
    direction: "horizontal",
    title: null,
    offset: 8,
    columnPadding: 18,
    labelLimit: 240,
    symbolOpacity: 1,
  };
  return { field: "series", type: "nominal", scale, legend };
}

/** A layer that draws one size's rows only. */
function at(size: string, drawn: Spec): Spec {
  const transform = drawn.transform as Spec[];
  return { ...drawn, transform: [...transform, { filter: `datum.size === '${size}'` }] };
}
