/**
 * Points as forecasting tournaments give them: higher is better, 0 = as good as knowing nothing (baseline) or as the others (peer). For
 * people who read such tables; losses, not points, rank forecasters here. Masses must carry a floor, since 0 on what happened is -Infinity.
 */
import { numericError, usageError } from "../base/errors.ts";
import { sum } from "../math/stats.ts";

/** Mass a tournament gives each open end of a range that knows nothing. */
const OUTSIDE = 0.05;

/** Returns 100 ln(p n)/ln n for the mass p on what happened among n >= 2 options: 0 for p = 1/n, 100 for certainty. */
export function baselinePoints(p: number, n: number): number {
  requireMass("baselinePoints", p);
  if (!(Number.isInteger(n) && n >= 2))
    throw usageError("baselinePoints", "two or more options are required", n, "count yes and no as two");
  return (100 * Math.log(p * n)) / Math.log(n);
}

/**
 * Returns 50 ln(m/b) for the mass m of the realised bin of a range cut into equal bins: b = 0.05 for a bin beyond an open end, otherwise
 * (1 - 0.05 openEnds)/numInside, numInside bins in the range and 0, 1 or 2 open ends.
 */
export function baselinePointsBinned(mass: number, isOutside: boolean, numInside: number, openEnds: 0 | 1 | 2): number {
  requireMass("baselinePointsBinned", mass);
  return 50 * Math.log(mass / (isOutside ? OUTSIDE : (1 - OUTSIDE * openEnds) / numInside));
}

/** Returns 100 (ln p_i - mean of the others' ln p) for each of n >= 2 forecasters' masses p on what happened; they sum to 0. */
export function peerPoints(masses: readonly number[]): number[] {
  if (masses.length < 2)
    throw usageError("peerPoints", "two or more forecasters are required", masses.length, "score it by itself");
  for (const mass of masses) requireMass("peerPoints", mass);
  const logs = masses.map(Math.log);
  const total = sum(logs);
  return logs.map((log) => 100 * (log - (total - log) / (logs.length - 1)));
}

function requireMass(where: string, mass: number): void {
  if (mass > 0 && Number.isFinite(mass)) return;
  throw numericError(where, "a mass above 0 on what happened is required", mass, "apply the floor at registration");
}
