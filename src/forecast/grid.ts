/**
 * The sizes a question speaks about, in order: what was observed, what is held out, and the bins in which a jump can fall.
 * Forecasters and people's numbers use the same grid, so that bin 2 means the same thing everywhere.
 */
import { usageError } from "../base/errors.ts";
import type { Question, QuestionRung } from "../records.ts";

/** Rungs smallest first; `top` is the largest observed rung, N_1 of the jump's grid. */
export type Grid = { observed: QuestionRung[]; top: QuestionRung; heldOut: QuestionRung[] };

/**
 * Returns the question's rungs split and sorted by nParams. Refuses a question without observed or held-out rungs, with two rungs of
 * one size, or with a held-out rung that is not larger than every observed one: rows are told apart by nParams.
 */
export function gridOf(question: Question): Grid {
  const rungs = [...question.rungs].sort((a, b) => a.nParams - b.nParams);
  const observed = rungs.filter((rung) => !rung.heldOut);
  const heldOut = rungs.filter((rung) => rung.heldOut);
  const fail = (requirement: string, got: unknown) =>
    usageError("gridOf", requirement, got, "mend the family's ladder and open the question again");
  const top = observed.at(-1);
  if (!top || heldOut.length === 0)
    throw fail("observed and held-out rungs are required", `${observed.length} observed, ${heldOut.length} held out`);
  for (const [i, rung] of rungs.entries()) {
    if (i > 0 && rungs[i - 1]!.nParams === rung.nParams)
      throw fail("rungs of different nParams are required", `${rungs[i - 1]!.name} and ${rung.name}: ${rung.nParams}`);
  }
  if (heldOut[0]!.nParams < top.nParams)
    throw fail("held-out rungs larger than every observed rung are required", `${heldOut[0]!.name} below ${top.name}`);
  return { observed, top, heldOut };
}

/** Returns log10 nParams, the x of every trend. */
export function logSize(rung: { nParams: number }): number {
  return Math.log10(rung.nParams);
}

/** Returns the K + 1 labels of the jump's bins, such as `<=d24`, `d32` (above d24, up to d32), `d40`, `never`. */
export function jumpLabels(question: Question): string[] {
  const { top, heldOut } = gridOf(question);
  return [`<=${top.name}`, ...heldOut.map((rung) => rung.name), "never"];
}

/**
 * Returns the bin of a curve given at the grid's sizes, largest observed rung first: the first sustained crossing, that is the
 * smallest k with values k, k+1, .. all at or beyond the threshold (>= for higher-is-better, <= for lower), else K.
 */
export function jumpBin(question: Question, values: readonly number[]): number {
  const crossed = (value: number) =>
    question.betterDirection === "higher" ? value >= question.threshold : value <= question.threshold;
  let bin = values.length;
  while (bin > 0 && crossed(values[bin - 1]!)) bin--;
  return bin;
}

/** Returns masses with the question's floor mixed in: m <- (1 - eps) m + eps / (K + 1), after scaling them to sum 1. */
export function withFloor(question: Question, masses: readonly number[]): number[] {
  const total = masses.reduce((running, mass) => running + mass, 0);
  return masses.map((mass) => ((1 - question.floor) * mass) / total + question.floor / masses.length);
}

const SHARES = new Set(["tokenAccuracy", "exactMatch", "success", "sampledSuccess"]);
const NON_NEGATIVE = new Set([
  "nll",
  "answerLogProbVar",
  "logitMarginVarWithin",
  "logitMarginVarAcross",
  "logitVar",
  "entropy",
]);

/** Returns the range of the question's metric: [0, 1] for shares of examples or tokens, [0, inf) for nll and variances. */
export function supportOf(question: Question): { low: number; high: number } {
  const { metric } = question;
  if (SHARES.has(metric)) return { low: 0, high: 1 };
  if (NON_NEGATIVE.has(metric)) return { low: 0, high: Infinity };
  return { low: -Infinity, high: metric === "answerLogProb" ? 0 : Infinity };
}
