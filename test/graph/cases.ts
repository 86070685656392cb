/**
 * Small expressions that together pass every differentiable operator in every variation that matters: broadcasting, transposition,
 * layouts, missing cotangents, repeated ids. The derivative tests and the executor tests run the same list.
 */
import { fold, type Generator, generator, rootKey } from "../../src/base/random.ts";
import * as e from "../../src/graph/elementwise.ts";
import { linear, matMul, maxLast, mean, rowsToLast, sum, varianceLast } from "../../src/graph/linear.ts";
import * as nn from "../../src/graph/nn.ts";
import * as s from "../../src/graph/shape.ts";
import { Graph, type Shape, sizeOf, type Value } from "../../src/graph/value.ts";

/** Inputs by name, and the values computed from them. `positive` draws inputs from [0.5, 1.5). */
export type Case = {
  name: string;
  inputs: Record<string, Shape>;
  outputs(x: Record<string, Value>, graph: Graph): Value[];
  positive?: boolean;
};

export type Built = {
  graph: Graph;
  wrt: Value[];
  outputs: Value[];
  feeds: Record<string, Float32Array>;
  rng: Generator;
};

/** Returns the case's graph with random feeds, a function of the case's name alone. */
export function buildCase({ name, inputs, outputs, positive }: Case): Built {
  const rng = generator(fold(rootKey("cases"), name));
  const graph = new Graph();
  const x = Object.fromEntries(Object.entries(inputs).map(([key, shape]) => [key, graph.input(key, shape)]));
  const draw = () => (positive ? 0.5 + rng.uniform() : rng.normal());
  const feeds = Object.fromEntries(
    Object.entries(inputs).map(([key, shape]) => [key, Float32Array.from({ length: sizeOf(shape) }, draw)]),
  );
  return { graph, wrt: Object.values(x), outputs: outputs(x, graph), feeds, rng };
}

/** Returns the scalar sum over the values of sum(value * R) with random R, so that every element has its own cotangent. */
export function weighted(values: readonly Value[], rng: Generator): Value {
  const scalars = values.map((value) => {
    const weights = value.graph.constant(Float32Array.from({ length: sizeOf(value.shape) }, rng.normal), value.shape);
    const product = e.mul(value, weights);
    return value.shape.length === 0
      ? product
      : sum(
          product,
          value.shape.map((_, axis) => axis),
        );
  });
  return scalars.reduce((a, b) => e.add(a, b));
}

const ids = (graph: Graph, numbers: number[], shape: Shape = [numbers.length]) =>
  graph.constant(Int32Array.from(numbers), shape);

const unary = (label: string, f: (x: Value) => Value, positive = false): Case[] => [
  { name: label, inputs: { x: [2, 3] }, outputs: ({ x }) => [f(x!)], positive },
];

const SHAPES: [Shape, Shape][] = [
  [
    [2, 3],
    [2, 3],
  ],
  [[2, 3], [3]],
  [
    [2, 1],
    [1, 3],
  ],
  [[3], [4, 2, 1]],
  [[], [2, 2]],
  [
    [1, 1],
    [2, 3],
  ],
];

const binary = (label: string, f: (a: Value, b: Value) => Value): Case[] => [
  ...SHAPES.flatMap(([a, b]) => [
    {
      name: `${label} [${a}] [${b}]`,
      inputs: { a, b },
      outputs: (x: Record<string, Value>) => [f(x.a!, x.b!)],
      positive: true,
    },
    {
      name: `${label} [${b}] [${a}]`,
      inputs: { a: b, b: a },
      outputs: (x: Record<string, Value>) => [f(x.a!, x.b!)],
      positive: true,
    },
  ]),
  {
    name: `${label} of one value`,
    inputs: { a: [2, 3] },
    outputs: ({ a }) => [f(a!, e.exp(a!)), f(a!, a!)],
    positive: true,
  },
];

