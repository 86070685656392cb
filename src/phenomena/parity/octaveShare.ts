/** How abrupt is a fall? A number of shape that does not depend on the unit of either axis. */
import type { Curve } from "../../development/curve.ts";

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
