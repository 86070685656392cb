/** The walk beside the line, against the joint normal it stands for; and where the response is flat and nothing is learnt of it. */
import { expect, it } from "vitest";
import { type Law, MIN_VARIANCE } from "../../../src/forecast/bayesMix/law.ts";
import { filter } from "../../../src/forecast/bayesMix/walk.ts";

const identity: Law = { extras: 0, read: () => {}, response: (eta) => eta, evaluation: () => 0, priors: {} };
const flat: Law = { ...identity, response: () => 0 };
const curveOf = (walkSd: number) => ({
  theta: new Float64Array(5),
  last: 2,
  breakAt: Infinity,
  rise: 0,
  runSd: 0.5,
  walkSd,
  walk: { mean: 0, variance: 0 },
});
const point = (x: number, mean: number) => ({ x, mean, seedSquares: 0, numSeeds: 1, numExamples: 1 });

it("is the density of two correlated normals", () => {
  const curve = curveOf(0.7);
  const found = filter(curve, identity, [point(0, 0), point(1, 0.4), point(2, -0.3)]);
  const noise = 0.25 + MIN_VARIANCE;
  const [a, b, c] = [0.49 + noise, 0.49, 0.98 + noise];
  const determinant = a * c - b * b;
  const squares = (c * 0.16 + 2 * b * 0.4 * 0.3 + a * 0.09) / determinant;
  expect(found).toBeCloseTo(-0.5 * (Math.log(noise) + Math.log(determinant) + squares), 9);
  expect(curve.walk.mean).toBeCloseTo((0.49 * (c * 0.4 + b * 0.3) + 0.98 * (-a * 0.3 - b * 0.4)) / determinant, 6);
});

it("grows by walkSd^2 a decade where the response tells nothing", () => {
  const curve = curveOf(2);
  filter(curve, flat, [point(0, 0), point(3, 0)]);
  expect(curve.walk).toEqual({ mean: 0, variance: 12 });
});
