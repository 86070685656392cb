/**
 * What a forecaster is: a name, one line that says what it does, and a pure function from a question, the allowed rows and a random
 * key to distributions. It sees nothing else, so whoever runs it again gets the same bytes.
 */
import type { Key } from "../base/random.ts";
import type { Evidence, Forecast, Question } from "../records.ts";

/** A forecast, or the reason why this forecaster has none for this question and evidence. */
export type ForecastResult = { ok: true; forecast: Forecast } | { ok: false; reason: string };

/** What a forecaster says about its fits once for all: items of the (mis)fitting checklist, in words. */
export type Method = {
  /** The law, what is fixed in it, its priors and bounds. */
  law: string;
  /** What is minimised or sampled, weights and robust constants included. */
  objective: string;
  /** Grid, starts or draws, and tolerances. */
  search: string;
  /** The sources of uncertainty in the distributions: seeds, items, parameters, law, break. */
  uncertainty: string;
};

export type Forecaster = {
  /** kebab-case; the name under which it is registered and scored. */
  name: string;
  /** One line for lists. */
  summary: string;
  method: Method;
  /** Returns a forecast for `question` (whose id is `questionId`) from `evidence` rows alone; `key` is its only randomness. */
  forecast(question: Question, questionId: string, evidence: Evidence, key: Key): ForecastResult;
};
