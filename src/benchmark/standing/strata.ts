/** Strata of questions, fixed before the outcome: each is read off the question and its visible rungs alone. */

import { valuesOf } from "../../forecast/rungs.ts";
import { gridOf, isAsked } from "../../question/grid.ts";
import { isShare, kindOf } from "../../question/kind.ts";
import type { Axis, Measurement, Question } from "../../records.ts";

/** What the visible rungs do: nothing above chance yet, on the way up, neither up nor down any more, nearly all there is. */
export type State = "floor" | "rising" | "plateau" | "ceiling";
/** How many rungs are visible. */
export type Visible = "3 or 4" | "5 to 8" | "9 or more";
/** What a question is told apart by before anybody knows what came. */
export type Strata = { axis: Axis; state: State; visible: Visible };

/** A share within this of chance (of 0 where nothing can be guessed) is on the floor; one within twice it of 1 is at the ceiling. */
const NEAR = 0.05;
/** The gain over the last three visible rungs below which there is no rise: two points of a share, two per cent of a loss. */
const NO_GAIN = 0.02;
const LAST = 3;

/** Returns the strata of a question; rows that are not of its visible rungs change nothing. */
export function strataOf(question: Question, rows: readonly Measurement[]): Strata {
  const { observed } = gridOf(question);
  const own = rows.filter((row) => isAsked(question, row));
  const values = valuesOf(question, observed, own).map((rung) => rung.mean);
  const n = observed.length;
  const visible = n <= 4 ? "3 or 4" : n <= 8 ? "5 to 8" : "9 or more";
  return { axis: question.axis, state: stateOf(question, values), visible };
}

/**
 * Returns the state of visible values, smallest rung first. Shares: `floor` if none is more than .05 above chance; `ceiling` if the last is
 * at least .9; otherwise `rising` if the best of the last three gained .02 or more on the first of them, else `plateau`. Losses, which have
 * neither floor nor ceiling: `rising` if they improved by a fiftieth of their size over the last three, else `plateau`.
 */
export function stateOf(question: Question, values: readonly number[]): State {
  const last = values.slice(-LAST);
  if (!isShare(question.metric)) {
    const sign = question.betterDirection === "higher" ? 1 : -1;
    return sign * (last.at(-1)! - last[0]!) >= NO_GAIN * Math.abs(last[0]!) ? "rising" : "plateau";
  }
  const kind = kindOf(question);
  const chance = kind.kind === "share" ? (kind.chance ?? 0) : 0;
  if (Math.max(...values) <= chance + NEAR) return "floor";
  if (last.at(-1)! >= 1 - 2 * NEAR) return "ceiling";
  return Math.max(...last) - last[0]! >= NO_GAIN ? "rising" : "plateau";
}
