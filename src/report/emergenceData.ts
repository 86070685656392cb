/**
 * The rows behind the emergence figure: seeds, means, fans, the threshold and the interval of the jump, each with its kind and the
 * series it belongs to.
 */

import { type Datum, dodge } from "../page/vegaLite.ts";
import { axisValue, gridOf, jumpPlaces } from "../question/grid.ts";
import { highlightedOf, type RegisteredForecast, type ReportInput } from "./input.ts";
import { otherData } from "./otherLines.ts";
import { type FanPoint, fanPoints, resolvedPoints, rungPoints, type SeedPoint, seedMeans } from "./points.ts";

/** The two series of measured values. */
export const OBSERVED = "observed";
export const TRUTH = "held out, measured";

/** Returns every row the figure draws; kinds: jump, threshold, other, fan, seed, mean, smoothSeed, smoothMean. */
export function emergenceData(input: ReportInput): Datum[] {
  const { question } = input;
  const points = resolvedPoints(input);
  const last = seedMeans(points)
    .filter((p) => !p.heldOut)
    .at(-1);
  const shown = highlightedOf(input);
  return [
    ...jumpData(input),
    { kind: "threshold", y: question.threshold, label: `threshold ${question.threshold}` },
    ...(shown ? fanData(shown, fanPoints(question, shown.forecast, last)) : []),
    ...otherData(input, last),
    ...pointData("seed", "mean", points),
    ...(question.metric === "nll" ? [] : pointData("smoothSeed", "smoothMean", smoothPoints(input))),
  ];
}

/** Per-token log-likelihood: the negated nll, in nats/token. */
function smoothPoints(input: ReportInput): SeedPoint[] {
  return rungPoints(input, "nll").map((p) => ({ ...p, value: -p.value, low: null, high: null }));
}

function jumpData(input: ReportInput): Datum[] {
  if (!input.outcome) return [];
  const { low, high } = jumpPlaces(input.question)[input.outcome.jumpBin]!;
  if (high === null) return [];
  const smallest = axisValue(input.question, gridOf(input.question).observed[0]!);
  const x = low ?? smallest / 1.16;
  return [{ kind: "jump", x, x2: high, middle: Math.sqrt(x * high), label: "the jump" }];
}

function fanData({ label }: RegisteredForecast, points: FanPoint[]): Datum[] {
  return points.map((point) => ({ kind: "fan", series: fanName(label), ...point }));
}

function pointData(seedKind: string, meanKind: string, points: SeedPoint[]): Datum[] {
  const series = (heldOut: boolean) => (heldOut ? TRUTH : OBSERVED);
  const seeds = points.map(({ x: place, rung, heldOut, seed, value, low, high }) => {
    const mates = points.filter((p) => p.rung === rung);
    const index = mates.findIndex((p) => p.seed === seed);
    const x = dodge(place, index, mates.length);
    return { kind: seedKind, series: series(heldOut), x, y: value, low, high, rung, seed: seed.slice(0, 8) };
  });
  const means = seedMeans(points).map(({ x, rung, heldOut, value, numSeeds }) => {
    return { kind: meanKind, series: series(heldOut), x, y: value, rung, numSeeds };
  });
  return [...means, ...seeds];
}

/** Returns the name of the fan in the legend. */
export const fanName = (label: string): string => `${label}, 50 and 90 %`;
