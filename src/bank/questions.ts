/** What is asked about a packed family over its sizes: at the ladder's own cut, or at every cut that leaves enough to see. */
import type { MetricName } from "../metrics.ts";
import { type QuestionParts, questionOf } from "../question/build.ts";
import { kindOf } from "../question/kind.ts";
import type { Question, QuestionRung } from "../records.ts";
import type { Family } from "../specs.ts";
import type { PackedFamily } from "./packed.ts";

/** Fewest rungs that a forecaster sees. */
const FEWEST = 3;
/** A success share has jumped when half of the examples succeed; the loss when it falls to half a nat per token. */
const THRESHOLD = 0.5;

/** Returns the metric that counts a family's successes: exact match where the task counts that, otherwise `success`. */
export function successMetric({ task }: Family): MetricName {
  return task.success.kind === "exactMatch" ? "exactMatch" : "success";
}

/**
 * Returns the success share of guessing: 1 / options of a choice, vocab^-answerLength where all tokens have to be right (one half for a
 * bit), 0 otherwise.
 */
export function guessing(family: Family): number {
  const { task } = family;
  const kind = kindOf({ metric: successMetric(family), task });
  if (kind.kind === "share") return kind.chance ?? 0;
  return task.kind === "tokens" && task.success.kind === "exactMatch" ? task.vocab ** -task.answerLength : 0;
}

/** Returns the success share halfway between guessing and 1, to three digits. */
export function halfway(family: Family): number {
  return Number(((1 + guessing(family)) / 2).toFixed(3));
}

/**
 * Returns the questions about a family's later sizes at its last step, one per cut: 3 rungs observed, then 4, up to all but one of those
 * that were trained. The metric is the family's success, the threshold halfway between guessing and 1.
 */
export function cutQuestions(packed: PackedFamily): Question[] {
  const { family, rows } = packed;
  const step = family.checkpoints.at(-1)!;
  const trained = family.ladder.filter((rung) => rows.some((row) => row.nParams === rung.nParams && row.step === step));
  const cuts = Array.from({ length: Math.max(0, trained.length - FEWEST) }, (_, i) => FEWEST + i);
  const metric = successMetric(family);
  return cuts.map((cut) => {
    const rungs = rungsOf(
      { ...family, ladder: trained },
      rows,
      trained.slice(cut).map(({ name }) => name),
    );
    const parts = partsOf(family, metric, "nParams", rungs);
    return questionOf({ ...parts, name: `${parts.name}-after-${cut}`, threshold: halfway(family) });
  });
}

/** Returns the parts of a question about a packed family; its rows and its task go by the family's name. */
export function partsOf(
  family: Family,
  metric: MetricName,
  axis: Question["axis"],
  rungs: QuestionRung[],
): QuestionParts {
  return {
    name: `${family.name}-${metric}-${axis}`,
    family: family.name,
    task: { ...family.task, name: family.name },
    metric,
    threshold: THRESHOLD,
    axis,
    numSeeds: family.numSeeds,
    numExamples: family.numExamples,
    rungs,
  };
}

/** Returns a ladder's rungs at its last step, all of which need rows there; `names` are held out, by default those of the family. */
export function rungsOf(
  { ladder, checkpoints }: Family,
  rows: PackedFamily["rows"],
  names?: readonly string[],
): QuestionRung[] {
  const step = checkpoints.at(-1)!;
  return ladder.map(({ name, nParams, heldOut }) => {
    const { tokens } = rows.find((row) => row.nParams === nParams && row.step === step)!;
    return { name, nParams, step, tokens, run: null, heldOut: names?.includes(name) ?? heldOut };
  });
}
