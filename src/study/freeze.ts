/** From what a question's file says and what its family or import gives to the Question that is frozen, every complaint at its line. */
import { ForeshockError } from "../base/errors.ts";
import type { Located } from "../base/yaml.ts";
import { FORECASTERS } from "../forecast/forecasters.ts";
import { lawOf } from "../forecast/laws/formula.ts";
import { METRICS, type Metric } from "../metrics.ts";
import { QUESTION_RULES } from "../question/build.ts";
import { gridOf, NEVER } from "../question/grid.ts";
import { Question, type QuestionFile } from "../records.ts";
import { familyDigest } from "../runs/family.ts";
import type { Family, Law } from "../specs.ts";
import { seqLengthOf } from "../task/batches.ts";

/** What every question's file says. */
type AskedInFile = Omit<QuestionFile, "family">;

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

/** Returns the question. Errors (usage): a metric, threshold, baseline, law or rungs that cannot be asked about. */
export function freeze(name: string, form: Located<AskedInFile>, { at, ...ground }: Ground): Question {
  const { title, metric, threshold, baseline, law, rationale } = form.value;
  const draft: Question = {
    name,
    title,
    ...ground,
    metric,
    betterDirection: directionOf(form),
    threshold,
    ...QUESTION_RULES,
    baseline,
    law: law ?? ground.law,
    rationale: rationale ?? null,
  };
  if (!FORECASTERS.some((forecaster) => forecaster.name === baseline))
    throw form.errorAt(["baseline"], `baseline: one of ${FORECASTERS.map((f) => f.name).join(", ")}`, baseline);
  requireLaw(form, draft.law);
  const parsed = Question.safeParse(draft);
  if (!parsed.success) throw form.errorAt(parsed.error.issues[0]!.path, parsed.error.issues[0]!.message, draft.name);
  if (draft.rungs.some((rung) => rung.name === NEVER))
    throw form.errorAt([at], `rungs with other names than the jump's label "${NEVER}" are required`, draft.family);
  gridOf(parsed.data);
  return parsed.data;
}

/** A law that cannot be read is refused before anybody waits for its forecast. */
function requireLaw({ errorAt }: Located<AskedInFile>, law: Law | null): void {
  if (law === null) return;
  try {
    lawOf(law);
  } catch (error) {
    if (!(error instanceof ForeshockError)) throw error;
    throw errorAt(["law", "formula"], "law: a formula of N, D, C, x and its parameters", error);
  }
}

/** The metric's better direction; a metric without one, an unknown one and a threshold that can never be crossed are refused. */
function directionOf({ value: { metric, threshold }, errorAt }: Located<AskedInFile>): "higher" | "lower" {
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
