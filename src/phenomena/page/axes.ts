/**
 * Where things lie in an aligned figure, in CSS pixels: domains, ticks, and labels pushed apart so that none covers another. Vega could
 * place most of it, but labels beside their lines need the same numbers before anything is drawn.
 */
import { size } from "../../base/words.ts";
import { extent } from "../../page/vegaLite.ts";

/** An axis: its domain, log or linear, and the length it is drawn at. */
export type Axis = { low: number; high: number; log: boolean; length: number };

/** Returns an axis that holds all values with a margin on both sides, `margin` as a share of the span (in logs for a log axis). */
export function axisOver(values: number[], log: boolean, length: number, margin: number): Axis {
  const [low, high] = extent(values.filter((v) => !log || v > 0).map((v) => (log ? Math.log(v) : v)));
  const pad = margin * (high - low || (log ? 1 : Math.abs(high) || 1));
  const back = (v: number) => (log ? Math.exp(v) : v);
  return { low: back(low - pad), high: back(high + pad), log, length };
}

/**
 * Returns the y axis of a panel: shares that span most of [0, 1] get all of it, values that come near 0 start there, everything else
 * gets its own extent; a log axis its own extent in logs.
 */
export function valueAxisOver(values: number[], log: boolean, length: number): Axis {
  const [low, high] = extent(values);
  if (log) return axisOver(values, true, length, 0.06);
  const share = low >= 0 && high <= 1 && high > 0.5;
  const floor = low >= 0 && low < 0.3 * high ? 0 : low;
  return axisOver(share ? [0, 1] : [floor, high], false, length, 0.06);
}

/** Returns the pixel of a value from the axis's low end. */
export function toPixel({ low, high, log, length }: Axis, value: number): number {
  const f = (v: number) => (log ? Math.log(v) : v);
  return (length * (f(value) - f(low))) / (f(high) - f(low));
}

/** Returns the ticks of a log axis: powers of ten, with 2 and 5 between them (or every second power) as space allows. */
export function logTicks({ low, high }: Axis, most: number): number[] {
  const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const powers = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const inside = (factors: number[], every: number) =>
    powers
      .filter((power) => power % every === 0)
      .flatMap((power) => factors.map((f) => Number(`${f}e${power}`)))
      .filter((v) => v >= low && v <= high);
  const tries = [inside([1, 2, 5], 1), inside([1, 3], 1), inside([1], 1), inside([1], 2), inside([1], 3)];
  return tries.find((ticks) => ticks.length <= most) ?? [];
}

/** Returns a tick as readers see it: 0.05, 1, 500, 10k, 1e-7. */
export function tick(value: number): string {
  if (value >= 1000) return size(value);
  return value < 1e-3 ? value.toExponential(0).replace("-", "−") : String(value);
}

/**
 * Returns places in [0, length], in the order given, that are at least `gap` apart and as near as possible to the wanted ones; more
 * labels than fit are spread evenly.
 */
export function pushApart(wanted: number[], gap: number, length: number): number[] {
  const order = wanted.map((_, i) => i).toSorted((a, b) => wanted[a]! - wanted[b]!);
  const room = Math.min(gap, length / Math.max(1, wanted.length - 1));
  const places = [...wanted];
  let edge = 0;
  for (const i of order) {
    places[i] = Math.max(edge, wanted[i]!);
    edge = places[i]! + room;
  }
  edge = length;
  for (const i of order.toReversed()) {
    places[i] = Math.min(edge, places[i]!);
    edge = places[i]! - room;
  }
  return places;
}

/**
 * Returns for each interval the first row, counted from 0, in which it overlaps none placed before it. The rightmost is placed first, so
 * that a line rising from the left end of an interval to its row crosses no other interval.
 */
export function rowsFor(intervals: { from: number; to: number }[]): number[] {
  const starts: number[] = [];
  const rows = intervals.map(() => 0);
  const order = intervals.map((_, i) => i).toSorted((a, b) => intervals[b]!.from - intervals[a]!.from);
  for (const i of order) {
    const free = starts.findIndex((start) => start >= intervals[i]!.to);
    rows[i] = free < 0 ? starts.length : free;
    starts[rows[i]!] = intervals[i]!.from;
  }
  return rows;
}

/** Returns about how wide a text of 11-pixel DejaVu Sans is. */
export function textWidth(text: string, fontSize = 11): number {
  return 0.6 * fontSize * text.length;
}
