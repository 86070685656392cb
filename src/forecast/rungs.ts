/**
 * From rows to one line per observed rung: the values of one metric at the question's step over seeds. Every forecaster reads
 * evidence here, so all mean the same by "the value at a rung", and rows in another order give the same bytes.
 */

import { gridOf } from "../base/jump.ts";
import { mean } from "../math/stats.ts";
import type { Evidence, Question } from "../records.ts";
import { byKey } from "./evidence.ts";

/** Returns log10 nParams, the x of every trend. */
export function logSize(rung: { nParams: number }): number {
  return Math.log10(rung.nParams);
}

/** One observed rung: x = log10 nParams, the seed mean, the values per seed, and the evaluation examples behind all of them. */
export type RungValues = { nParams: number; x: number; mean: number; seeds: number[]; numExamples: number };

/** Largest size of a value that is used as measured: what a diverged run reports beyond it would overflow in sums and squares. */
const LARGEST = 1e100;

/**
 * Returns a metric at the question's step for each observed rung that has it, smallest first; `position` null = whole answer. Values
 * beyond +-1e100 count as +-1e100.
 */
export function rungValues(
  question: Question,
  evidence: Evidence,
  metric: string,
  position: number | null = null,
): RungValues[] {
  const rows = evidence.rows
    .filter((row) => row.metric === metric && row.position === position && row.step === question.step)
    .sort(byKey);
  return gridOf(question).observed.flatMap((rung) => {
    const own = rows.filter((row) => row.nParams === rung.nParams);
    if (own.length === 0) return [];
    const seeds = own.map((row) => Math.min(LARGEST, Math.max(-LARGEST, row.value)));
    const numExamples = own.reduce((total, row) => total + row.n, 0);
    return [{ nParams: rung.nParams, x: logSize(rung), mean: mean(seeds), seeds, numExamples }];
  });
}

/** Returns (k + 1/2) / (n + 1) for a share k/n: never 0 or 1, so that its logit is finite. */
export function offEnds(share: number, n: number): number {
  return (share * n + 0.5) / (n + 1);
}
