/** A question whose threshold the observed rungs have already reached has no jump ahead of it; people should hear that in time. */
import { mean } from "../math/stats.ts";
import { gridOf, isAt, jumpBin } from "../question/grid.ts";
import type { Evidence, Question } from "../records.ts";

/** Returns the largest observed rung and its seed mean when that has reached the threshold, else null. */
export function alreadyThere(question: Question, { rows }: Evidence): { rung: string; value: number } | null {
  const { top } = gridOf(question);
  const values = rows
    .filter((row) => row.metric === question.metric && row.position === null && isAt(top, row))
    .map((row) => row.value);
  if (values.length === 0 || jumpBin(question, [mean(values)]) !== 0) return null;
  return { rung: top.name, value: mean(values) };
}
