/**
 * What a report is made from, and what of it may be shown. The two guards of blindness live here: the numbers of an unrevealed
 * forecast and rows of held-out rungs without an outcome never reach a figure, a table or the embedded data.
 */
import type { Forecast, Measurement, Outcome, Question, QuestionStage, Score } from "../records.ts";

/** One registered forecast; `label` is what readers see, `at` an RFC 3339 time, `commitment` and `author` hex digests. */
export type RegisteredForecast = {
  author: string;
  label: string;
  forecast: Forecast;
  seq: number;
  commitment: string;
  at: string;
  revealed: boolean;
};

/** One ledger line as the timeline shows it. */
export type TimelineEntry = { seq: number; at: string; kind: string; what: string; hash: string };

/** One check of the ledger: whether it holds, and whether there was anything to check (`made`). */
export type ReportCheck = { id: string; ok: boolean; made: boolean; value: string };

/** Everything a report of one question holds. */
export type ReportInput = {
  question: Question;
  questionId: string;
  /** The forecaster that commands suggest for such a question, by name: known before anything was forecast. */
  defaultForecaster: string;
  state: QuestionStage;
  rows: Measurement[];
  forecasts: RegisteredForecast[];
  registered: TimelineEntry[];
  unrevealed: { seq: number; author: string; commitment: string }[];
  /** Which opening of its recipe this question is, counted in its ledger from 1. */
  openings: number;
  /** Programs that were asked on this machine and had no forecast, with their reasons; from rows all may see. */
  refused: { forecaster: string; reason: string }[];
  outcome: Outcome | null;
  scores: Score[];
  verify: { ok: boolean; checks: ReportCheck[] } | null;
  level: string;
  versions: Record<string, string>;
};

const bySeq = (a: { seq: number }, b: { seq: number }): number => a.seq - b.seq;

/** Returns the input as it may be published: unrevealed forecasts become bare commitments, sealed rows are left out. */
export function publishable(input: ReportInput): ReportInput {
  const sizes = new Set(input.question.rungs.filter((r) => input.outcome || !r.heldOut).map((r) => r.nParams));
  const hidden = input.forecasts.filter((f) => !f.revealed);
  const known = new Set(input.unrevealed.map((u) => u.seq));
  const extra = hidden
    .filter((f) => !known.has(f.seq))
    .map(({ seq, author, commitment }) => ({ seq, author, commitment }));
  return {
    ...input,
    rows: input.rows.filter((row) => row.task === input.question.task.name && sizes.has(row.nParams)),
    forecasts: distinct(input.forecasts.filter((f) => f.revealed).toSorted(bySeq)),
    registered: input.registered.toSorted(bySeq),
    unrevealed: [...input.unrevealed, ...extra].toSorted(bySeq),
    scores: input.outcome ? input.scores : [],
  };
}

/** Two authors may use one label: then it carries the first digits of the author's key and the line it was committed in. */
function distinct(forecasts: RegisteredForecast[]): RegisteredForecast[] {
  return forecasts.map((f) => {
    const twin = forecasts.some((other) => other !== f && other.label === f.label);
    return twin ? { ...f, label: `${f.label} ${f.author.slice(0, 6)} #${f.seq + 1}` } : f;
  });
}

/** The baseline's forecast, or null when it was not registered. */
function baselineOf(input: ReportInput): RegisteredForecast | null {
  return input.forecasts.find((f) => f.forecast.forecaster === input.question.baseline) ?? null;
}

/**
 * Returns the forecast that the first sentence speaks of and the figures highlight, by a rule that no outcome can bend: of those
 * revealed the question's default, else the first registered that is not the baseline, else the baseline. Equals: the earliest line.
 */
export function highlightedOf(input: ReportInput): RegisteredForecast | null {
  const inOrder = input.forecasts.toSorted(bySeq);
  const named = inOrder.find((f) => f.forecast.forecaster === input.defaultForecaster);
  return named ?? inOrder.find((f) => f.forecast.forecaster !== input.question.baseline) ?? baselineOf(input);
}

/** Returns why `highlightedOf` chose a forecast, to complete "This is .."; a forecast before it may never have been revealed. */
export function highlightRule(
  { question, unrevealed, defaultForecaster }: ReportInput,
  { seq, forecast: { forecaster } }: RegisteredForecast,
): string {
  if (forecaster === defaultForecaster) return "the default forecaster for such a question, whatever it scored";
  const done = unrevealed.length > 0 ? "revealed" : "registered";
  if (forecaster === question.baseline) return `the baseline, because no other forecast was ${done}`;
  const of = unrevealed.some((one) => one.seq < seq) ? "of those revealed " : "";
  return `the first registered ${of}that is not the baseline, because the default ${defaultForecaster} was not ${done}`;
}
