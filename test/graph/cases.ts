/**
 * Small expressions that together pass every differentiable operator in every variation that matters: broadcasting, transposition,
 * layouts, missing cotangents, repeated ids. The derivative tests and the executor tests run the same list.
 */
import * as e from "../../src/graph/elementwise.ts";
import { linear, maxLast, mean, sum, varianceLast } from "../../src/graph/linear.ts";
import * as nn from "../../src/graph/nn.ts";
import * as s from "../../src/graph/shape.ts";
import type { Graph, Shape, Value } from "../../src/graph/value.ts";
import type { Case } from "./case.ts";
import { MATMUL } from "./matMulCases.ts";

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
  MatMul: MATMUL,
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
