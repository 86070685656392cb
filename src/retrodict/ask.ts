/** Asking again: a question about known results, forecasts from its observed rows alone, and the scores beside what came out. */
import { digest } from "../base/canonical.ts";
import { fold, type Key, rootKey } from "../base/random.ts";
import { askFrom } from "../forecast/ask.ts";
import { askBesideReference, type Refusal } from "../forecast/asking.ts";
import type { Forecaster } from "../forecast/forecaster.ts";
import { scoreTargets } from "../forecast/scoreTargets.ts";
import { mean } from "../math/stats.ts";
import { isAt, jumpBin } from "../question/grid.ts";
import { externalTask } from "../question/imported.ts";
import type {
  AnswerTable,
  ExternalTask,
  Forecast,
  ImportQuestionFile,
  Measurement,
  Question,
  ScoredTarget,
} from "../records.ts";

/** Returns a task of a published evaluation; what is left out is not known. */
export function publishedTask(name: string, success?: ImportQuestionFile["success"]): ExternalTask {
  return externalTask(name, digest({ published: name }), success === undefined ? {} : { success });
}

/** A question answered by every forecaster that could: forecasts, reasons of those that could not, scores, seed means at all rungs, the jump's bin. */
export type Answered = {
  question: Question;
  forecasts: Forecast[];
  refused: Refusal[];
  targets: ScoredTarget[];
  values: ReadonlyMap<string, number>;
  jumpBin: number;
};

/** Returns the key from which forecasters draw for a retrodicted question: its name is the only randomness. */
export function keyOf({ name }: Question): Key {
  return fold(rootKey("foreshock/retrodict"), name);
}

/** Returns the forecasts of a question from its observed rows, scored against its held-out rows (means over seeds). */
export function answered(
  question: Question,
  rows: readonly Measurement[],
  forecasters: readonly Forecaster[],
  answers: readonly AnswerTable[] = [],
): Answered {
  const ask = askFrom(question, rows, answers);
  const { forecasts, refused, reference } = askBesideReference(ask, forecasters, keyOf(question));
  const values = valuesOf(question, rows);
  const { top, heldOut } = ask.grid;
  return {
    question,
    forecasts,
    refused,
    values,
    targets: reference ? forecasts.flatMap((made) => scoreTargets(question, made, reference, values)) : [],
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
