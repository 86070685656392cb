/**
 * How wide must intervals be, judged by finished questions alone? Split conformal prediction on the scale of probabilities: if the new
 * question is exchangeable with the finished ones, the widened interval covers at its nominal level whatever the forecaster's faults.
 * It is empirical: extrapolation strains exchangeability, and targets of one cluster are not independent pieces of it.
 */
import { usageError } from "../base/errors.ts";
import type { ScoredTarget } from "../records.ts";

/**
 * `level`: the central interval to read off the forecast's distribution, between the quantiles (1 - level)/2 and (1 + level)/2, in
 * place of the nominal one; `rank`: which of the n sorted nonconformities it is; n questions, one value of each, in numClusters clusters were used.
 */
export type ConformalLevel =
  | { ok: true; nominal: number; level: number; rank: number; n: number; numClusters: number }
  | { ok: false; reason: string };

/**
 * Returns the level that stands for nominal 1 - alpha: the ceil((n + 1)(1 - alpha))-th smallest of |2u - 1| over the PIT values u of
 * finished questions of the same kind, one value of each, because values of one question move together. No level with fewer than 1/alpha - 1 of them (9 at 90 %, 4 at 80 %), or where that rank is a
 * value outside the whole of its forecast, which no central interval can reach; the guarantee counts that as an interval without ends
 * (where 5 % of values fall outside, n = 9 gives 91 % so counted, but 86 % of the intervals that exist cover, by simulation).
 * Errors: usage for alpha outside (0, 1).
 */
export function conformalLevel(
  finished: readonly Pick<ScoredTarget, "cluster" | "pit">[],
  alpha: number,
): ConformalLevel {
  if (!(alpha > 0 && alpha < 1))
    throw usageError("conformalLevel", "alpha in (0, 1) is required", alpha, "use 0.1 for 90 %");
  const n = finished.length;
  const rank = Math.ceil((n + 1) * (1 - alpha) - SLACK);
  const nominal = 1 - alpha;
  const percent = Number((100 * nominal).toPrecision(6));
  if (rank > n)
    return {
      ok: false,
      reason: `${percent} % needs ${Math.ceil(1 / alpha - 1 - SLACK)} finished questions of the same kind, there are ${n}`,
    };
  const level = finished.map(({ pit }) => Math.abs(2 * pit - 1)).sort((a, b) => a - b)[rank - 1]!;
  if (level === 1)
    return { ok: false, reason: `too many of ${n} finished values lay outside their whole forecast for ${percent} %` };
  return { ok: true, nominal, level, rank, n, numClusters: new Set(finished.map(({ cluster }) => cluster)).size };
}

/** 1/0.1 - 1 and 10 * (1 - 0.1) must be 9, not the next double. */
const SLACK = 1e-9;
