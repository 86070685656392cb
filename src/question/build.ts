/** What every question freezes alike: one definition of the crossing, of the evidence, of the scores and of the floor. */
import type { Question } from "../records.ts";

/** The fields of a question that nobody chooses. */
export const QUESTION_RULES = {
  crossing: "sustained",
  seedAggregation: "mean",
  evidence: "observed sizes, all metrics, all steps before the held-out rungs",
  scoring: { value: "crps", jump: "weighted-rps" },
  floor: 0.01,
} as const satisfies Partial<Question>;
