/**
 * How far to go along a direction: the weak Wolfe conditions, met by doubling and bisection. Weak suffices for BFGS, and bisection
 * cannot be fooled by the kinks that mislead polynomial interpolation.
 */

const ENOUGH_DECREASE = 1e-4;
const ENOUGH_FLATTENING = 0.9;
const MAX_EVALUATIONS = 50;
/** A predicted decrease below this share of the value is lost in rounding. */
const INVISIBLE = 1e-16;

type Point = { value: number; gradient: number[]; x: number[] };

/**
 * Returns the point at(t), 0 < t <= reach, with value <= value(0) + 1e-4 t slope(0) and slope(t) >= .9 slope(0); at t = reach (a
 * bound) the first condition is enough. Undefined when the direction does not descend or no such t is found in 50 evaluations.
 */
export function searchLine<P extends Point>(
  at: (t: number) => P,
  from: Point,
  direction: readonly number[],
  reach: number,
): P | undefined {
  const slopeOf = (point: Point) => direction.reduce((total, d, i) => total + d * point.gradient[i]!, 0);
  const slope = slopeOf(from);
  if (!(slope < 0)) return undefined;
  let [low, high] = [0, Infinity];
  let fallback: P | undefined;
  let t = Math.min(1, reach);
  for (let i = 0; i < MAX_EVALUATIONS && -slope * t > INVISIBLE * Math.abs(from.value); i++) {
    const point = at(t);
    const usable = point.gradient.every(Number.isFinite);
    if (!usable || !(point.value < from.value) || point.value > from.value + ENOUGH_DECREASE * t * slope) high = t;
    else if (t >= reach || slopeOf(point) >= ENOUGH_FLATTENING * slope) return point;
    else {
      fallback = point;
      low = t;
    }
    t = high < Infinity ? (low + high) / 2 : Math.min(2 * t, reach);
  }
  return fallback;
}
