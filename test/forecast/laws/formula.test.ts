import { describe, expect, it } from "vitest";
import { fold, generator, rootKey } from "../../../src/base/random.ts";
import { formula, lawOf } from "../../../src/forecast/laws/formula.ts";
import { fitLaw } from "../../../src/forecast/laws/formulaFit.ts";
import { persistence } from "../../../src/forecast/plain/persistence.ts";
import { cdf, quantile } from "../../../src/math/distribution.ts";
import type { Question } from "../../../src/records.ts";
import type { Law } from "../../../src/specs.ts";
import { crps, evidenceOf, questionOf, resultOf } from "../world.ts";

const sizes = [1e4, 3e4, 1e5, 3e5, 1e6, 1e7];
const law: Law = {
  formula: "E + A*N^(-a)",
  parameters: { E: { min: 0, max: 5 }, A: { min: 0.01, max: 1e4 }, a: { min: 0.01, max: 2 } },
};
const question: Question = questionOf(sizes, 1, { metric: "nll", betterDirection: "lower", threshold: 1, law }, 4);
const truth = (n: number) => 0.8 + 30 * n ** -0.3;

/** Evidence with two seeds a rung and noise of the given standard deviation. */
function seen(sd: number, name: string) {
  const rng = generator(rootKey(name));
  return evidenceOf(question, { nll: sizes.slice(0, 5).map((n) => [0, 1].map(() => truth(n) + sd * rng.normal())) });
}

describe("formula", () => {
  it("finds the parameters of exact data from every start it keeps", () => {
    const { formula: parsed, names } = lawOf(law);
    const points = sizes.slice(0, 5).map((N) => ({ scope: { N }, value: truth(N), sd: 0.01 }));
    const fit = fitLaw(parsed, law, names, points, rootKey("exact"));
    if (!fit.ok) throw new Error(fit.reason);
    for (const { parameters } of fit.optima) {
      expect(parameters[0]).toBeCloseTo(30, 2);
      expect(parameters[1]).toBeCloseTo(0.8, 4);
      expect(parameters[2]).toBeCloseTo(0.3, 4);
    }
  });

  it("covers the truth of noisy data about as often as it says and beats the baseline", () => {
    const cases = Array.from({ length: 20 }, (_, i) => {
      const evidence = seen(0.02, `noise ${i}`);
      const outcome = truth(1e7) + (0.02 / Math.sqrt(3)) * generator(rootKey(`outcome ${i}`)).normal();
      const [own, base] = [formula, persistence].map((forecaster) => {
        const result = resultOf(forecaster, question, evidence, fold(rootKey("f"), i));
        if (!result.ok) throw new Error(result.reason);
        return result.forecast.targets[0]!.distribution;
      });
      const u = cdf(own!, outcome);
      return { inside: u >= 0.05 && u <= 0.95, own: crps(own!, outcome), base: crps(base!, outcome) };
    });
    expect(cases.filter(({ inside }) => inside).length / 20).toBeGreaterThanOrEqual(0.8);
    const total = (of: "own" | "base") => cases.reduce((running, one) => running + one[of], 0);
    expect(total("own")).toBeLessThan(0.3 * total("base"));
  });

  it("uses priors where the data are silent, and says so where there are none", () => {
    const open: Law = { formula: "E + A*N^(-a) + B*D^(-b)", parameters: { E: {}, A: {}, a: {}, B: {}, b: {} } };
    const result = resultOf(formula, { ...question, law: open }, seen(0.01, "few"), rootKey("few"));
    expect(result).toEqual({
      ok: false,
      reason: expect.stringContaining("5 parameters for 5 observed rungs and 0 priors"),
    });
    const tight: Law = { ...law, parameters: { ...law.parameters, E: { prior: { mean: 0.8, sd: 0.001 } } } };
    const width = (of: Law) => {
      const made = resultOf(formula, { ...question, law: of }, seen(0.01, "prior"), rootKey("prior"));
      if (!made.ok) throw new Error(made.reason);
      const { distribution } = made.forecast.targets[0]!;
      return quantile(distribution, 0.95) - quantile(distribution, 0.05);
    };
    expect(width(tight)).toBeLessThan(0.7 * width(law));
  });

  it("has nothing to say without a law", () => {
    const result = resultOf(formula, { ...question, law: null }, seen(0.01, "none"), rootKey("none"));
    expect(result).toEqual({ ok: false, reason: expect.stringContaining("needs a law") });
  });
});
