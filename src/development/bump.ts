/**
 * The bump of a loss curve: how far it rises above its lower convex hull, and where. The induction-heads paper calls its phase change
 * "the only place in training where the loss is not convex (monotonically decreasing in slope)"; it gives no number, so the number is
 * ours: the largest height above the hull. A power law, an exponential decay and any convex curve give 0; noise gives about its own
 * size, so a height means something only against the loss's standard error.
 * @see Olsson et al. 2022, "In-context Learning and Induction Heads", https://transformer-circuits.pub/2022/in-context-learning-and-induction-heads/
 */
import { usageError } from "../base/errors.ts";

/**
 * The largest rise above the hull: `height` in the loss's unit, `at` the step where it is reached, and the steps `from`, `to` of
 * the hull's two points around it: the curve leaves convexity at the first and is back at the second.
 */
export type Bump = { height: number; at: number; from: number; to: number };

/**
 * Returns the bump of a loss curve, height = max_i (loss_i - hull(x_i)), hull the largest convex function below all points; height 0
 * and from = at = to = the first step for a convex curve; null for fewer than 4 points. Axis: `linear` in steps (tokens are
 * proportional to them and give the same height), or `log`, x = ln(step + 1), where an early plateau counts as a bump too.
 * Errors: usage, for lengths that differ, steps that do not increase, or a loss that is not finite.
 */
export function lossBump(
  steps: readonly number[],
  loss: readonly number[],
  axis: "linear" | "log" = "linear",
): Bump | null {
  check(steps, loss);
  if (steps.length < 4) return null;
  const x = axis === "log" ? steps.map(Math.log1p) : steps;
  const corners = lowerHull(x, loss);
  let bump: Bump = { height: 0, at: steps[0]!, from: steps[0]!, to: steps[0]! };
  for (let k = 1; k < corners.length; k++) {
    const [a, b] = [corners[k - 1]!, corners[k]!];
    const slope = (loss[b]! - loss[a]!) / (x[b]! - x[a]!);
    for (let i = a + 1; i < b; i++) {
      const height = loss[i]! - (loss[a]! + slope * (x[i]! - x[a]!));
      if (height > bump.height) bump = { height, at: steps[i]!, from: steps[a]!, to: steps[b]! };
    }
  }
  return bump;
}

/** The indices of the lower convex hull's corners, first and last point included (monotone chain). */
function lowerHull(x: readonly number[], y: readonly number[]): number[] {
  const corners: number[] = [];
  for (let i = 0; i < x.length; i++) {
    while (corners.length >= 2) {
      const [a, b] = [corners.at(-2)!, corners.at(-1)!];
      if ((y[b]! - y[a]!) * (x[i]! - x[b]!) < (y[i]! - y[b]!) * (x[b]! - x[a]!)) break;
      corners.pop();
    }
    corners.push(i);
  }
  return corners;
}

function check(steps: readonly number[], loss: readonly number[]): void {
  const fail = (requirement: string, got: unknown) =>
    usageError("lossBump", requirement, got, "pass the steps and values of one loss curve, in order");
  if (steps.length !== loss.length)
    throw fail("as many losses as steps are required", `${steps.length} steps, ${loss.length} losses`);
  const back = steps.findIndex((step, i) => !(i === 0 ? step >= 0 : step > steps[i - 1]!));
  if (back >= 0) throw fail("increasing steps from 0 on are required", steps.slice(Math.max(0, back - 1), back + 1));
  const bad = loss.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw fail("finite losses are required", `${loss[bad]} at step ${steps[bad]}`);
}
