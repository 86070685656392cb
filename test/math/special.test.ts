import { describe, expect, it } from "vitest";
import {
  betaQuantile,
  clipped,
  erf,
  erfc,
  incompleteBeta,
  log1pExp,
  logBeta,
  logGamma,
  logit,
  normalCdf,
  normalPdf,
  normalQuantile,
  sigmoid,
  studentTCdf,
  studentTQuantile,
} from "../../src/math/special.ts";

const relative = (got: number, want: number) => Math.abs(got - want) / Math.abs(want);

describe("error function and normal distribution", () => {
  // 40-digit arithmetic (mpmath), rounded to double
  it.each([
    [0.3, 0.3286267594591274, 0.6713732405408726],
    [-0.3, -0.3286267594591274, 1.3286267594591274],
    [2, 0.9953222650189527, 0.004677734981047266],
    [5, 0.9999999999984626, 1.537459794428035e-12],
  ])("erf and erfc of %d", (x, wantErf, wantErfc) => {
    expect(relative(erf(x), wantErf)).toBeLessThan(1e-15);
    expect(relative(erfc(x), wantErfc)).toBeLessThan(2e-15);
  });

  it("keeps relative accuracy in the lower tail, where 0.5 (1 + erf) is off by 2 percent or returns 0", () => {
    expect(relative(normalCdf(-8), 6.220960574271786e-16)).toBeLessThan(1e-13);
    expect(relative(normalCdf(-37), 5.725571222524575e-300)).toBeLessThan(1e-12);
    expect(normalCdf(0)).toBe(0.5);
    expect(normalCdf(Infinity)).toBe(1);
    expect(normalCdf(-Infinity)).toBe(0);
  });

  it("inverts the CDF from 1e-300 to 1 - 1e-12", () => {
    for (const p of [1e-300, 1e-100, 1e-10, 0.001, 0.0749, 0.0751, 0.3, 0.5, 0.9249, 0.9251, 0.999])
      expect(relative(normalCdf(normalQuantile(p)), p)).toBeLessThan(1e-12);
    expect(relative(normalQuantile(1 - 1e-12), 7.034486909180161)).toBeLessThan(1e-4);
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
    expect(() => normalQuantile(1.1)).toThrow("[0, 1]");
    expect(() => normalQuantile(Number.NaN)).toThrow("[0, 1]");
  });

  it("has the density as derivative of the CDF", () => {
    for (const z of [-3, -0.2, 1.5])
      expect((normalCdf(z + 1e-5) - normalCdf(z - 1e-5)) / 2e-5).toBeCloseTo(normalPdf(z), 9);
  });
});

describe("gamma and beta functions", () => {
  it("logGamma: factorials, Gamma(1/2), recurrence, and a refusal at 0", () => {
    expect(logGamma(1)).toBeCloseTo(0, 14);
    expect(relative(logGamma(11), Math.log(3628800))).toBeLessThan(1e-15);
    expect(relative(logGamma(0.5), 0.5 * Math.log(Math.PI))).toBeLessThan(1e-14);
    for (const x of [0.01, 0.7, 3.3, 42, 1e5]) expect(logGamma(x + 1) - logGamma(x) - Math.log(x)).toBeCloseTo(0, 9);
    expect(() => logGamma(0)).toThrow("x > 0");
    expect(() => logGamma(Number.NaN)).toThrow("x > 0");
  });

  it("incompleteBeta: closed forms, symmetry and the ends", () => {
    for (const x of [1e-6, 0.1, 0.5, 0.97]) {
      expect(incompleteBeta(x, 1, 3)).toBeCloseTo(1 - (1 - x) ** 3, 14);
      expect(incompleteBeta(x, 0.5, 0.5)).toBeCloseTo((2 / Math.PI) * Math.asin(Math.sqrt(x)), 13);
      expect(incompleteBeta(x, 2.5, 400) + incompleteBeta(1 - x, 400, 2.5)).toBeCloseTo(1, 12);
    }
    expect(incompleteBeta(-1, 2, 2)).toBe(0);
    expect(incompleteBeta(2, 2, 2)).toBe(1);
    expect(() => incompleteBeta(Number.NaN, 2, 2)).toThrow("number");
    expect(logBeta(2, 3)).toBeCloseTo(Math.log(1 / 12), 14);
  });

  it("betaQuantile inverts incompleteBeta for small, equal and lopsided shapes", () => {
    for (const [a, b] of [
      [0.1, 0.1],
      [0.5, 40],
      [2, 5],
      [300, 0.7],
      [1000, 900],
    ] as const)
      for (const p of [1e-8, 0.05, 0.5, 0.9])
        expect(relative(incompleteBeta(betaQuantile(p, a, b), a, b), p)).toBeLessThan(1e-8);
    expect(betaQuantile(0, 2, 2)).toBe(0);
    expect(betaQuantile(1, 2, 2)).toBe(1);
    expect(() => betaQuantile(-0.1, 2, 2)).toThrow("[0, 1]");
  });
});

describe("Student's t", () => {
  it("has the Cauchy and the 2-degree closed forms, near 0 and far out", () => {
    for (const t of [-1e6, -3, -1e-9, 0, 0.4, 50]) {
      expect(studentTCdf(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 14);
      expect(studentTCdf(t, 2)).toBeCloseTo(0.5 + t / (2 * Math.sqrt(2 + t * t)), 14);
    }
    expect(relative(studentTCdf(-1e6, 1), Math.atan(1e-6) / Math.PI)).toBeLessThan(1e-13);
    expect(relative(studentTCdf(1e-9, 3) - 0.5, 1e-9 * 0.3675525969478613)).toBeLessThan(1e-6);
    expect(studentTCdf(-Infinity, 3)).toBe(0);
  });

  it("studentTQuantile inverts it", () => {
    for (const df of [1, 2.5, 12, 200])
      for (const p of [1e-9, 0.025, 0.25, 0.49999, 0.5, 0.6, 0.999])
        expect(relative(studentTCdf(studentTQuantile(p, df), df), p)).toBeLessThan(1e-11);
    expect(studentTQuantile(0, 3)).toBe(-Infinity);
    expect(studentTQuantile(1, 3)).toBe(Infinity);
    expect(() => studentTQuantile(2, 3)).toThrow("[0, 1]");
  });
});

describe("clipped", () => {
  it("keeps what lies in [0, 1] and takes the nearer end for what does not", () => {
    expect([-Infinity, -0.1, 0, 0.3, 1, 1.1, Infinity].map(clipped)).toEqual([0, 0, 0, 0.3, 1, 1, 1]);
    expect(clipped(Number.NaN)).toBeNaN();
  });
});

describe("logistic helpers", () => {
  it("neither overflow nor lose small values", () => {
    expect(sigmoid(-800)).toBe(0);
    expect(sigmoid(800)).toBe(1);
    expect(relative(sigmoid(-700), Math.exp(-700))).toBeLessThan(1e-15);
    expect(log1pExp(1000)).toBe(1000);
    expect(relative(log1pExp(-50), Math.exp(-50))).toBeLessThan(1e-15);
    expect(log1pExp(0)).toBeCloseTo(Math.LN2, 15);
    for (const p of [1e-12, 0.2, 0.7]) expect(relative(sigmoid(logit(p)), p)).toBeLessThan(1e-14);
    expect(logit(0)).toBe(-Infinity);
    expect(logit(1)).toBe(Infinity);
    expect(() => logit(1.5)).toThrow("[0, 1]");
  });
});
