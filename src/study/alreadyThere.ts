/** A question whose threshold the observed rungs have already reached has no jump ahead of it; people should hear that in time. */
import { seedMeans } from "../forecast/rungs.ts";
import { gridOf, isBeyond } from "../question/grid.ts";
import type { Evidence, Question } from "../records.ts";

/** Returns the largest observed rung and its seed mean when that has reached the threshold, else null. */
export function alreadyThere(question: Question, { rows }: Evidence): { rung: string; value: number } | null {
  const { top } = gridOf(question);
  const value = seedMeans(question, rows).get(top.name);
  return value !== undefined && isBeyond(question, value) ? { rung: top.name, value } : null;
}
