/** From what a question's file says and what its family or import gives to the question: put together, not yet checked. */
import type { Located } from "../../base/yaml.ts";
import { METRICS, type Metric } from "../../metrics.ts";
import { QUESTION_RULES } from "../../question/build.ts";
import type { Question, QuestionFile } from "../../records.ts";
import { familyDigest } from "../../runs/buildFamily.ts";
import type { Family } from "../../specs.ts";
import { seqLengthOf } from "../../task/batches.ts";

/** What every question's file says. */
export type AskedInFile = Omit<QuestionFile, "family">;

/** What a family or an import gives to a question; `at` is the key of the file that names it. */
export type Ground = Pick<
  Question,
  "task" | "family" | "familyDigest" | "axis" | "rungs" | "numSeeds" | "numExamples" | "law"
> & { at: "family" | "rungs" };

/** Returns what a family gives: every rung at its last checkpoint. */
export function familyGround(family: Family): Ground {
  const step = family.checkpoints.at(-1)!;
  const tokens = step * family.train.batchSize * seqLengthOf(family.task);
  return {
    at: "family",
    task: family.task,
    family: family.name,
    familyDigest: familyDigest(family),
    axis: "nParams",
    rungs: family.ladder.map(({ name, nParams, heldOut }) => ({ name, nParams, step, tokens, run: null, heldOut })),
    numSeeds: family.numSeeds,
    numExamples: family.numExamples,
    law: family.law ?? null,
  };
}

/** Returns the question that a file asks about its ground, in the better direction of its metric. */
export function questionFrom(
  name: string,
  { title, metric, threshold, baseline, law, rationale }: AskedInFile,
  { at: _, ...ground }: Ground,
  betterDirection: Question["betterDirection"],
): Question {
  return {
    name,
    title,
    ...ground,
    metric,
    betterDirection,
    threshold,
    ...QUESTION_RULES,
    baseline,
    law: law ?? ground.law,
    rationale: rationale ?? null,
  };
}

/** Returns the metric's better direction. Errors (usage): a metric without one, an unknown one, a threshold that can never be crossed. */
export function directionOf({ value: { metric, threshold }, errorAt }: Located<AskedInFile>): "higher" | "lower" {
  const known: Record<string, Metric> = METRICS;
  const usable = Object.keys(known).filter((name) => known[name]!.better !== "neither");
  const found = Object.hasOwn(known, metric) ? known[metric]! : undefined;
  if (found === undefined || found.better === "neither")
    throw errorAt(["metric"], `metric: one of ${usable.join(", ")}`, metric);
  const [low, high] = found.range;
  if (threshold < low || threshold > high)
    throw errorAt(["threshold"], `threshold: a value in the range of ${metric}, ${low} to ${high}`, threshold);
  return found.better;
}
