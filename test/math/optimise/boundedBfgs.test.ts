import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { centralDifferences, minimiseInBox, type Objective } from "../../../src/math/optimise/boundedBfgs.ts";

const open = (n: number) => ({ low: new Array<number>(n).fill(-Infinity), high: new Array<number>(n).fill(Infinity) });

const rosenbrock: Objective = ([x, y]) => ({
  value: (1 - x!) ** 2 + 100 * (y! - x! * x!) ** 2,
  gradient: [-2 * (1 - x!) - 400 * x! * (y! - x! * x!), 200 * (y! - x! * x!)],
});

function minimum(...args: Parameters<typeof minimiseInBox>) {
  const found = minimiseInBox(...args);
  if (!found.ok) throw new Error(found.reason);
  return found;
}

describe("minimiseInBox", () => {
  it("finds the bottom of Rosenbrock's valley", () => {
    const { x, value, stop } = minimum(rosenbrock, [-1.2, 1], open(2));
    expect(x[0]).toBeCloseTo(1, 8);
    expect(x[1]).toBeCloseTo(1, 8);
    expect(value).toBeLessThan(1e-18);
    expect(["gradient", "precision"]).toContain(stop);
  });

  it("finds the constrained minimum when the valley's bottom lies outside", () => {
    const { x } = minimum(rosenbrock, [-1.2, 1], { low: [-2, -2], high: [0.5, 2] });
    expect(x[0]).toBe(0.5);
    expect(x[1]).toBeCloseTo(0.25, 8);
  });

  it("leaves a bound it starts on when the function falls inwards", () => {
    const { x } = minimum(rosenbrock, [0, 0], { low: [0, 0], high: [3, 3] });
    expect(x[0]).toBeCloseTo(1, 7);
  });

  it("meets the conditions of a minimum of a random convex quadratic in a random box", () => {
    const n = 4;
    const numbers = fc.array(
      fc.integer({ min: -300, max: 300 }).map((value) => value / 100),
      {
        minLength: n * n + 3 * n,
        maxLength: n * n + 3 * n,
      },
    );
    fc.assert(
      fc.property(numbers, (values) => {
        const factor = Array.from({ length: n }, (_, i) => values.slice(n * i, n * i + n));
        const target = values.slice(n * n, n * n + n);
        const ends = target.map((_, i) => [values[n * n + n + i]!, values[n * n + 2 * n + i]!].sort((a, b) => a - b));
        const box = { low: ends.map(([low]) => low!), high: ends.map(([, high]) => high!) };
        const objective: Objective = (x) => {
          const d = x.map((value, i) => value - target[i]!);
          const g = d.map((value, i) => value + factor.reduce((s, row) => s + row[i]! * dot(row, d), 0));
          return { value: dot(d, g) / 2, gradient: g };
        };
        const { x } = minimum(objective, [0, 0, 0, 0], box);
        const { gradient } = objective(x);
        for (let i = 0; i < n; i++) {
          expect(x[i]).toBeGreaterThanOrEqual(box.low[i]!);
          expect(x[i]).toBeLessThanOrEqual(box.high[i]!);
          if (x[i]! > box.low[i]!) expect(gradient[i]).toBeLessThan(1e-5);
          if (x[i]! < box.high[i]!) expect(gradient[i]).toBeGreaterThan(-1e-5);
        }
      }),
      { seed: 42 },
    );
  });

  it("makes headway on a kinked function", () => {
    const kinked: Objective = ([x, y]) => ({
      value: Math.abs(x! - 1) + 50 * Math.abs(y! - x!),
      gradient: [Math.sign(x! - 1) - 50 * Math.sign(y! - x!), 50 * Math.sign(y! - x!)],
    });
    const { x } = minimum(kinked, [-2, 3], open(2));
    expect(x[0]).toBeCloseTo(1, 3);
    expect(x[1]).toBeCloseTo(1, 3);
  });

  it("says why when it starts where nothing is finite, and refuses a crossed box", () => {
    const bad: Objective = () => ({ value: Number.NaN, gradient: [0] });
    expect(minimiseInBox(bad, [1], open(1))).toEqual({ ok: false, reason: expect.stringContaining("not finite") });
    expect(() => minimiseInBox(rosenbrock, [0, 0], { low: [1, 1], high: [0, 2] })).toThrow(/low <= high/);
  });

  it("steps over places where the function is not finite", () => {
    const { x } = minimum(([x]) => ({ value: x! - Math.log(x!), gradient: [1 - 1 / x!] }), [5], open(1));
    expect(x[0]).toBeCloseTo(1, 8);
  });
});

describe("centralDifferences", () => {
  it("agrees with the gradient, also at a bound", () => {
    const numeric = centralDifferences((x) => rosenbrock(x).value, { low: [0.3, -5], high: [5, 5] });
    const [a, b] = [numeric([0.3, 0.7]), rosenbrock([0.3, 0.7])];
    expect(a.value).toBe(b.value);
    expect(a.gradient[0]).toBeCloseTo(b.gradient[0]!, 2);
    expect(a.gradient[1]).toBeCloseTo(b.gradient[1]!, 7);
  });

  it("is enough to find a minimum", () => {
    const { x } = minimum(
      centralDifferences((x) => rosenbrock(x).value, open(2)),
      [-1.2, 1],
      open(2),
    );
    expect(x[0]).toBeCloseTo(1, 4);
  });
});

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((total, value, i) => total + value * b[i]!, 0);
}
