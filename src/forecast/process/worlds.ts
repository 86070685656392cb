/**
 * What curves of one kind have been like: the sizes of a Gaussian process as they were measured on other tasks. A world is a prior over
 * processes; a few dozen of them, spread evenly over it, stand for it.
 */
import { normalQuantile } from "../../math/special.ts";
import type { Combination, Kernel, Process } from "./process.ts";

/** A size that varies between tasks: log-normal with this median and standard deviation of its ln. */
export type Spread = { median: number; logSd: number };
/**
 * Curves of one kind in logits over log10 of the axis: mean slope per decade and how far slopes lie from it, smooth deviations from the line
 * with their length in decades, differences between single runs, and a walk's standard deviation over one decade.
 */
export type World = {
  slopeMean: number;
  slopeSd: Spread;
  smoothSd: Spread;
  length: Spread;
  runSd: Spread;
  walkSd: number;
};

/** A world as its table writes it: mean slope, then median and sd of ln of slope sd, smooth sd, length, run sd, then the walk's sd. */
export type Numbers = readonly [number, number, number, number, number, number, number, number, number, number];

/** Returns the world of ten numbers. */
export function worldOf([slopeMean, s0, s1, f0, f1, l0, l1, r0, r1, walkSd]: Numbers): World {
  const spread = (median: number, logSd: number): Spread => ({ median, logSd });
  return {
    slopeMean,
    slopeSd: spread(s0, s1),
    smoothSd: spread(f0, f1),
    length: spread(l0, l1),
    runSd: spread(r0, r1),
    walkSd,
  };
}

/** Processes that stand for a world. */
const NODES = 32;
/** Root of x^5 = x + 1: the additive recurrence with steps 1 / root^k fills four dimensions evenly. */
const ROOT = 1.1673039782614187;

/**
 * Returns a world as `NODES` combinations of equal weight `weight / NODES`: log-normal sizes at the points of a low-discrepancy sequence
 * (x_n = 1/2 + n / root^k mod 1 in each dimension k). `direction` is -1 for losses, which fall where success rises.
 */
function combinationsOf(world: World, weight: number, direction: 1 | -1): Combination[] {
  const at = ({ median, logSd }: Spread, n: number, k: number) =>
    median * Math.exp(logSd * normalQuantile((0.5 + (n + 1) / ROOT ** (k + 1)) % 1));
  return Array.from({ length: NODES }, (_, n) => ({
    slopeMean: direction * world.slopeMean,
    slopeSd: at(world.slopeSd, n, 0),
    smoothSd: at(world.smoothSd, n, 1),
    length: at(world.length, n, 2),
    runSd: at(world.runSd, n, 3),
    walkSd: world.walkSd,
    logPrior: Math.log(weight / NODES),
  }));
}

const kernel: Kernel =
  ({ slopeSd, smoothSd, length, walkSd }, { first, last }) =>
  (a, b) =>
    slopeSd! ** 2 * (a - last) * (b - last) +
    smoothSd! ** 2 * Math.exp(-0.5 * ((a - b) / length!) ** 2) +
    walkSd! ** 2 * (1 + Math.min(a, b) - first);

/** Returns the process of weighted worlds: a line, a smooth deviation and a walk that begins one decade before the first rung. */
export function processOf(worlds: readonly { world: World; weight: number }[], direction: 1 | -1): Process {
  return {
    combinations: worlds.flatMap(({ world, weight }) => combinationsOf(world, weight, direction)),
    kernel,
    trend:
      ({ slopeMean }, { last }) =>
      (x) =>
        slopeMean! * (x - last),
  };
}
