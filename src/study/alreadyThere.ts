/** A question whose threshold the observed rungs have already reached has no jump ahead of it; people should hear that in time. */

import { number } from "../base/words.ts";
import { mean } from "../math/stats.ts";
import { gridOf, isAt, jumpBin } from "../question/grid.ts";
import type { Evidence, Question } from "../records.ts";

/** Returns a note when the largest observed rung has reached the threshold (seed mean), else nothing. */
export function alreadyThere(question: Question, { rows }: Evidence): string[] {
  const { top } = gridOf(question);
  const values = rows
    .filter((row) => row.metric === question.metric && row.position === null && isAt(top, row))
    .map((row) => row.value);
  if (values.length === 0 || jumpBin(question, [mean(values)]) !== 0) return [];
  return [
    `note: ${top.name} is at ${number(mean(values))} in the evidence and so beyond the threshold ${question.threshold} already: no jump is left to forecast`,
    "  ask again with another threshold or with smaller observed rungs, under a new name",
  ];
}
