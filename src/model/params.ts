/**
 * Parameters: a named list of shapes, and one flat float32 vector that holds them all in that order. Training and sampling move the
 * flat vector; the model sees named tensors.
 */
import { fold, generator, type Key } from "../base/random.ts";
import { reshape, split } from "../graph/shape.ts";
import { type Shape, sizeOf, type Value } from "../graph/value.ts";

/** One named parameter: its shape, the standard deviation of its normal start (0 = constant), and that constant. */
export type Param = { readonly name: string; readonly shape: Shape; readonly std: number; readonly constant: number };
export type NamedTensors = Record<string, { shape: number[]; data: Float32Array }>;

/** Returns a parameter that starts as N(0, std^2). */
export const normalParam = (name: string, shape: Shape, std: number): Param => ({ name, shape, std, constant: 0 });

/** Returns a parameter that starts at one number. */
export const constantParam = (name: string, shape: Shape, constant: number): Param => ({
  name,
  shape,
  std: 0,
  constant,
});

/** Returns the number of elements of all parameters. */
export const numElements = (params: readonly Param[]): number => params.reduce((n, { shape }) => n + sizeOf(shape), 0);

/** Returns the flat vector `[P]` of starting values; every parameter has its own key, so adding one does not move the others. */
export function initialise(params: readonly Param[], key: Key): Float32Array {
  const flat = new Float32Array(numElements(params));
  let offset = 0;
  for (const { name, shape, std, constant } of params) {
    const end = offset + sizeOf(shape);
    if (std === 0) flat.fill(constant, offset, end);
    else {
      const { normal } = generator(fold(key, name));
      for (let i = offset; i < end; i++) flat[i] = std * normal();
    }
    offset = end;
  }
  return flat;
}

/** Returns the named tensors inside a flat graph value `[..., P]`; leading axes (replicas) stay in front of every shape. */
export function unflatten(flat: Value, params: readonly Param[]): Record<string, Value> {
  const lead = flat.shape.slice(0, -1);
  const parts = split(
    flat,
    -1,
    params.map(({ shape }) => sizeOf(shape)),
  );
  return Object.fromEntries(params.map(({ name, shape }, i) => [name, reshape(parts[i]!, [...lead, ...shape])]));
}

/** Returns the named tensors inside a flat array (views of the same memory). */
export function toNamed(flat: Float32Array, params: readonly Param[]): NamedTensors {
  let offset = 0;
  const entries = params.map(({ name, shape }) => {
    const data = flat.subarray(offset, offset + sizeOf(shape));
    offset += sizeOf(shape);
    return [name, { shape: [...shape], data }] as [string, NamedTensors[string]];
  });
  return Object.fromEntries(entries);
}

/** Returns the flat vector of named tensors; throws a TypeError when a name is missing or a size differs. */
export function toFlat(named: NamedTensors, params: readonly Param[]): Float32Array {
  const flat = new Float32Array(numElements(params));
  let offset = 0;
  for (const { name, shape } of params) {
    const data = named[name]?.data;
    if (data?.length !== sizeOf(shape))
      throw new TypeError(`toFlat: ${name} with ${sizeOf(shape)} elements is required, got ${data?.length}`);
    flat.set(data, offset);
    offset += data.length;
  }
  return flat;
}
