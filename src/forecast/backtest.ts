/**
 * Rolling origin: would this forecaster have known what the observed rungs did next? Every cut of the observed rungs is a question of
 * its own, answered from the rows before the cut alone. Without this a forecast is an opinion; with it one knows up to which horizon
 * it was ever tested. Nothing held out is ever read.
 */
import { fold, type Key } from "../base/random.ts";
import type { View } from "../question/views.ts";
import type { Evidence, Question, ScoredTarget } from "../records.ts";
import { type Ask, askFrom } from "./ask.ts";
import { askBesideReference, type BesideReference, type Refusal } from "./asking.ts";
import type { Forecaster } from "./forecaster.ts";
import { seedMeans } from "./rungs.ts";
import { scoreTargets } from "./scoreTargets.ts";

/** Rungs a cut leaves visible at least. */
export const MIN_VISIBLE = 3;

/** What is backtested on; `partOf` makes the ask of an origin (default: from the rows). */
export type BacktestRows = Pick<Evidence, "rows" | "answers"> & { partOf?: (origin: Question) => Ask };

/** Scored targets of every forecaster at every origin, and the forecasters that had none there: `cut` is the last rung seen. */
export type Backtest = { targets: ScoredTarget[]; refused: (Refusal & { cut: string })[] };

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
 * Returns every forecaster's scored targets at every origin of a view, beside persistence, and the refusals with reasons. Rungs without
 * the metric are left out, and so is an origin at which persistence has no forecast; of many origins `maxOrigins` are kept, evenly
 * spread, the last one always. `key` is the only randomness.
 */
export function backtest(
  question: Question,
  view: View,
  evidence: BacktestRows,
  forecasters: readonly Forecaster[],
  key: Key,
  maxOrigins = Infinity,
): Backtest {
  const values = seedMeans({ ...question, rungs: view.rungs }, evidence.rows);
  const rungs = view.rungs.filter((rung) => values.has(rung.name));
  const origins = thinned(originsOf(question, { ...view, rungs }).toReversed(), maxOrigins).toReversed();
  const parts = origins.map((origin) => {
    const { ask, forecasts, refused, reference } = answersAt(origin, evidence, forecasters, key);
    return {
      targets: reference ? forecasts.flatMap((one) => scoreTargets(origin, one, reference, values)) : [],
      refused: refused.map((one) => ({ ...one, cut: ask.grid.top.name })),
    };
  });
  return { targets: parts.flatMap(({ targets }) => targets), refused: parts.flatMap(({ refused }) => refused) };
}

/** Returns what forecasters say at one origin, from the rows before its cut; `key` is folded with the cut's name. */
export function answersAt(
  origin: Question,
  { rows, answers, partOf }: BacktestRows,
  forecasters: readonly Forecaster[],
  key: Key,
): BesideReference & { ask: Ask } {
  const ask = partOf?.(origin) ?? askFrom(origin, rows, answers);
  return { ask, ...askBesideReference(ask, forecasters, fold(key, ask.grid.top.name)) };
}

/** Returns at most `most` of the items, evenly spread, the first one always. */
export function thinned<T>(items: readonly T[], most: number): T[] {
  const count = Math.min(most, items.length);
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]!);
}
