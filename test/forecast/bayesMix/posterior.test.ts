/** The mixture on lines that are known: no break, a break among the points, and points that cannot tell. */
import { describe, expect, it } from "vitest";
import { generator, rootKey } from "../../../src/base/random.ts";
import { tokenLaw } from "../../../src/forecast/bayesMix/law.ts";
import { EFFORT, fitMixture, latentAt, type Measured } from "../../../src/forecast/bayesMix/posterior.ts";
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
  return fitMixture(tokenLaw(places.at(-1)!, 0.01), data, EASY, rng);
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

  it("finds a break among the points, its place and its bend", () => {
    const posterior = posteriorOf((x) => 0.6 * (Math.min(x, 5.8) - 6) - 1 + 0.6 * 7 * Math.max(0, x - 5.8));
    expect(posterior.breakProbability).toBeGreaterThan(0.95);
    const drawn = posterior.draw(300, generator(rootKey("draw"))).filter((curve) => curve.breakAt < Infinity);
    expect(drawn.length).toBeGreaterThan(270);
    expect(Math.abs(median(drawn.map((curve) => curve.breakAt)) - 5.8)).toBeLessThan(0.15);
    expect(Math.abs(median(drawn.map((curve) => curve.bend)) - 7)).toBeLessThan(2.5);
  });

  it("keeps a break ahead of the last point possible, nearly at its prior", () => {
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

it("latentAt bends at the break and nowhere else", () => {
  const curve = { theta: Float64Array.from([1, 2]), breakAt: 3, bend: 4, seedSd: 0, misfitSd: 0 };
  expect([2, 3, 4].map((x) => latentAt(curve, x))).toEqual([5, 7, 15]);
  expect(latentAt({ ...curve, breakAt: Infinity, bend: 1 }, 4)).toBe(9);
});
