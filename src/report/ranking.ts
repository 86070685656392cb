/** Where a forecast stands among all that were scored: a page that speaks of one of them has to name the best. */
import { isEqual } from "../base/isEqual.ts";
import type { Score } from "../records.ts";
import type { RegisteredForecast, ReportInput } from "./input.ts";

/**
 * A forecast's mean CRPS and its place among the `of` scored ones: 1 + the number of those with a lower one, so that equals (within 1e-9 of their
 * size) share a place; `best` are all that have the lowest, in order of registration.
 */
export type Ranking = { score: Score; place: number; of: number; best: { label: string; value: number }[] };

/** Returns the score of one forecast under a rule (rung null: over all rungs, or the jump), or null. */
export function scoreOf(
  input: ReportInput,
  f: RegisteredForecast,
  rule: Score["rule"],
  rung: string | null,
): Score | null {
  const own = (s: Score) => s.author === f.author && s.forecaster === f.forecast.forecaster;
  return input.scores.find((s) => own(s) && s.rule === rule && s.rung === rung) ?? null;
}

/** Returns where a forecast stands by mean CRPS, or null when it has no score. */
export function rankingOf(input: ReportInput, shown: RegisteredForecast): Ranking | null {
  const score = scoreOf(input, shown, "crps", null);
  if (!score) return null;
  const all = input.forecasts.flatMap((f) => {
    const value = scoreOf(input, f, "crps", null)?.value;
    return value === undefined ? [] : [{ label: f.label, value }];
  });
  const lowest = Math.min(...all.map(({ value }) => value));
  const best = all.filter(({ value }) => isEqual(value, lowest));
  const [place] = placesOf([score.value, ...all.map(({ value }) => value)]);
  return { score, place: place!, of: all.length, best };
}

/** Returns per value its place: 1 + the number of lower ones, so that equals share a place. */
export function placesOf(values: readonly number[]): number[] {
  return values.map((own) => 1 + values.filter((value) => value < own && !isEqual(value, own)).length);
}
