/** Matrix products and reductions: the operators in which the arithmetic happens. */
import { add, broadcast, mul, scalarFactor } from "./elementwise.ts";
import { axisOf, reshape } from "./shape.ts";
import { sizeOf, type Value } from "./value.ts";

export type MatMulOptions = { transA?: boolean; transB?: boolean; alpha?: number };

/**
 * Returns alpha * op(a) op(b) over the last two axes, `[..., m, k] [..., k, n] -> [..., m, n]`, op = transpose of the last two axes
 * when asked. Absorbed instead of computed: transposes of the last two axes, scalar factors, and a move of the first axis to the
 * rows (`[m, ..., k]` read as `[..., m, k]`), which is how attention reads heads out of time-major activations without a copy.
 */
export function matMul(a: Value, b: Value, options: MatMulOptions = {}): Value {
  const left = absorb(a, options.transA ?? false);
  const right = absorb(b, options.transB ?? false);
  const sameRank = left.value.shape.length === right.value.shape.length;
  const rowsA = sameRank ? rowsFirst(left.value) : null;
  const rowsB = sameRank ? rowsFirst(right.value) : null;
  const [m, k] = lastTwo(left.value, left.trans);
  const [k2, n] = lastTwo(right.value, right.trans);
  if (k !== k2) throw new TypeError(`matMul: equal inner sizes are required, got [${a.shape}] and [${b.shape}]`);
  const batch = broadcast(left.value.shape.slice(0, -2), right.value.shape.slice(0, -2));
  const attributes = {
    transA: Number(left.trans),
    transB: Number(right.trans),
    rowsFirstA: Number(rowsA !== null),
    rowsFirstB: Number(rowsB !== null),
    alpha: (options.alpha ?? 1) * left.factor * right.factor,
  };
  return a.graph.apply(
    "MatMul",
    [rowsA ?? left.value, rowsB ?? right.value],
    [{ shape: [...batch, m, n] }],
    attributes,
  )[0]!;
}

function lastTwo(x: Value, trans: boolean): [number, number] {
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  if (columns === undefined) throw new TypeError(`matMul: rank 2 or more is required, got [${x.shape}]`);
  return trans ? [columns, rows] : [rows, columns];
}

function absorb(x: Value, trans: boolean): { value: Value; trans: boolean; factor: number } {
  const scaled = scalarFactor(x);
  if (scaled) {
    const inner = absorb(scaled.of, trans);
    return { ...inner, factor: inner.factor * scaled.factor };
  }
  const perm = x.node?.op === "Transpose" ? (x.node.attributes.perm as readonly number[]) : [];
  if (perm.length > 0 && perm.every((axis, i) => axis === swapped(i, perm.length)))
    return absorb(x.node!.inputs[0]!, !trans);
  return { value: x, trans, factor: 1 };
}

const swapped = (i: number, rank: number): number => (i === rank - 2 ? i + 1 : i === rank - 1 ? i - 1 : i);

/** The permutation that moves the first axis to the rows: [1, .., rank - 2, 0, rank - 1]. */
export const rowsToLast = (rank: number): number[] => [
  ...Array.from({ length: rank - 2 }, (_, i) => i + 1),
  0,
  rank - 1,
];

/** The operand behind x when x is that operand with its first axis moved to the rows, else null. */
function rowsFirst(x: Value): Value | null {
  if (x.node?.op !== "Transpose" || x.shape.length < 3) return null;
  const perm = x.node.attributes.perm as readonly number[];
  return rowsToLast(perm.length).every((axis, i) => axis === perm[i]) ? x.node.inputs[0]! : null;
}

/**
 * Returns x W + b, `[..., n, in] [..., in, out] -> [..., n, out]`, with a bias `[..., out]` or `[..., 1, out]`; at rank 2 as one Gemm
 * with the bias inside.
 */
export function linear(x: Value, weight: Value, bias: Value): Value {
  const product = matMul(x, weight);
  const node = product.node;
  if (product.shape.length !== 2 || node?.op !== "MatMul") {
    const isRow = bias.shape.length === product.shape.length;
    return add(product, isRow ? bias : reshape(bias, [...bias.shape.slice(0, -1), 1, bias.shape.at(-1)!]));
  }
  return product.graph.apply("Gemm", [...node.inputs, bias], [{ shape: product.shape }], node.attributes)[0]!;
}

/** Returns the sum over axes (kept with size 1, or dropped). */
export const sum = (x: Value, axes: readonly number[], keep = false): Value => reduce("ReduceSum", x, axes, keep);

/** Returns the mean over axes (kept with size 1, or dropped). */
export const mean = (x: Value, axes: readonly number[], keep = false): Value => reduce("ReduceMean", x, axes, keep);

function reduce(op: "ReduceSum" | "ReduceMean", x: Value, axes: readonly number[], keep: boolean): Value {
  const sorted = axes.map((axis) => axisOf(x, axis)).sort((p, q) => p - q);
  const kept = x.shape.map((n, i) => (sorted.includes(i) ? 1 : n));
  const shape = keep ? kept : x.shape.filter((_, i) => !sorted.includes(i));
  if (sorted.every((axis) => x.shape[axis] === 1)) return reshape(x, shape);
  if (x.fill !== undefined)
    return x.graph.fill(op === "ReduceSum" ? (x.fill * sizeOf(x.shape)) / sizeOf(kept) : x.fill, shape);
  return x.graph.apply(op, [x], [{ shape }], { axes: sorted, keep: Number(keep) })[0]!;
}

/** Returns the largest element over the last axis, kept with size 1; it has no gradient rule. */
export function maxLast(x: Value): Value {
  return x.graph.apply("ReduceMax", [x], [{ shape: x.shape.with(-1, 1) }], { axes: [x.shape.length - 1], keep: 1 })[0]!;
}

/** Returns the variance over the last axis (divisor n), kept with size 1. */
export function varianceLast(x: Value): Value {
  const centred = add(x, mul(mean(x, [-1], true), -1));
  return mean(mul(centred, centred), [-1], true);
}
