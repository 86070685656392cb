/**
 * The per-token side of the evidence, read to suit the task's definition of success: greedy success is made of right argmax tokens,
 * sampled success of token probabilities. Positions are told apart where every rung has rows for each of them.
 */
import { normalCdf } from "../math/special.ts";
import { mean, sum } from "../math/stats.ts";
import type { Evidence, Question } from "../records.ts";
import { offEnds, type RungValues, rungValues } from "./rungs.ts";
import type { TokenSeries } from "./trend.ts";

/** A series and where it was read: which rows, and the rungs' sizes. */
export type TokenReading = { source: string; nParams: number[]; series: TokenSeries };

type Reader = (question: Question, evidence: Evidence, position: number | null) => RungValues[];

/** The chance of a right token, best source first; all but the first are stand-ins when rows are missing. */
const GREEDY: readonly (readonly [string, Reader])[] = [
  [
    "tokenAccuracy",
    (question, evidence, position) => shares(rungValues(question, evidence, "tokenAccuracy", position)),
  ],
  ["logitMargin", fromMargins],
  ["nll", fromNll],
];
const SAMPLED: readonly (readonly [string, Reader])[] = [["nll", fromNll]];

/** Returns the per-token probabilities of a kind of success from the first source with rows, or null without any. */
export function tokenReading(question: Question, evidence: Evidence, kind: "greedy" | "sampled"): TokenReading | null {
  for (const [source, read] of kind === "greedy" ? GREEDY : SAMPLED) {
    const whole = read(question, evidence, null);
    if (whole.length === 0) continue;
    const byPosition = kind === "greedy" ? positionsOf(question, evidence, read, whole) : null;
    return { source, nParams: whole.map((rung) => rung.nParams), series: seriesOf(whole, byPosition ?? [whole]) };
  }
  return null;
}

/** The rungs of every answer position, or null when a position lacks a rung. */
function positionsOf(question: Question, evidence: Evidence, read: Reader, whole: RungValues[]): RungValues[][] | null {
  const positions = Array.from({ length: question.task.answerLength }, (_, j) => read(question, evidence, j));
  const complete = positions.every(
    (rungs) => rungs.length === whole.length && rungs.every((rung, i) => rung.nParams === whole[i]!.nParams),
  );
  return complete ? positions : null;
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

function shares(rungs: RungValues[]): RungValues[] {
  return rungs.map((rung) => ({ ...rung, mean: offEnds(rung.mean, rung.numExamples) }));
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
    const at = (rows: RungValues[]) => rows.find((row) => row.nParams === rung.nParams)?.mean ?? 0;
    const sd = Math.sqrt(at(across) + at(within));
    return sd > 0 ? [mapped(rung, (margin) => normalCdf(margin / sd))] : [];
  });
}

function mapped(rung: RungValues, to: (value: number) => number): RungValues {
  const seeds = rung.seeds.map(to);
  return { ...rung, seeds, mean: mean(seeds) };
}
