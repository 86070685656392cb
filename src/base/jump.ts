/**
 * Where can a jump fall? The sizes a question speaks about, in order, the bins they make, and the bin of a curve. Forecasters,
 * scores and reports share this one definition, so that bin 2 means the same thing everywhere.
 */
import type { Question, QuestionRung } from "../records.ts";
import { numericError, usageError } from "./errors.ts";

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
    usageError("gridOf", requirement, got, `mend the family's ladder, then: foreshock register ${question.name}`);
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

/** Returns the K + 1 names under which a forecast's file gives the masses of the jump's bins, such as `<=d24`, `d32`, `never`. */
export function jumpLabels(question: Question): string[] {
  const { top, heldOut } = gridOf(question);
  return [`<=${top.name}`, ...heldOut.map((rung) => rung.name), "never"];
}

/**
 * A bin as readers see it: `label` for axes and tables, `phrase` for sentences after "the jump" (no-break spaces inside), and the
 * sizes (nParams) it lies between: low < jump <= high; low null = open below, high null = the jump never came.
 */
export type JumpPlace = { label: string; phrase: string; low: number | null; high: number | null };

/** Returns the K + 1 places of the jump, in the order of a forecast's masses: `≤ d24`, `(d24, d32]`, .., `never in range`. */
export function jumpPlaces(question: Question): JumpPlace[] {
  const { top, heldOut } = gridOf(question);
  const between = heldOut.map(({ name, nParams }, i): JumpPlace => {
    const below = heldOut[i - 1] ?? top;
    const interval = (space: string) => `(${below.name},${space}${name}]`;
    return { label: interval(" "), phrase: `in ${interval("\u00a0")}`, low: below.nParams, high: nParams };
  });
  return [
    { label: `≤ ${top.name}`, phrase: `at or below ${top.name}`, low: null, high: top.nParams },
    ...between,
    { label: "never in range", phrase: "at no size within range", low: null, high: null },
  ];
}

/**
 * Returns the bin of a curve given at the grid's sizes, largest observed rung first: the first sustained crossing, that is the
 * smallest k with values k, k+1, .. all at or beyond the threshold (>= for higher-is-better, <= for lower), else K.
 */
export function jumpBin(question: Question, values: readonly number[]): number {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw numericError("jumpBin", "finite values are required", values[bad], "measure the rung again");
  const crossed = (value: number) =>
    question.betterDirection === "higher" ? value >= question.threshold : value <= question.threshold;
  let bin = values.length;
  while (bin > 0 && crossed(values[bin - 1]!)) bin--;
  return bin;
}
