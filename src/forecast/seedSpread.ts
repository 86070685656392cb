/** How much single runs of one rung differ, pooled over rungs: the noise every forecast of a measured value has to carry. */
import { pooledVariance } from "../math/regression.ts";
import { sum } from "../math/stats.ts";
import type { RungValues } from "./rungs.ts";

/** Prior: two earlier deviations of this share of the range the rungs span, so that one seed a rung, or equal seeds, stay honest. */
const [PRIOR_DF, SHARE] = [2, 0.03];

/**
 * Returns the pooled standard deviation between seeds, sqrt((sum (value - rung mean)^2 + 2 p^2) / (df + 2)), p = 3 % of the range of the
 * rung means (1 when they are all equal); positive.
 */
export function seedSdOf(rungs: readonly Pick<RungValues, "mean" | "seeds">[]): number {
  const means = rungs.map((rung) => rung.mean);
  const range = Math.max(...means) - Math.min(...means) || 1;
  const squares = sum(rungs.flatMap((rung) => rung.seeds.map((value) => (value - rung.mean) ** 2)));
  const df = rungs.reduce((total, rung) => total + rung.seeds.length - 1, 0);
  return Math.sqrt(pooledVariance(squares, df, { df: PRIOR_DF, sd: SHARE * range }));
}
