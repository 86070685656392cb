/** Training curves: the metric and the nll over steps, one line per rung, so that a jump in time is not mistaken for one in size. */

import { words } from "../base/words.ts";
import { SIZE } from "../page/theme.ts";
import { type Datum, extent, type Figure, frame, layer, type Spec, valueAxis } from "../page/vegaLite.ts";
import { gridOf } from "../question/grid.ts";
import { isShare } from "../question/kind.ts";
import type { ReportInput } from "./input.ts";
import { seedMeans, seedPoints, withUnit } from "./points.ts";

/** Returns the figure over training steps, or null when the rows hold fewer than two steps. */
export function overSteps(input: ReportInput): Figure | null {
  const data = stepData(input);
  if (new Set(data.map((d) => d.step)).size < 2) return null;
  const { observed, heldOut } = gridOf(input.question);
  const present = [...observed, ...heldOut].map((r) => r.name).filter((name) => data.some((d) => d.rung === name));
  const metrics = [...new Set(data.map((d) => d.kind))];
  const description = `Line charts over training steps of ${metrics.map(words).join(" and ")}, one line per rung (${present.join(", ")}), mean over seeds.`;
  const spec = frame(
    description,
    "Over training steps",
    "mean over seeds, one line per rung; held-out rungs dashed",
    data,
    {
      vconcat: metrics.map((metric, i) => panel(metric, data, present, i === metrics.length - 1)),
      spacing: 18,
    },
  );
  return {
    name: "over-steps",
    caption:
      "Seed means over training. Where a rung's line is still rising at the last step, more training would move the jump to smaller sizes.",
    spec,
  };
}

/** Returns one row per metric, rung and step; kind is the metric's name, value the seed mean. */
export function stepData(input: ReportInput): Datum[] {
  const metrics = [...new Set([input.question.metric, "nll"])];
  return metrics.flatMap((metric) =>
    seedMeans(seedPoints(input, metric)).map(({ rung, heldOut, step, value }) => ({
      kind: metric,
      rung,
      heldOut,
      step,
      value,
    })),
  );
}

function panel(metric: string, data: Datum[], rungs: string[], last: boolean): Spec {
  const values = data.filter((d) => d.kind === metric).map((d) => d.value as number);
  const color = {
    field: "rung",
    type: "ordinal",
    sort: rungs,
    scale: { domain: rungs, scheme: { name: "viridis", extent: [0, 0.9] } },
    legend: { title: "rung", orient: "right", symbolType: "stroke", symbolStrokeWidth: 2.5, symbolSize: 160 },
  };
  const x = {
    field: "step",
    type: "quantitative",
    title: last ? "training step" : null,
    axis: { grid: true, labels: last, ticks: last, tickCount: 6 },
    scale: { nice: false },
  };
  const y = valueAxis("value", withUnit(metric), isShare(metric) ? [0, 1] : extent([...values, 0]));
  const strokeDash = { condition: { test: "datum.heldOut", value: [5, 3] }, value: [1, 0] };
  const detail = { field: "rung" };
  return {
    width: SIZE.width - 60,
    height: SIZE.short,
    ...layer(metric, { type: "line", strokeWidth: 1.75 }, { x, y, color, strokeDash, detail }),
  };
}
