/** Which observed rungs are still on the floor: their values are noise around what guessing gives, and say nothing of a rise. */
import type { Ask } from "./ask.ts";
import { MIN_SUCCESSES, type RungValues } from "./rungs.ts";

/** Standard errors above chance up to which a share is as good as chance. */
const ABOVE_CHANCE = 2;

function isOnFloor({ kind }: Pick<Ask, "kind">, { mean, numExamples }: RungValues): boolean {
  if (kind.kind === "share" && kind.chance !== null && kind.chance > 0)
    return mean <= kind.chance + ABOVE_CHANCE * Math.sqrt((kind.chance * (1 - kind.chance)) / numExamples);
  const isShare = kind.kind === "greedy" || kind.kind === "share";
  return isShare && mean * numExamples < MIN_SUCCESSES;
}

/**
 * Returns the rungs from the last one on the floor on, in their order; all of them when none is there. On the floor is a share with fewer than 5
 * successes, or at most two binomial standard errors above chance where chance is known and above 0; values of other metrics never are.
 */
export function fromFloor(ask: Pick<Ask, "kind">, rungs: readonly RungValues[]): readonly RungValues[] {
  const last = rungs.findLastIndex((rung) => isOnFloor(ask, rung));
  return rungs.slice(Math.max(0, last));
}
