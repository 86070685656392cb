import { describe, expect, it } from "vitest";
import { gaussHermite, gaussLegendre, integrate } from "../../src/math/quadrature.ts";

describe("gaussLegendre", () => {
  it("has the textbook 3-point rule", () => {
    const { nodes, weights } = gaussLegendre(3);
    expect(nodes[0]).toBeCloseTo(-Math.sqrt(0.6), 15);
    expect(nodes[1]).toBeCloseTo(0, 15);
    expect(weights[0]).toBeCloseTo(5 / 9, 15);
    expect(weights[1]).toBeCloseTo(8 / 9, 15);
  });

  it.each([1, 2, 7, 20])("integrates monomials up to degree 2n - 1 exactly, n = %d", (n) => {
    for (let degree = 0; degree < 2 * n; degree++)
      expect(integrate((x) => x ** degree, 0, 2, gaussLegendre(n)) / 2 ** (degree + 1)).toBeCloseTo(
        1 / (degree + 1),
        13,
      );
    expect(Math.abs(integrate((x) => x ** (2 * n), -1, 1, gaussLegendre(n)) - 2 / (2 * n + 1))).toBeGreaterThan(1e-13);
  });

  it("returns ascending nodes inside the interval for every order in use", () => {
    for (const n of [64, 256]) {
      const { nodes, weights } = gaussLegendre(n);
      expect(nodes.every((x, i) => x > (nodes[i - 1] ?? -1) && x < 1)).toBe(true);
      expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(2, 13);
    }
    expect(() => gaussLegendre(0)).toThrow("1 to 256");
    expect(() => gaussLegendre(2.5)).toThrow("1 to 256");
  });
});

describe("gaussHermite", () => {
  it.each([1, 2, 5, 20, 64, 127])("gives the moments of a standard normal up to degree 2n - 1, n = %d", (n) => {
    const { nodes, weights } = gaussHermite(n);
    expect(nodes.length).toBe(n);
    let moment = 1; // (2k - 1)!!
    for (let k = 0; k < Math.min(n, 12); k++) {
      expect(nodes.reduce((total, z, i) => total + weights[i]! * z ** (2 * k), 0) / moment).toBeCloseTo(1, 11);
      moment *= 2 * k + 1;
    }
  });

  it("is symmetric and integrates exp exactly: E[exp(Z)] = exp(1/2)", () => {
    const { nodes, weights } = gaussHermite(30);
    expect(nodes.map((z, i) => z + nodes[29 - i]!).every((s) => s === 0)).toBe(true);
    expect(nodes.reduce((total, z, i) => total + weights[i]! * Math.exp(z), 0)).toBeCloseTo(Math.exp(0.5), 13);
    expect(() => gaussHermite(1000)).toThrow("1 to 256");
  });
});
