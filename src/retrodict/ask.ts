/** Asking again: a question about known results, forecasts from its observed rows alone, and the scores beside what came out. */
import { digest } from "../base/canonical.ts";
import { fold, type Key, rootKey } from "../base/random.ts";
import { evidenceFor } from "../forecast/evidence.ts";
import type { Forecaster } from "../forecast/forecaster.ts";
import { persistence } from "../forecast/plain/persistence.ts";
import { scoreTargets } from "../forecast/scoreTargets.ts";
import { mean } from "../math/stats.ts";
import { gridOf, isAt, jumpBin } from "../question/grid.ts";
import { externalTask } from "../question/imported.ts";
import type {
  AnswerTable,
  Evidence,
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
  refused: { forecaster: string; reason: string }[];
  targets: ScoredTarget[];
  values: ReadonlyMap<string, number>;
  jumpBin: number;
};

/** A question as forecasters are asked it: its id, what the gate of `evidenceFor` lets through, and a key from its name alone. */
export type Gated = { question: Question; id: string; evidence: Evidence; key: Key };

/** Returns a question as forecasters are asked it; all rows may be passed. */
export function gated(question: Question, rows: readonly Measurement[], answers: readonly AnswerTable[] = []): Gated {
  const id = digest(question);
  const key = fold(rootKey("foreshock/retrodict"), question.name);
  return { question, id, evidence: evidenceFor(question, id, rows, answers), key };
}

/** Returns the forecasts of those forecasters that have one, in their order, and the reasons of the others. */
export function madeBy(
  forecasters: readonly Forecaster[],
  { question, id, evidence, key }: Gated,
): Pick<Answered, "forecasts" | "refused"> {
  const results = forecasters.map(({ name, forecast }) => ({ name, result: forecast(question, id, evidence, key) }));
  return {
    forecasts: results.flatMap(({ result }) => (result.ok ? [result.forecast] : [])),
    refused: results.flatMap(({ name, result }) => (result.ok ? [] : [{ forecaster: name, reason: result.reason }])),
  };
}

/** Returns the forecasts of a question from its observed rows, scored against its held-out rows (means over seeds). */
export function answered(
  question: Question,
  rows: readonly Measurement[],
  forecasters: readonly Forecaster[],
  answers: readonly AnswerTable[] = [],
): Answered {
  const open = gated(question, rows, answers);
  const { forecasts, refused } = madeBy(forecasters, open);
  const [baseline] = madeBy([persistence], open).forecasts;
  const values = valuesOf(question, rows);
  const { top, heldOut } = gridOf(question);
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
