/** Asking again: a question about known results, forecasts from its observed rows alone, and the scores beside what came out. */
import { digest } from "../base/canonical.ts";
import { fold, rootKey } from "../base/random.ts";
import { askFrom } from "../forecast/ask.ts";
import { askAll } from "../forecast/asking.ts";
import type { Forecaster } from "../forecast/forecaster.ts";
import { scoreTargets } from "../forecast/scoreTargets.ts";
import { mean } from "../math/stats.ts";
import { QUESTION_RULES } from "../question/build.ts";
import { isAt, jumpBin } from "../question/grid.ts";
import type { AnswerTable, ExternalTask, Forecast, Measurement, Question, ScoredTarget } from "../records.ts";

/** What has to be said about a retrodicted question; the rest is the same for all. */
type Asked = Pick<Question, "name" | "family" | "metric" | "threshold" | "task" | "rungs"> &
  Partial<Pick<Question, "axis" | "numSeeds" | "numExamples" | "betterDirection">>;

/** Returns a frozen question; over sizes, one seed, higher is better unless said otherwise. */
export function asked(parts: Asked): Question {
  return {
    title: parts.name,
    familyDigest: digest(parts.family),
    betterDirection: "higher",
    axis: "nParams",
    numSeeds: 1,
    numExamples: 1000,
    ...QUESTION_RULES,
    baseline: "persistence",
    law: null,
    rationale: null,
    ...parts,
  };
}

/** Returns a task of a published evaluation. */
export function publishedTask(
  name: string,
  success: ExternalTask["success"],
  answerLength: number | null,
): ExternalTask {
  return { kind: "external", name, params: {}, answerLength, success, fingerprint: digest({ published: name }) };
}

/** A question answered by every forecaster that could: forecasts, reasons of those that could not, scores, seed means at all rungs, the jump's bin. */
export type Answered = {
  question: Question;
  forecasts: Forecast[];
  refused: { forecaster: string; reason: string }[];
  targets: ScoredTarget[];
  values: ReadonlyMap<string, number>;
  jumpBin: number;
};

/**
 * Returns the forecasts of a question made from its observed rows, scored against its held-out rows (means over seeds). All rows may be
 * passed: the gate of `evidenceFor` decides what forecasters see. The question's name is the only randomness.
 */
export function answered(
  question: Question,
  rows: readonly Measurement[],
  forecasters: readonly Forecaster[],
  answers: readonly AnswerTable[] = [],
): Answered {
  const ask = askFrom(question, rows, answers);
  const key = fold(rootKey("foreshock/retrodict"), question.name);
  const { forecasts, refused, baseline } = askAll(ask, forecasters, key);
  const values = valuesOf(question, rows);
  const { top, heldOut } = ask.grid;
  return {
    question,
    forecasts,
    refused,
    values,
    targets: baseline ? forecasts.flatMap((made) => scoreTargets(question, made, baseline, values)) : [],
    jumpBin: jumpBin(
      question,
      [top, ...heldOut].map(({ name }) => values.get(name)!),
    ),
  };
}

/** Seed means of the question's metric at every rung that has rows. */
function valuesOf({ metric, rungs, task }: Question, rows: readonly Measurement[]): Map<string, number> {
  const own = rows.filter((row) => row.metric === metric && row.position === null && row.task === task.name);
  return new Map(
    rungs.flatMap((rung): [string, number][] => {
      const values = own.filter((row) => isAt(rung, row)).map((row) => row.value);
      return values.length > 0 ? [[rung.name, mean(values)]] : [];
    }),
  );
}
