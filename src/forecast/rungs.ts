/** From rows to one line per rung: the values of one metric at the rung's step over seeds, and what all trends read off them. */

import { mean } from "../math/stats.ts";
import { axisValue, isAsked, isAt } from "../question/grid.ts";
import type { Measurement, Question, QuestionRung } from "../records.ts";

/** Returns log10 of a place on the question's axis, the x of every trend. */
export function abscissa(question: Question, rung: { nParams: number; tokens: number }): number {
  return Math.log10(axisValue(question, rung));
}

/** One observed rung: x = log10 of its axis, the seed mean, the values per seed, and the evaluation examples behind all of them. */
export type RungValues = {
  name: string;
  nParams: number;
  tokens: number;
  x: number;
  mean: number;
  seeds: readonly number[];
  numExamples: number;
};

/** Largest size of a value that is used as measured: what a diverged run reports beyond it would overflow in sums and squares. */
const LARGEST = 1e100;

/** Returns a measured value as it is used: beyond +-1e100 it counts as +-1e100. */
export function asUsed(value: number): number {
  return Math.min(LARGEST, Math.max(-LARGEST, value));
}

/**
 * Returns the values of one metric at the rungs that have it, in their order, from its rows sorted by `byKey`. Values beyond +-1e100 count
 * as +-1e100.
 */
export function valuesOf(
  question: Question,
  rungs: readonly QuestionRung[],
  rows: readonly Measurement[],
): RungValues[] {
  return rungs.flatMap((rung) => {
    const own = rows.filter((row) => isAt(rung, row));
    if (own.length === 0) return [];
    const seeds = own.map((row) => asUsed(row.value));
    const numExamples = own.reduce((total, row) => total + row.n, 0);
    const { name, nParams, tokens } = rung;
    return [{ name, nParams, tokens, x: abscissa(question, rung), mean: mean(seeds), seeds, numExamples }];
  });
}

/** Returns the question's value at each of its rungs that has rows, by name: the mean over seeds, values as used. */
export function seedMeans(question: Question, rows: readonly Measurement[]): Map<string, number> {
  const own = rows.filter((row) => isAsked(question, row));
  return new Map(valuesOf(question, question.rungs, own).map((rung) => [rung.name, rung.mean]));
}

/** Successes at a rung from which their share is known well enough to calibrate a link or to be compared with a law. */
export const MIN_SUCCESSES = 5;

/** Returns (k + 1/2) / (n + 1) for a share k/n: never 0 or 1, so that its logit is finite. */
export function offEnds(share: number, n: number): number {
  return (share * n + 0.5) / (n + 1);
}
