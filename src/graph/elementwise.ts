/**
 * Elementwise operators with NumPy broadcasting. The constructors simplify while the graph is built: x + 0, x * 1, chains of
 * scalars, constants of one repeated number, so that autodiff can be written naively and the emitted graph stays small.
 */
import { type Shape, sameShape, type Value } from "./value.ts";

/** Returns the broadcast of two shapes; throws a TypeError naming both when they do not fit. */
export function broadcast(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[i - rank + a.length] ?? 1;
    const y = b[i - rank + b.length] ?? 1;
    if (x !== y && x !== 1 && y !== 1)
      throw new TypeError(`broadcast: shapes that fit are required, got [${a}] and [${b}]`);
    return x === 1 ? y : x;
  });
}

const lift = (x: Value | number, like: Value): Value => (typeof x === "number" ? like.graph.fill(x) : x);

type Binary = "Add" | "Sub" | "Mul" | "Div";
const FOLD: Record<Binary, (x: number, y: number) => number> = {
  Add: (x, y) => x + y,
  Sub: (x, y) => x - y,
  Mul: (x, y) => x * y,
  Div: (x, y) => x / y,
};

function binary(op: Binary, a: Value, b: Value): Value {
  const shape = broadcast(a.shape, b.shape);
  if (a.fill !== undefined && b.fill !== undefined) return a.graph.fill(FOLD[op](a.fill, b.fill), shape);
  return a.graph.apply(op, [unexpanded(a, b), unexpanded(b, a)], [{ shape }])[0]!;
}

/** The value behind an expansion that broadcasting against `other` repeats anyway. */
function unexpanded(x: Value, other: Value): Value {
  const isNeeded = x.node?.op !== "Expand" || other.node?.op === "Expand" || !sameShape(other.shape, x.shape);
  return isNeeded ? x : x.node!.inputs[0]!;
}

/** x when adding or multiplying by a neutral constant leaves its shape alone, else null. */
const unchanged = (x: Value, shape: Shape): Value | null => (sameShape(x.shape, shape) ? x : null);

/** Returns a + b. */
export function add(a: Value, bOrNumber: Value | number): Value {
  const b = lift(bOrNumber, a);
  const shape = broadcast(a.shape, b.shape);
  if (b.fill === 0) return unchanged(a, shape) ?? binary("Add", a, b);
  if (a.fill === 0) return unchanged(b, shape) ?? binary("Add", a, b);
  const negated = scalarFactor(b);
  if (negated && negated.factor === -1) return binary("Sub", a, negated.of);
  const negatedA = scalarFactor(a);
  if (negatedA && negatedA.factor === -1) return binary("Sub", b, negatedA.of);
  return binary("Add", a, b);
}

/** Returns a - b. */
export function sub(aOrNumber: Value | number, bOrNumber: Value | number): Value {
  const like = (typeof aOrNumber === "number" ? bOrNumber : aOrNumber) as Value;
  const a = lift(aOrNumber, like);
  const b = lift(bOrNumber, like);
  if (b.fill === 0 && sameShape(a.shape, broadcast(a.shape, b.shape))) return a;
  if (a.fill === 0 && sameShape(b.shape, broadcast(a.shape, b.shape))) return neg(b);
  return binary("Sub", a, b);
}

/** Returns a * b; scalar factors are gathered into one. */
export function mul(a: Value, bOrNumber: Value | number): Value {
  const b = lift(bOrNumber, a);
  const shape = broadcast(a.shape, b.shape);
  if (a.fill !== undefined && b.fill === undefined) return mul(b, a);
  if (b.fill === 0) return a.graph.fill(0, shape);
  if (b.fill === 1 && sameShape(a.shape, shape)) return a;
  if (b.fill !== undefined && sameShape(a.shape, shape)) {
    const chain = scalarFactor(a);
    if (chain) return mul(chain.of, chain.factor * b.fill);
    return binary("Mul", a, a.graph.fill(b.fill));
  }
  return binary("Mul", a, b);
}

/** Returns a / b; division by a constant becomes a product. */
export function div(aOrNumber: Value | number, b: Value | number): Value {
  if (typeof b === "number") return mul(aOrNumber as Value, 1 / b);
  const a = lift(aOrNumber, b);
  return b.fill === undefined ? binary("Div", a, b) : mul(a, b.graph.fill(1 / b.fill, b.shape));
}

/** Returns -x. */
export const neg = (x: Value): Value => mul(x, -1);

/** Returns {of, factor} when x is `of` times a scalar constant of the same shape, else null. */
export function scalarFactor(x: Value): { of: Value; factor: number } | null {
  if (x.node?.op !== "Mul") return null;
  const [of, factor] = x.node.inputs as [Value, Value];
  return factor.fill !== undefined && sameShape(of.shape, x.shape) ? { of, factor: factor.fill } : null;
}

function unary(op: string, fold: ((x: number) => number) | null): (x: Value) => Value {
  return (x) =>
    x.fill !== undefined && fold
      ? x.graph.fill(fold(x.fill), x.shape)
      : x.graph.apply(op, [x], [{ shape: x.shape }])[0]!;
}

/** Returns e^x. */
export const exp = unary("Exp", Math.exp);
/** Returns ln x. */
export const log = unary("Log", Math.log);
/** Returns the square root of x. */
export const sqrt = unary("Sqrt", Math.sqrt);
/** Returns erf(x) = 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x. */
export const erf = unary("Erf", null);
/** Returns tanh x. */
export const tanh = unary("Tanh", Math.tanh);
/** Returns max(x, 0). */
export const relu = unary("Relu", (x) => Math.max(x, 0));
/** Returns the exact GELU x * Phi(x) = x (1 + erf(x / sqrt 2)) / 2. */
export const gelu = unary("Gelu", null);

function compare(op: "Greater" | "Less" | "Equal"): (a: Value, b: Value | number) => Value {
  return (a, bOrNumber) => {
    const b =
      typeof bOrNumber === "number" && a.dtype === "int32"
        ? a.graph.constant(Int32Array.of(bOrNumber), [])
        : lift(bOrNumber, a);
    return a.graph.apply(op, [a, b], [{ shape: broadcast(a.shape, b.shape), dtype: "bool" }])[0]!;
  };
}

/** Returns a > b as booleans. */
export const greater = compare("Greater");
/** Returns a < b as booleans. */
export const less = compare("Less");
/** Returns a = b as booleans. */
export const equal = compare("Equal");

/** Returns a where the condition holds, else b. */
export function where(condition: Value, aOrNumber: Value | number, bOrNumber: Value | number): Value {
  const a = lift(aOrNumber, condition);
  const b = lift(bOrNumber, condition);
  const shape = broadcast(condition.shape, broadcast(a.shape, b.shape));
  return a.graph.apply("Where", [condition, a, b], [{ shape }])[0]!;
}

/** Returns booleans or integers as float32. */
export const toFloat = (x: Value): Value =>
  x.dtype === "float32" ? x : x.graph.apply("Cast", [x], [{ shape: x.shape }], { to: 1 })[0]!;
