/**
 * Where can a jump fall? The sizes a question speaks about, in order, the bins they make, and the bin of a curve. Forecasters,
 * scores and reports share this one definition, so that bin 2 means the same thing everywhere.
 */

import { numericError, usageError } from "../base/errors.ts";
import type { Measurement, Question, QuestionRung } from "../records.ts";

/** Rungs smallest first; `top` is the largest observed rung, x_1 of the jump's grid. */
export type Grid = { observed: QuestionRung[]; top: QuestionRung; heldOut: QuestionRung[] };

/** Returns where a place lies on the question's axis: nParams, tokens, or flops = 6 nParams tokens. */
export function axisValue({ axis }: Pick<Question, "axis">, place: { nParams: number; tokens: number }): number {
  if (axis === "nParams") return place.nParams;
  return axis === "tokens" ? place.tokens : 6 * place.nParams * place.tokens;
}

/** Returns whether a row was measured at a rung: its size and step, and its run where the rung names one. */
export function isAt(rung: QuestionRung, row: { nParams: number; step: number; run: string }): boolean {
  return row.nParams === rung.nParams && row.step === rung.step && (rung.run === null || row.run === rung.run);
}

/** Returns whether a row is a value of what is asked: the question's task and metric, of whole answers; at a rung's place it counts. */
export function isAsked({ task, metric }: Pick<Question, "task" | "metric">, row: Measurement): boolean {
  return row.task === task.name && row.metric === metric && row.position === null;
}

/**
 * Returns the question's rungs split and sorted along its axis. Refuses a question without observed or held-out rungs, with a name
 * twice, with two rungs at one place, or with a held-out rung that is not beyond every observed one.
 */
export function gridOf(question: Question): Grid {
  const at = (rung: QuestionRung) => axisValue(question, rung);
  const rungs = [...question.rungs].sort((a, b) => at(a) - at(b));
  const observed = rungs.filter((rung) => !rung.heldOut);
  const heldOut = rungs.filter((rung) => rung.heldOut);
  const fail = (requirement: string, got: unknown) =>
    usageError("gridOf", requirement, got, `mend the rungs of question ${question.name}`);
  const top = observed.at(-1);
  if (!top || heldOut.length === 0)
    throw fail("observed and held-out rungs are required", `${observed.length} observed, ${heldOut.length} held out`);
  if (new Set(rungs.map((rung) => rung.name)).size < rungs.length)
    throw fail("different names of rungs are required", rungs.map((rung) => rung.name).join(", "));
  for (const [i, rung] of rungs.entries()) {
    if (i > 0 && at(rungs[i - 1]!) === at(rung))
      throw fail(
        `rungs of different ${question.axis} are required`,
        `${rungs[i - 1]!.name} and ${rung.name}: ${at(rung)}`,
      );
  }
  if (at(heldOut[0]!) < at(top))
    throw fail("held-out rungs larger than every observed rung are required", `${heldOut[0]!.name} below ${top.name}`);
  return { observed, top, heldOut };
}

/** The label of the jump that does not come within range. */
export const NEVER = "never";

/** Returns the K + 1 names under which a forecast's file gives the masses of the jump's bins, such as `<=d24`, `d32`, `never`. */
export function jumpLabels(question: Question): string[] {
  const { top, heldOut } = gridOf(question);
  return [`<=${top.name}`, ...heldOut.map((rung) => rung.name), NEVER];
}

/**
 * A bin as readers see it: `label` for axes and tables, `phrase` for sentences after "the jump" (no-break spaces inside), and the
 * axis values it lies between: low < jump <= high; low null = open below, high null = the jump never came.
 */
export type JumpPlace = { label: string; phrase: string; low: number | null; high: number | null };

/** Returns the K + 1 places of the jump, in the order of a forecast's masses: `≤ d24`, `(d24, d32]`, .., `never in range`. */
export function jumpPlaces(question: Question): JumpPlace[] {
  const { top, heldOut } = gridOf(question);
  const at = (rung: QuestionRung) => axisValue(question, rung);
  const between = heldOut.map((rung, i): JumpPlace => {
    const below = heldOut[i - 1] ?? top;
    const interval = (space: string) => `(${below.name},${space}${rung.name}]`;
    return { label: interval(" "), phrase: `in ${interval("\u00a0")}`, low: at(below), high: at(rung) };
  });
  return [
    { label: `≤ ${top.name}`, phrase: `at or below ${top.name}`, low: null, high: at(top) },
    ...between,
    { label: "never in range", phrase: "nowhere within range", low: null, high: null },
  ];
}

/**
 * Returns the bin of a curve given at the grid's sizes, largest observed rung first: the first sustained crossing, that is the
 * smallest k with values k, k+1, .. all at or beyond the threshold (>= for higher-is-better, <= for lower), else K.
 */
export function jumpBin(question: Question, values: readonly number[]): number {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw numericError("jumpBin", "finite values are required", values[bad], "measure the rung again");
  let bin = values.length;
  while (bin > 0 && isBeyond(question, values[bin - 1]!)) bin--;
  return bin;
}

/** Returns whether a value is at or beyond the threshold: >= for higher-is-better metrics, <= for lower. */
export function isBeyond({ betterDirection, threshold }: Question, value: number): boolean {
  return betterDirection === "higher" ? value >= threshold : value <= threshold;
}

/**
 * Returns how sharp the rise of a curve given at the grid's places is: the largest step in the better direction between neighbours,
 * max_k s (y_{k+1} - y_k) with s = 1 or -1, in the metric's unit; negative when every step is for the worse.
 */
export function sharpnessOf({ betterDirection }: Question, values: readonly number[]): number {
  const sign = betterDirection === "higher" ? 1 : -1;
  return Math.max(...values.slice(1).map((value, i) => sign * (value - values[i]!)));
}
