/** How abrupt is a fall, and do two lists have one order? Numbers of shape that do not depend on the unit of either axis. */
import type { Curve } from "../development/curve.ts";

/**
 * Returns the largest part of a curve's whole fall that happens while the step at most doubles: max over checkpoints a < b <= 2a of
 * (v_a - v_b) / (v_first - v_last), at most 1; null without a fall. 1 for a jump, 1 / (number of doublings) for a fall even in ln step.
 */
export function octaveShare({ steps, values }: Curve): number | null {
  const whole = values.length > 1 ? values[0]! - values.at(-1)! : 0;
  if (!(whole > 0)) return null;
  const falls = steps.map((a, i) => {
    const behind = values.filter((_, j) => j >= i && steps[j]! <= 2 * a);
    return values[i]! - Math.min(...behind);
  });
  return Math.min(1, Math.max(...falls) / whole);
}

/** Returns Spearman's rank correlation of two equally long lists, tied values at their mean rank; null when one list is constant. */
export function rankCorrelation(x: readonly number[], y: readonly number[]): number | null {
  const [a, b] = [ranksOf(x), ranksOf(y)];
  const centre = (x.length + 1) / 2;
  const product = (u: readonly number[], v: readonly number[]) =>
    u.reduce((sum, value, i) => sum + (value - centre) * (v[i]! - centre), 0);
  const spread = Math.sqrt(product(a, a) * product(b, b));
  return spread > 0 ? product(a, b) / spread : null;
}

/** A value's rank is the mean of the places it takes in the sorted list, the first place being 1. */
function ranksOf(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal + 1) / 2;
  });
}
