/**
 * Reverse-mode rules, one per primitive: given a node and the cotangents of its outputs, the cotangents of its inputs (null where
 * there is none). Rules are written in graph operators, so they compose: gradients of gradients are graphs too.
 */
import { add, div, erf, exp, greater, mul, neg, sub, toFloat, where } from "./elementwise.ts";
import { matMul, mean, rowsToLast, sum } from "./linear.ts";
import { softmax, withVjp } from "./nn.ts";
import { concat, expand, gatherRows, reshape, scatterRows, slice, transpose } from "./shape.ts";
import { type Node, type Shape, sizeOf, type Value } from "./value.ts";

export type Rule = (node: Node, cotangents: readonly (Value | null)[]) => (Value | null)[];
type Unary = (x: Value, y: Value, g: Value) => Value;

const unary =
  (rule: Unary): Rule =>
  (node, [g]) => [rule(node.inputs[0]!, node.outputs[0]!, g!)];

const binary =
  (rule: (a: Value, b: Value, g: Value, y: Value) => [Value, Value]): Rule =>
  (node, [g]) => {
    const [a, b] = node.inputs as [Value, Value];
    const [da, db] = rule(a, b, g!, node.outputs[0]!);
    return [unbroadcast(da, a.shape), unbroadcast(db, b.shape)];
  };

/** The cotangent of x summed over the axes along which x was broadcast. */
function unbroadcast(cotangent: Value, shape: Shape): Value {
  const extra = cotangent.shape.length - shape.length;
  const axes = cotangent.shape.flatMap((n, i) => (i < extra || (shape[i - extra] === 1 && n !== 1) ? [i] : []));
  return axes.length === 0 ? cotangent : reshape(sum(cotangent, axes), shape);
}

/** Gradient of op(a) op(b): each operand's product with the cotangent, transposed and laid out as the operand is. */
const matMulRule: Rule = (node, [g]) => {
  const { transA, transB, rowsFirstA, rowsFirstB, alpha } = node.attributes as Record<string, number>;
  const [a, b] = node.inputs.map((x, i) =>
    (i === 0 ? rowsFirstA : rowsFirstB) ? transpose(x, rowsToLast(x.shape.length)) : x,
  ) as [Value, Value];
  const scale = alpha!;
  const da = transA
    ? matMul(b, g!, { transA: transB === 1, transB: true, alpha: scale })
    : matMul(g!, b, { transB: transB === 0, alpha: scale });
  const db = transB
    ? matMul(g!, a, { transA: true, transB: transA === 1, alpha: scale })
    : matMul(a, g!, { transA: transA === 0, alpha: scale });
  const back = (x: Value, moved: number) => (moved ? transpose(x, invert(rowsToLast(x.shape.length))) : x);
  return [back(unbroadcast(da, a.shape), rowsFirstA!), back(unbroadcast(db, b.shape), rowsFirstB!)];
};

const invert = (perm: readonly number[]): number[] => perm.map((_, i) => perm.indexOf(i));

const gemmRule: Rule = (node, cotangents) => [
  ...matMulRule(node, cotangents),
  unbroadcast(cotangents[0]!, node.inputs[2]!.shape),
];

/**
 * Cotangent of x for y = (x - mean) * invStd, with n the width:
 * invStd (g - mean(g) - y mean(g y)) + (g_mean - g_invStd invStd^2 y) / n; mean(g) is left out where it is known to be zero.
 */
const standardiseRule: Rule = (node, [g, gMean, gInvStd]) => {
  const [result, , invStd] = node.outputs as [Value, Value, Value];
  const y = node.attributes.centredUse ? uncentredUse(result) : result;
  const n = y.shape.at(-1)!;
  const parts: Value[] = [];
  const centred = g && (node.attributes.centredUse ? g : sub(g, mean(g, [-1], true)));
  if (g && centred) parts.push(mul(sub(centred, mul(y, mean(mul(g, y), [-1], true))), invStd));
  if (gMean) parts.push(expand(mul(gMean, 1 / n), y.shape));
  if (gInvStd) parts.push(mul(y, mul(mul(gInvStd, mul(invStd, invStd)), -1 / n)));
  return [parts.reduce((a, b) => add(a, b))];
};

/** The same numbers for uses that keep no promise: their cotangent is centred on its way back, so gradients of gradients hold. */
function uncentredUse(y: Value): Value {
  const same = y.graph.apply("Reshape", [y], [{ shape: y.shape }], { shape: y.shape })[0]!;
  return withVjp(same, { inputs: [y], rule: (g) => [sub(g, mean(g, [-1], true))] });
}

