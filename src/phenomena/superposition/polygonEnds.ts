/**
 * How runs of six features in two dimensions ended: on which polygon, with what loss, share of a dimension and complexity; the exact
 * losses of the polygons; and the figure.
 */
import { curveOf } from "../../development/curve.ts";
import { mean } from "../../math/stats.ts";
import type { Measurement } from "../../records.ts";
import { lastValue, linesOf, valueAtStep } from "../rows.ts";
import type { Line, Picture } from "../section.ts";

/**
 * Expected loss of the regular k-gon of 6 features, one active and uniform on [0, 1]. An omitted feature costs 7/144 with its best
 * output 1/12. Up to 4 corners those that are represented cost nothing: columns of length 1, no two at an angle below 90 degrees. For
 * 5 and 6 the least loss over the length of the columns (1.170, 1.321) and their bias (-.282, -.618), found numerically.
 */
export const POLYGON_LOSS: Readonly<Record<number, number>> = {
  2: 7 / 36,
  3: 7 / 48,
  4: 7 / 72,
  5: 0.0618,
  6: 0.04819,
};

/** How a run ended: k where it is the same at the last three checkpoints, otherwise null; the other numbers at the end, null for none. */
export type End = { seed: string; k: number | null; loss: number | null; dimension: number | null; llc: number | null };

/** Returns how one seed ended. */
export function endOf(rows: readonly Measurement[], seed: string): End {
  const last = curveOf(rows, "mse", seed).steps.slice(-3);
  const [k, ...before] = last.reverse().map((step) => valueAtStep(rows, "polygonOrder", seed, step));
  const stays = before.length === 2 && before.every((value) => value === k);
  return {
    seed,
    k: stays ? (k ?? null) : null,
    loss: lastValue(rows, "mse", seed),
    dimension: lastValue(rows, "featureDimensionality", seed),
    llc: valueAtStep(rows, "llc", seed, last[0] ?? -1),
  };
}

/** A class of polygons: its runs' mean loss, and mean LLC over those that have one. */
export type Class = { k: number; runs: number; loss: number | null; llc: number | null };

/** Returns the classes of the runs that settled, fewest corners first. */
export function classesOf(ends: readonly End[]): Class[] {
  const orders = [...new Set(ends.flatMap(({ k }) => k ?? []))].sort((a, b) => a - b);
  return orders.map((k) => {
    const own = ends.filter((end) => end.k === k);
    const average = (values: (number | null)[]) => {
      const known = values.filter((value) => value !== null);
      return known.length > 0 ? mean(known) : null;
    };
    return { k, runs: own.length, loss: average(own.map((end) => end.loss)), llc: average(own.map((end) => end.llc)) };
  });
}

/** Returns the figure: every run's course, grouped by the polygon it ends on, with the exact values as rules. */
export function polygonPicture(rows: readonly Measurement[], ends: readonly End[]): Picture {
  const orders = [...new Set(ends.map(({ k }) => k))].sort((a, b) => (a ?? 0) - (b ?? 0));
  const lines = (metric: string): Line[] =>
    orders.flatMap((k) => {
      const own = new Set(ends.filter((end) => end.k === k).map(({ seed }) => seed));
      const of = rows.filter(({ seed }) => own.has(seed));
      return linesOf(of, metric, k === null ? "not settled" : `ends on ${k} corners`);
    });
  const rules = (value: (k: number) => number) =>
    orders.flatMap((k) => (k === null ? [] : [{ value: value(k), label: `${k}-gon` }]));
  return {
    title: "Superposition: polygons",
    xTitle: "training steps",
    xLog: true,
    panels: [
      { title: "Loss", unit: "squared error", lines: lines("mse"), rules: rules((k) => POLYGON_LOSS[k] ?? 0) },
      {
        title: "Dimensions a represented feature has",
        unit: "dimensions",
        lines: lines("featureDimensionality"),
        rules: rules((k) => 2 / k),
      },
      { title: "Corners, where the polygon is regular", unit: "features", lines: lines("polygonOrder") },
      { title: "Local learning coefficient", unit: "1", lines: lines("llc") },
    ].filter((panel) => panel.lines.length > 0),
    stages: [],
    marks: [],
  };
}
