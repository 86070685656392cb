import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { fold, generator, rootKey } from "../../src/base/random.ts";
import { tfjsOperators } from "../../src/engine/tfjsOperators.ts";
import * as e from "../../src/graph/elementwise.ts";
import { grad } from "../../src/graph/grad.ts";
import { matMul, maxLast, sum } from "../../src/graph/linear.ts";
import { attention, erfGate } from "../../src/graph/nn.ts";
import { Graph, type Value } from "../../src/graph/value.ts";
import { type Rule, VJP } from "../../src/graph/vjp.ts";
import { buildCase, type Case, weighted } from "./case.ts";
import { CASES, CUSTOM } from "./cases.ts";
import { differences, worst } from "./gradients.ts";
import { compile64, erf64, operatorNames64 } from "./reference64.ts";

/** The largest relative difference between the gradient graph and central differences, over all inputs. */
function gradientError(test: Case): number {
  const { wrt, outputs, feeds, rng } = buildCase(test);
  const loss = weighted(outputs, rng);
  const gradients = compile64(grad(loss, wrt))(feeds);
  const expected = differences([loss], wrt, feeds);
  return Math.max(...gradients.map(({ data }, i) => worst(data, expected[i]!)));
}

describe("reference64", () => {
  it("knows every operator of the executors and of the derivative table", () => {
    expect(operatorNames64()).toEqual(expect.arrayContaining([...Object.keys(tfjsOperators), ...Object.keys(VJP)]));
  });

  it("has the error function to double precision", () => {
    // Abramowitz & Stegun 1964, table 7.1
    for (const [x, y] of [
      [0.5, 0.5204998778],
      [1, 0.8427007929],
      [2, 0.995322265],
      [-1.5, -0.9661051465],
    ] as const)
      expect(erf64(x)).toBeCloseTo(y, 10);
    expect([erf64(0), erf64(9), erf64(-9)]).toEqual([0, 1, -1]);
  });
});

describe("VJP", () => {
  it("has a case for every rule", () => {
    expect(Object.keys(CASES).sort()).toEqual(Object.keys(VJP).sort());
  });

  for (const op of Object.keys(VJP)) {
    it.each(CASES[op] ?? [])(`${op}: $name agrees with central differences`, (test) => {
      const rule = vi.spyOn(VJP as Record<string, Rule>, op);
      expect(gradientError(test)).toBeLessThan(1e-6);
      expect(rule).toHaveBeenCalled();
      rule.mockRestore();
    });
  }

  it.each(CUSTOM)("rule of its own: $name agrees with central differences", (test) => {
    expect(gradientError(test)).toBeLessThan(1e-6);
  });

  it("notices a wrong rule", () => {
    const rule = vi.spyOn(VJP as Record<string, Rule>, "Tanh").mockImplementation((_node, [g]) => [g!]);
    expect(gradientError(CASES.Tanh![0]!)).toBeGreaterThan(1e-3);
    rule.mockRestore();
  });
});

describe("grad", () => {
  it("follows random chains of operators", () => {
    const steps: ((x: Value, y: Value) => Value)[] = [
      (x, y) => e.add(x, y),
      (x, y) => e.mul(x, e.tanh(y)),
      (x, y) => e.sub(e.mul(y, 0.5), x),
      (x) => e.tanh(x),
      (x, y) => e.div(x, e.add(e.exp(y), 1)),
      (x, y) => matMul(x, y, { transB: true, alpha: 0.5 }),
      (x) => erfGate(x),
      (x) => e.add(x, sum(x, [0], true)),
    ];
    const chain = fc.array(fc.tuple(fc.nat(steps.length - 1), fc.nat(9), fc.nat(9)), { minLength: 2, maxLength: 7 });
    const property = fc.property(chain, (choices) => {
      const outputs = (inputs: Record<string, Value>) => {
        const pool = Object.values(inputs);
        for (const [step, i, j] of choices) pool.push(steps[step]!(pool[i % pool.length]!, pool[j % pool.length]!));
        return [e.tanh(pool.at(-1)!)];
      };
      expect(gradientError({ name: String(choices), inputs: { x: [3, 3], y: [3, 3] }, outputs })).toBeLessThan(1e-6);
    });
    fc.assert(property, { seed: 42, numRuns: 60 });
  });

  it("is zero where the loss does not depend on an input", () => {
    const graph = new Graph();
    const [x, y] = [graph.input("x", [2]), graph.input("y", [3])];
    const [dx, dy] = grad(sum(e.exp(x), [0]), [x, y]) as [Value, Value];
    expect(dx.fill).toBeUndefined();
    expect([dy.fill, dy.shape]).toEqual([0, [3]]);
  });

  it("is one for the loss itself", () => {
    const x = new Graph().input("x", []);
    expect(grad(x, [x])[0]!.fill).toBe(1);
  });

  it("refuses a loss that is not a scalar, and an operator without a rule", () => {
    const x = new Graph().input("x", [2, 3]);
    expect(() => grad(x, [x])).toThrow("grad: a scalar loss is required, got shape [2,3]");
    expect(() => grad(sum(maxLast(x), [0, 1]), [x])).toThrow("rule is required, got ReduceMax");
  });

  it("reaches the mask of attention, or refuses: a gradient is never silently zero", () => {
    const graph = new Graph();
    const [q, k, v] = ["q", "k", "v"].map((name) => graph.input(name, [3, 4])) as [Value, Value, Value];
    const mask = graph.input("mask", [3, 3]);
    const rng = generator(fold(rootKey("0"), "mask"));
    const loss = weighted([attention(q, k, v, mask, 0.5)], rng);
    const normals = (n: number) => Float32Array.from({ length: n }, rng.normal);
    const feeds = { q: normals(12), k: normals(12), v: normals(12), mask: normals(9) };
    let gradient: Value;
    try {
      [gradient] = grad(loss, [mask]) as [Value];
    } catch (error) {
      expect(String(error)).toMatch(/mask/);
      return;
    }
    expect(worst(compile64([gradient])(feeds)[0]!.data, differences([loss], [mask], feeds)[0]!)).toBeLessThan(1e-6);
  });
});
