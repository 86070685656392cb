/**
 * How fast things move, in three worlds: published benchmarks of large models, small families drawn at random, and small families set up to jump.
 * Slopes and rates were looked up in the public tables of accuracies, our own families and the learning half of the bank, and rounded; the walk's
 * size, prior shares and noise were set by six settings compared on all of them (`DECISIONS.md`). Each world is fitted; the evidence decides between
 * them. `bayesMix.ts` repeats the numbers over sizes in words.
 */
import type { Axis } from "../../records.ts";
import type { Theta } from "./law.ts";

/** What a straight line is expected to do: fills theta[0] (level at the last observed x) and theta[1] (slope per decade) from z[0], z[1]. */
export type World = {
  name: string;
  /** Its prior probability; those of all worlds of a fit sum to 1. */
  share: number;
  line(z: Float64Array, theta: Theta): void;
  /** The slope beyond a break, from a standard normal. */
  rise(z: number, theta: Theta): number;
  /** Breaks per decade. */
  breakRate: number;
  /** Medians of the sd of single runs and of the sd of a random walk along the line (per root decade), and the sd of their ln. */
  runSd: number;
  walkSd: number;
  noiseLogSd: number;
  priors: Record<string, string>;
};

type Normal = readonly [mean: number, sd: number];
type Moves = Pick<World, "name" | "breakRate" | "runSd" | "walkSd" | "noiseLogSd"> & { slope: Normal; rise: Normal };

/** Logits at the last observed rung: from about never to about always. */
const LEVEL: Normal = [0, 2.5];

/** Accuracies of published models, in logits above the floor per decade of each axis: measured at .2 +- .3 after a first steep part. */
const PUBLISHED: Record<Axis, Moves> = {
  nParams: published([0.3, 0.5]),
  flops: published([0.4, 0.4]),
  tokens: published([0.2, 0.3]),
};

function published(slope: Normal): Moves {
  return { name: "published", slope, rise: [1.5, 1.5], breakRate: 0.05, runSd: 0.06, walkSd: 0.25, noiseLogSd: 0.7 };
}

/**
 * Small families of tasks and settings drawn at random. Logits of one token over sizes, 26 families of the bank's learning half: steps of
 * -.2 to 1.4 a decade (5 to 95 %), median .13, and about one take-off to 3 to 5 a decade in seven decades.
 */
const CREEPING: Moves = {
  name: "creeping",
  slope: [0.4, 0.5],
  rise: [3, 2.5],
  breakRate: 0.15,
  runSd: 0.1,
  walkSd: 0.2,
  noiseLogSd: 0.7,
};

/**
 * Small families set up so that their success goes from 0 to 1 within the ladder: our nine over sizes rose by 2.5 +- 3 a decade, seven of
 * them bent to 3 to 12 within their 1.4 decades.
 */
const RISING: Moves = {
  ...CREEPING,
  name: "rising",
  slope: [2.5, 2.5],
  rise: [5, 4],
  breakRate: 0.8,
  runSd: 0.15,
  walkSd: 0.6,
};

/** Prior shares of the three worlds: where several seeds or per-token rows were measured, and for one seed and nothing else. */
const SHARES = { measured: [0.1, 0.5, 0.4], bare: [0.9, 0.05, 0.05] };

/** Returns the worlds of a share of successes or of a token's probability, with the prior shares of the kind of evidence. */
export function worldsOf(axis: Axis, evidence: keyof typeof SHARES): World[] {
  const shares = SHARES[evidence];
  return [PUBLISHED[axis], CREEPING, RISING].map((moves, i) => worldOf(moves, shares[i]!));
}

function worldOf({ slope, rise, ...moves }: Moves, share: number): World {
  const at = ([mean, sd]: Normal, z: number) => mean + sd * z;
  const text = ([mean, sd]: Normal) => `N(${mean}, ${sd}^2)`;
  return {
    ...moves,
    share,
    line(z, theta) {
      theta[0] = at(LEVEL, z[1]!);
      theta[1] = at(slope, z[0]!);
    },
    rise: (z) => at(rise, z),
    priors: {
      level: `${text(LEVEL)} at the last observed rung`,
      slope: `${text(slope)} per decade`,
      rise: `${text(rise)} per decade beyond a break`,
      ...noisePriors(moves),
    },
  };
}

function noisePriors({ runSd, walkSd, noiseLogSd, breakRate }: Omit<Moves, "slope" | "rise" | "name">) {
  return {
    breaks: `${breakRate} per decade`,
    runSd: `ln N(ln ${runSd}, ${noiseLogSd})`,
    walkSd: `ln N(ln ${walkSd}, ${noiseLogSd}) per root decade`,
  };
}

/**
 * Returns the world of a loss on the log scale: the reducible part falls by s per decade, ln s ~ N(ln .6, .9), from ln(first - E) give or
 * take .3 at the first of the observed x; E = theta[2]. Beyond a break it falls exp(1 + .6 z) times as fast.
 */
export function lossWorld(firstX: number, lastX: number, first: number): World {
  const noise = { breakRate: 0.05, runSd: 0.02, walkSd: 0.03, noiseLogSd: 1 };
  return {
    name: "loss",
    share: 1,
    ...noise,
    line(z, theta) {
      theta[1] = -0.6 * Math.exp(0.9 * z[0]!);
      theta[0] = Math.log(first - theta[2]!) + 0.3 * z[1]! + theta[1] * (lastX - firstX);
    },
    rise: (z, theta) => theta[1]! * Math.exp(1 + 0.6 * z),
    priors: {
      slope: "-ln N(ln .6, .9) of ln reducible loss per decade",
      level: "N(ln(first - E), .3) at the smallest rung",
      rise: "slope times ln N(1, .6) beyond a break",
      ...noisePriors(noise),
    },
  };
}
