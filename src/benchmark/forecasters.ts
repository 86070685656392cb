/** Who is shown in which order, and whom the others are measured against. */

import { usageError } from "../base/errors.ts";
import { DEFAULT } from "../forecast/default.ts";
import { forecastersFor } from "./leaveOut.ts";

/** The references of every skill. */
export const PERSISTENCE = "persistence";
export const CLIMATOLOGY = "climatology";
/** The fixed rival of paired differences; without a forecaster of that name there are none. */
export const RIVAL = "gaussian-process";
/**
 * Returns the names of those asked, in the order in which they are shown: the candidate `by` (null: the default), the rival, the
 * others, the references at the end. `only` (empty = all) names who is asked beside the candidate, the rival and the references. Errors (usage): an unknown name.
 */
export function askedNames(by: string | null, only: readonly string[]): string[] {
  const candidate = by ?? DEFAULT;
  const known = forecastersFor("").map(({ name }) => name);
  const strange = [candidate, ...only].find((name) => !known.includes(name));
  if (strange !== undefined)
    throw usageError(
      "benchmark",
      `a forecaster (${known.join(", ")}) is required`,
      strange,
      "foreshock forecast --list",
    );
  const references = [PERSISTENCE, CLIMATOLOGY];
  const first = [candidate, RIVAL].filter((name) => known.includes(name));
  const rest = known.filter((name) => !references.includes(name) && (only.length === 0 || only.includes(name)));
  return [...new Set([...first, ...rest, ...references])];
}
