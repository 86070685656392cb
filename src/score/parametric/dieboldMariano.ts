/**
 * The Diebold-Mariano test of equal loss in the small-sample form of Harvey, Leybourne and Newbold. An extra only: it was made for long
 * series of one forecaster through time, not for ten sizes; the sign-flip test over clusters is the default.
 */
import { studentTCdf } from "../../math/special.ts";

/** `variance` V of the mean difference; p two-sided, from Student's t with n - 1 degrees of freedom; standardError as corrected. */
export type DieboldMariano =
  | {
      ok: true;
      n: number;
      meanDifference: number;
      variance: number;
      standardError: number;
      statistic: number;
      p: number;
    }
  | { ok: false; reason: string };

/**
 * Returns the test of a series of loss differences d_1 .. d_n, in order, of forecasts h steps ahead: statistic mean/sqrt V *
 * sqrt((n + 1 - 2h + h(h - 1)/n)/n), V = (g_0 + 2 sum_{k < h} g_k)/n^2, g_k = sum_t (d_t - mean)(d_{t-k} - mean). No test unless
 * 1 <= h < n, all differences are finite and V > 0.
 */
export function dieboldMariano(differences: readonly number[], h: number): DieboldMariano {
  const n = differences.length;
  if (!(Number.isInteger(h) && h >= 1 && h < n))
    return { ok: false, reason: `whole steps ahead from 1 to n - 1 are required, got ${h} with n = ${n}` };
  if (!differences.every(Number.isFinite)) return { ok: false, reason: "a difference is not a finite number" };
  const meanDifference = differences.reduce((a, b) => a + b, 0) / n;
  const variance = varianceOfMean(
    differences.map((d) => d - meanDifference),
    h,
  );
  if (!(variance > 0)) return { ok: false, reason: "the estimated variance of the mean difference is not above 0" };
  const standardError = Math.sqrt((variance * n) / (n + 1 - 2 * h + (h * (h - 1)) / n));
  const statistic = meanDifference / standardError;
  const p = 2 * studentTCdf(-Math.abs(statistic), n - 1);
  return { ok: true, n, meanDifference, variance, standardError, statistic, p };
}

function varianceOfMean(centred: readonly number[], h: number): number {
  const n = centred.length;
  const g = (lag: number) => centred.reduce((total, d, t) => total + (t < lag ? 0 : d * centred[t - lag]!), 0);
  let total = g(0);
  for (let lag = 1; lag < h; lag++) total += 2 * g(lag);
  return total / n ** 2;
}
