/**
 * A second opinion on every graph: a float64 interpreter in plain loops, written from ONNX's definitions and sharing no arithmetic
 * with the executors. Central differences through it check derivative rules to more digits than float32 has. Unknown operators and
 * attributes are errors, so that a new one cannot pass unchecked.
 */
import { type Attributes, type Node, type Shape, sizeOf, type Value } from "../../src/graph/value.ts";

/** Numbers in row-major order; booleans are 0 and 1. */
export type Tensor64 = { readonly shape: Shape; readonly data: Float64Array };
export type Feeds64 = Readonly<Record<string, ArrayLike<number>>>;
type Compute = (inputs: Tensor64[], attributes: Attributes, outputs: readonly Shape[]) => Tensor64[];

/** Returns a function that evaluates the values from named feeds, one tensor per value. */
export function compile64(values: readonly Value[]): (feeds: Feeds64) => Tensor64[] {
  const nodes = reachable(values);
  return (feeds) => {
    const known = new Map<number, Tensor64>();
    const read = (value: Value) => known.get(value.id) ?? leaf(value, feeds);
    for (const node of nodes) {
      const results = compute(node, node.inputs.map(read));
      for (const [i, output] of node.outputs.entries()) known.set(output.id, checkShape(node, output, results[i]!));
    }
    return values.map(read);
  };
}

/** Every operator name the interpreter knows. */
export const operatorNames64 = (): string[] => Object.keys(OPERATORS);

function reachable(values: readonly Value[]): Node[] {
  const wanted = new Set(values.map((value) => value.id));
  return [...values[0]!.graph.nodes]
    .reverse()
    .filter((node) => {
      const live = node.outputs.some((output) => wanted.has(output.id));
      if (live) for (const input of node.inputs) wanted.add(input.id);
      return live;
    })
    .reverse();
}

function leaf(value: Value, feeds: Feeds64): Tensor64 {
  const { shape, fill, data, name } = value;
  if (fill !== undefined) return build(shape, () => fill);
  const numbers = data ?? feeds[name ?? ""];
  if (numbers?.length !== sizeOf(shape)) throw new Error(`reference64: ${name} [${shape}] got ${numbers?.length}`);
  return { shape, data: Float64Array.from(numbers) };
}

function compute(node: Node, inputs: Tensor64[]): Tensor64[] {
  const operator = OPERATORS[node.op];
  if (!operator) throw new Error(`reference64: no operator ${node.op}`);
  const [attributes, run] = operator;
  const unknown = Object.keys(node.attributes).find((name) => !attributes.split(" ").includes(name));
  if (unknown) throw new Error(`reference64: ${node.op} has no attribute ${unknown}`);
  return run(
    inputs,
    node.attributes,
    node.outputs.map((output) => output.shape),
  );
}

function checkShape(node: Node, output: Value, result: Tensor64): Tensor64 {
  if (String(result.shape) !== String(output.shape) || result.data.length !== sizeOf(output.shape))
    throw new Error(`reference64: ${node.op} declares [${output.shape}] but makes [${result.shape}]`);
  return result;
}

// ---- indexing ------------------------------------------------------------------------------------------------------

