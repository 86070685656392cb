/** Every graph operator as TensorFlow.js forward operators, written from ONNX's definitions and independent of the encoder. */
import type * as tfCore from "@tensorflow/tfjs-core";
import type { Attributes, Node } from "../graph/value.ts";

type Tf = typeof tfCore;
type T = tfCore.Tensor;
type Operator = (tf: Tf, node: Node, inputs: T[]) => T[];

const one =
  (compute: (tf: Tf, inputs: T[], attributes: Attributes, shape: number[]) => T): Operator =>
  (tf, node, inputs) => [compute(tf, inputs, node.attributes, [...node.outputs[0]!.shape])];

const product = (
  tf: Tf,
  [a, b]: T[],
  { transA, transB, rowsFirstA, rowsFirstB, alpha }: Attributes,
  shape: number[],
): T => {
  // tf.matMul is wrong without a word when both operands' batch axes broadcast
  const wide = (x: T) => tf.broadcastTo(x, [...shape.slice(0, -2), ...x.shape.slice(-2)]);
  const [left, right] = [wide(rowsLast(tf, a!, rowsFirstA === 1)), wide(rowsLast(tf, b!, rowsFirstB === 1))];
  const plain = tf.matMul(left, right, transA === 1, transB === 1);
  return alpha === 1 ? plain : tf.mul(plain, alpha as number);
};

/** Moves the first axis behind the batch axes: `[m, ..., k] -> [..., m, k]`. */
const rowsLast = (tf: Tf, x: T, move: boolean): T =>
  move ? tf.transpose(x, [...x.shape.slice(2).map((_, i) => i + 1), 0, x.rank - 1]) : x;

const standardise: Operator = (tf, node, [x]) => {
  const mean = tf.mean(x!, -1, true);
  const centred = tf.sub(x!, mean);
  const invStd = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), node.attributes.epsilon as number));
  return [tf.mul(centred, invStd), mean, invStd];
};

const slice = (tf: Tf, [x]: T[], attributes: Attributes): T => {
  const { axis, start, end } = attributes as { axis: number; start: number; end: number };
  const begin = x!.shape.map((_, i) => (i === axis ? start : 0));
  return tf.slice(
    x!,
    begin,
    x!.shape.map((n, i) => (i === axis ? end - start : n)),
  );
};

/** The sum of rows that share an id, through a one-hot product in row order. */
const scatterRows = (tf: Tf, [ids, updates]: T[], { rows }: Attributes): T =>
  tf.matMul(tf.cast(tf.oneHot(ids as tfCore.Tensor1D, rows as number), "float32"), updates!, true, false);

/** Operators by name; each takes the node's input tensors and returns its output tensors. */
export const tfjsOperators: Readonly<Record<string, Operator>> = {
  Add: one((tf, [a, b]) => tf.add(a!, b!)),
  Sub: one((tf, [a, b]) => tf.sub(a!, b!)),
  Mul: one((tf, [a, b]) => tf.mul(a!, b!)),
  Div: one((tf, [a, b]) => tf.div(a!, b!)),
  Exp: one((tf, [x]) => tf.exp(x!)),
  Log: one((tf, [x]) => tf.log(x!)),
  Sqrt: one((tf, [x]) => tf.sqrt(x!)),
  Erf: one((tf, [x]) => tf.erf(x!)),
  Tanh: one((tf, [x]) => tf.tanh(x!)),
  Relu: one((tf, [x]) => tf.relu(x!)),
  Gelu: one((tf, [x]) => tf.mul(tf.mul(x!, 0.5), tf.add(1, tf.erf(tf.mul(x!, Math.SQRT1_2))))),
  Greater: one((tf, [a, b]) => tf.greater(a!, b!)),
  Less: one((tf, [a, b]) => tf.less(a!, b!)),
  Equal: one((tf, [a, b]) => tf.equal(a!, b!)),
  Where: one((tf, [condition, a, b], _, shape) =>
    tf.where(tf.broadcastTo(condition!, shape), tf.broadcastTo(a!, shape), tf.broadcastTo(b!, shape)),
  ),
  Cast: one((tf, [x]) => tf.cast(x!, "float32")),
  MatMul: one(product),
  Gemm: one((tf, [a, b, c], attributes, shape) => tf.add(product(tf, [a!, b!], attributes, shape), c!)),
  ReduceSum: one((tf, [x], { axes, keep }) => tf.sum(x!, axes as number[], keep === 1)),
  ReduceMean: one((tf, [x], { axes, keep }) => tf.mean(x!, axes as number[], keep === 1)),
  ReduceMax: one((tf, [x], { axes, keep }) => tf.max(x!, axes as number[], keep === 1)),
  Reshape: one((tf, [x], _, shape) => tf.reshape(x!, shape)),
  Transpose: one((tf, [x], { perm }) => tf.transpose(x!, perm as number[])),
  Slice: one(slice),
  Split: (tf, node, [x]) => tf.split(x!, node.attributes.sizes as number[], node.attributes.axis as number),
  Concat: one((tf, parts, { axis }) => tf.concat(parts, axis as number)),
  Expand: one((tf, [x], _, shape) => tf.broadcastTo(x!, shape)),
  Gather: one((tf, [table, ids]) => tf.gather(table!, ids as tfCore.Tensor1D, 0)),
  ScatterRows: one(scatterRows),
  OneHot: one((tf, [ids], { depth }) => tf.cast(tf.oneHot(ids as tfCore.Tensor1D, depth as number), "float32")),
  Softmax: one((tf, [x]) => tf.softmax(x!)),
  LogSoftmax: one((tf, [x]) => tf.logSoftmax(x!)),
  LayerNormalization: standardise,
};
