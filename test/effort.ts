/**
 * How much tests try, in one place. `npm test` tries a part of the most expensive cases; `npm run test:long` runs again every file
 * that imports this one and tries all; `npm run test:full` adds the seeds and cases that take minutes each.
 */

export type Effort = "fast" | "long" | "full";

/** The effort of this run: the configurations set it. */
export const effort = (process.env.TEST_EFFORT ?? "fast") as Effort;

/** Returns `part` in `npm test`, else `all`. */
export const tried = <T>(part: T, all: T): T => (effort === "fast" ? part : all);
