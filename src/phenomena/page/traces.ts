/**
 * The numbers behind an aligned figure: which lines are thick, the mean over seeds where the caller gives none, and where a line has
 * to be broken because checkpoints are missing.
 */
import { byText } from "../../base/byText.ts";
import { mean } from "../../math/stats.ts";
import type { Line, Panel, Picture, Point } from "../section.ts";

/** A line as it is drawn: `main` thick or thin, its points sorted and drawable, cut into unbroken pieces. */
export type Trace = { label: string; seed: string | null; main: boolean; pieces: Point[][] };

/** Returns the labels of a panel in their order of appearance, those without a drawable point left out. */
export function labelsOf(traces: Trace[]): string[] {
  return [...new Set(traces.map((t) => t.label))];
}

/**
 * Returns, panel by panel, the lines to draw. A label with several seeds and no thick line of its own gets the mean over seeds, at the
 * steps where every seed has a value (a mean over changing seeds would jump by itself). Points at or below 0 on a log axis and numbers
 * that are not finite cannot be drawn and are left out, lines without points too.
 */
export function tracesOf(picture: Picture): Trace[][] {
  const panels = picture.panels.map((panel) => {
    const lines = panel.lines
      .map((line) => ({ ...line, points: drawable(line.points, picture.xLog, panel) }))
      .filter((line) => line.points.length > 0);
    return [...new Set(lines.map((line) => line.label))].map((label) =>
      withMain(lines.filter((l) => l.label === label)),
    );
  });
  const grid = commonSteps(panels.flat());
  const place = (step: number) => (picture.xLog ? Math.log(step) : step);
  return panels.map((groups) =>
    groups.flat().map(({ label, seed, main, points, peers }) => {
      return { label, seed, main, pieces: cut(points, peers, grid, place) };
    }),
  );
}

function drawable(points: Point[], xLog: boolean, { log }: Panel): Point[] {
  const fits = (p: Point) =>
    Number.isFinite(p.step) && Number.isFinite(p.value) && (!xLog || p.step > 0) && (!log || p.value > 0);
  return points.filter(fits).toSorted((a, b) => a.step - b.step);
}

/** `peers` are the steps at which any seed of the label has a value: a seed, or their mean, without one of them has a hole there. */
type Drawn = Line & { main: boolean; peers: number[] };

/** Thin lines first, so that the thick ones lie above them. */
function withMain(lines: Line[]): Drawn[] {
  const peers = lines.filter((line) => line.seed !== null).flatMap((line) => line.points.map((p) => p.step));
  const drawn = lines.map((line) => {
    return { ...line, main: line.emphasis === true || line.seed === null, peers: line.seed === null ? [] : peers };
  });
  const thick = drawn.filter((line) => line.main);
  const seeds = drawn.filter((line) => !line.main).toSorted((a, b) => byText(a.seed!, b.seed!));
  if (thick.length > 0) return [...seeds, ...thick];
  if (seeds.length === 1) return [{ ...seeds[0]!, main: true }];
  const average = { label: seeds[0]!.label, seed: null, points: seedMean(seeds), main: true, peers };
  return average.points.length > 0 ? [...seeds, average] : seeds;
}

/** Returns the mean over lines at the steps all of them have; no standard error, since the seeds themselves are drawn. */
export function seedMean(lines: Line[]): Point[] {
  const values = lines.map((line) => new Map(line.points.map((p) => [p.step, p.value])));
  return lines[0]!.points
    .map((p) => p.step)
    .filter((step) => values.every((v) => v.has(step)))
    .map((step) => ({ step, value: mean(values.map((v) => v.get(step)!)), stderr: null }));
}

/** The checkpoints more than half of all groups of lines have: a loss logged at every step alone does not make a checkpoint. */
function commonSteps(groups: Drawn[][]): number[] {
  const counts = new Map<number, number>();
  for (const group of groups)
    for (const step of new Set(group.flatMap((line) => line.points.map((p) => p.step))))
      counts.set(step, (counts.get(step) ?? 0) + 1);
  const common = [...counts].filter(([, count]) => 2 * count > groups.length);
  return common.map(([step]) => step).toSorted((a, b) => a - b);
}

/**
 * Returns a line's points in unbroken pieces. It is broken between neighbours where a peer has a value, and where it skips at least
 * twice as many of the grid's checkpoints as it usually does and the hole is, on the axis, at least half as wide again as its usual
 * spacing (medians over the line).
 */
export function cut(points: Point[], peers: number[], grid: number[], place: (step: number) => number): Point[][] {
  const pairs = points.slice(1).map((p, i) => [points[i]!.step, p.step] as const);
  const skipped = pairs.map(([a, b]) => grid.filter((step) => step > a && step <= b).length);
  const widths = pairs.map(([a, b]) => place(b) - place(a));
  const [usual, usualWidth] = [Math.max(1, median(skipped)), median(widths)];
  const holes = pairs.map(([a, b], i) => {
    return peers.some((s) => s > a && s < b) || (skipped[i]! >= 2 * usual && widths[i]! >= 1.5 * usualWidth);
  });
  const starts = [0, ...holes.flatMap((hole, i) => (hole ? [i + 1] : []))];
  return starts.map((start, k) => points.slice(start, starts[k + 1]));
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
