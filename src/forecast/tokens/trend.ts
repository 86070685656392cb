/**
 * The smooth part of a forecast: how a per-token probability moves with log size. No single transformation makes it straight, and a
 * small model sits at an unknown chance level, so lines are fitted for several transformations and chance levels and *averaged* by
 * how well each explains the observed rungs; picking the best one gives intervals that are too narrow.
 */
import type { Generator } from "../../base/random.ts";
import {
  drawLine,
  fitLine,
  type LineFit,
  lineNoise,
  type NoisePrior,
  noiseDf,
  noiseSquares,
  pooledVariance,
} from "../../math/regression.ts";
import { logit, normalCdf, normalPdf, normalQuantile, sigmoid } from "../../math/special.ts";
import { mean, sum } from "../../math/stats.ts";
import { LOGIT_NOISE } from "../priors.ts";

/**
 * A per-token probability at the observed rungs. `q[position][rung]` is the seed mean in (0, 1), one row if positions are not told
 * apart; `seedSquares[rung]` and `seedDf[rung]` are the sum of squared seed deviations of the whole-answer value and seeds - 1.
 */
export type TokenSeries = { x: number[]; q: number[][]; overall: number[]; seedSquares: number[]; seedDf: number[] };

/** A transformation of probabilities; `scale` is the size of its unit against the logit's, `slope` is dz/dq. */
type Transformation = {
  name: string;
  scale: number;
  to(q: number): number;
  from(z: number): number;
  slope(q: number): number;
};

/** logit: exponential odds. probit: normal margins. power: -ln q falls as a power of size. */
const TRANSFORMATIONS: readonly Transformation[] = [
  { name: "logit", scale: 1, to: logit, from: sigmoid, slope: (q) => 1 / (q * (1 - q)) },
  {
    name: "probit",
    scale: 0.6,
    to: normalQuantile,
    from: normalCdf,
    slope: (q) => 1 / normalPdf(normalQuantile(q)),
  },
  {
    name: "power",
    scale: 0.7,
    to: (q) => -Math.log(-Math.log(q)),
    from: (z) => Math.exp(-Math.exp(-z)),
    slope: (q) => -1 / (q * Math.log(q)),
  },
];

/** Chance levels tried, as shares of the smallest observed value of each position. */
const CHANCE_SHARES = [0, 0.3, 0.6, 0.8, 0.9];

type Component = {
  transformation: Transformation;
  chance: number[];
  fits: LineFit[];
  noise: NoisePrior;
  seedSd: number;
  logWeight: number;
};

/** A weighted set of line fits. */
export type Trend = { components: Component[]; weights: number[]; seedsPerRung: number };

/** Returns the mixture of lines for a series of three or more rungs. */
export function fitTrend(series: TokenSeries): Trend {
  const components = TRANSFORMATIONS.flatMap((transformation) =>
    CHANCE_SHARES.map((share) => fitComponent(series, transformation, share)),
  );
  const weights = normalised(components.map((component) => component.logWeight));
  return { components, weights, seedsPerRung: mean(series.seedDf) + 1 };
}

/**
 * One line per position through z = g((q - c) / (1 - c)), c = share * min q. Its weight is the likelihood of the q's with line and
 * variance integrated out, prod dz/dq * (sum of squares)^(-df/2) (Box & Cox's Jacobian, derived here for this prior), as a geometric
 * mean over positions, because the positions of one run are not independent.
 */
function fitComponent(series: TokenSeries, transformation: Transformation, share: number): Component {
  const noise = { df: LOGIT_NOISE.df, sd: LOGIT_NOISE.sd * transformation.scale };
  const chance = series.q.map((row) => share * Math.min(...row));
  const fits = series.q.map((row, j) =>
    fitLine(
      series.x,
      row.map((q) => transformation.to(above(q, chance[j]!))),
    ),
  );
  const logWeights = series.q.map((row, j) => {
    const jacobian = sum(row.map((q) => Math.log(transformation.slope(above(q, chance[j]!)) / (1 - chance[j]!))));
    const fit = fits[j]!;
    const df = noiseDf(fit, noise);
    return jacobian - 0.5 * df * Math.log(noiseSquares(fit, noise)) + noise.df * Math.log(noise.sd);
  });
  const seedSd = seedSdOf(series, transformation, share, noise);
  return { transformation, chance, fits, noise, seedSd, logWeight: mean(logWeights) };
}

