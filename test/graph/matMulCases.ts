/** Matrix products in every layout of their operands, with batch axes that agree, broadcast or are missing. */
import { mul } from "../../src/graph/elementwise.ts";
import { matMul, rowsToLast } from "../../src/graph/linear.ts";
import { swapLastTwo, transpose } from "../../src/graph/shape.ts";
import type { Shape, Value } from "../../src/graph/value.ts";
import type { Case } from "./case.ts";

/** How an operand of m x k is stored: as it is, with its last two axes exchanged, or with its rows first. */
const LAYOUTS = ["plain", "transposed", "rowsFirst"] as const;
type Layout = (typeof LAYOUTS)[number];

function stored(layout: Layout, batch: Shape, rows: number, columns: number): Shape {
  if (layout === "transposed") return [...batch, columns, rows];
  return layout === "rowsFirst" ? [rows, ...batch, columns] : [...batch, rows, columns];
}

function seen(layout: Layout, x: Value): Value {
  if (layout === "transposed") return swapLastTwo(x);
  return layout === "rowsFirst" ? transpose(x, rowsToLast(x.shape.length)) : x;
}

function matMulCase(a: Layout, b: Layout, batchA: Shape, batchB: Shape, alpha: number): Case {
  return {
    name: `matMul ${a} [${batchA}] ${b} [${batchB}] alpha ${alpha}`,
    inputs: { a: stored(a, batchA, 2, 3), b: stored(b, batchB, 3, 4) },
    outputs: (x) => [matMul(seen(a, x.a!), mul(seen(b, x.b!), alpha))],
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

const PRODUCTS: Case[] = BATCHES.flatMap(([batchA, batchB]) =>
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
      matMul(transpose(q!, rowsToLast(4)), transpose(k!, rowsToLast(4)), { transB: true, alpha: 0.5 }),
    ],
  },
  {
    name: "matMul rows-first operand with transA",
    inputs: { a: [3, 2, 2], b: [2, 3, 4] },
    outputs: ({ a, b }) => [matMul(transpose(a!, rowsToLast(3)), b!, { transA: true })],
  },
  {
    name: "matMul of one value with itself",
    inputs: { a: [3, 3] },
    outputs: ({ a }) => [matMul(a!, a!), matMul(a!, a!, { transB: true, alpha: 2 })],
  },
];

export const MATMUL: Case[] = [...PRODUCTS, ...OPTIONS];
