/** End to end on LAMBADA: what the checkpoints of up to 1.4B say about those of 2.8B, 6.9B and 12B, by laws of size and training. */
import { askFrom } from "../../forecast/ask.ts";
import { askAll } from "../../forecast/asking.ts";
import { linearPool } from "../../forecast/ensemble.ts";
import type { Forecaster } from "../../forecast/forecaster.ts";
import { powerLaw } from "../../forecast/laws/powerLaw.ts";
import { logitAccuracyLine } from "../../forecast/plain/logitAccuracyLine.ts";
import { persistence } from "../../forecast/plain/persistence.ts";
import { type Finished, type SpreadFactor, spreadFactor, withSpread } from "../../forecast/poolSpread.ts";
import { scoreTargets } from "../../forecast/scoreTargets.ts";
import { TWO_STEP_VARIANTS, twoStep } from "../../forecast/twoStep/twoStep.ts";
import type { Forecast, Measurement, Question, ScoredTarget } from "../../records.ts";
import { keyOf } from "../ask.ts";
import { lambadaQuestions, NUM_OBSERVED, SIZES, type Turned } from "./questions.ts";

export const POOL = "lambada-pool";
export const CALIBRATED_POOL = "lambada-pool-calibrated";

/**
 * The pool's members, with equal weights, and how they were decided: by predicting sizes inside the observed ones (1b and 1.4b from up to
 * 410m, 1.4b from up to 1b) at 15 checkpoints each, before anything larger was looked at. Mean absolute errors were: two-step .032, .015,
 * .022; two-step-compute .011, .021, .022; power-law .015, .008, .018; logit-accuracy-line .024, .012, .007; these three, of which one
 * curve is straight where another bends, .016, .007, .014; with two-step .019, .007, .016; the last two alone .018, .005, .010, no
 * better beyond chance and worse at its worst. Leaving out checkpoints after a size's turn for the worse lowered the errors of most laws on most splits
 * (power-law from .027, .016, .013). Intervals have the width of the errors in the same three splits, as on the ladder.
 */
export const LAMBADA_MEMBERS: readonly Forecaster[] = [
  ...TWO_STEP_VARIANTS.filter(({ name }) => name === "two-step-compute"),
  powerLaw,
  logitAccuracyLine,
];
const ALONE: readonly Forecaster[] = [persistence, twoStep, ...LAMBADA_MEMBERS];

/** Splits of the observed sizes: how many are seen, and which later one is asked about. */
const SPLITS = [
  { seen: 3, target: 3 },
  { seen: 3, target: 4 },
  { seen: 4, target: 4 },
];

/** What was forecast and scored: records with the size they are about, errors of the pool in the splits, and the factor from them. */
export type LambadaAnswers = {
  targets: (ScoredTarget & { size: string })[];
  splits: { seen: string; target: string; errors: number[] }[];
  spread: SpreadFactor;
};

/** Returns the scored forecasts of every held-out checkpoint from step 3000 on; everything a forecaster sees has passed `evidenceFor`. */
export function lambadaAnswers(rows: readonly Measurement[], turned: readonly Turned[]): LambadaAnswers {
  const values = valuesOf(rows);
  const names = SIZES.map(({ name }) => name);
  const splits = SPLITS.map(({ seen, target }) => {
    const questions = lambadaQuestions(rows, names.slice(0, seen), names[target]!, turned);
    return {
      seen: names[seen - 1]!,
      target: names[target]!,
      finished: questions.flatMap((one) => finishedBy(one, rows, values)),
    };
  });
  const spread = spreadFactor(splits.flatMap(({ finished }) => finished.map(({ pool }) => pool)));
  const targets = names.slice(NUM_OBSERVED).flatMap((size) =>
    lambadaQuestions(rows, names.slice(0, NUM_OBSERVED), size, turned).flatMap((question) => {
      const forecasts = forecastsOf(question, rows, ALONE);
      const pool = forecasts.find(({ forecaster }) => forecaster === POOL);
      const calibrated = pool && spread.ok ? [withSpread(question, pool, CALIBRATED_POOL, spread.factor)] : [];
      const reference = forecasts.find(({ forecaster }) => forecaster === persistence.name)!;
      const all = [...forecasts, ...calibrated];
      return all.flatMap((one) =>
        scoreTargets(question, one, reference, values).map((target) => ({ ...target, size })),
      );
    }),
  );
  const errors = splits.map(({ seen, target, finished }) => ({
    seen,
    target,
    errors: finished.flatMap((one) => one.errors),
  }));
  return { targets, splits: errors, spread };
}

/** Accuracy at every checkpoint, under the names of rungs. */
function valuesOf(rows: readonly Measurement[]): Map<string, number> {
  const places = rows.filter(({ metric }) => metric === "accuracy");
  return new Map(
    places.map(({ nParams, step, value }) => [
      `${SIZES.find((size) => size.nParams === nParams)!.name}-s${step}`,
      value,
    ]),
  );
}

/** All forecasts of a question; the pool, of those members that have one, last. */
function forecastsOf(question: Question, rows: readonly Measurement[], forecasters: readonly Forecaster[]): Forecast[] {
  const made = askAll(askFrom(question, rows), forecasters, keyOf(question)).forecasts;
  const members = made.filter(({ forecaster }) => LAMBADA_MEMBERS.some(({ name }) => name === forecaster));
  const equal = members.map(() => 1 / members.length);
  return members.length > 0 ? [...made, linearPool(POOL, question, members, equal)] : made;
}

function finishedBy(
  question: Question,
  rows: readonly Measurement[],
  values: ReadonlyMap<string, number>,
): { pool: Finished; errors: number[] }[] {
  const made = forecastsOf(question, rows, [persistence, ...LAMBADA_MEMBERS]);
  const pool = made.find(({ forecaster }) => forecaster === POOL);
  const reference = made.find(({ forecaster }) => forecaster === persistence.name);
  if (!pool || !reference) return [];
  const errors = scoreTargets(question, pool, reference, values).map(({ value, median }) => Math.abs(value - median));
  return [{ pool: { forecast: pool, values }, errors }];
}
