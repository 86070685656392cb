/** Who is asked: every forecaster of the project, and whom the others are measured against. */

import { usageError } from "../base/errors.ts";
import type { Forecaster } from "../forecast/forecaster.ts";
import { FORECASTERS } from "../forecast/forecasters.ts";

/** The references of every skill. */
export const PERSISTENCE = "persistence";
export const CLIMATOLOGY = "climatology";
/** The fixed rival of paired differences; without a forecaster of that name there are none. */
export const RIVAL = "gaussian-process";
/** Answers only where a law was written down, which no question here does. */
const NEEDS_A_LAW = "formula";

/**
 * Returns the forecasters asked about a source. Whatever one has learned from data must come from the other sources: a forecaster with a
 * learned table is made here for the source that is left out.
 */
export function forecastersFor(_source: string): readonly Forecaster[] {
  return FORECASTERS.filter(({ name }) => name !== NEEDS_A_LAW);
}

/**
 * Returns the names of those asked, in the order in which they are shown: the candidate, the rival, the others, the references at the end.
 * `only` (empty = all) names who is asked beside the candidate, the rival and the references. Errors (usage): an unknown name.
 */
export function askedNames(candidate: string, only: readonly string[]): string[] {
  const known = forecastersFor("").map(({ name }) => name);
  const strange = [candidate, ...only].find((name) => !known.includes(name));
  if (strange !== undefined)
    throw usageError(
      "benchmark",
      `a forecaster (${known.join(", ")}) is required`,
      strange,
      "foreshock forecast --list",
    );
  const last = [PERSISTENCE, CLIMATOLOGY];
  const first = [candidate, RIVAL].filter((name) => known.includes(name));
  const rest = known.filter((name) => !last.includes(name) && (only.length === 0 || only.includes(name)));
  return [...new Set([...first.filter((name) => !last.includes(name)), ...rest, ...last])];
}
