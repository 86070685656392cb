/**
 * The same rows asked about in three ways: over sizes, over the training of one size, and over both at once. A view is an axis with its
 * rungs in order, so that every forecaster, score and backtest works on it unchanged.
 */

import type { Axis, Measurement, Question, QuestionRung } from "../records.ts";
import { axisValue, gridOf, isAt } from "./grid.ts";

/** Rungs in the order of an axis; which of them are held out is not theirs to say. */
export type View = { axis: Axis; rungs: QuestionRung[] };

/** What a view has to know of a question: whose metric's checkpoints are its places. */
type Of = Pick<Question, "metric">;

/** Checkpoints a view of training keeps at most: more would be nearly the same rows again. */
const MAX_CHECKPOINTS = 12;
/** Checkpoints per size in a view of sizes and training together. */
const PER_SIZE = 4;

/** Returns a question's own axis with its observed rungs. */
export function viewOf(question: Question): View {
  return { axis: question.axis, rungs: gridOf(question).observed };
}

/**
 * Returns the view over the training of one rung: up to 12 checkpoints of the metric after step 0, evenly spread over log tokens, up to
 * the rung's own step; they are called `<rung>-s<step>`.
 */
export function overTokens(of: Of, rung: QuestionRung, rows: readonly Measurement[]): View {
  return { axis: "tokens", rungs: spread(checkpointsOf(of, rung, rows), MAX_CHECKPOINTS) };
}

/**
 * Returns the view over compute 6 N D: every rung at three of its checkpoints (the last three of four that are evenly spread over log
 * tokens), ordered by compute; of two places with equal compute the smaller size stays.
 */
export function overCompute(of: Of, rungs: readonly QuestionRung[], rows: readonly Measurement[]): View {
  const flops = (rung: QuestionRung) => axisValue({ axis: "flops" }, rung);
  const places = rungs
    .flatMap((rung) => spread(checkpointsOf(of, rung, rows), PER_SIZE).slice(1 - PER_SIZE))
    .toSorted((a, b) => flops(a) - flops(b) || a.nParams - b.nParams);
  return { axis: "flops", rungs: places.filter((rung, i) => i === 0 || flops(rung) > flops(places[i - 1]!)) };
}

/** The places at which a rung's runs were measured, earliest first, without step 0. */
function checkpointsOf({ metric }: Of, rung: QuestionRung, rows: readonly Measurement[]): QuestionRung[] {
  const own = rows.filter(
    (row) => row.metric === metric && row.position === null && isAt({ ...rung, step: row.step }, row),
  );
  const byStep = new Map(own.map((row) => [row.step, row]));
  return [...byStep.values()]
    .filter((row) => row.tokens > 0 && row.step <= rung.step)
    .toSorted((a, b) => a.step - b.step)
    .map(({ step, tokens }) => ({ ...rung, name: `${rung.name.slice(0, 48)}-s${step}`, step, tokens }));
}

/** At most `count` places, evenly spread over log tokens, the last one always. */
function spread(places: readonly QuestionRung[], count: number): QuestionRung[] {
  if (places.length <= count) return [...places];
  const at = (place: QuestionRung) => Math.log(place.tokens);
  const [first, last] = [at(places[0]!), at(places.at(-1)!)];
  const wanted = Array.from({ length: count }, (_, i) => first + ((last - first) * i) / (count - 1));
  const nearest = wanted.map((x) =>
    places.reduce((best, place) => (Math.abs(at(place) - x) < Math.abs(at(best) - x) ? place : best)),
  );
  return [...new Set(nearest)];
}