/** Fills a tensor by a function of the index. */
function build(shape: Shape, f: (index: number[]) => number): Tensor64 {
  const data = new Float64Array(sizeOf(shape));
  const index = shape.map(() => 0);
  for (let i = 0; i < data.length; i++) {
    data[i] = f(index);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = index[axis]! + 1;
      if (index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
  return { shape, data };
}

/** The element at an index, aligned at the right; axes of size 1 repeat. */
function at({ shape, data }: Tensor64, index: readonly number[]): number {
  let offset = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    const i = index[index.length - shape.length + axis]!;
    offset = offset * shape[axis]! + (shape[axis] === 1 ? 0 : i);
  }
  return data[offset]!;
}

const permute = (x: Tensor64, perm: readonly number[]): Tensor64 =>
  build(
    perm.map((axis) => x.shape[axis]!),
    (index) => {
      const source: number[] = [];
      for (const [i, axis] of perm.entries()) source[axis] = index[i]!;
      return at(x, source);
    },
  );

/** The numbers of each run along the last axis. */
function rows({ shape, data }: Tensor64): Float64Array[] {
  const width = shape.at(-1)!;
  return Array.from({ length: data.length / width }, (_, i) => data.subarray(i * width, (i + 1) * width));
}

const fromRows = (shape: Shape, parts: readonly ArrayLike<number>[]): Tensor64 => ({
  shape,
  data: Float64Array.from(parts.flatMap((part) => Array.from(part))),
});

// ---- operators -----------------------------------------------------------------------------------------------------

const elementwise =
  (f: (...x: number[]) => number): Compute =>
  (inputs, _attributes, [shape]) => [build(shape!, (index) => f(...inputs.map((x) => at(x, index))))];

/** erf x = 2 / sqrt(pi) e^(-x^2) sum_n 2^n x^(2n+1) / (2n+1)!!, all terms of one sign. */
export function erf64(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

const product: Compute = ([a, b], { transA, transB, rowsFirstA, rowsFirstB, alpha }, [shape]) => {
  const operand = (x: Tensor64, trans: unknown, rowsFirst: unknown) => {
    const last = x.shape.length - 1;
    const batch = Array.from({ length: last - 1 }, (_, i) => i);
    const moved = rowsFirst ? permute(x, [...batch.map((i) => i + 1), 0, last]) : x;
    return trans ? permute(moved, [...batch, last, last - 1]) : moved;
  };
  const left = operand(a!, transA, rowsFirstA);
  const right = operand(b!, transB, rowsFirstB);
  const result = build(shape!, (index) => {
    const [i, j] = index.slice(-2) as [number, number];
    const batch = index.slice(0, -2);
    let sum = 0;
    for (let k = 0; k < left.shape.at(-1)!; k++) sum += at(left, [...batch, i, k]) * at(right, [...batch, k, j]);
    return sum * (alpha as number);
  });
  return [result];
};

const reduce =
  (start: number, f: (a: number, b: number) => number): Compute =>
  ([x], { axes, keep }) => {
    const gone = axes as readonly number[];
    const kept = x!.shape.map((n, i) => (gone.includes(i) ? 1 : n));
    const result = build(kept, () => start);
    let position = 0;
    build(x!.shape, (index) => {
      const target = index.reduce((offset, i, axis) => offset * kept[axis]! + (kept[axis] === 1 ? 0 : i), 0);
      result.data[target] = f(result.data[target]!, x!.data[position++]!);
      return 0;
    });
    return [{ shape: keep ? kept : x!.shape.filter((_, i) => !gone.includes(i)), data: result.data }];
  };

const average: Compute = ([x], attributes, shapes) => {
  const total = reduce(0, (a, b) => a + b)([x!], attributes, shapes)[0]!;
  return [{ shape: total.shape, data: total.data.map((v) => (v * total.data.length) / x!.data.length) }];
};

const part = (x: Tensor64, axis: number, start: number, length: number): Tensor64 =>
  build(x.shape.with(axis, length), (index) => at(x, index.with(axis, index[axis]! + start)));

const split: Compute = ([x], { axis, sizes }) => {
  let start = 0;
  return (sizes as readonly number[]).map((size) => {
    start += size;
    return part(x!, axis as number, start - size, size);
  });
};

const concat: Compute = (parts, { axis }, [shape]) => {
  const k = axis as number;
  const pick = (index: number[]): number => {
    let start = 0;
    for (const piece of parts) {
      const i = index[k]! - start;
      if (i < piece.shape[k]!) return at(piece, index.with(k, i));
      start += piece.shape[k]!;
    }
    throw new Error("reference64: Concat declares more than its parts have");
  };
  return [build(shape!, pick)];
};

const scatterRows: Compute = ([ids, updates], { rows: count }) => {
  const [n, width] = updates!.shape as [number, number];
  const result = new Float64Array((count as number) * width);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < width; j++) result[ids!.data[i]! * width + j]! += updates!.data[i * width + j]!;
  return [{ shape: [count as number, width], data: result }];
};

const softmaxRow = (row: Float64Array): number[] => {
  const top = Math.max(...row);
  const total = row.reduce((sum, z) => sum + Math.exp(z - top), 0);
  return Array.from(row, (z) => Math.exp(z - top) / total);
};

const logSoftmaxRow = (row: Float64Array): number[] => {
  const top = Math.max(...row);
  const log = Math.log(row.reduce((sum, z) => sum + Math.exp(z - top), 0));
  return Array.from(row, (z) => z - top - log);
};

const normalise: Compute = ([x], { epsilon }, shapes) => {
  const stats = rows(x!).map((row) => {
    const mean = row.reduce((sum, v) => sum + v, 0) / row.length;
    const variance = row.reduce((sum, v) => sum + (v - mean) ** 2, 0) / row.length;
    const invStd = 1 / Math.sqrt(variance + (epsilon as number));
    return { y: Array.from(row, (v) => (v - mean) * invStd), mean: [mean], invStd: [invStd] };
  });
  const column = (name: "y" | "mean" | "invStd", i: number) =>
    fromRows(
      shapes[i]!,
      stats.map((row) => row[name]),
    );
  return [column("y", 0), column("mean", 1), column("invStd", 2)];
};

const MATMUL = "transA transB rowsFirstA rowsFirstB alpha";

/** Operator -> [the attributes it has, what it computes]. */
const OPERATORS: Readonly<Record<string, readonly [string, Compute]>> = {
  Add: ["", elementwise((a, b) => a! + b!)],
  Sub: ["", elementwise((a, b) => a! - b!)],
  Mul: ["", elementwise((a, b) => a! * b!)],
  Div: ["", elementwise((a, b) => a! / b!)],
  Exp: ["", elementwise(Math.exp)],
  Log: ["", elementwise(Math.log)],
  Sqrt: ["", elementwise(Math.sqrt)],
  Erf: ["", elementwise((x) => erf64(x!))],
  Tanh: ["", elementwise(Math.tanh)],
  Relu: ["", elementwise((x) => Math.max(x!, 0))],
  Gelu: ["", elementwise((x) => (x! * (1 + erf64(x! / Math.SQRT2))) / 2)],
  Greater: ["", elementwise((a, b) => Number(a! > b!))],
  Less: ["", elementwise((a, b) => Number(a! < b!))],
  Equal: ["", elementwise((a, b) => Number(a === b))],
  Where: ["", elementwise((condition, a, b) => (condition ? a! : b!))],
  Cast: ["to", elementwise((x) => x!)],
  MatMul: [MATMUL, product],
  Gemm: [
    MATMUL,
    ([a, b, c], attributes, [shape]) => {
      const plain = product([a!, b!], attributes, [shape!])[0]!;
      return [build(shape!, (index) => at(plain, index) + at(c!, index))];
    },
  ],
  ReduceSum: ["axes keep", reduce(0, (a, b) => a + b)],
  ReduceMean: ["axes keep", average],
  ReduceMax: ["axes keep", reduce(-Infinity, Math.max)],
  Reshape: ["shape", ([x], _, [shape]) => [{ shape: shape!, data: x!.data }]],
  Transpose: ["perm", ([x], { perm }) => [permute(x!, perm as readonly number[])]],
  Slice: [
    "axis start end",
    ([x], { axis, start, end }) => [part(x!, axis as number, start as number, (end as number) - (start as number))],
  ],
  Split: ["axis sizes", split],
  Concat: ["axis", concat],
  Expand: ["shape", ([x], _, [shape]) => [build(shape!, (index) => at(x!, index))]],
  Gather: [
    "axis",
    ([table, ids], _, [shape]) => {
      const picked = Array.from(ids!.data, (id) => rows2(table!)[id]!);
      return [fromRows(shape!, picked)];
    },
  ],
  ScatterRows: ["rows", scatterRows],
  OneHot: [
    "depth",
    ([ids], { depth }, [shape]) => [
      fromRows(
        shape!,
        Array.from(ids!.data, (id) => Array.from({ length: depth as number }, (_, v) => Number(v === id))),
      ),
    ],
  ],
  Softmax: ["", ([x], _, [shape]) => [fromRows(shape!, rows(x!).map(softmaxRow))]],
  LogSoftmax: ["", ([x], _, [shape]) => [fromRows(shape!, rows(x!).map(logSoftmaxRow))]],
  LayerNormalization: ["epsilon centredUse", normalise],
};

/** A table's entries along its first axis. */
const rows2 = (table: Tensor64): Float64Array[] =>
  rows({ shape: [table.shape[0]!, table.data.length / table.shape[0]!], data: table.data });
