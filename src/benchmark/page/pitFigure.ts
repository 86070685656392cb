/** Do distributions say what they claim? Histograms of where values fell in them. */
import { COLOUR } from "../../page/theme.ts";
import { type Datum, type Figure, frame, layer, type Spec } from "../../page/vegaLite.ts";
import type { Group } from "../standing/groups.ts";
import { two } from "./words.ts";

const PANEL = { width: 125, height: 80, columns: 4 };
const RIGHT = 0.1;

/** Returns one histogram of randomised PIT per forecaster that answered anything, over the questions of one group. */
export function pitFigure({ summaries }: Group): Figure {
  const shown = summaries.filter(({ refused, numQuestions }) => refused < numQuestions);
  const data = shown.flatMap(({ forecaster, pit }): Datum[] => [
    ...pit.map((share, i) => ({
      kind: "bar",
      forecaster,
      from: i / pit.length,
      to: (i + 1) / pit.length,
      share,
      zero: 0,
    })),
    { kind: "right", forecaster, share: RIGHT },
  ]);
  const spec = frame(
    `Histograms of the probability integral transform by forecaster: shares below .1 and above .9 are ${shown.map(({ forecaster, pit }) => `${forecaster} ${two(pit[0]!)} and ${two(pit.at(-1)!)}`).join(", ")}.`,
    "Where values fell in the forecast distributions",
    "0 = below all that was thought possible, 1 = above it; dashed: what right distributions give",
    data,
    {
      facet: { field: "forecaster", type: "nominal", title: null, sort: shown.map(({ forecaster }) => forecaster) },
      columns: PANEL.columns,
      spec: {
        width: PANEL.width,
        height: PANEL.height,
        layer: layers(),
      },
    },
  );
  return {
    name: "pit",
    caption:
      "Randomised PIT, averaged over its randomness, all questions. A heap on the left: forecasts too high; on the right: too low; at both ends: intervals too narrow.",
    spec,
  };
}

function layers(): Spec[] {
  const x = { field: "from", type: "quantitative", title: null, scale: { domain: [0, 1] }, axis: { tickCount: 3 } };
  const y = { field: "share", type: "quantitative", title: null, axis: { tickCount: 3, format: ".1f" } };
  return [
    layer(
      "bar",
      { type: "rect", color: COLOUR.forecast, opacity: 0.75 },
      { x, x2: { field: "to" }, y, y2: { field: "zero" } },
    ),
    layer("right", { type: "rule", color: COLOUR.truth, strokeDash: [4, 3] }, { y }),
  ];
}
