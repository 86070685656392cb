/**
 * Scored targets as sets: which are the same target, which of them every forecaster answered. Scores on different targets say which
 * targets were easy, so every comparison of forecasters is made on the common ones.
 */
import { integrityError, numericError, usageError } from "../base/errors.ts";
import type { ScoredTarget } from "../records.ts";

/** Beyond this, sums of a few losses overflow. */
const LARGEST = 1e300;

/** Returns the items by the text `key` gives them, in the order of first appearance. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

/** Returns what makes two records the same target: cluster, metric, axis, cut and rung. */
export function targetId({ cluster, metric, axis, cut, rung }: ScoredTarget): string {
  return JSON.stringify([cluster, metric, axis, cut, rung]);
}

/**
 * Returns the records of the targets that every forecaster among them answered. Errors: usage when a forecaster answers a target twice,
 * integrity when forecasters disagree on a target's value or baseline, numeric for a number that is not finite or above 1e300.
 */
export function commonTargets(targets: readonly ScoredTarget[]): ScoredTarget[] {
  const numForecasters = groupBy(targets, ({ forecaster }) => forecaster).size;
  const byTarget = groupBy(targets, targetId);
  for (const [id, records] of byTarget) checkTarget(id, records);
  return targets.filter((target) => byTarget.get(targetId(target))!.length === numForecasters);
}

function checkTarget(id: string, records: readonly ScoredTarget[]): void {
  const [first] = records;
  const hint = "score the forecasts again from one set of outcomes, each once";
  const names = records.map(({ forecaster }) => forecaster);
  if (new Set(names).size < names.length)
    throw usageError("summarise", `one forecast per forecaster of target ${id} is required`, names.join(", "), hint);
  const other = records.find(({ value, baseline }) => value !== first!.value || baseline !== first!.baseline);
  if (other)
    throw integrityError("summarise", `one value and baseline of target ${id} are required`, other.forecaster, hint);
  for (const record of records) {
    const bad = Object.entries(record).find(([, field]) => typeof field === "number" && !(Math.abs(field) <= LARGEST));
    if (bad) throw numericError("summarise", `finite numbers are required of target ${id}`, bad.join(" "), hint);
  }
}
