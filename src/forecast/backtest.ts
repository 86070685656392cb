/**
 * Rolling origin: would this forecaster have known what the observed rungs did next? Every cut of the observed rungs is a question of
 * its own, answered from the rows before the cut alone. Without this a forecast is an opinion; with it one knows up to which horizon
 * it was ever tested. Nothing held out is ever read.
 */
import { digest } from "../base/canonical.ts";
import { fold, type Key } from "../base/random.ts";
import { gridOf } from "../question/grid.ts";
import type { View } from "../question/views.ts";
import type { Evidence, Question, ScoredTarget } from "../records.ts";
import { evidenceFor } from "./evidence.ts";
import type { Forecaster } from "./forecaster.ts";
import { valuesAt } from "./rungs.ts";
import { scoreTargets } from "./scoreTargets.ts";

/** Rungs a cut leaves visible at least. */
export const MIN_VISIBLE = 3;

/** A forecaster that had no forecast at a cut, and why. */
export type Refusal = { forecaster: string; cut: string; reason: string };

export type Backtest = { targets: ScoredTarget[]; refused: Refusal[] };

/**
 * Returns the questions of a rolling origin over a view: for k = 3 .. n - 1 its first k rungs are seen and the later ones held out; the
 * question gives everything but axis and rungs. Empty with fewer than four rungs.
 */
export function originsOf(question: Question, { axis, rungs }: View): Question[] {
  return rungs.slice(MIN_VISIBLE).map((_, i) => ({
    ...question,
    axis,
    rungs: rungs.map((rung, at) => ({ ...rung, heldOut: at >= MIN_VISIBLE + i })),
  }));
}

/**
 * Returns every forecaster's scored targets at every origin of a view, beside the baseline `forecasters[0]`, and the refusals with
 * reasons. Rungs without the metric are left out, and so is an origin at which the baseline has no forecast; of many origins
 * `maxOrigins` are kept, evenly spread, the last one always. `key` is the only randomness.
 */
export function backtest(
  question: Question,
  view: View,
  evidence: Pick<Evidence, "rows" | "answers">,
  forecasters: readonly Forecaster[],
  key: Key,
  maxOrigins = Infinity,
): Backtest {
  const values = new Map(
    valuesAt({ ...question, axis: view.axis }, view.rungs, evidence.rows, question.metric).map((rung) => [
      rung.name,
      rung.mean,
    ]),
  );
  const rungs = view.rungs.filter((rung) => values.has(rung.name));
  const all = thinned(originsOf(question, { ...view, rungs }), maxOrigins);
  const parts = all.map((origin) =>
    atOrigin(origin, evidence, forecasters, values, fold(key, gridOf(origin).top.name)),
  );
  return { targets: parts.flatMap(({ targets }) => targets), refused: parts.flatMap(({ refused }) => refused) };
}

function thinned<T>(items: readonly T[], most: number): T[] {
  return items.filter((_, i) => {
    const rank = (j: number) => Math.floor((j * most) / items.length);
    return items.length <= most || rank(i + 1) > rank(i);
  });
}

function atOrigin(
  origin: Question,
  evidence: Pick<Evidence, "rows" | "answers">,
  forecasters: readonly Forecaster[],
  values: ReadonlyMap<string, number>,
  key: Key,
): Backtest {
  const id = digest(origin);
  const seen = evidenceFor(origin, id, evidence.rows, evidence.answers);
  const cut = gridOf(origin).top.name;
  const results = forecasters.map(({ name, forecast }) => ({ name, result: forecast(origin, id, seen, key) }));
  const first = results[0]?.result;
  const refused = results.flatMap(({ name, result }) =>
    result.ok ? [] : [{ forecaster: name, cut, reason: result.reason }],
  );
  if (!first?.ok) return { targets: [], refused };
  const targets = results.flatMap(({ result }) =>
    result.ok ? scoreTargets(origin, result.forecast, first.forecast, values) : [],
  );
  return { targets, refused };
}
