/** The constructors rewrite while the graph is built; whatever they do, the numbers, shapes and errors have to stay. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold, generator, rootKey } from "../../src/base/random.ts";
import * as e from "../../src/graph/elementwise.ts";
import { linear, matMul, rowsToLast, sum } from "../../src/graph/linear.ts";
import { softmax, standardise } from "../../src/graph/nn.ts";
import * as s from "../../src/graph/shape.ts";
import { type Attributes, Graph, type Shape, sizeOf, type Value } from "../../src/graph/value.ts";
import { compile64 } from "./reference64.ts";

/** One expression written twice: `smart` through the constructors, `plain` as bare operators that nothing simplifies. */
type Pair = { smart: Value; plain: Value };
type Step = (a: Pair, b: Pair, k: number) => Pair;

const apply = (op: string, inputs: Value[], shape: Shape, attributes: Attributes = {}) =>
  inputs[0]!.graph.apply(op, inputs, [{ shape }], attributes)[0]!;

const binary =
  (op: string, f: (a: Value, b: Value) => Value): Step =>
  (a, b) => ({
    smart: f(a.smart, b.smart),
    plain: apply(op, [a.plain, b.plain], e.broadcast(a.plain.shape, b.plain.shape)),
  });

const unary =
  (op: string, f: (a: Value) => Value): Step =>
  (a) => ({ smart: f(a.smart), plain: apply(op, [a.plain], a.plain.shape) });

/** A constant of the plain side: data, never a fill. */
const number = ({ plain }: Pair, value: number) => plain.graph.constant(Float32Array.of(value), []);

function permutationOf(rank: number, k: number): number[] {
  const axes = Array.from({ length: rank }, (_, i) => i);
  if (k % 3 === 0 && rank > 2) return rowsToLast(rank);
  if (k % 3 === 1 && rank > 1) return [...axes.slice(0, -2), rank - 1, rank - 2];
  return [...axes.slice(k % Math.max(rank, 1)), ...axes.slice(0, k % Math.max(rank, 1))];
}

const transposed: Step = (a, _b, k) => {
  const perm = permutationOf(a.plain.shape.length, k);
  const shape = perm.map((axis) => a.plain.shape[axis]!);
  return { smart: s.transpose(a.smart, perm), plain: apply("Transpose", [a.plain], shape, { perm }) };
};

const reshaped: Step = (a, _b, k) => {
  const n = sizeOf(a.plain.shape);
  const shape = [[n], [1, n], [n, 1], [2, n / 2]].filter(([rows]) => Number.isInteger(rows! / 1) && n % 2 === 0)[k % 4];
  if (!shape) return a;
  return { smart: s.reshape(a.smart, shape), plain: apply("Reshape", [a.plain], shape, { shape }) };
};

const sliced: Step = (a, _b, k) => {
  const axis = k % Math.max(a.plain.shape.length, 1);
  const n = a.plain.shape[axis];
  if (n === undefined) return a;
  const [start, end] = [k % n, n];
  const plain = apply("Slice", [a.plain], a.plain.shape.with(axis, end - start), { axis, start, end });
  return { smart: s.slice(a.smart, axis, start, end), plain };
};

const summed: Step = (a, _b, k) => {
  const rank = a.plain.shape.length;
  if (rank === 0) return a;
  const axes = [k % rank];
  const keep = k % 2;
  const shape = a.plain.shape.flatMap((n, i) => (axes.includes(i) ? (keep ? [1] : []) : [n]));
  return { smart: sum(a.smart, axes, keep === 1), plain: apply("ReduceSum", [a.plain], shape, { axes, keep }) };
};

const expanded: Step = (a) => {
  const shape = [2, ...a.plain.shape];
  return { smart: s.expand(a.smart, shape), plain: apply("Expand", [a.plain], shape, { shape }) };
};

const multiplied: Step = (a, b, k) => {
  const [transA, transB, alpha] = [k % 2, Math.floor(k / 2) % 2, k % 3 === 0 ? 1 : -0.5];
  const smart = matMul(a.smart, b.smart, { transA: transA === 1, transB: transB === 1, alpha });
  const attributes = { transA, transB, rowsFirstA: 0, rowsFirstB: 0, alpha };
  return { smart, plain: apply("MatMul", [a.plain, b.plain], smart.shape, attributes) };
};

