import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseFormula } from "../../src/math/formula.ts";

const power = "E + A*N^(-a)";

describe("parseFormula", () => {
  it("evaluates a law and differentiates it by its parameters in the order given", () => {
    const law = parseFormula(power, ["A", "E", "a"], ["N"]);
    const scope = { E: 1.5, A: 4, a: 0.5, N: 16 };
    expect(law.value(scope)).toBe(2.5);
    expect(law.gradient(scope)).toEqual([0.25, 1, expect.closeTo(-Math.log(16), 12)]);
  });

  it("has the derivatives that differences have, for every allowed function", () => {
    const law = parseFormula(
      "exp(-a*x) + log(b + x^2) - log10(b)*tanh(a*x) + sqrt(abs(a) + 1) / pow(x, b)",
      ["a", "b"],
      ["x"],
    );
    const positive = fc.double({ min: 0.2, max: 3, noNaN: true });
    fc.assert(
      fc.property(positive, positive, positive, (a, b, x) => {
        const slopes = law.gradient({ a, b, x });
        const h = 1e-6;
        const difference = (da: number, db: number) =>
          (law.value({ a: a + da, b: b + db, x }) - law.value({ a: a - da, b: b - db, x })) / (2 * h);
        expect(slopes[0]).toBeCloseTo(difference(h, 0), 4);
        expect(slopes[1]).toBeCloseTo(difference(0, h), 4);
      }),
      { seed: 42, numRuns: 50 },
    );
  });

  it("is NaN where the law is not defined, never a complex number", () => {
    expect(parseFormula("sqrt(a)", ["a"], []).value({ a: -1 })).toBeNaN();
    expect(parseFormula("log(a)", ["a"], []).value({ a: -1 })).toBeNaN();
    expect(parseFormula("(-1)^a", ["a"], []).value({ a: 0.5 })).toBeNaN();
  });

  it.each([
    ["E + * N", /a formula is required/],
    ["E + B*N", /names .*A, E.* are required/],
    ["E + A", /every parameter.*no a/],
    ["import('fs')*A*E*a", /is required|are required/],
    ["A = 3; E*a", /arithmetic|required/],
    ["E + A*a*sin(N)", /functions exp/],
    ["E + A*a*N!", /operators/],
    ["[E, A, a]", /arithmetic/],
    ["E + A*(N > a ? 1 : 0)", /arithmetic/],
    ["E + A*'a'*a", /numbers are required/],
    ["f(x) = E*A*a", /arithmetic/],
    ["cos.constructor('x') + A*E*a", /arithmetic|formula is required/],
  ])("refuses %s", (text, message) => {
    expect(() => parseFormula(text, ["A", "E", "a"], ["N"])).toThrow(message);
  });

  it("refuses a parameter that carries the name of a variable or a function", () => {
    expect(() => parseFormula("N*exp(A)", ["N", "A"], ["N"])).toThrow(/other names than N/);
  });
});
