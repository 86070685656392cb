/** What a check that holds has to say: that something was as it should be, or that there was nothing to look at, which is no pass. */

/** What was found, in words; `{ none }` where there was nothing to check. */
export type Finding = string | { none: string };

/** Returns what was found in `count` things; of no thing nothing was checked. */
export function foundIn(count: number, text: string): Finding {
  return count > 0 ? text : { none: text };
}
