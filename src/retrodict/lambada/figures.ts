/** LAMBADA in two pictures: the link with the sizes it never saw, and the forecasts of their training beside what was measured. */

import { COLOUR, SERIES, SIZE } from "../../page/theme.ts";
import { extent, type Figure, frame, layer, type Spec, valueAxis } from "../../page/vegaLite.ts";
import type { ScoredTarget } from "../../records.ts";
import { CALIBRATED_POOL } from "./forecasts.ts";
import type { Link, SizedPoint } from "./link.ts";
import { NUM_OBSERVED, SIZES } from "./questions.ts";

const HELD_OUT = SIZES.slice(NUM_OBSERVED).map(({ name }) => name);
const SEEN = "70m to 1.4b, fitted";
const PANEL = 178;

/** Returns the figure of loss against accuracy: the fitted checkpoints, the link, and the held-out ones, on average `error` off it. */
export function linkFigure(
  seen: readonly SizedPoint[],
  heldOut: readonly SizedPoint[],
  link: Link,
  error: number,
): Figure {
  const points = [
    ...seen.map((point) => pointOf(SEEN, point)),
    ...heldOut.map((point) => pointOf(SIZES.find(({ nParams }) => nParams === point.nParams)!.name, point)),
  ];
  const losses = extent(points.map(({ loss }) => loss));
  const curve = Array.from({ length: 121 }, (_, i) => losses[0] + ((losses[1] - losses[0]) * i) / 120);
  const spec = frame(
    `Scatter of accuracy against nll on LAMBADA: ${seen.length} checkpoints of sizes up to 1.4b, the fitted link, and ${heldOut.length} checkpoints of 2.8b to 12b, which lie off it by ${error.toFixed(4)} on average.`,
    "From loss to accuracy on LAMBADA",
    `the link is fitted to sizes up to 1.4b; mean distance of larger sizes from it ${error.toFixed(4)}`,
    [...curve.map((loss) => ({ kind: "link", loss, accuracy: link(loss) })), ...points],
    linkView(losses, extent([0, ...points.map(({ accuracy }) => accuracy)])),
  );
  return {
    name: "lambada-link",
    caption:
      "Every point is a checkpoint from step 512 on; the line is the link that was chosen and fitted on the grey ones.",
    spec,
  };
}

function pointOf(series: string, { loss, accuracy }: SizedPoint) {
  return { kind: "point", series, loss, accuracy };
}

function linkView([low, high]: [number, number], accuracies: [number, number]): Spec {
  const x = {
    field: "loss",
    type: "quantitative",
    title: "nll (nats per answer, log scale)",
    scale: { type: "log", nice: false, domain: [0.96 * low, 1.04 * high] },
    axis: { grid: true, values: [1.5, 2, 3, 4, 6, 8, 12] },
  };
  const y = valueAxis("accuracy", "accuracy", accuracies);
  const domain = [SEEN, ...HELD_OUT];
  const legend = {
    orient: "top",
    direction: "horizontal",
    title: null,
    offset: 8,
    columnPadding: 18,
    symbolOpacity: 1,
  };
  const channel = (range: string[]) => ({ field: "series", type: "nominal", scale: { domain, range }, legend });
  const color = channel([COLOUR.baseline, SERIES[0], SERIES[1], SERIES[2]]);
  const shape = channel(["circle", "square", "diamond", "triangle-up"]);
  return {
    width: SIZE.width,
    height: SIZE.tall,
    layer: [
      layer("link", { type: "line", strokeWidth: 1.5, color: COLOUR.ink }, { x, y }),
      layer("point", { type: "point", filled: true, size: 34, opacity: 0.85 }, { x, y, color, shape }),
    ],
  };
}

/** Returns the figure of accuracy over training at each held-out size: the pool's median and 90 % interval, and what was measured. */
export function trainingFigure(targets: readonly (ScoredTarget & { size: string })[]): Figure {
  const pool = targets.filter(({ forecaster }) => forecaster === CALIBRATED_POOL);
  const data = pool.map(({ rung, size, value, median, low90, high90 }) => {
    return { kind: "checkpoint", step: stepOf(rung), size, value, median, low: low90, high: high90 };
  });
  const sizes = HELD_OUT.filter((size) => data.some((one) => one.size === size));
  const last = sizes.map((size) => data.filter((one) => one.size === size).toSorted((a, b) => b.step - a.step)[0]!);
  const said = last.map(
    (d) =>
      `${d.size} ${d.median.toFixed(3)} (${d.low.toFixed(3)} to ${d.high.toFixed(3)}), measured ${d.value.toFixed(3)}`,
  );
  const domain = extent(data.flatMap(({ low, high, value }) => [low, high, value]));
  const spec = frame(
    `Accuracy on LAMBADA over training at 2.8b, 6.9b and 12b, forecast from sizes up to 1.4b. At the last checkpoint: ${said.join("; ")}.`,
    "LAMBADA over training at held-out sizes",
    "band and line: 90 % interval and median forecast from sizes up to 1.4b; diamonds: measured",
    data,
    { hconcat: sizes.map((size, i) => trainingPanel(size, i, domain)), spacing: 14 },
  );
  return {
    name: "lambada-training",
    caption:
      "Forecasts of each checkpoint from step 3000 on; early ones are made from smaller sizes' checkpoints of less compute alone.",
    spec,
  };
}

function stepOf(rung: string): number {
  return Number(rung.slice(rung.lastIndexOf("-s") + 2));
}

function trainingPanel(size: string, index: number, domain: [number, number]): Spec {
  const x = { field: "step", type: "quantitative", title: `step, ${size}`, axis: { tickCount: 4, format: "~s" } };
  const y = (field: string): Spec => {
    const channel = valueAxis(field, "accuracy", domain);
    return index === 0 ? channel : { ...channel, title: null, axis: { labels: false, minExtent: 0, maxExtent: 0 } };
  };
  return {
    transform: [{ filter: `datum.size === '${size}'` }],
    width: PANEL,
    height: SIZE.tall,
    layer: [
      layer(
        "checkpoint",
        { type: "area", opacity: 0.25, color: COLOUR.forecast },
        { x, y: y("low"), y2: { field: "high" } },
      ),
      layer("checkpoint", { type: "line", strokeWidth: 1.75, color: COLOUR.forecast }, { x, y: y("median") }),
      layer(
        "checkpoint",
        { type: "point", filled: true, size: 40, shape: "diamond", color: COLOUR.truth, opacity: 1 },
        { x, y: y("value") },
      ),
    ],
  };
}
