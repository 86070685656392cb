/** Whose rows are evidence? The runs of the question's own rungs, and those that it names beside them. */
import { matchesGlob } from "../base/glob.ts";
import { OBSERVED_SIZES, type Question } from "../records.ts";

/** What is looked at of a row. */
type Run = { run: string; nParams: number };

/**
 * Returns whether a row's run is one of the question's rungs' (a rung that names none: any of its size; evidence `OBSERVED_SIZES`: any),
 * and whether a pattern of its evidence names it beside them.
 */
export function namedRuns({ evidence, rungs }: Pick<Question, "evidence" | "rungs">): {
  isOwn(row: Run): boolean;
  isNamed(row: Run): boolean;
} {
  if (evidence === OBSERVED_SIZES) return { isOwn: () => true, isNamed: () => false };
  const own = new Set(rungs.map((rung) => rung.run));
  const sizes = new Set(rungs.filter((rung) => rung.run === null).map((rung) => rung.nParams));
  const isOwn = ({ run, nParams }: Run) => own.has(run) || sizes.has(nParams);
  return {
    isOwn,
    isNamed: (row) => !isOwn(row) && evidence.some((pattern) => matchesGlob(pattern, row.run)),
  };
}