/** How an operand of m x k is stored: as it is, with its last two axes exchanged, or with its rows first. */
const LAYOUTS = ["plain", "transposed", "rowsFirst"] as const;
type Layout = (typeof LAYOUTS)[number];

function stored(layout: Layout, batch: Shape, rows: number, columns: number): Shape {
  if (layout === "transposed") return [...batch, columns, rows];
  return layout === "rowsFirst" ? [rows, ...batch, columns] : [...batch, rows, columns];
}

function seen(layout: Layout, x: Value): Value {
  if (layout === "transposed") return s.swapLastTwo(x);
  return layout === "rowsFirst" ? s.transpose(x, rowsToLast(x.shape.length)) : x;
}

function matMulCase(a: Layout, b: Layout, batchA: Shape, batchB: Shape, alpha: number): Case {
  return {
    name: `matMul ${a} [${batchA}] ${b} [${batchB}] alpha ${alpha}`,
    inputs: { a: stored(a, batchA, 2, 3), b: stored(b, batchB, 3, 4) },
    outputs: (x) => [matMul(seen(a, x.a!), e.mul(seen(b, x.b!), alpha))],
  };
}

const BATCHES: [Shape, Shape][] = [
  [[], []],
  [[2], [2]],
  [
    [2, 3],
    [2, 3],
  ],
  [[2], []],
  [[], [2]],
  [
    [2, 1],
    [1, 3],
  ],
];

const fits = (layout: Layout, batch: Shape) => layout !== "rowsFirst" || batch.length > 0;

export const MATMUL: Case[] = BATCHES.flatMap(([batchA, batchB]) =>
  LAYOUTS.flatMap((a) =>
    LAYOUTS.filter((b) => fits(a, batchA) && fits(b, batchB)).map((b, i) =>
      matMulCase(a, b, batchA, batchB, i === 1 ? 1 : -0.5),
    ),
  ),
);

/** Transposition asked for by the options, with the operand itself rows first: both have to hold. */
const OPTIONS: Case[] = [
  {
    name: "matMul options transA transB alpha, batched",
    inputs: { a: [2, 3, 2], b: [2, 4, 3] },
    outputs: ({ a, b }) => [matMul(a!, b!, { transA: true, transB: true, alpha: 0.25 })],
  },
  {
    name: "matMul of scores: rows-first queries and keys, transB",
    inputs: { q: [3, 2, 2, 4], k: [5, 2, 2, 4] },
    outputs: ({ q, k }) => [
      matMul(s.transpose(q!, rowsToLast(4)), s.transpose(k!, rowsToLast(4)), { transB: true, alpha: 0.5 }),
    ],
  },
  {
    name: "matMul rows-first operand with transA",
    inputs: { a: [3, 2, 2], b: [2, 3, 4] },
    outputs: ({ a, b }) => [matMul(s.transpose(a!, rowsToLast(3)), b!, { transA: true })],
  },
  {
    name: "matMul of one value with itself",
    inputs: { a: [3, 3] },
    outputs: ({ a }) => [matMul(a!, a!), matMul(a!, a!, { transB: true, alpha: 2 })],
  },
];

const norm = (x: Value) => nn.standardise(x).node!.outputs;

