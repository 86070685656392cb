/**
 * Reliability of probabilities against what happened, without bins: the outcomes' isotonic regression on the probabilities says what
 * each stated probability was worth, and splits the mean Brier score into miscalibration, discrimination and uncertainty.
 */
import { usageError } from "../base/errors.ts";
import { mean, sum } from "../math/stats.ts";
import { brier } from "./categorical.ts";
import { isotonicBlocks } from "./isotonic.ts";

/** Stated probability p, its recalibrated value r, how often it was stated, and how often the event then happened. */
export type ReliabilityPoint = { p: number; r: number; n: number; numHappened: number };

/**
 * meanBrier = miscalibration - discrimination + uncertainty, all in [0, 1]: what recalibration would save (0 is best), what the
 * recalibrated probabilities save over always saying the base rate (0 = they say nothing), and the base rate's own score.
 */
export type Corp = {
  n: number;
  curve: ReliabilityPoint[];
  meanBrier: number;
  miscalibration: number;
  discrimination: number;
  uncertainty: number;
};

/**
 * Returns the reliability curve, ascending in p, and the split of S, the mean of (p - o)^2: with r the pooled adjacent violators and c the
 * base rate, MCB = S(p) - S(r), DSC = S(c) - S(r), UNC = S(c). Neither MCB nor DSC is negative, because r is the best monotone map.
 * The order of the forecasts changes no bit. Errors: usage without forecasts or for probabilities outside [0, 1].
 */
export function corp(probabilities: readonly number[], happened: readonly boolean[]): Corp {
  requirePairs(probabilities, happened);
  const outcomes = happened.map(Number);
  const blocks = isotonicBlocks(probabilities, outcomes);
  const recalibrated = (p: number) => blocks.find(({ to }) => p <= to)!.value;
  const score = (map: (p: number) => number) => mean(probabilities.map((p, i) => brier(map(p), happened[i]!)));
  const baseRate = sum(outcomes) / outcomes.length;
  const [meanBrier, best, uncertainty] = [score((p) => p), score(recalibrated), score(() => baseRate)];
  const stated = new Map<number, [number, number]>();
  for (const [i, p] of probabilities.entries()) {
    const [n, numHappened] = stated.get(p) ?? [0, 0];
    stated.set(p, [n + 1, numHappened + outcomes[i]!]);
  }
  const curve = [...stated]
    .sort(([a], [b]) => a - b)
    .map(([p, [n, numHappened]]) => ({ p, r: recalibrated(p), n, numHappened }));
  return {
    n: probabilities.length,
    curve,
    meanBrier,
    miscalibration: Math.max(0, meanBrier - best),
    discrimination: Math.max(0, uncertainty - best),
    uncertainty,
  };
}

function requirePairs(probabilities: readonly number[], happened: readonly boolean[]): void {
  const bad = probabilities.find((p) => !(p >= 0 && p <= 1));
  if (probabilities.length > 0 && probabilities.length === happened.length && bad === undefined) return;
  throw usageError(
    "corp",
    "one or more probabilities in [0, 1] with one outcome each are required",
    bad ?? `${probabilities.length} probabilities, ${happened.length} outcomes`,
    "leave out forecasts without an outcome",
  );
}
