/** The picture of a backtest: the error against how much was still to come, and whether chances came true as often as they said. */
import { existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import path from "node:path";
import { metricOf } from "../metrics.ts";
import { COLOUR, DASHES, SERIES, SIZE } from "../page/theme.ts";
import { type Datum, extent, type Figure, frame, layer, type Spec, valueAxis } from "../page/vegaLite.ts";
import { drawFigures, writeFigures } from "../page/write.ts";
import type { Question } from "../records.ts";

/** What the picture shows of a backtest: its question, every view's error cut by cut, and the reliability over all views together. */
export type BacktestInput = {
  question: Pick<Question, "name" | "task" | "metric">;
  views: readonly BacktestView[];
  together: readonly { forecaster: string; beyond: { curve: readonly Omit<CurvePoint, "forecaster">[] } }[];
};
/** One view of a backtest: the error of each forecaster at each cut, where the same rungs are kept back. */
export type BacktestView = {
  view: string;
  cuts: readonly { forecaster: string; cut: string; horizon: number; sameRungs: { meanCrps: number } | null }[];
};

/** Mean CRPS of one forecaster on the last rungs of a view, `toGo` decades of the axis before the farthest of them. */
type CutPoint = { view: string; forecaster: string; cut: string; toGo: number; crps: number };
/** One step of a recalibrated curve: chances `p` came true in a share `r` of `n` targets. */
export type CurvePoint = { forecaster: string; p: number; r: number; n: number };
type BacktestPicture = {
  title: string;
  subtitle: string;
  unit: string;
  cuts: CutPoint[];
  curves: CurvePoint[];
};

/**
 * Writes the picture of a backtest as the folder's files and returns their paths; without a rung that is kept back at two cuts there is
 * none, and an earlier one goes, because a picture of other views must not stand for this one. Errors: a folder that cannot be written.
 */
export async function writeBacktest(folder: string, { question, views, together }: BacktestInput): Promise<string[]> {
  const { name, task, metric } = question;
  const unit = metricOf(metric)?.unit ?? "1";
  const figure = backtestFigure({
    title: `Backtest of ${name}`,
    subtitle: `${task.name}, ${metric}; every forecaster saw the rungs before the cut only`,
    unit: unit === "1" ? "" : ` (${unit})`,
    cuts: views.flatMap(cutPoints),
    curves: together.flatMap(({ forecaster, beyond }) => beyond.curve.map(({ p, r, n }) => ({ forecaster, p, r, n }))),
  });
  if (figure !== null) return writeFigures(folder, await drawFigures([figure]));
  removePicture(folder);
  return [];
}

/** Only what was drawn here goes: the folder is the caller's, and may hold more. */
function removePicture(folder: string): void {
  for (const end of ["vl.json", "svg", "png"]) rmSync(path.join(folder, `backtest.${end}`), { force: true });
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
}

/** The training of every rung has cuts of its own, too many for one panel. */
function cutPoints({ view, cuts }: BacktestView): CutPoint[] {
  return cuts.flatMap(({ forecaster, cut, horizon, sameRungs }) =>
    sameRungs && view !== "tokens" ? [{ view, forecaster, cut, toGo: horizon, crps: sameRungs.meanCrps }] : [],
  );
}

/** The figure: one panel per view, then reliability; null without a cut. */
function backtestFigure({ title, subtitle, unit, cuts, curves }: BacktestPicture): Figure | null {
  if (cuts.length === 0) return null;
  const forecasters = [...new Set(cuts.map(({ forecaster }) => forecaster))];
  const views = [...new Set(cuts.map(({ view }) => view))];
  const data: Datum[] = [
    ...cuts.map((point) => ({ kind: point.view, ...point })),
    ...curves.map((point) => ({ kind: "reliability", ...point })),
    ...[0, 1].map((p) => ({ kind: "diagonal", p, r: p })),
  ];
  const panels = views.map((view) =>
    cutPanel(
      view,
      cuts.filter((point) => point.view === view),
      forecasters,
      unit,
    ),
  );
  const spec = frame(describe(cuts, forecasters), title, subtitle, data, {
    vconcat: [...panels, reliabilityPanel(forecasters)],
    spacing: 26,
  });
  return {
    name: "backtest",
    caption:
      "Upper panels: mean CRPS on the rungs that were kept back at every cut, against the decades between the cut and the farthest of them; further right less had been seen. Below: the chance a forecaster gave to a value at or beyond the threshold, and how often that came (isotonic, no bins); on the diagonal chances mean what they say.",
    spec,
  };
}

function look(forecasters: readonly string[]): Spec {
  const range = forecasters.map((_, i) => SERIES[i % SERIES.length]!);
  const dashes = forecasters.map((_, i) => DASHES[Math.floor(i / 2) % DASHES.length]!);
  const legend = { title: null, orient: "right", symbolType: "stroke", symbolStrokeWidth: 2.5, symbolSize: 160 };
  return {
    color: { field: "forecaster", type: "nominal", scale: { domain: forecasters, range }, legend },
    strokeDash: { field: "forecaster", type: "nominal", scale: { domain: forecasters, range: dashes }, legend },
  };
}

const WIDTH = SIZE.width - 130;

function cutPanel(view: string, cuts: readonly CutPoint[], forecasters: readonly string[], unit: string): Spec {
  const x = {
    field: "toGo",
    type: "quantitative",
    title: `decades to go when the forecast was made, over ${view}`,
    scale: { nice: false, domain: extent([0, ...cuts.map(({ toGo }) => toGo)]) },
  };
  const y = valueAxis("crps", `mean CRPS${unit}`, extent([0, ...cuts.map(({ crps }) => crps)]));
  const tooltip = ["forecaster", "cut", "crps"].map((field) => ({
    field,
    title: field === "cut" ? "seen up to" : field,
  }));
  return {
    width: WIDTH,
    height: SIZE.short,
    layer: [
      layer(view, { type: "line", strokeWidth: 1.75 }, { x, y, ...look(forecasters) }),
      layer(view, { type: "point", filled: true, size: 36 }, { x, y, color: look(forecasters).color, tooltip }),
    ],
  };
}

function reliabilityPanel(forecasters: readonly string[]): Spec {
  const share = (field: string, title: string) => ({ ...valueAxis(field, title, [0, 1]), axis: { tickCount: 5 } });
  const x = share("p", "chance of being at or beyond the threshold");
  const y = share("r", "share that was");
  return {
    width: WIDTH,
    height: SIZE.short,
    layer: [
      layer("diagonal", { type: "line", color: COLOUR.muted, strokeDash: [3, 3], strokeWidth: 1 }, { x, y }),
      layer(
        "reliability",
        { type: "line", interpolate: "step-after", strokeWidth: 1.5 },
        { x, y, ...look(forecasters) },
      ),
      layer(
        "reliability",
        { type: "point", filled: true, opacity: 0.8 },
        {
          x,
          y,
          color: look(forecasters).color,
          size: { field: "n", type: "quantitative", scale: { range: [15, 160] }, legend: null },
        },
      ),
    ],
  };
}

function describe(cuts: readonly CutPoint[], forecasters: readonly string[]): string {
  const last = forecasters.map((name) => {
    const own = cuts.filter(({ forecaster }) => forecaster === name).map(({ crps }) => crps);
    return `${name} ${Math.min(...own).toPrecision(2)} to ${Math.max(...own).toPrecision(2)}`;
  });
  return `Line chart of mean CRPS against the decades still to go at the cut, and a reliability diagram. Range of mean CRPS by forecaster: ${last.join(", ")}.`;
}
