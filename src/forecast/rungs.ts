/**
 * From rows to one line per observed rung: the values of one metric at the question's step over seeds. Every forecaster reads
 * evidence here, so all mean the same by "the value at a rung", and rows in another order give the same bytes.
 */

import { mean } from "../math/stats.ts";
import { axisValue, gridOf, isAt } from "../question/grid.ts";
import type { Evidence, Measurement, Question, QuestionRung } from "../records.ts";
import { byKey } from "./evidence.ts";

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
  seeds: number[];
  numExamples: number;
};

/** Largest size of a value that is used as measured: what a diverged run reports beyond it would overflow in sums and squares. */
const LARGEST = 1e100;

/**
 * Returns a metric at each observed rung that has it, smallest first; `position` null = whole answer. Values beyond +-1e100 count as
 * +-1e100.
 */
export function rungValues(
  question: Question,
  evidence: Evidence,
  metric: string,
  position: number | null = null,
): RungValues[] {
  return valuesAt(question, gridOf(question).observed, evidence.rows, metric, position);
}

/** Returns the same at any rungs of the question's axis, in their order. */
export function valuesAt(
  question: Question,
  rungs: readonly QuestionRung[],
  all: readonly Measurement[],
  metric: string,
  position: number | null = null,
): RungValues[] {
  const rows = all.filter((row) => row.metric === metric && row.position === position).sort(byKey);
  return rungs.flatMap((rung) => {
    const own = rows.filter((row) => isAt(rung, row));
    if (own.length === 0) return [];
    const seeds = own.map((row) => Math.min(LARGEST, Math.max(-LARGEST, row.value)));
    const numExamples = own.reduce((total, row) => total + row.n, 0);
    const { name, nParams, tokens } = rung;
    return [{ name, nParams, tokens, x: abscissa(question, rung), mean: mean(seeds), seeds, numExamples }];
  });
}

/** Returns (k + 1/2) / (n + 1) for a share k/n: never 0 or 1, so that its logit is finite. */
export function offEnds(share: number, n: number): number {
  return (share * n + 0.5) / (n + 1);
}