/** Operator name of the VJP table -> the expressions that check its rule. */
export const CASES: Readonly<Record<string, Case[]>> = {
  Add: binary("add", e.add),
  Sub: binary("sub", e.sub),
  Mul: binary("mul", e.mul),
  Div: binary("div", e.div),
  Exp: unary("exp", e.exp),
  Log: unary("log", e.log, true),
  Sqrt: unary("sqrt", e.sqrt, true),
  Erf: [{ name: "erf", inputs: { x: [2, 3] }, outputs: ({ x }) => [e.erf(x!)] }],
  Tanh: [{ name: "tanh", inputs: { x: [2, 3] }, outputs: ({ x }) => [e.tanh(x!)] }],
  Relu: [{ name: "relu", inputs: { x: [3, 4] }, outputs: ({ x }) => [e.relu(x!)] }],
  Gelu: [{ name: "gelu", inputs: { x: [3, 4] }, outputs: ({ x }) => [e.gelu(x!)] }],
  Where: [
    {
      name: "where, broadcast branches",
      inputs: { c: [2, 3], a: [3], b: [2, 1] },
      outputs: ({ c, a, b }) => [e.where(e.greater(c!, 0), a!, b!), e.where(e.less(a!, c!), c!, 2)],
    },
  ],
  MatMul: [...MATMUL, ...OPTIONS],
  Gemm: [
    {
      name: "linear with biases [out] and [1, out]",
      inputs: { x: [5, 3], w: [3, 4], b: [4], c: [1, 4] },
      outputs: ({ x, w, b, c }) => [linear(x!, w!, b!), linear(x!, w!, c!)],
    },
    {
      name: "linear with scaled transposed weight",
      inputs: { x: [5, 3], w: [4, 3], b: [4] },
      outputs: ({ x, w, b }) => [linear(x!, e.mul(s.transpose(w!, [1, 0]), -2), e.mul(b!, 0.5))],
    },
    {
      name: "linear on a transposed input",
      inputs: { x: [3, 5], w: [3, 4], b: [4] },
      outputs: ({ x, w, b }) => [linear(s.transpose(x!, [1, 0]), w!, b!)],
    },
  ],
  ReduceSum: [
    {
      name: "sums over axes kept and dropped",
      inputs: { x: [2, 3, 4] },
      outputs: ({ x }) => [sum(x!, [1]), sum(x!, [0, -1], true)],
    },
  ],
  ReduceMean: [
    {
      name: "mean and variance over axes kept and dropped",
      inputs: { x: [2, 3, 4] },
      outputs: ({ x }) => [mean(x!, [1]), mean(x!, [0, -1], true), mean(x!, [2, 1, 0]), varianceLast(x!)],
    },
  ],
  Reshape: [{ name: "reshape", inputs: { x: [2, 6] }, outputs: ({ x }) => [s.reshape(x!, [3, 4])] }],
  Transpose: [
    {
      name: "transpose",
      inputs: { x: [2, 3, 4] },
      outputs: ({ x }) => [s.transpose(x!, [2, 0, 1]), e.exp(s.transpose(x!, [1, 0, 2]))],
    },
  ],
  Slice: [
    {
      name: "slices at start, middle and end",
      inputs: { x: [4, 5] },
      outputs: ({ x }) => [s.slice(x!, 0, 0, 2), s.slice(x!, 1, 1, 3), s.slice(x!, -1, 3, 5)],
    },
  ],
  Split: [
    {
      name: "split with every part used",
      inputs: { x: [2, 6] },
      outputs: ({ x }) => [...s.split(x!, 1, [1, 2, 3])],
    },
    {
      name: "split with a part unused",
      inputs: { x: [6, 2] },
      outputs: ({ x }) => [s.split(x!, 0, [1, 2, 3])[0]!, e.exp(s.split(x!, 0, [1, 2, 3])[2]!)],
    },
  ],
  Concat: [
    {
      name: "concat, one part twice",
      inputs: { a: [2, 1], b: [2, 3] },
      outputs: ({ a, b }) => [s.concat([a!, b!, a!], 1)],
    },
  ],
  Expand: [
    {
      name: "expand",
      inputs: { x: [2, 1] },
      outputs: ({ x }) => [
        s.reshape(s.expand(x!, [3, 2, 4]), [4, 6]),
        e.mul(s.expand(x!, [2, 3]), e.exp(s.expand(x!, [2, 3]))),
      ],
    },
  ],
  Gather: [
    {
      name: "gather, ids repeated and unused, 2-D ids",
      inputs: { table: [5, 3] },
      outputs: ({ table }, graph) => [s.gatherRows(table!, ids(graph, [0, 4, 4, 1, 4, 0], [2, 3]))],
    },
    {
      name: "gather from more than 512 rows",
      inputs: { table: [520, 2] },
      outputs: ({ table }, graph) => [s.gatherRows(table!, ids(graph, [0, 519, 519, 17, 0]))],
    },
  ],
  ScatterRows: [4, 600].map((rows) => ({
    name: `scatter into ${rows} rows, ids repeated`,
    inputs: { x: [5, 2] },
    outputs: ({ x }: Record<string, Value>, graph: Graph) => [s.scatterRows(ids(graph, [3, 0, 3, 3, 1]), x!, rows)],
  })),
  Softmax: [{ name: "softmax", inputs: { x: [2, 2, 4] }, outputs: ({ x }) => [nn.softmax(x!)] }],
  LogSoftmax: [{ name: "logSoftmax", inputs: { x: [2, 2, 4] }, outputs: ({ x }) => [nn.logSoftmax(x!)] }],
  LayerNormalization: [
    ...[[0], [1], [2], [0, 1], [0, 1, 2]].map((used) => ({
      name: `standardise, outputs ${used}`,
      inputs: { x: [3, 5] },
      outputs: ({ x }: Record<string, Value>) => used.map((i) => norm(x!)[i]!),
    })),
    {
      name: "standardise before a centred map",
      inputs: { x: [3, 5], w: [5, 4], b: [4] },
      outputs: ({ x, w, b }) => [linear(nn.standardise(x!, true), e.sub(w!, mean(w!, [0], true)), b!)],
    },
  ],
};

