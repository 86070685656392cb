/**
 * Singular models as landscapes: the truth suite runs the estimator on them, with weights and data whose learning coefficient is known
 * in closed form. Losses are squared errors averaged over the outputs; a target without noise makes the weights a minimum of every batch.
 */
import { type Generator, generator, type Key } from "../../src/base/random.ts";
import { mul, relu, sub } from "../../src/graph/elementwise.ts";
import { linear, matMul, mean } from "../../src/graph/linear.ts";
import { reshape, slice } from "../../src/graph/shape.ts";
import type { Value } from "../../src/graph/value.ts";
import type { Landscape } from "../../src/measure/llc/landscape.ts";

/** Inputs `[n, dInput]` and targets `[n, dOutput]`, row by row. */
export type Data = { inputs: Float32Array; targets: Float32Array; dInput: number; dOutput: number };

/** A matrix, row by row. */
export type Matrix = { rows: number; columns: number; data: Float64Array };

/** Returns K = scale (w1^p1 w2^p2)^2, the loss of every batch, as one example. */
export function crossing(exponents: readonly [number, number], scale: number): Landscape {
  const factor = (weights: Value, axis: number, i: number) =>
    Array<Value>(exponents[i]!).fill(slice(weights, axis, i, i + 1));
  return {
    numWeights: 2,
    positions: 1,
    numExamples: 1,
    inputs: (graph, lead) => ({ scale: graph.input("scale", lead) }),
    losses(weights, { scale }) {
      const axis = weights.shape.length - 1;
      const product = [0, 1].flatMap((i) => factor(weights, axis, i)).reduce((a, b) => mul(a, b));
      return mul(scale!, mul(product, product));
    },
    feed: (rows) => ({ scale: new Float32Array(rows.length).fill(scale) }),
  };
}

/** Returns the network y = x W_1 .. W_L; weights are W_1 `[widths_0, widths_1]`, .., W_L. Their product is taken first: it is small. */
export function linearNetwork(widths: readonly number[], data: Data): Landscape {
  const numWeights = sizes(widths).reduce((a, b) => a + b);
  return regression(numWeights, data, (weights, x) =>
    matMul(
      x,
      layersOf(weights, widths).reduce((a, b) => matMul(a, b)),
    ),
  );
}

/** Returns y = relu(x W_1 + b_1) W_2 + b_2; weights are W_1 `[widths_0, widths_1]`, b_1, W_2 `[widths_1, widths_2]`, b_2. */
export function reluNetwork([d, hidden, out]: readonly [number, number, number], data: Data): Landscape {
  const numWeights = (d + 1) * hidden + (hidden + 1) * out;
  return regression(numWeights, data, (weights, x) => {
    const shapes = [[d, hidden], [hidden], [hidden, out], [out]];
    const [w1, b1, w2, b2] = parts(weights, shapes);
    return linear(relu(linear(x, w1!, b1!)), w2!, b2!);
  });
}

function regression(numWeights: number, data: Data, predict: (weights: Value, x: Value) => Value): Landscape {
  const { inputs, targets, dInput, dOutput } = data;
  return {
    numWeights,
    positions: 1,
    numExamples: inputs.length / dInput,
    inputs: (graph, lead) => ({ x: graph.input("x", [...lead, dInput]), y: graph.input("y", [...lead, dOutput]) }),
    losses(weights, { x, y }) {
      const error = sub(predict(weights, x!), y!);
      return mean(mul(error, error), [-1]);
    },
    feed: (rows) => ({ x: choose(inputs, dInput, rows), y: choose(targets, dOutput, rows) }),
  };
}

function choose(values: Float32Array, width: number, rows: ArrayLike<number>): Float32Array {
  const chosen = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++)
    for (let j = 0; j < width; j++) chosen[i * width + j] = values[rows[i]! * width + j]!;
  return chosen;
}

const sizes = (widths: readonly number[]): number[] => widths.slice(1).map((width, l) => widths[l]! * width);

const layersOf = (weights: Value, widths: readonly number[]): Value[] =>
  parts(
    weights,
    widths.slice(1).map((width, l) => [widths[l]!, width]),
  );

function parts(weights: Value, shapes: readonly (readonly number[])[]): Value[] {
  const axis = weights.shape.length - 1;
  let start = 0;
  return shapes.map((shape) => {
    const size = shape.reduce((a, b) => a * b);
    start += size;
    return reshape(slice(weights, axis, start - size, start), [...weights.shape.slice(0, -1), ...shape]);
  });
}

/** Returns a matrix of independent normals of a standard deviation. */
export function normalMatrix({ normal }: Generator, rows: number, columns: number, deviation: number): Matrix {
  return { rows, columns, data: Float64Array.from({ length: rows * columns }, () => deviation * normal()) };
}

/** Returns the product a b. */
export function product(a: Matrix, b: Matrix): Matrix {
  const data = new Float64Array(a.rows * b.columns);
  for (let i = 0; i < a.rows; i++)
    for (let k = 0; k < a.columns; k++)
      for (let j = 0; j < b.columns; j++)
        data[i * b.columns + j]! += a.data[i * a.columns + k]! * b.data[k * b.columns + j]!;
  return { rows: a.rows, columns: b.columns, data };
}

/** Returns inputs uniform of variance 1 and the targets x M + noise N(0, deviation^2). */
export function dataFor(map: Matrix, numExamples: number, deviation: number, key: Key): Data {
  const rng = generator(key);
  const data = Float64Array.from({ length: numExamples * map.rows }, () => (2 * rng.uniform() - 1) * Math.sqrt(3));
  const targets = product({ rows: numExamples, columns: map.rows, data }, map).data;
  return {
    inputs: Float32Array.from(data),
    targets: Float32Array.from(targets, (y) => (deviation === 0 ? y : y + deviation * rng.normal())),
    dInput: map.rows,
    dOutput: map.columns,
  };
}
