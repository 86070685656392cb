/**
 * The sub-stages of the induction bump. The LLC curve has no turning point of its own between them, so they are bounded by events, in
 * every seed by its own: the previous-token head leaves its plateau, then prefix matching does, then the loss is back on its convex
 * hull. The types A and B are read by the rule of development/stages from what loss and LLC do between the events.
 */

import { number } from "../../base/words.ts";
import { changeOf, fitSmooth } from "../../development/smooth.ts";
import { changeOverSeeds, stageType } from "../../development/stages.ts";
import { mean } from "../../math/stats.ts";
import type { Stage } from "../section.ts";
import { type Course, departedAt } from "./facts.ts";

/** What is called which stage, in order. */
const STAGE_NAMES = ["word pairs", "previous token", "induction circuit", "refinement"] as const;

/** The steps between which a seed's stages lie: one more than stages; null when an event or enough LLC is missing. */
function boundsOf(course: Course): number[] | null {
  const { steps } = course.llc;
  const [previous, prefix] = [departedAt(course, "previous"), departedAt(course, "prefix")];
  if (steps.length < 4 || previous === null || prefix === null || course.bump === null) return null;
  const bounds = [steps[0]!, previous, prefix, course.bump.to, steps.at(-1)!];
  return bounds.every((step, i) => i === 0 || step > bounds[i - 1]!) ? bounds : null;
}

/** A stage with its evidence in numbers, and over how many seeds it is a mean. */
export type SubStage = Stage & { dLLC: number; eLLC: number; dLoss: number; eLoss: number; numSeeds: number };

/** Returns the stages over the seeds whose events come in this order: mean bounds, type and its evidence; none without such a seed. */
export function subStages(courses: readonly Course[]): SubStage[] {
  const known = courses.flatMap((course) => {
    const bounds = boundsOf(course);
    return bounds ? [{ bounds, llc: fitSmooth(course.llc), loss: fitSmooth(course.nll) }] : [];
  });
  if (known.length === 0) return [];
  return STAGE_NAMES.map((_, i) => {
    const change = (curve: "llc" | "loss") =>
      changeOverSeeds(known.map((seed) => changeOf(seed[curve], seed.bounds[i]!, seed.bounds[i + 1]!)));
    const [[dLLC, eLLC], [dLoss, eLoss]] = [change("llc"), change("loss")];
    return {
      from: mean(known.map(({ bounds }) => bounds[i]!)),
      to: mean(known.map(({ bounds }) => bounds[i + 1]!)),
      type: stageType({ dLLC, eLLC, dLoss, eLoss }),
      ...{ dLLC, eLLC, dLoss, eLoss, numSeeds: known.length },
      evidence: `${STAGE_NAMES[i]}: LLC ${number(dLLC)} ± ${number(eLLC)}, nll ${number(dLoss)} ± ${number(eLoss)}`,
    };
  });
}
