/** No law is exact, and the farther ahead the less: what a forecaster's curves wander away from its law. */
import type { Generator } from "../base/random.ts";

/** Standard deviation in logits that a decade ahead adds; the first value that was tried, kept because intervals held (reports/LOG.md). */
export const MISFIT = 0.25;

/**
 * Returns a random walk in logits that is 0 at x = `from`: called with ascending x (decades), it returns the misfit there, whose increments are
 * N(0, .25^2 (x - x before)).
 */
export function misfitWalk(from: number, rng: Generator): (x: number) => number {
  let [misfit, before] = [0, from];
  return (x) => {
    misfit += MISFIT * Math.sqrt(x - before) * rng.normal();
    before = x;
    return misfit;
  };
}
