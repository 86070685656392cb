/**
 * How a question is made: from what has to be said about it, the rules that all questions share, and the usual answer where nothing is
 * said. Files, imports, backtests and benchmarks come through here, so that a metric or threshold is refused in one way.
 */
import { digest } from "../base/canonical.ts";
import { usageError } from "../base/errors.ts";
import { explain } from "../base/yaml.ts";
import { METRICS, metricOf } from "../metrics.ts";
import { BASELINE, OBSERVED_SIZES, Question } from "../records.ts";
import { gridOf, NEVER } from "./grid.ts";

/** The fields of a question that nobody chooses. */
export const QUESTION_RULES = {
  crossing: "sustained",
  seedAggregation: "mean",
  scoring: { value: "crps", jump: "weighted-rps" },
  floor: 0.01,
} as const satisfies Partial<Question>;

type Said = Pick<Question, "name" | "family" | "metric" | "threshold" | "task" | "rungs" | "numExamples">;
type Usual = Pick<
  Question,
  "title" | "familyDigest" | "betterDirection" | "axis" | "numSeeds" | "evidence" | "baseline" | "law" | "rationale"
>;
/**
 * What is said about a question. Left out: `title` is the name, `familyDigest` that of the family's name, `betterDirection` the metric's;
 * over sizes, one seed, every run of an observed size as evidence, persistence as baseline, no law, no rationale.
 */
export type QuestionParts = Said & Partial<Usual>;

/** Makes the error of a refusal: the path of the part, what is asked of it, and what it was; the errorAt of a file fits. */
export type Refuse = (path: readonly PropertyKey[], requirement: string, got: unknown) => Error;

const refusal: Refuse = (path, requirement, got) =>
  usageError("question", requirement, got, `mend ${path.map(String).join(".") || "the question"}`);

/**
 * Returns a question that can be frozen. Errors (usage, through `refuse`): a metric without a better direction, a threshold that can
 * never be crossed, parts that `Question` refuses, a rung called like a jump's label; and what `gridOf` refuses.
 */
export function questionOf(parts: QuestionParts, refuse: Refuse = refusal): Question {
  const draft = draftOf(parts, refuse);
  const parsed = Question.safeParse(draft);
  if (!parsed.success) {
    const { path, requirement, got } = explain(parsed.error, draft, Question);
    throw refuse(path, requirement, got);
  }
  const strange = parsed.data.rungs.some(({ name }) => name === NEVER);
  if (strange)
    throw refuse(["rungs"], `rungs with other names than the jump's label "${NEVER}" are required`, parts.family);
  gridOf(parsed.data);
  return parsed.data;
}

/**
 * Returns a question whose rungs are not cut yet, as views and backtests take it: they say what is held out. Errors (usage, through
 * `refuse`): a metric without a better direction, a threshold that can never be crossed.
 */
export function draftOf(parts: QuestionParts, refuse: Refuse = refusal): Question {
  const betterDirection = requireAskable(parts, refuse);
  return {
    title: parts.name,
    familyDigest: digest(parts.family),
    betterDirection,
    axis: "nParams",
    numSeeds: 1,
    evidence: OBSERVED_SIZES,
    baseline: BASELINE,
    law: null,
    rationale: null,
    ...parts,
    ...QUESTION_RULES,
  };
}

/**
 * Returns the better direction of a metric that can be asked about. Errors (usage, through `refuse`): a metric without one, a threshold
 * that can never be crossed.
 */
export function requireAskable(
  { metric, threshold }: Pick<Question, "metric" | "threshold">,
  refuse: Refuse = refusal,
): "higher" | "lower" {
  const known = metricOf(metric);
  if (known === undefined || known.better === "neither") {
    const usable = Object.entries(METRICS).filter(([, { better }]) => better !== "neither");
    throw refuse(["metric"], `metric: one of ${usable.map(([name]) => name).join(", ")}`, metric);
  }
  const [low, high] = known.range;
  if (!(threshold >= low && threshold <= high))
    throw refuse(["threshold"], `threshold: a value in the range of ${metric}, ${low} to ${high}`, threshold);
  return known.better;
}
