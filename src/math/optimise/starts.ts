/** Where a search begins: every combination of a grid, or draws from a box. A fit from one start is an opinion about the start. */
import { usageError } from "../../base/errors.ts";
import { generator, type Key } from "../../base/random.ts";

/** A box of parameters, low[i] <= x[i] <= high[i]; an open end is infinite. */
export type Box = { low: readonly number[]; high: readonly number[] };

/** Returns every combination of one value per axis, the last axis fastest: axes of 5, 5 and 6 values give 150 starts of length 3. */
export function gridStarts(axes: readonly (readonly number[])[]): number[][] {
  return axes.reduce<number[][]>(
    (starts, axis) => starts.flatMap((start) => axis.map((value) => [...start, value])),
    [[]],
  );
}

/** Returns `count` starts drawn uniformly from a finite box. */
export function drawnStarts({ low, high }: Box, count: number, key: Key): number[][] {
  if (![...low, ...high].every(Number.isFinite))
    throw usageError("drawnStarts", "a finite box is required", { low, high }, "give the range to draw starts from");
  const rng = generator(key);
  return Array.from({ length: count }, () => low.map((from, i) => from + (high[i]! - from) * rng.uniform()));
}

/** Returns x with every coordinate moved to the nearest point of the box. */
export function intoBox(x: readonly number[], { low, high }: Box): number[] {
  return x.map((value, i) => Math.min(high[i]!, Math.max(low[i]!, value)));
}
