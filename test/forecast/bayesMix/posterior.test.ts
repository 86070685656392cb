/** The mixture on lines that are known: no break, a break among the points, and points that cannot tell. */
import { describe, expect, it } from "vitest";
import { generator, rootKey } from "../../../src/base/random.ts";
import { latentAt, type Measured } from "../../../src/forecast/bayesMix/curve.ts";
import { tokenLaw } from "../../../src/forecast/bayesMix/law.ts";
import { EFFORT, fitMixture } from "../../../src/forecast/bayesMix/posterior.ts";
import { worldsOf } from "../../../src/forecast/bayesMix/worlds.ts";
import { median } from "../../../src/math/stats.ts";

const xs = [4.9, 5.2, 5.5, 5.8, 6.1, 6.4, 6.7];
const EASY = { ...EFFORT, priorDraws: 12_000, roundDraws: 8000 };

function posteriorOf(eta: (x: number) => number, places = xs) {
  const rng = generator(rootKey("posterior"));
  const data: Measured[] = places.map((x) => ({
    x,
    mean: eta(x) + 0.05 * rng.normal(),
    seedSquares: 0.03,
    numSeeds: 3,
    numExamples: 1,
  }));
  return fitMixture({ law: tokenLaw(0.01), worlds: worldsOf("nParams", "measured"), data, until: 7.3 }, EASY, rng);
}

describe("fitMixture", () => {
  it("finds a line and believes less in a break than before", () => {
    const posterior = posteriorOf((x) => 1.5 * (x - 6) + 1);
    expect(posterior.effectiveSize).toBeGreaterThan(100);
    expect(posterior.breakProbability).toBeLessThan(0.3);
    const drawn = posterior.drawSmooth(200, generator(rootKey("draw")));
    expect(median(drawn.map((curve) => latentAt(curve, 7.2)))).toBeCloseTo(2.8, 0.6);
    expect(drawn.every((curve) => curve.breakAt === Infinity)).toBe(true);
  });

  it("finds a break among the points, its place and the slope beyond", () => {
    const posterior = posteriorOf((x) => 0.6 * (Math.min(x, 5.8) - 6) - 1 + 0.6 * 7 * Math.max(0, x - 5.8));
    expect(posterior.breakProbability).toBeGreaterThan(0.95);
    const drawn = posterior.draw(300, generator(rootKey("draw"))).filter((curve) => curve.breakAt < Infinity);
    expect(drawn.length).toBeGreaterThan(270);
    expect(Math.abs(median(drawn.map((curve) => curve.breakAt)) - 5.8)).toBeLessThan(0.15);
    expect(Math.abs(median(drawn.map((curve) => curve.rise)) - 4.2)).toBeLessThan(1);
  });

  it("keeps a break ahead of the last point possible", () => {
    const ahead = posteriorOf((x) => 1.5 * (x - 6) + 1).draw(400, generator(rootKey("draw")));
    expect(ahead.filter((curve) => curve.breakAt < Infinity && curve.breakAt > 6.4).length).toBeGreaterThan(40);
    expect(posteriorOf(() => 0, [6, 6.5]).breakProbability).toBeGreaterThan(0.15);
  });

  it("shares draws by probability, and depends on its key alone", () => {
    const one = posteriorOf((x) => x - 6);
    const two = posteriorOf((x) => x - 6);
    expect(one.breakProbability).toBe(two.breakProbability);
    const drawn = one.draw(1000, generator(rootKey("draw")));
    expect(drawn).toEqual(two.draw(1000, generator(rootKey("draw"))));
    const broken = drawn.filter((curve) => curve.breakAt < Infinity).length;
    expect(broken).toBe(Math.round(1000 * one.breakProbability));
  });
});

it("P(break) grows with the stretch that is asked about, and the evidence for a world with what it saw", () => {
  const at = (until: number, slope: number) => {
    const data = xs.map((x) => ({ x, mean: slope * (x - 7), seedSquares: 0.03, numSeeds: 3, numExamples: 1 }));
    const fit = { law: tokenLaw(0.01), worlds: worldsOf("nParams", "measured"), data, until };
    return fitMixture(fit, EASY, generator(rootKey("until")));
  };
  expect(at(6.8, 0.3).breakPrior).toBeLessThan(at(8, 0.3).breakPrior);
  expect(at(6.8, 0.3).breakProbability).toBeLessThan(at(8, 0.3).breakProbability);
  expect(at(7, 4).worlds.rising).toBeGreaterThan(0.8);
  expect(at(7, 0.1).worlds.rising).toBeLessThan(0.4);
});

it("latentAt changes its slope at the break and nowhere else", () => {
  const walk = { mean: 0, variance: 0 };
  const curve = { theta: Float64Array.from([1, 2]), last: 3, breakAt: 3, rise: 8, runSd: 0, walkSd: 0, walk };
  expect([2, 3, 4].map((x) => latentAt(curve, x))).toEqual([-1, 1, 9]);
  expect(latentAt({ ...curve, breakAt: Infinity }, 4)).toBe(3);
});
