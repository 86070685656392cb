/** What a likelihood or a margin says about the argmax: calibrated where it was measured, wide where it was not. */
import { describe, expect, it } from "vitest";
import { generator, rootKey } from "../../../src/base/random.ts";
import {
  drawTokenLink,
  fitTokenLink,
  tokenAccuracyAt,
  tokenLinkParameters,
} from "../../../src/forecast/tokens/argmaxLink.ts";
import { logit, sigmoid } from "../../../src/math/special.ts";
import { mean, standardDeviation } from "../../../src/math/stats.ts";

const q = [
  [0.1, 0.2, 0.35, 0.55],
  [0.15, 0.25, 0.4, 0.6],
];
const through = (law: (z: number) => number) => q.map((row) => row.map((p) => sigmoid(law(logit(p)))));

describe("fitTokenLink", () => {
  it("finds odds of a right argmax that are a multiple of the token's odds, within a few percent of its priors' pull", () => {
    const link = fitTokenLink(
      q,
      through((z) => z + 1.2),
    );
    expect(link.level - link.centre).toBeCloseTo(1.2, 1);
    expect(link.slope).toBeCloseTo(1, 12);
    expect(link.errorSd).toBeLessThan(0.1);
    expect(tokenAccuracyAt(link, 0.2)).toBeCloseTo(sigmoid(logit(0.2) + 1.2), 1);
  });

  it("is the conjugate normal posterior, checked against a grid over level and slope", () => {
    const accuracy = through((z) => 1.3 * z + 0.4 + 0.2 * Math.sin(9 * z));
    const { centre, level, levelSd, slope, slopeSd, errorSd } = fitTokenLink(q, accuracy);
    let [mass, levels, slopes, levelSquares, slopeSquares] = [0, 0, 0, 0, 0];
    for (let a = level - 1; a <= level + 1; a += 0.01)
      for (let b = slope - 1; b <= slope + 1; b += 0.01) {
        let squares = ((a - centre) / 0.5) ** 2 + ((b - 1) / 0.2) ** 2;
        for (const [j, row] of q.entries())
          for (const [i, p] of row.entries())
            squares += (logit(accuracy[j]![i]!) - a - b * (logit(p) - centre)) ** 2 / (q.length * errorSd ** 2);
        const weight = Math.exp(-squares / 2);
        mass += weight;
        levels += weight * a;
        slopes += weight * b;
        levelSquares += weight * (a - level) ** 2;
        slopeSquares += weight * (b - slope) ** 2;
      }
    expect(level).toBeCloseTo(levels / mass, 4);
    expect(slope).toBeCloseTo(slopes / mass, 4);
    expect(levelSd).toBeCloseTo(Math.sqrt(levelSquares / mass), 4);
    expect(slopeSd).toBeCloseTo(Math.sqrt(slopeSquares / mass), 4);
  });

  it("counts a rung once, however many positions it has", () => {
    const accuracy = through((z) => 1.1 * z + 0.7);
    const twice = fitTokenLink([...q, ...q], [...accuracy, ...accuracy]);
    const once = fitTokenLink(q, accuracy);
    for (const [name, value] of Object.entries(tokenLinkParameters(once)))
      expect(tokenLinkParameters(twice)[name]).toBeCloseTo(value, 12);
  });

  it("is the identity give or take its priors when no accuracy was measured", () => {
    const link = fitTokenLink([], []);
    expect([link.level, link.slope, link.numRungs]).toEqual([0, 1, 0]);
    expect(tokenAccuracyAt(link, 0.3)).toBeCloseTo(0.3, 12);
  });
});

it("draws spread as level, slope and error do, further from the centre more, and keep the order of q", () => {
  const link = { centre: -1, level: 0.5, levelSd: 0.1, slope: 1.2, slopeSd: 0.05, errorSd: 0.2, numRungs: 4 };
  const rng = generator(rootKey("token link"));
  const draws = Array.from({ length: 6000 }, () => drawTokenLink(link, rng));
  for (const z of [-1, 3]) {
    const values = draws.map((draw) => logit(draw(sigmoid(z))));
    expect(mean(values)).toBeCloseTo(0.5 + 1.2 * (z + 1), 1);
    expect(standardDeviation(values)).toBeCloseTo(Math.sqrt(0.1 ** 2 + 0.2 ** 2 + (0.05 * (z + 1)) ** 2), 1.7);
  }
  expect(draws.every((draw) => draw(0.2) < draw(0.4))).toBe(true);
});
