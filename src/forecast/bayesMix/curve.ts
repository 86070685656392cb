/** One curve of the mixture and the measurements it is held against: a line that may change its slope once, its noise, its walk. */
import type { Theta } from "./law.ts";

/** What was measured, on the law's scale: per rung x, seed mean, squared seed deviations, seeds, examples behind the mean. */
export type Measured = { x: number; mean: number; seedSquares: number; numSeeds: number; numExamples: number };

/** One curve: the law's numbers, where its line breaks (Infinity = nowhere), the slope beyond, noise, and the walk at the last rung. */
export type Curve = {
  theta: Theta;
  last: number;
  breakAt: number;
  rise: number;
  runSd: number;
  walkSd: number;
  walk: { mean: number; variance: number };
};

/** Returns eta at x: level + slope (x - last observed x) up to the break, from there on the slope beyond it. */
export function latentAt({ theta, last, breakAt, rise }: Curve, x: number): number {
  const line = theta[0]! + theta[1]! * (Math.min(x, breakAt) - last);
  return x <= breakAt ? line : line + rise * (x - breakAt);
}
