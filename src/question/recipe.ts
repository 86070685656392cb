/**
 * Do two questions ask about the same runs to come? A family's digest says no as soon as one example more is evaluated; what makes results
 * known beforehand is the task's source with its settings, and a size.
 */
import type { Question } from "../records.ts";

type Recipe = Pick<Question, "task" | "rungs">;

/** Returns whether two questions hold out a size in common of one task, source and settings alike, whatever their names, metrics and families. */
export function isSameRecipe(one: Recipe, other: Recipe): boolean {
  return one.task.fingerprint === other.task.fingerprint && shares(one, other, true);
}

/** Returns whether the evidence of one question holds a size that another of the same task holds out. */
export function isInEvidence(one: Recipe, other: Recipe): boolean {
  return one.task.fingerprint === other.task.fingerprint && shares(one, other, false);
}

/** Whether a size of `one`, held out there or observed, is held out by `other`. */
function shares(one: Recipe, other: Recipe, heldOut: boolean): boolean {
  const later = new Set(other.rungs.filter((rung) => rung.heldOut).map(({ nParams }) => nParams));
  return one.rungs.some((rung) => rung.heldOut === heldOut && later.has(rung.nParams));
}
