/** Central differences in float64, the independent path that derivative rules are checked against. */
import { sizeOf, type Value } from "../../src/graph/value.ts";
import { compile64 } from "./reference64.ts";

export type Point = Readonly<Record<string, ArrayLike<number>>>;

/**
 * Returns d (sum of values) / d input for each named input, in float64, by (f(x + h) - f(x - h)) / 2h with h = 1e-5: the error is
 * of the order of 1e-10.
 */
export function differences(values: readonly Value[], inputs: readonly Value[], point: Point): Float64Array[] {
  const evaluate = compile64(values);
  const total = (at: Point) => evaluate(at).reduce((sum, { data }) => sum + data.reduce((a, b) => a + b, 0), 0);
  return inputs.map((input) => {
    const name = input.name!;
    return Float64Array.from({ length: sizeOf(input.shape) }, (_, i) => {
      const moved = (h: number) => {
        const x = Float64Array.from(point[name]!);
        x[i]! += h;
        return total({ ...point, [name]: x });
      };
      return (moved(1e-5) - moved(-1e-5)) / 2e-5;
    });
  });
}

/** The largest |a - b| relative to the largest |b| (at least 1e-3, so that exact zeros compare too). */
export function worst(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let [gap, scale] = [0, 1e-3];
  for (let i = 0; i < b.length; i++) {
    if (!Number.isFinite(a[i]!)) return Number.POSITIVE_INFINITY;
    gap = Math.max(gap, Math.abs(a[i]! - b[i]!));
    scale = Math.max(scale, Math.abs(b[i]!));
  }
  return gap / scale;
}
