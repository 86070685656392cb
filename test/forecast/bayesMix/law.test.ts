/** What a latent value means under each law, against closed forms; and the priors where their z is extreme. */
import { describe, expect, it } from "vitest";
import { type Law, lossLaw, shareLaw, THETA, tokenLaw } from "../../../src/forecast/bayesMix/law.ts";
import { logit, sigmoid } from "../../../src/math/special.ts";

const SEEN = { smallest: 0.3, largest: 0.85 };

/** Theta of a law at given own unknowns. */
function thetaAt(law: Law, ...own: number[]) {
  const theta = new Float64Array(THETA);
  law.read(Float64Array.from([0, 0, 0, 0, ...own]), theta);
  return theta;
}

it("tokenLaw is the line itself, or rises from a chance level below the smallest value seen", () => {
  const law = tokenLaw(0.1);
  expect(law.response(-2.5, thetaAt(law, -1))).toBe(-2.5);
  const theta = thetaAt(law, 9);
  expect(law.response(-40, theta)).toBeCloseTo(logit(0.098), 9);
  expect(sigmoid(law.response(0, theta))).toBeCloseTo(0.098 + 0.902 / 2, 9);
  expect(Number.isFinite(law.response(1e4, theta))).toBe(true);
});

describe("shareLaw", () => {
  it("counts whole answers: ceiling times p^(steps)", () => {
    const law = shareLaw({ kind: "answer", length: 4, k: 4 }, SEEN);
    const theta = thetaAt(law, 9, 9); // ceiling 1, independent tokens
    expect(law.response(1, theta)).toBeCloseTo(sigmoid(1) ** 4, 9);
    expect(law.response(-800, theta)).toBe(0);
    expect(law.response(800, thetaAt(law, -9, 9))).toBeCloseTo(0.85, 9);
    const dependent = thetaAt(law, 9, -1);
    expect(law.response(1, dependent)).toBeGreaterThan(law.response(1, theta));
  });

  it("counts k of n tokens by the binomial tail", () => {
    const law = shareLaw({ kind: "answer", length: 3, k: 2 }, SEEN);
    const p = sigmoid(0.4);
    expect(law.response(0.4, thetaAt(law, 9))).toBeCloseTo(3 * p * p * (1 - p) + p ** 3, 12);
    expect(law.response(900, thetaAt(law, 9))).toBe(1);
    expect(law.response(-900, thetaAt(law, 9))).toBe(0);
  });

  it("counts choices from nine tenths of chance, or of what was seen below it, to a plateau above what was seen", () => {
    const law = shareLaw({ kind: "choice", chance: 0.25 }, SEEN);
    expect(law.response(-40, thetaAt(law, 9))).toBeCloseTo(0.225, 9);
    expect(law.response(0, thetaAt(law, 9))).toBeCloseTo(0.225 + 0.775 / 2, 9);
    expect(law.response(40, thetaAt(law, -9))).toBeCloseTo(0.85, 9);
    expect(law.response(40, thetaAt(law, -0.6745))).toBeCloseTo(0.925, 4);
    const below = shareLaw({ kind: "choice", chance: 0.5 }, SEEN);
    expect(below.response(-40, thetaAt(below, 9))).toBeCloseTo(0.27, 9);
  });

  it("leaves the length open where nothing is known", () => {
    const law = shareLaw({ kind: "unknown" }, SEEN);
    expect(law.response(1, thetaAt(law, 9, -9))).toBeCloseTo(sigmoid(1), 9);
    expect(law.response(1, thetaAt(law, 9, -0.01))).toBeCloseTo(sigmoid(1), 9);
    expect(law.response(1, thetaAt(law, 9, 9))).toBeCloseTo(sigmoid(1) ** 12, 9);
  });

  it("knows the binomial variance, also at the ends", () => {
    const { evaluation } = shareLaw({ kind: "choice", chance: 0 }, SEEN);
    expect([evaluation(0.5), evaluation(0), evaluation(1)]).toEqual([0.25, 0, 0]);
  });
});

it("lossLaw ends at the asymptote", () => {
  const law = lossLaw(2.5);
  expect(Math.exp(law.response(Math.log(2), thetaAt(law, -9)))).toBeCloseTo(2, 12);
  expect(Math.exp(law.response(-80, thetaAt(law, 9)))).toBeCloseTo(0.98 * 2.5, 6);
});