const mask = (graph: Graph, rows: number, columns: number) =>
  graph.constant(
    Float32Array.from({ length: rows * columns }, (_, n) =>
      n % columns <= Math.floor(n / columns) + columns - rows ? 0 : -1e9,
    ),
    [rows, columns],
  );

/** Expressions whose derivative rules are their own. */
export const CUSTOM: Case[] = [
  { name: "erfGate", inputs: { u: [3, 4] }, outputs: ({ u }) => [nn.erfGate(u!)] },
  ...[3, 8, 9].map((dHead) => ({
    name: `attention, heads ${dHead} wide`,
    inputs: { q: [3, 2, dHead], k: [3, 2, dHead], v: [3, 2, dHead] },
    outputs: ({ q, k, v }: Record<string, Value>, graph: Graph) => [nn.attention(q!, k!, v!, mask(graph, 3, 3), 0.5)],
  })),
  {
    name: "attention of the last rows, one value as key and query",
    inputs: { x: [4, 2, 2, 3], v: [4, 2, 2, 3] },
    outputs: ({ x, v }, graph) => [nn.attention(s.slice(x!, 0, 2, 4), x!, v!, mask(graph, 2, 4), 0.7)],
  },
  {
    name: "crossEntropy",
    inputs: { z: [4, 5] },
    outputs: ({ z }, graph) => [nn.crossEntropy(z!, ids(graph, [0, 4, 2, 4]))],
  },
  {
    name: "crossEntropy scaled and averaged",
    inputs: { z: [4, 5] },
    outputs: ({ z }, graph) => [
      mean(nn.crossEntropy(z!, ids(graph, [0, 4, 2, 4])), [0]),
      e.mul(nn.crossEntropy(z!, ids(graph, [1, 1, 2, 4])), 3),
    ],
  },
];

/** Operators without a gradient. */
export const FORWARD_ONLY: Case[] = [
  {
    name: "greater, less, equal, cast",
    inputs: { a: [2, 3], b: [3] },
    outputs: ({ a, b }) => [e.greater(a!, b!), e.less(a!, b!), e.equal(a!, a!), e.greater(a!, 0)].map(e.toFloat),
  },
  { name: "maxLast", inputs: { x: [2, 3, 4] }, outputs: ({ x }) => [maxLast(x!)] },
];