/** Between-seed standard deviation on the transformed scale: pooled squares carried over by dz/dq, with the noise prior. */
function seedSdOf(series: TokenSeries, transformation: Transformation, share: number, noise: NoisePrior): number {
  const chance = share * Math.min(...series.overall);
  const squares = series.overall.map(
    (q, i) => series.seedSquares[i]! * (transformation.slope(above(q, chance)) / (1 - chance)) ** 2,
  );
  return Math.sqrt(pooledVariance(sum(squares), sum(series.seedDf), noise));
}

/** The share of what can be learned beyond chance. */
function above(q: number, chance: number): number {
  return (q - chance) / (1 - chance);
}

/**
 * Returns one draw `[rung of xs][seed][position]` of the per-token probabilities: a component by weight, its lines from their
 * posterior (positions share the random numbers: one run is good or bad as a whole), a misfit of the line shared by all rungs
 * (variance of the line's residual less the part that seeds explain), and noise per seed.
 */
export function drawTrend(trend: Trend, xs: readonly number[], numSeeds: number, rng: Generator): number[][][] {
  const component = trend.components[pick(trend.weights, rng)]!;
  const { transformation, fits, chance, noise, seedSd } = component;
  const shared = lineNoise(noiseDf(fits[0]!, noise), rng);
  const lines = fits.map((fit) => drawLine(fit, noise, shared));
  const misfit = rng.normal();
  const seedVariance = seedSd ** 2 / trend.seedsPerRung;
  return xs.map((x) =>
    Array.from({ length: numSeeds }, () => {
      const seedShift = seedSd * rng.normal();
      return lines.map((line, j) => {
        const z = line.at(x) + misfit * Math.sqrt(Math.max(0, line.variance - seedVariance)) + seedShift;
        return chance[j]! + (1 - chance[j]!) * transformation.from(z);
      });
    }),
  );
}

/** Returns an index drawn with the given weights (summing to 1). */
export function pick(weights: readonly number[], rng: Generator): number {
  let rest = rng.uniform();
  for (let i = 0; i < weights.length - 1; i++) {
    rest -= weights[i]!;
    if (rest < 0) return i;
  }
  return weights.length - 1;
}

/** Returns exp(log weights) scaled to sum 1. */
export function normalised(logWeights: readonly number[]): number[] {
  const top = Math.max(...logWeights);
  const weights = logWeights.map((value) => Math.exp(value - top));
  const total = sum(weights);
  return weights.map((weight) => weight / total);
}

/** Returns the fitted numbers by name, components in the order transformation by chance share; lines averaged over positions. */
export function trendParameters(trend: Trend): Record<string, number | number[] | string> {
  const each = (of: (component: Component) => number) => trend.components.map(of);
  return {
    transformations: TRANSFORMATIONS.map(({ name }) => name).join(" "),
    chanceShares: CHANCE_SHARES,
    componentWeights: trend.weights,
    intercepts: each(({ fits }) => mean(fits.map((fit) => fit.level - fit.slope * fit.xBar))),
    slopes: each(({ fits }) => mean(fits.map((fit) => fit.slope))),
    residualSds: each(({ fits, noise }) =>
      Math.sqrt(mean(fits.map((f) => noiseSquares(f, noise) / noiseDf(f, noise)))),
    ),
    seedSds: each(({ seedSd }) => seedSd),
    df: noiseDf(trend.components[0]!.fits[0]!, LOGIT_NOISE),
    noisePriorDf: LOGIT_NOISE.df,
    noisePriorSdLogit: LOGIT_NOISE.sd,
  };
}
