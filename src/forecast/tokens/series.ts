/**
 * The smooth per-token side of the evidence: log-likelihoods and logit margins as probabilities, per answer position where every
 * rung has rows for each of them, and beside them the measured token accuracies that calibrate what they mean for an argmax.
 */
import { normalCdf } from "../../math/special.ts";
import { mean, sum } from "../../math/stats.ts";
import type { Evidence, Question } from "../../records.ts";
import { offEnds, type RungValues, rungValues } from "../rungs.ts";
import type { TokenSeries } from "./trend.ts";

/** A smooth series, the metric it was read from, its rungs' names, and their token accuracies in the shape of `series.q` or null. */
export type TokenReading = { source: string; names: string[]; series: TokenSeries; accuracy: number[][] | null };

type Reader = (question: Question, evidence: Evidence, position: number | null) => RungValues[];

const READERS: readonly (readonly [string, Reader])[] = [
  ["nll", fromNll],
  ["logitMargin", fromMargins],
];

/** Returns the series of each smooth metric that has rows at `minRungs` or more observed rungs: nll, then logitMargin. */
export function tokenReadings(question: Question, evidence: Evidence, minRungs: number): TokenReading[] {
  return READERS.flatMap(([source, read]) => {
    const whole = read(question, evidence, null);
    if (whole.length < minRungs) return [];
    const positions = positionsOf(question, evidence, read, whole);
    return [
      {
        source,
        names: whole.map((rung) => rung.name),
        series: seriesOf(whole, positions ?? [whole]),
        accuracy: accuracies(question, evidence, whole, positions !== null),
      },
    ];
  });
}

/** The rungs of every answer position, or null when a position lacks a rung. */
function positionsOf(question: Question, evidence: Evidence, read: Reader, whole: RungValues[]): RungValues[][] | null {
  const length = question.task.answerLength ?? 0;
  const positions = Array.from({ length }, (_, j) => read(question, evidence, j));
  return length > 0 && positions.every((rungs) => sameRungs(rungs, whole)) ? positions : null;
}

/** Token accuracies in the shape of the series, off 0 and 1; null when a rung or a position has none. */
function accuracies(
  question: Question,
  evidence: Evidence,
  whole: RungValues[],
  byPosition: boolean,
): number[][] | null {
  const rows = byPosition
    ? positionsOf(question, evidence, readAccuracy, whole)
    : [readAccuracy(question, evidence, null)];
  if (!rows?.every((rungs) => sameRungs(rungs, whole))) return null;
  return rows.map((rungs) => rungs.map((rung) => offEnds(rung.mean, rung.numExamples)));
}

function sameRungs(a: RungValues[], b: RungValues[]): boolean {
  return a.length === b.length && a.every((rung, i) => rung.name === b[i]!.name);
}

function seriesOf(whole: RungValues[], positions: RungValues[][]): TokenSeries {
  return {
    x: whole.map((rung) => rung.x),
    q: positions.map((rungs) => rungs.map((rung) => inside(rung.mean))),
    overall: whole.map((rung) => inside(rung.mean)),
    seedSquares: whole.map((rung) => sum(rung.seeds.map((value) => (value - rung.mean) ** 2))),
    seedDf: whole.map((rung) => rung.seeds.length - 1),
  };
}

function inside(q: number): number {
  return Math.min(1 - 1e-6, Math.max(1e-9, q));
}

function readAccuracy(question: Question, evidence: Evidence, position: number | null): RungValues[] {
  return rungValues(question, evidence, "tokenAccuracy", position);
}

/** q = exp(-nll), the geometric mean of the correct tokens' probabilities. */
function fromNll(question: Question, evidence: Evidence, position: number | null): RungValues[] {
  return rungValues(question, evidence, "nll", position).map((rung) => mapped(rung, (nll) => Math.exp(-nll)));
}

/** q = Phi(mu / sigma) of the margins over examples, as if they were normal. */
function fromMargins(question: Question, evidence: Evidence, position: number | null): RungValues[] {
  const across = rungValues(question, evidence, "logitMarginVarAcross", position);
  const within = rungValues(question, evidence, "logitMarginVarWithin", position);
  return rungValues(question, evidence, "logitMargin", position).flatMap((rung) => {
    const at = (rows: RungValues[]) => rows.find((row) => row.name === rung.name)?.mean ?? 0;
    const sd = Math.sqrt(at(across) + at(within));
    return sd > 0 ? [mapped(rung, (margin) => normalCdf(margin / sd))] : [];
  });
}

function mapped(rung: RungValues, to: (value: number) => number): RungValues {
  const seeds = rung.seeds.map(to);
  return { ...rung, seeds, mean: mean(seeds) };
}
