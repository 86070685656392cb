/** Operators that move elements without computing: reshape, transpose, slice, split, concat, expand, gather, one-hot. */
import { broadcast } from "./elementwise.ts";
import { type Shape, sameShape, sizeOf, type Value } from "./value.ts";

/** Returns a non-negative axis; throws a TypeError when it is out of range. */
export function axisOf(x: Value, axis: number): number {
  const rank = x.shape.length;
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank)
    throw new TypeError(`axis: one of a rank-${rank} value is required, got ${axis}`);
  return axis < 0 ? axis + rank : axis;
}

/** Returns x with another shape of the same size. */
export function reshape(x: Value, shape: Shape): Value {
  if (sizeOf(shape) !== sizeOf(x.shape))
    throw new TypeError(`reshape: size ${sizeOf(x.shape)} is required, got [${shape}]`);
  if (sameShape(shape, x.shape)) return x;
  if (x.fill !== undefined) return x.graph.fill(x.fill, shape);
  if (x.node?.op === "Reshape") return reshape(x.node.inputs[0]!, shape);
  return x.graph.apply("Reshape", [x], [{ shape, dtype: x.dtype }], { shape })[0]!;
}

/** Returns x with axis i of the result taken from axis permutation[i]. */
export function transpose(x: Value, permutation: readonly number[]): Value {
  const shape = permutation.map((axis) => x.shape[axis]!);
  if (
    permutation.length !== x.shape.length ||
    new Set(permutation).size !== x.shape.length ||
    shape.includes(undefined as never)
  )
    throw new TypeError(`transpose: a permutation of the axes of [${x.shape}] is required, got [${permutation}]`);
  if (permutation.every((axis, i) => axis === i)) return x;
  if (x.fill !== undefined) return x.graph.fill(x.fill, shape);
  if (x.node?.op === "Transpose") {
    const inner = x.node.attributes.perm as readonly number[];
    return transpose(
      x.node.inputs[0]!,
      permutation.map((axis) => inner[axis]!),
    );
  }
  return x.graph.apply("Transpose", [x], [{ shape, dtype: x.dtype }], { perm: permutation })[0]!;
}

/** Returns x with its last two axes exchanged. */
export function swapLastTwo(x: Value): Value {
  const rank = x.shape.length;
  return transpose(x, [...Array(rank - 2).keys(), rank - 1, rank - 2]);
}

/** Returns x with the axis at `from` put at `to`, the others in order. */
export function moveAxis(x: Value, from: number, to: number): Value {
  return transpose(x, [...x.shape.keys()].toSpliced(from, 1).toSpliced(to, 0, from));
}

/** Returns the elements [start, end) along one axis. */
export function slice(x: Value, axis: number, start: number, end: number): Value {
  const k = axisOf(x, axis);
  if (start < 0 || end > x.shape[k]! || start >= end)
    throw new TypeError(`slice: a part of [0, ${x.shape[k]}) is required, got [${start}, ${end})`);
  if (start === 0 && end === x.shape[k]) return x;
  const shape = x.shape.with(k, end - start);
  if (x.fill !== undefined) return x.graph.fill(x.fill, shape);
  return x.graph.apply("Slice", [x], [{ shape, dtype: x.dtype }], { axis: k, start, end })[0]!;
}

/** Returns the consecutive parts of x along one axis, of the given sizes. */
export function split(x: Value, axis: number, sizes: readonly number[]): readonly Value[] {
  const k = axisOf(x, axis);
  if (sizes.reduce((a, b) => a + b, 0) !== x.shape[k])
    throw new TypeError(`split: sizes that sum to ${x.shape[k]} are required, got ${sizes}`);
  if (sizes.length === 1) return [x];
  const outputs = sizes.map((n) => ({ shape: x.shape.with(k, n), dtype: x.dtype }));
  return x.graph.apply("Split", [x], outputs, { axis: k, sizes });
}

/** Returns the parts joined along one axis. */
export function concat(parts: readonly Value[], axis: number): Value {
  const first = parts[0]!;
  if (parts.length === 1) return first;
  const k = axisOf(first, axis);
  const misfit = parts.find(({ shape }) => !sameShape(shape.toSpliced(k, 1), first.shape.toSpliced(k, 1)));
  if (misfit)
    throw new TypeError(
      `concat: shapes equal but for axis ${k} are required, got [${first.shape}] and [${misfit.shape}]`,
    );
  const shape = first.shape.with(
    k,
    parts.reduce((n, part) => n + part.shape[k]!, 0),
  );
  return first.graph.apply("Concat", parts, [{ shape, dtype: first.dtype }], { axis: k })[0]!;
}

/** Returns x broadcast to a shape. */
export function expand(x: Value, shape: Shape): Value {
  if (!sameShape(broadcast(x.shape, shape), shape))
    throw new TypeError(`expand: a shape [${x.shape}] broadcasts to is required, got [${shape}]`);
  if (sameShape(x.shape, shape)) return x;
  if (x.fill !== undefined) return x.graph.fill(x.fill, shape);
  return x.graph.apply("Expand", [x], [{ shape }], { shape })[0]!;
}

/** Returns rows of a table `[rows, width]` chosen by int32 ids `[...]`: `[..., width]`. */
export function gatherRows(table: Value, ids: Value): Value {
  return table.graph.apply("Gather", [table, ids], [{ shape: [...ids.shape, ...table.shape.slice(1)] }], {
    axis: 0,
  })[0]!;
}

/** Returns the sum of the rows of `updates` `[n, width]` that carry each id: `[rows, width]`; the transpose of gatherRows. */
export function scatterRows(ids: Value, updates: Value, rows: number): Value {
  const shape = [rows, updates.shape[1]!];
  return updates.graph.apply("ScatterRows", [ids, updates], [{ shape }], { rows })[0]!;
}

/** Returns 1 at the id and 0 elsewhere: `[...ids, depth]` float32. */
export function oneHot(ids: Value, depth: number): Value {
  return ids.graph.apply("OneHot", [ids], [{ shape: [...ids.shape, depth] }], { depth })[0]!;
}
