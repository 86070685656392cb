/** The logit margin over size: greedy answers are right exactly when every margin is positive, so bias and spread both matter. */

import { number } from "../base/words.ts";
import { COLOUR, SIZE } from "../page/theme.ts";
import { type Datum, extent, type Figure, frame, layer, sizeAxis, valueAxis } from "../page/vegaLite.ts";
import type { ReportInput } from "./input.ts";
import { rungPoints, seedMeans, withUnit } from "./points.ts";

/** Returns the margin figure, or null when the rows hold no margins at the rungs. */
export function margins(input: ReportInput): Figure | null {
  const data = marginData(input);
  if (!data.some((d) => d.kind === "margin")) return null;
  const values = data.flatMap((d) => [d.y, d.low, d.high]).filter((v) => typeof v === "number");
  const y = (field: string) => valueAxis(field, withUnit("logitMargin"), extent([...values, 0]));
  const x = sizeAxis(input.question, true);
  const color = { condition: { test: "datum.heldOut", value: COLOUR.truth }, value: COLOUR.observed };
  const means = data.filter((d) => d.kind === "margin").map((d) => `${d.rung} ${number(d.y as number)}`);
  const description = `Line chart of the mean logit margin with its spread over positions. Seed means in nats: ${means.join(", ")}.`;
  const spec = frame(
    description,
    "Logit margin against size",
    "correct minus best other logit: mean, and one standard deviation within an example",
    data,
    {
      width: SIZE.width,
      height: SIZE.short,
      layer: [
        layer(
          "margin",
          { type: "area", color: COLOUR.forecast, opacity: 0.14 },
          { x, y: y("low"), y2: { field: "high" } },
        ),
        layer("zero", { type: "rule", color: COLOUR.muted, strokeDash: [3, 3] }, { y: y("y") }),
        layer("margin", { type: "line", color: COLOUR.forecast, strokeWidth: 1.75 }, { x, y: y("y") }),
        layer("seed", { type: "point", filled: true, size: 36, opacity: 0.95 }, { x, y: y("y"), color }),
      ],
    },
  );
  return {
    name: "margins",
    caption:
      "Mean over examples and positions of the margin (points: seeds, orange when held out); the band is one standard deviation over an example's answer positions, the square root of the mean within-example variance. Above zero the greedy token is right.",
    spec,
  };
}

/** Returns `seed` rows, one `margin` row per rung with mean and mean -+ sqrt(logitMarginVarWithin), and the zero line. */
export function marginData(input: ReportInput): Datum[] {
  const points = rungPoints(input, "logitMargin");
  const spread = new Map(seedMeans(rungPoints(input, "logitMarginVarWithin")).map((p) => [p.rung, Math.sqrt(p.value)]));
  const rows = seedMeans(points).map(({ rung, x, value }) => {
    const sd = spread.get(rung);
    return {
      kind: "margin",
      rung,
      x,
      y: value,
      low: sd === undefined ? null : value - sd,
      high: sd === undefined ? null : value + sd,
    };
  });
  const seeds = points.map((p) => ({ kind: "seed", rung: p.rung, x: p.x, y: p.value, heldOut: p.heldOut }));
  return [{ kind: "zero", y: 0 }, ...rows, ...seeds];
}
