/** Linear regression in context: the best possible error, and the judge on rows made by hand; iclRegression.long trains it. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { iclRegression } from "../../../src/phenomena/iclRegression/iclRegression.ts";
import { ridgeErrors } from "../../../src/phenomena/iclRegression/ridge.ts";
import { sectionOf } from "../../../src/phenomena/phenomenon.ts";
import type { Measurement } from "../../../src/records.ts";
import { readFamily } from "../../../src/runs/family.ts";
import { root } from "../../root.ts";
import { course } from "../made.ts";

const family = await readFamily("models/families/icl-regression.yaml", root);
const steps = family.checkpoints;
const bound = ridgeErrors(4, 8, 0.125);
const wiggle = (step: number, size: number) => (steps.indexOf(step) % 2 === 0 ? size : -size);

/** A seed whose errors go from the variance of y to `close` of the way to the best possible; its LLC from 1 to `top`. */
function learner(seed: string, { close = 0.8, top = 22 } = {}): Measurement[] {
  const done = (step: number) => 1 - Math.exp(-step / 600);
  const of = (metric: string, f: (step: number) => number, other: Partial<Measurement> = {}, where = steps) =>
    course(metric, seed, where, where.map(f), other);
  const error = (position: number) => (step: number) => bound[0]! - close * done(step) * (bound[0]! - bound[position]!);
  return [
    ...bound.flatMap((_, position) => of("mse", error(position), { position })),
    ...of("mse", (step) => bound.reduce((total, _, position) => total + error(position)(step) / 8, 0)),
    ...of("iclScore", (step) => error(7)(step) - error(1)(step) + wiggle(step, 0.005)),
    ...of("llc", (step) => 1 + (top - 1) * done(step) + wiggle(step, 0.1), { stderr: 0.2 }, steps.slice(1)),
  ];
}

const judged = (rows: Measurement[]) => sectionOf(iclRegression, iclRegression.judge([{ family, rows }]), null);
const seeds = ["0", "1", "2"];

describe("the best possible error", () => {
  it("is the variance of y without pairs, and falls with every pair towards the noise", () => {
    expect(bound[0]).toBeCloseTo(4.125, 9);
    expect(bound.every((error, i) => error > 0.125 && (i === 0 || error < bound[i - 1]!))).toBe(true);
  });

  it("is that of dimension 1, noise 1 after one pair: 1 + E 1 / (1 + x^2) = 1.6557", () => {
    expect(ridgeErrors(1, 2, 1)[1]).toBeCloseTo(1.6557, 2);
  });

  it("is 0 after as many pairs as dimensions without noise", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), (dimensions) => {
        expect(ridgeErrors(dimensions, dimensions + 1, 0).at(-1)).toBeCloseTo(0, 6);
      }),
      { numRuns: 3 },
    );
  });

  it("is unknown without its numbers", () => {
    expect(ridgeErrors(Number.NaN, 8, 0.1)).toEqual([]);
  });
});

describe("the judge", () => {
  it("finds learning from context and the rise of the LLC", () => {
    const section = judged(seeds.flatMap((seed) => learner(seed)));
    expect(section.claims.filter(({ holds }) => !holds)).toEqual([]);
    expect(section.verdict).toBe("reproduced");
    expect(section.failures).toEqual([expect.stringMatching(/^Only the rise of the LLC/)]);
    expect(section.pictures.map(({ xTitle }) => xTitle)).toEqual(["training steps", "pairs seen before the answer"]);
    expect(section.leadNote).toMatch(/LLC moves before the error on new examples in/);
  });

  it("does not accept a model that answers 0, nor errors below the best possible", () => {
    const zero = judged(seeds.flatMap((seed) => learner(seed, { close: 0, top: 1 })));
    expect(zero.claims.map(({ holds }) => holds)).toEqual([false, false, false, true, false, false]);
    const wonder = judged(seeds.flatMap((seed) => learner(seed, { close: 1.3 })));
    expect(wonder.claims[2]!.holds).toBe(false);
  });

  it("reproduces nothing from nothing, and judges what is there", () => {
    for (const section of [judged([]), sectionOf(iclRegression, iclRegression.judge([]), null)]) {
      expect(section.verdict).toBe("not reproduced");
      expect(section.claims.every(({ obtained }) => obtained === "no measurement")).toBe(true);
      expect(section).toMatchObject({ pictures: [], leads: null, leadNote: null, stages: [] });
    }
    const some = judged(learner("0").filter(({ metric }) => metric === "mse"));
    expect(some.claims.map(({ holds }) => holds)).toEqual([true, false, true, true, false, false]);
  });
});
