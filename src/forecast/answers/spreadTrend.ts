/**
 * How location and scale of the single answers move along a question's axis: the signal-to-noise ratio per position by the same averaged
 * trends as every per-token probability, the spread by one line, and the shapes as they were at the largest observed rung.
 */

import type { Generator } from "../../base/random.ts";
import { drawLine, fitLine, type LineFit, lineNoise, noiseDf } from "../../math/regression.ts";
import { normalCdf, normalQuantile } from "../../math/special.ts";
import { mean, sum } from "../../math/stats.ts";
import { isAt } from "../../question/grid.ts";
import { tokensOf } from "../../question/kind.ts";
import type { Forecast } from "../../records.ts";
import type { Ask } from "../ask.ts";
import { LOG_NOISE } from "../priors.ts";
import { abscissa } from "../rungs.ts";
import { drawTrend, fitTrend, type Trend, trendParameters } from "../tokens/trend.ts";
import { type Quantity, type Spread, spreadOf } from "./answerSpread.ts";
import type { Moved } from "./movedAnswers.ts";

const MIN_RUNGS = 3;
/** Ratios beyond these are as good as never and always. */
const [LOW, HIGH] = [-6, 5];

/** Fitted trends; `top` holds the spreads of the largest observed rung's runs, at x = xTop. */
export type SpreadTrend = {
  quantity: Quantity;
  ratio: Trend;
  spread: LineFit;
  xTop: number;
  top: Spread[];
  numRungs: number;
};

type RungSpreads = { name: string; x: number; spreads: Spread[] };

/** Returns the trends of a quantity, or null with answers at fewer than three observed rungs, none at the largest, or of unequal length. */
export function fitSpread({ question, grid, kind, evidence }: Ask, quantity: Quantity): SpreadTrend | null {
  const { observed, top } = grid;
  const rungs = observed.flatMap((rung): RungSpreads[] => {
    const tables = evidence.answers.filter((table) => isAt(rung, table));
    const spreads = tables.flatMap((table) => spreadOf(table, quantity) ?? []);
    return spreads.length > 0 ? [{ name: rung.name, x: abscissa(question, rung), spreads }] : [];
  });
  const last = rungs.at(-1);
  const length = tokensOf(kind);
  if (rungs.length < MIN_RUNGS || last?.name !== top.name) return null;
  if (rungs.some(({ spreads }) => spreads.some((spread) => spread.mean.length !== length))) return null;
  const spread = fitLine(
    rungs.map(({ x }) => x),
    rungs.map(({ spreads }) => mean(spreads.map(logSd))),
  );
  return {
    quantity,
    ratio: fitTrend(seriesOf(rungs)),
    spread,
    xTop: last.x,
    top: last.spreads,
    numRungs: rungs.length,
  };
}

const logSd = (spread: Spread): number => mean(spread.sd.map(Math.log));

/** Phi(mean / sd) per position and rung, and the whole answer's for the seeds' spread. */
function seriesOf(rungs: readonly RungSpreads[]) {
  const ratios = rungs.map(({ spreads }) =>
    spreads.map((spread) => spread.mean.map((m, j) => Math.min(HIGH, Math.max(LOW, m / spread.sd[j]!)))),
  );
  const length = ratios[0]![0]!.length;
  const wholes = ratios.map((seeds) => seeds.map((positions) => normalCdf(mean(positions))));
  return {
    x: rungs.map(({ x }) => x),
    q: Array.from({ length }, (_, j) =>
      ratios.map((seeds) => normalCdf(mean(seeds.map((positions) => positions[j]!)))),
    ),
    overall: wholes.map((seeds) => mean(seeds)),
    seedSquares: wholes.map((seeds) => sum(seeds.map((value) => (value - mean(seeds)) ** 2))),
    seedDf: wholes.map((seeds) => seeds.length - 1),
  };
}

/** Returns one draw of the moved answers `[rung of xs][seed]`: drawn ratios and scale, the shape of one observed run per seed. */
export function drawSpread(trend: SpreadTrend, xs: readonly number[], numSeeds: number, rng: Generator): Moved[][] {
  const tokens = drawTrend(trend.ratio, xs, numSeeds, rng);
  const line = drawLine(trend.spread, LOG_NOISE, lineNoise(noiseDf(trend.spread, LOG_NOISE), rng));
  const misfit = Math.sqrt(line.variance) * rng.normal();
  const runs = Array.from({ length: numSeeds }, () => trend.top[rng.int(trend.top.length)]!);
  return tokens.map((seeds, k) => {
    const growth = Math.exp(line.at(xs[k]!) - line.at(trend.xTop) + misfit);
    return seeds.map((q, s) => {
      const { sd, shape } = runs[s]!;
      const ratio = q.map((value) => normalQuantile(Math.min(1 - 1e-15, Math.max(1e-15, value))));
      return { ratio, sd: sd.map((value) => value * growth), observedSd: sd, shape };
    });
  });
}

/** Returns the fitted numbers by name. */
export function spreadParameters(trend: SpreadTrend): Forecast["parameters"] {
  const { spread } = trend;
  return {
    quantity: trend.quantity,
    rungsWithAnswers: trend.numRungs,
    examples: trend.top.reduce((total, { shape }) => total + shape.length, 0),
    logSdIntercept: spread.level - spread.slope * spread.xBar,
    logSdSlope: spread.slope,
    logSdPriorSd: LOG_NOISE.sd,
    ...trendParameters(trend.ratio),
  };
}