const SCALARS = [0, 1, -1, 2, 0.5];
const scaled: Step = (a, _b, k) => {
  const by = SCALARS[k % SCALARS.length]!;
  return { smart: e.mul(a.smart, by), plain: apply("Mul", [a.plain, number(a, by)], a.plain.shape) };
};
const shifted: Step = (a, _b, k) => {
  const by = SCALARS[k % SCALARS.length]!;
  return { smart: e.sub(by, a.smart), plain: apply("Sub", [number(a, by), a.plain], a.plain.shape) };
};
const divided: Step = (a, _b, k) => {
  const by = [1, 2, -4][k % 3]!;
  return { smart: e.div(a.smart, by), plain: apply("Div", [a.plain, number(a, by)], a.plain.shape) };
};
const joined: Step = (a, _b, k) => {
  const axis = k % Math.max(a.plain.shape.length, 1);
  if (a.plain.shape.length === 0) return a;
  const shape = a.plain.shape.with(axis, 2 * a.plain.shape[axis]!);
  return { smart: s.concat([a.smart, a.smart], axis), plain: apply("Concat", [a.plain, a.plain], shape, { axis }) };
};

const STEPS: Step[] = [
  binary("Add", e.add),
  binary("Sub", e.sub),
  binary("Mul", e.mul),
  unary("Tanh", e.tanh),
  unary("Relu", e.relu),
  (a) => ({ smart: e.neg(a.smart), plain: apply("Mul", [a.plain, number(a, -1)], a.plain.shape) }),
  scaled,
  shifted,
  divided,
  transposed,
  transposed,
  reshaped,
  sliced,
  summed,
  expanded,
  multiplied,
  multiplied,
  joined,
];

const INPUTS: Record<string, Shape> = { a: [2, 2], b: [2, 1], c: [2], d: [2, 2, 2] };
const CONSTANTS: [number, Shape][] = [
  [0, [2, 2]],
  [1, [2]],
  [-1, []],
  [3, [2, 1]],
];

/** Builds a pool of pairs by steps; a step whose shapes do not fit is left out. */
function build(choices: readonly (readonly [number, number, number, number])[]): Pair[] {
  const graph = new Graph();
  const pool: Pair[] = Object.entries(INPUTS).map(([name, shape]) => {
    const value = graph.input(name, shape);
    return { smart: value, plain: value };
  });
  for (const [value, shape] of CONSTANTS) {
    const plain = graph.constant(new Float32Array(sizeOf(shape)).fill(value), shape);
    pool.push({ smart: graph.fill(value, shape), plain });
  }
  for (const [step, i, j, k] of choices) {
    try {
      const pair = STEPS[step]!(pool[i % pool.length]!, pool[j % pool.length]!, k);
      if (sizeOf(pair.plain.shape) <= 256) pool.push(pair);
    } catch (error) {
      if (!/are required|is required/.test(String(error))) throw error;
    }
  }
  return pool;
}

const choices = fc.array(fc.tuple(fc.nat(STEPS.length - 1), fc.nat(30), fc.nat(30), fc.nat(11)), { maxLength: 25 });

