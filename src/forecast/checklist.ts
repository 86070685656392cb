/**
 * What every fit has to say about itself beyond its numbers: how it changes when a rung is missing, and how it did when the observed rungs
 * were foretold from fewer of them. Computed the same way for every forecaster and committed with the forecast, so that nobody can leave
 * it out.
 */

import { fold, type Key } from "../base/random.ts";
import { quantile } from "../math/distribution.ts";
import { mean } from "../math/stats.ts";
import { axisValue, type Grid } from "../question/grid.ts";
import { type OriginRecord, originParameters } from "../question/originRecord.ts";
import type { Forecast, Question, QuestionRung } from "../records.ts";
import type { Ask } from "./ask.ts";
import { forecastOf } from "./asking.ts";
import { backtest } from "./backtest.ts";
import type { Forecaster, ForecastResult } from "./forecaster.ts";
import { partOf } from "./remembered.ts";

/** Rolling origins behind the recorded backtest. */
const MAX_ORIGINS = 4;

/** What a checklist adds to a forecast's parameters. */
export type Items = Forecast["parameters"];

/**
 * Returns a forecaster's result with the (mis)fitting checklist in its parameters: `law`, `objective`, `search`, `uncertainty` as the
 * forecaster states them, `sensitivity.*` = medians per held-out rung without the smallest and without the largest observed rung, and
 * its record, see `recordOf`.
 */
export function withChecklist(forecaster: Forecaster, ask: Ask, key: Key): ForecastResult {
  const result = withSensitivity(forecaster, ask, key);
  return result.ok ? { ok: true, forecast: withItems(result.forecast, recordOf(forecaster, ask, key)) } : result;
}

/** Returns a forecast with items added to its parameters. */
export function withItems(forecast: Forecast, items: Items): Forecast {
  return { ...forecast, parameters: { ...forecast.parameters, ...items } };
}

/** Returns what `withChecklist` does, without the record. */
export function withSensitivity(forecaster: Forecaster, ask: Ask, key: Key): ForecastResult {
  const result = forecastOf(forecaster, ask, key);
  if (!result.ok) return result;
  const { observed } = ask.grid;
  const without = (dropped: QuestionRung) => mediansWithout(forecaster, ask, dropped, key);
  const sensitivity: Items = {
    "sensitivity.withoutSmallest": without(observed[0]!),
    "sensitivity.withoutLargest": without(observed.at(-1)!),
  };
  const { forecast } = result;
  const parameters = { ...forecaster.method, ...forecast.parameters, ...sensitivity };
  return { ok: true, forecast: { ...forecast, parameters } };
}

/** Medians per held-out rung when one observed rung is not there; a reason in words where the forecaster then has none. */
function mediansWithout(forecaster: Forecaster, ask: Ask, dropped: QuestionRung, key: Key): number[] | string {
  const { question, grid } = ask;
  if (grid.observed.length < 2) return "no other observed rung";
  const less = { ...question, rungs: question.rungs.filter((rung) => rung.name !== dropped.name) };
  const result = forecastOf(forecaster, partOf(ask, less), key);
  if (!result.ok) return result.reason;
  return result.forecast.targets.map(({ distribution }) => quantile(distribution, 0.5));
}

/**
 * Returns a forecaster's record at rolling origins of the observed rungs: `backtest` in words: CRPS, persistence's, and coverage with the
 * longest horizon they reached, and the one asked; the same as numbers beside it, see `originParameters`, unless no origin could be answered.
 */
export function recordOf(forecaster: Forecaster, ask: Ask, key: Key): Items {
  const { question, grid, evidence } = ask;
  const source = { ...evidence, partOf: (origin: Question) => partOf(ask, origin) };
  const view = { axis: question.axis, rungs: grid.observed };
  const { targets } = backtest(question, view, source, [forecaster], fold(key, "checklist"), MAX_ORIGINS);
  if (targets.length === 0)
    return { backtest: "none: no rolling origin on the observed rungs that this forecaster could answer" };
  const covered90 = targets.filter(({ low90, value, high90 }) => low90 <= value && value <= high90).length;
  const [crps, persistence] = (["crps", "baseline"] as const).map((of) => mean(targets.map((one) => one[of])));
  const record = { crps: crps!, persistence: persistence!, targets: targets.length, covered90 };
  const longest = Math.max(...targets.map(({ horizon }) => horizon));
  return { backtest: backtestText(record, longest, horizonOf(question, grid)), ...originParameters(record) };
}

/** `longest` and `asked` in decades of the axis. */
function backtestText({ crps, persistence, targets, covered90 }: OriginRecord, longest: number, asked: number): string {
  const warning = asked > longest + 1e-9 ? ", farther than ever tested" : "";
  return (
    `${targets} targets at rolling origins: mean CRPS ${crps.toPrecision(2)}, persistence ${persistence.toPrecision(2)}, ` +
    `${covered90} of ${targets} in the 90 % interval; longest horizon ${longest.toFixed(2)} decades, asked ${asked.toFixed(2)}${warning}`
  );
}

/** Decades of the axis from the largest observed to the farthest held-out rung. */
function horizonOf(question: Question, { top, heldOut }: Grid): number {
  const at = (rung: QuestionRung) => Math.log10(axisValue(question, rung));
  return at(heldOut.at(-1)!) - at(top);
}
