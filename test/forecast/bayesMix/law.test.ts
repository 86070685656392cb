/** What a latent value means under each law, against closed forms; and the priors where their z is extreme. */
import { describe, expect, it } from "vitest";
import { type Law, lossLaw, shareLaw, THETA, tokenLaw } from "../../../src/forecast/bayesMix/law.ts";
import { logit, sigmoid } from "../../../src/math/special.ts";

/** Theta of a law at given own unknowns; the line's z are 0. */
function thetaAt(law: Law, ...own: number[]) {
  const theta = new Float64Array(THETA);
  law.read(Float64Array.from([0, 0, 0, 0, ...own]), theta);
  return theta;
}

describe("tokenLaw", () => {
  const law = tokenLaw(6.7, 0.1);

  it("has the written priors' medians: eta = 1.4 (x - last) + 1 on the logit scale", () => {
    const theta = thetaAt(law, -1);
    expect(theta[0]! + theta[1]! * 6.7).toBeCloseTo(1, 12);
    expect(theta[1]).toBeCloseTo(1.4, 12);
    expect(law.response(-2.5, theta)).toBe(-2.5);
  });

  it("rises from a chance level below the smallest value seen", () => {
    const theta = thetaAt(law, 9);
    expect(law.response(-40, theta)).toBeCloseTo(logit(0.098), 9);
    expect(sigmoid(law.response(0, theta))).toBeCloseTo(0.098 + 0.902 / 2, 9);
    expect(Number.isFinite(law.response(1e4, theta))).toBe(true);
  });
});

describe("shareLaw", () => {
  it("counts whole answers: ceiling times p^(steps)", () => {
    const law = shareLaw(6, { kind: "answer", length: 4, k: 4 });
    const theta = thetaAt(law, 9, 9); // ceiling 1, independent tokens
    expect(law.response(1, theta)).toBeCloseTo(sigmoid(1) ** 4, 9);
    expect(law.response(-800, theta)).toBe(0);
    expect(law.response(800, thetaAt(law, -9, 9))).toBeCloseTo(0.85, 9);
    const dependent = thetaAt(law, 9, -1);
    expect(law.response(1, dependent)).toBeGreaterThan(law.response(1, theta));
  });

  it("counts k of n tokens by the binomial tail", () => {
    const law = shareLaw(6, { kind: "answer", length: 3, k: 2 });
    const p = sigmoid(0.4);
    expect(law.response(0.4, thetaAt(law, 9))).toBeCloseTo(3 * p * p * (1 - p) + p ** 3, 12);
    expect(law.response(900, thetaAt(law, 9))).toBe(1);
    expect(law.response(-900, thetaAt(law, 9))).toBe(0);
  });

  it("counts choices from their chance level", () => {
    const law = shareLaw(6, { kind: "choice", chance: 0.25 });
    expect(law.response(-40, thetaAt(law, 9, 9))).toBeCloseTo(0.25, 9);
    expect(law.response(0, thetaAt(law, 9, 9))).toBeCloseTo(0.25 + 0.75 / 2, 9);
    expect(law.response(-40, thetaAt(law, 9, -9))).toBeCloseTo(0.125, 9);
    const impossible = shareLaw(6, { kind: "choice", chance: 0.95 });
    expect(impossible.response(40, thetaAt(impossible, -9, 9))).toBeCloseTo(0.95, 9);
  });

  it("leaves length and floor open where nothing is known", () => {
    const law = shareLaw(6, { kind: "unknown", smallest: 0.2 });
    expect(law.response(1, thetaAt(law, 9, -9, -9))).toBeCloseTo(sigmoid(1), 9);
    expect(law.response(1, thetaAt(law, 9, 9, -9))).toBeCloseTo(sigmoid(1) ** 12, 9);
    expect(law.response(-40, thetaAt(law, 9, -9, 9))).toBeCloseTo(0.2, 9);
  });

  it("knows the binomial variance, also at the ends", () => {
    const { evaluation } = shareLaw(6, { kind: "choice", chance: 0 });
    expect([evaluation(0.5), evaluation(0), evaluation(1)]).toEqual([0.25, 0, 0]);
  });
});

it("lossLaw starts at the first loss, falls along x and ends at the asymptote", () => {
  const law = lossLaw(5, 4, 2.5);
  const open = thetaAt(law, -9);
  const value = (theta: Float64Array, x: number) => Math.exp(law.response(theta[0]! + theta[1]! * x, theta));
  expect(value(open, 5)).toBeCloseTo(4, 12);
  expect(value(open, 6)).toBeCloseTo(4 * Math.exp(-0.6), 12);
  const closed = thetaAt(law, 9);
  expect(value(closed, 5)).toBeCloseTo(4, 12);
  expect(value(closed, 60)).toBeCloseTo(0.98 * 2.5, 6);
});