describe("simplification", () => {
  it("changes neither values nor shapes", () => {
    const rng = generator(fold(rootKey("0"), "simplify"));
    const feeds = Object.fromEntries(
      Object.entries(INPUTS).map(([name, shape]) => [name, Float64Array.from({ length: sizeOf(shape) }, rng.normal)]),
    );
    let simplified = 0;
    const property = fc.property(choices, (steps) => {
      const pool = build(steps);
      const smart = compile64(pool.map((pair) => pair.smart))(feeds);
      const plain = compile64(pool.map((pair) => pair.plain))(feeds);
      for (const [i, pair] of pool.entries()) {
        expect(pair.smart.shape).toEqual(pair.plain.shape);
        for (const [n, expected] of plain[i]!.data.entries())
          expect(Math.abs(smart[i]!.data[n]! - expected)).toBeLessThanOrEqual(1e-11 * (1 + Math.abs(expected)));
        if (pair.smart.node?.op !== pair.plain.node?.op) simplified++;
      }
    });
    fc.assert(property, { seed: 42, numRuns: 400 });
    expect(simplified).toBeGreaterThan(500);
  });

  const graph = new Graph();
  const x = graph.input("x", [2, 3]);
  const y = graph.input("y", [3, 2]);

  it.each([
    ["x + 0", e.add(x, 0)],
    ["0 + x", e.add(graph.fill(0, [3]), x)],
    ["x - 0", e.sub(x, 0)],
    ["x * 1", e.mul(x, 1)],
    ["x / 1", e.div(x, 1)],
    ["-(-x)", e.neg(e.neg(x))],
    ["2 x / 2", e.div(e.mul(x, 2), 2)],
    ["reshape back", s.reshape(s.reshape(x, [6]), [2, 3])],
    ["transpose twice", s.swapLastTwo(s.swapLastTwo(x))],
    ["whole slice", s.slice(x, 1, 0, 3)],
    ["one part", s.concat([x], 0)],
    ["split in one", s.split(x, 0, [2])[0]!],
    ["expand to itself", s.expand(x, [2, 3])],
  ])("%s is x itself", (_name, value) => expect(value).toBe(x));

  it("keeps a neutral constant that widens the shape", () => {
    expect(e.add(x, graph.fill(0, [4, 2, 3])).shape).toEqual([4, 2, 3]);
    expect(e.mul(x, graph.fill(1, [4, 1, 3])).shape).toEqual([4, 2, 3]);
    expect(e.sub(graph.fill(0, [4, 2, 3]), x).shape).toEqual([4, 2, 3]);
    expect(e.mul(x, graph.fill(0, [4, 2, 3]))).toMatchObject({ fill: 0, shape: [4, 2, 3] });
  });

  it("folds constants of one number", () => {
    const two = graph.fill(2, [3]);
    expect(e.exp(e.mul(two, graph.fill(3, [2, 1])))).toMatchObject({ fill: Math.exp(6), shape: [2, 3] });
    expect(sum(graph.fill(2, [4, 3]), [0])).toMatchObject({ fill: 8, shape: [3] });
  });

  it("absorbs transposes and factors into the matrix product, and the bias into Gemm", () => {
    const product = matMul(e.mul(s.swapLastTwo(y), 3), e.mul(s.swapLastTwo(x), 0.5));
    expect(product.node!.inputs).toEqual([y, x]);
    expect(product.node!.attributes).toMatchObject({ transA: 1, transB: 1, alpha: 1.5 });
    expect(linear(x, s.swapLastTwo(x), graph.input("bias", [2])).node!.op).toBe("Gemm");
  });
});

describe("hash-consing", () => {
  it("returns the same value for the same expression, and another for another attribute", () => {
    const graph = new Graph();
    const [x, y] = [graph.input("x", [2, 3]), graph.input("y", [2, 3])];
    const build = () => [
      e.add(e.mul(x, y), 1),
      softmax(x),
      s.slice(x, 1, 0, 2),
      ...s.split(y, 1, [1, 2]),
      graph.fill(7),
    ];
    const first = build();
    const numNodes = graph.nodes.length;
    expect(build().every((value, i) => value === first[i])).toBe(true);
    expect(graph.nodes.length).toBe(numNodes);
    expect(s.slice(x, 1, 1, 3)).not.toBe(first[2]);
    expect(standardise(x)).not.toBe(standardise(x, true));
    expect(matMul(x, y, { transB: true })).not.toBe(matMul(x, y, { transB: true, alpha: 2 }));
    expect(e.sub(x, y)).not.toBe(e.sub(y, x));
    expect(graph.fill(0)).not.toBe(graph.fill(-0));
  });
});

describe("errors", () => {
  const graph = new Graph();
  const x = graph.input("x", [2, 3]);
  const y = graph.input("y", [4, 5]);

  it.each([
    ["add", () => e.add(x, y), "[2,3] and [4,5]"],
    ["mul", () => e.mul(x, y), "[2,3] and [4,5]"],
    ["where", () => e.where(e.greater(x, 0), x, y), "[2,3] and [4,5]"],
    ["matMul", () => matMul(x, y), "[2,3] and [4,5]"],
    ["linear", () => linear(x, y, x), "required"],
    ["matMul rank", () => matMul(graph.fill(1, [3]), y), "[3]"],
    ["expand", () => s.expand(x, [4, 5]), "[2,3] and [4,5]"],
    ["reshape", () => s.reshape(x, [4, 5]), "size 6 is required, got [4,5]"],
    ["slice", () => s.slice(x, 1, 2, 9), "[0, 3) is required, got [2, 9)"],
    ["split", () => s.split(x, 1, [1, 1]), "sum to 3 are required, got 1,1"],
    ["axis", () => sum(x, [2]), "rank-2 value is required, got 2"],
    ["concat", () => s.concat([x, y], 0), "[2,3] and [4,5]"],
    ["transpose", () => s.transpose(x, [0, 0]), "permutation"],
    ["constant", () => graph.constant(Float32Array.of(1, 2), [3]), "3 elements are required, got 2"],
    ["input", () => graph.input("x", [1]), "a new name is required, got x"],
    ["another graph", () => e.add(x, new Graph().input("x", [2, 3])), "one graph"],
  ])("%s names what does not fit", (_name, make, text) => expect(make).toThrow(text));
});