const sliceRule: Rule = (node, [g]) => {
  const x = node.inputs[0]!;
  const { axis, start, end } = node.attributes as { axis: number; start: number; end: number };
  const zeros = (n: number) => x.graph.fill(0, x.shape.with(axis, n));
  const parts = [start > 0 ? zeros(start) : null, g!, end < x.shape[axis]! ? zeros(x.shape[axis]! - end) : null];
  return [
    concat(
      parts.filter((part) => part !== null),
      axis,
    ),
  ];
};

const splitRule: Rule = (node, cotangents) => [
  concat(
    node.outputs.map((output, i) => cotangents[i] ?? output.graph.fill(0, output.shape)),
    node.attributes.axis as number,
  ),
];

const concatRule: Rule = (node, [g]) => {
  const axis = node.attributes.axis as number;
  let start = 0;
  return node.inputs.map((part) => {
    const end = start + part.shape[axis]!;
    const piece = slice(g!, axis, start, end);
    start = end;
    return piece;
  });
};

const transposeRule: Rule = (node, [g]) => {
  return [transpose(g!, invert(node.attributes.perm as readonly number[]))];
};

const reduceRule: Rule = (node, [g]) => {
  const x = node.inputs[0]!;
  const axes = node.attributes.axes as readonly number[];
  const kept = x.shape.map((n, i) => (axes.includes(i) ? 1 : n));
  const share = node.op === "ReduceMean" ? sizeOf(kept) / sizeOf(x.shape) : 1;
  return [expand(mul(reshape(g!, kept), share), x.shape)];
};

const gatherRule: Rule = (node, [g]) => {
  const [table, ids] = node.inputs as [Value, Value];
  const [rows, ...width] = table.shape as [number, ...number[]];
  const flat = reshape(g!, [sizeOf(ids.shape), sizeOf(width)]);
  return [reshape(scatterRows(reshape(ids, [sizeOf(ids.shape)]), flat, rows), table.shape), null];
};

const whereRule: Rule = (node, [g]) => {
  const [condition, a, b] = node.inputs as [Value, Value, Value];
  return [null, unbroadcast(where(condition, g!, 0), a.shape), unbroadcast(where(condition, 0, g!), b.shape)];
};

/** d gelu / dx = Phi(x) + x phi(x) = (1 + erf(x / sqrt 2)) / 2 + x exp(-x^2 / 2) / sqrt(2 pi). */
function geluSlope(x: Value): Value {
  const cdf = add(mul(erf(mul(x, Math.SQRT1_2)), 0.5), 0.5);
  const density = exp(sub(Math.log(1 / Math.sqrt(2 * Math.PI)), mul(mul(x, x), 0.5)));
  return add(cdf, mul(x, density));
}

/** The rule of every differentiable primitive, by operator name. Comparisons, one-hot and reduce-max carry no gradient. */
export const VJP: Readonly<Record<string, Rule>> = {
  Add: binary((_a, _b, g) => [g, g]),
  Sub: binary((_a, _b, g) => [g, neg(g)]),
  Mul: binary((a, b, g) => [mul(g, b), mul(g, a)]),
  Div: binary((_a, b, g, y) => [div(g, b), neg(div(mul(g, y), b))]),
  Exp: unary((_x, y, g) => mul(g, y)),
  Log: unary((x, _y, g) => div(g, x)),
  Sqrt: unary((_x, y, g) => div(mul(g, 0.5), y)),
  Erf: unary((x, _y, g) => mul(g, mul(exp(neg(mul(x, x))), 2 / Math.sqrt(Math.PI)))),
  Tanh: unary((_x, y, g) => mul(g, sub(1, mul(y, y)))),
  Relu: unary((x, _y, g) => mul(g, toFloat(greater(x, 0)))),
  Gelu: unary((x, _y, g) => mul(g, geluSlope(x))),
  Where: whereRule,
  MatMul: matMulRule,
  Gemm: gemmRule,
  ReduceSum: reduceRule,
  ReduceMean: reduceRule,
  Reshape: unary((x, _y, g) => reshape(g, x.shape)),
  Transpose: transposeRule,
  Slice: sliceRule,
  Split: splitRule,
  Concat: concatRule,
  Expand: unary((x, _y, g) => unbroadcast(g, x.shape)),
  Gather: gatherRule,
  ScatterRows: (node, [g]) => [null, gatherRows(g!, node.inputs[0]!)],
  Softmax: unary((_x, y, g) => mul(y, sub(g, sum(mul(g, y), [-1], true)))),
  LogSoftmax: unary((x, _y, g) => sub(g, mul(softmax(x), sum(g, [-1], true)))),
  LayerNormalization: standardiseRule,
};
