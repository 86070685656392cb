/**
 * Has a steady improvement turned, or is it noise? A change-point test whose false-alarm rate is known by construction.
 *
 * Statistic: T = max over checkpoints c and window widths w, w' in 1, 2, 4, .. of z = (R - L) / sqrt(1/W_L + 1/W_R), L and R the
 * means of the w checkpoints up to c and of the w' after it, weighted by 1/se^2, W their total weights. Values are signed so that a
 * rise is worse. Null hypothesis: a curve that never gets worse, plus independent normal noise of the stated standard errors.
 * Every z is a later mean minus an earlier one, so improvement can only lower it: T of any improving curve lies below T of a flat one with
 * the same noise. T is compared with N draws of flat noise: p = (1 + number of draws >= T) / (N + 1), and P(p <= alpha) <= alpha for
 * every improving curve, exactly.
 *
 * What it does not say: training that really fluctuates beyond its evaluation error is a real rise, and is reported as one.
 */
import { usageError } from "../base/errors.ts";
import { generator, type Key } from "../base/random.ts";
import { type Curve, requireCurve } from "./curve.ts";

/** Draws of flat noise, N. */
const NUM_DRAWS = 999;

/** T, its p value, the level alpha, whether p <= alpha, and the last point before the steepest turn and the first one after it. */
export type ChangeTest = {
  statistic: number;
  p: number;
  alpha: number;
  alarm: boolean;
  before: number;
  after: number;
  numDraws: number;
};

/**
 * Returns the test of a curve for getting worse anywhere; null when a standard error is unknown or 0, or with fewer than 2 points:
 * no rate can be stated then. Errors: usage, when alpha is outside [1/1000, 1).
 */
export function changeTest(
  curve: Curve,
  { key, better = "lower", alpha = 0.05 }: { key: Key; better?: "higher" | "lower"; alpha?: number },
): ChangeTest | null {
  requireCurve("changeTest", curve, 0);
  if (!(alpha >= 1 / (NUM_DRAWS + 1) && alpha < 1))
    throw usageError("changeTest", `alpha in [${1 / (NUM_DRAWS + 1)}, 1) is required`, alpha, "use alpha: 0.05");
  const errors = curve.stderr.filter((error) => error !== null && error > 0) as number[];
  if (errors.length < curve.steps.length || errors.length < 2) return null;
  const windows = windowsOf(errors);
  const sign = better === "lower" ? 1 : -1;
  const { statistic, change } = scan(
    curve.values.map((value, i) => (sign * value) / errors[i]! ** 2),
    windows,
  );
  const rng = generator(key);
  let above = 0;
  for (let draw = 0; draw < NUM_DRAWS; draw++) {
    const weighted = errors.map((error) => rng.normal() / error);
    if (scan(weighted, windows).statistic >= statistic) above++;
  }
  const p = (1 + above) / (NUM_DRAWS + 1);
  const [before, after] = [curve.steps[change - 1]!, curve.steps[change]!];
  return { statistic, p, alpha, alarm: p <= alpha, before, after, numDraws: NUM_DRAWS };
}

/** Two neighbouring windows of points [from, c) and [c, to), and what the sums of value / se^2 in them are multiplied by to give z. */
type Windows = { from: number; c: number; to: number; left: number; right: number };

function windowsOf(errors: readonly number[]): Windows[] {
  const n = errors.length;
  const total = cumulate(errors.map((error) => error ** -2));
  const windows: Windows[] = [];
  for (let c = 1; c < n; c++)
    for (let w = 1; w <= c; w *= 2)
      for (let v = 1; c + v <= n; v *= 2) {
        const [before, behind] = [total[c]! - total[c - w]!, total[c + v]! - total[c]!];
        const spread = Math.sqrt(1 / before + 1 / behind);
        windows.push({ from: c - w, c, to: c + v, left: 1 / (before * spread), right: 1 / (behind * spread) });
      }
  return windows;
}

/** The largest z of values given as value / se^2, and its c: the index of the first point after the change. */
function scan(weighted: readonly number[], windows: readonly Windows[]): { statistic: number; change: number } {
  const sums = cumulate(weighted);
  let [statistic, change] = [-Infinity, 1];
  for (const { from, c, to, left, right } of windows) {
    const z = (sums[to]! - sums[c]!) * right - (sums[c]! - sums[from]!) * left;
    if (z <= statistic) continue;
    statistic = z;
    change = c;
  }
  return { statistic, change };
}

function cumulate(values: readonly number[]): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i]! + values[i]!;
  return sums;
}
