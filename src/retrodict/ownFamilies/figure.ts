/** Exact match of every family at its held-out sizes: what bayes-mix said, and what came. */

import { COLOUR } from "../../page/theme.ts";
import { type Datum, type Figure, frame, layer } from "../../page/vegaLite.ts";
import { gridOf } from "../../question/grid.ts";
import type { Answered } from "../ask.ts";

const SHOWN = "bayes-mix";
const PANEL = { width: 125, height: 110, columns: 4 };

/** Returns one panel per family: medians with 90 % intervals at held-out sizes, and the measured seed means there. */
export function ownFamiliesFigure(exact: readonly Answered[]): Figure {
  const data = exact.flatMap(dataOf);
  const came = data.filter(({ kind }) => kind === "outcome");
  const x = {
    field: "size",
    type: "quantitative",
    scale: { type: "log", nice: false },
    title: "parameters",
    axis: { grid: false, tickCount: 3, format: "~s" },
  };
  const y = (field: string) => ({ field, type: "quantitative", title: "exact match", scale: { domain: [0, 1] } });
  const spec = frame(
    `Small panels of exact match at held-out sizes, forecast and outcome: ${came.map(({ family, rung, value }) => `${family} ${rung} ${Number(value).toFixed(2)}`).join(", ")}.`,
    "Forecast and outcome at held-out sizes",
    `blue: ${SHOWN}, median and 90 % interval; orange diamonds: what came`,
    data,
    {
      facet: { field: "family", type: "nominal", title: null },
      columns: PANEL.columns,
      spec: {
        width: PANEL.width,
        height: PANEL.height,
        layer: [
          layer("forecast", { type: "rule", color: COLOUR.forecast }, { x, y: y("low"), y2: { field: "high" } }),
          layer("forecast", { type: "point", filled: true, color: COLOUR.forecast }, { x, y: y("value") }),
          layer(
            "outcome",
            { type: "point", shape: "diamond", filled: true, size: 60, color: COLOUR.truth },
            { x, y: y("value") },
          ),
        ],
      },
    },
  );
  return { name: "own-families", caption: "Exact match at the three held-out sizes of every own family.", spec };
}

function dataOf({ question, targets }: Answered): Datum[] {
  const shown = targets.filter(({ forecaster }) => forecaster === SHOWN);
  const { heldOut } = gridOf(question);
  const size = (name: string) => heldOut.find((rung) => rung.name === name)!.nParams;
  const outcomes = new Map(targets.map(({ rung, value }) => [rung, value]));
  const at = (rung: string) => ({ family: question.family, rung, size: size(rung) });
  return [
    ...[...outcomes].map(([rung, value]) => ({ kind: "outcome", ...at(rung), value, low: null, high: null })),
    ...shown.map(({ rung, median, low90, high90 }) => ({
      kind: "forecast",
      ...at(rung),
      value: median,
      low: low90,
      high: high90,
    })),
  ];
}
