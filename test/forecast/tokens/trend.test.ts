/** The averaged lines: right on exact laws of each kind, aware of a chance level, and no surer than the data allow. */
import { describe, expect, it } from "vitest";
import { generator, rootKey } from "../../../src/base/random.ts";
import {
  drawTrend,
  fitTrend,
  normalised,
  pick,
  type TokenSeries,
  trendParameters,
} from "../../../src/forecast/tokens/trend.ts";
import { fitLine } from "../../../src/math/regression.ts";
import { logit, normalCdf, sigmoid } from "../../../src/math/special.ts";
import { sorted, sum } from "../../../src/math/stats.ts";

const x = [4.5, 5, 5.5, 6, 6.5];

function seriesOf(law: (x: number) => number, seedSquares = 0): TokenSeries {
  const q = x.map(law);
  return { x, q: [q], overall: q, seedSquares: x.map(() => seedSquares), seedDf: x.map(() => 2) };
}

/** The 5, 50 and 95 % quantiles of the draws at one size. */
function fan(series: TokenSeries, at: number): [number, number, number] {
  const trend = fitTrend(series);
  const rng = generator(rootKey("fan"));
  const draws = sorted(Array.from({ length: 2000 }, () => drawTrend(trend, [at], 1, rng)[0]![0]![0]!));
  return [draws[100]!, draws[1000]!, draws[1900]!];
}

describe("fitTrend", () => {
  it.each([
    ["logit", (size: number) => sigmoid(1.5 * (size - 6))],
    ["probit", (size: number) => normalCdf(1.1 * (size - 6))],
    ["power", (size: number) => Math.exp(-((10 ** (size - 5.5)) ** -0.6))],
    ["chance 1/10", (size: number) => 0.1 + 0.9 * sigmoid(2 * (size - 6.3))],
  ])("covers the continuation of an exact %s law, its median close by", (_, law) => {
    const [low, median, high] = fan(seriesOf(law), 7.2);
    expect(low).toBeLessThan(law(7.2));
    expect(high).toBeGreaterThan(law(7.2));
    expect(Math.abs(median - law(7.2))).toBeLessThan(0.06);
  });

  it("gives weight to a chance level when small models sit on one, and little when they do not", () => {
    const weightOfChance = (law: (size: number) => number) => {
      const { weights } = fitTrend(seriesOf(law));
      return sum(weights.filter((_, i) => i % 5 >= 3));
    };
    expect(weightOfChance((size) => 0.1 + 0.9 * sigmoid(3 * (size - 6.3)))).toBeGreaterThan(0.7);
    expect(weightOfChance((size) => sigmoid(1.5 * (size - 6)))).toBeLessThan(0.3);
  });

  it("widens with distance, with scatter and with the spread of seeds", () => {
    const width = ([low, , high]: [number, number, number]) => high - low;
    const line = (size: number) => sigmoid(0.6 * (size - 6.5));
    const scattered = (size: number) => sigmoid(0.6 * (size - 6.5) + 0.4 * Math.cos(7 * size));
    expect(width(fan(seriesOf(line), 8))).toBeGreaterThan(width(fan(seriesOf(line), 7)));
    expect(width(fan(seriesOf(scattered), 7))).toBeGreaterThan(1.5 * width(fan(seriesOf(line), 7)));
    expect(width(fan(seriesOf(line, 0.02), 7))).toBeGreaterThan(1.5 * width(fan(seriesOf(line), 7)));
  });

  it("does not take the scatter around the line for noise that the next rung is free of", () => {
    const scattered = (size: number) => sigmoid(0.6 * (size - 6.5) + 0.4 * Math.cos(7 * size));
    const [low, , high] = fan(seriesOf(scattered), 5.5);
    const z = x.map((size) => logit(scattered(size)));
    const { rss } = fitLine(x, z);
    expect(logit(high) - logit(low)).toBeGreaterThan(2 * 1.645 * Math.sqrt(rss / 3));
  });

  it("keeps positions apart and moves them together", () => {
    const [slow, fast] = [(size: number) => sigmoid(size - 6.5), (size: number) => sigmoid(size - 5.5)];
    const series = { ...seriesOf(fast), q: [x.map(slow), x.map(fast)] };
    const rng = generator(rootKey("positions"));
    const trend = fitTrend(series);
    for (let i = 0; i < 200; i++)
      for (const [first, second] of drawTrend(trend, [7], 3, rng)[0]!) expect(first!).toBeLessThan(second!);
  });

  it("names its numbers, one per component", () => {
    const parameters = trendParameters(fitTrend(seriesOf((size) => sigmoid(size - 6))));
    for (const name of ["componentWeights", "intercepts", "slopes", "residualSds", "seedSds"])
      expect(parameters[name]).toHaveLength(15);
    expect(parameters.df).toBe(5);
    expect((parameters.slopes as number[])[0]).toBeCloseTo(1, 9);
    expect((parameters.intercepts as number[])[0]).toBeCloseTo(-6, 9);
  });
});

it("pick draws by weight and normalised survives very unequal log weights", () => {
  const weights = normalised([-1000, -1000 + Math.log(3), -5000]);
  expect(weights).toEqual([0.25, 0.75, 0].map((weight) => expect.closeTo(weight, 12)));
  const rng = generator(rootKey("pick"));
  const second = Array.from({ length: 4000 }, () => pick(weights, rng)).filter((i) => i === 1).length;
  expect(second / 4000).toBeCloseTo(0.75, 1);
});
