/** The logarithmic score of masses, in nats. Lower is better; unbounded when the outcome had no mass, which is why forecasts carry a floor. */
import { numericError } from "../base/errors.ts";

/** Returns -ln p_k for the masses p of a categorical forecast and the realised index k (from 0). */
export function logScore(masses: readonly number[], k: number): number {
  const mass = masses[k];
  if (mass === undefined || !(mass > 0))
    throw numericError(
      "logScore",
      "a mass above 0 on what happened is required",
      mass,
      "apply the floor at registration",
    );
  return -Math.log(mass);
}
