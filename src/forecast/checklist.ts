/**
 * What every fit has to say about itself beyond its numbers: how it changes when a rung is missing, and how it did when the observed rungs
 * were foretold from fewer of them. Computed the same way for every forecaster and committed with the forecast, so that nobody can leave
 * it out.
 */

import { fold, type Key } from "../base/random.ts";
import { quantile } from "../math/distribution.ts";
import { mean } from "../math/stats.ts";
import { axisValue, gridOf } from "../question/grid.ts";
import { viewOf } from "../question/views.ts";
import type { Evidence, Forecast, Question, QuestionRung, ScoredTarget } from "../records.ts";
import { backtest } from "./backtest.ts";
import { evidenceFor } from "./evidence.ts";
import type { Forecaster, ForecastResult } from "./forecaster.ts";
import { persistence } from "./plain/persistence.ts";

/** Rolling origins behind the recorded backtest. */
const MAX_ORIGINS = 4;

/**
 * Returns a forecaster's result with the (mis)fitting checklist in its parameters: `law`, `objective`, `search`, `uncertainty` as the
 * forecaster states them, `sensitivity.*` = medians per held-out rung without the smallest and without the largest observed rung, and
 * `backtest` in words: CRPS, the baseline's, and coverage over rolling origins with the longest horizon they reached, and the one asked.
 */
export function withChecklist(
  forecaster: Forecaster,
  question: Question,
  questionId: string,
  evidence: Evidence,
  key: Key,
): ForecastResult {
  const result = forecaster.forecast(question, questionId, evidence, key);
  if (!result.ok) return result;
  const { observed } = gridOf(question);
  const without = (dropped: QuestionRung) => mediansWithout(forecaster, question, evidence, dropped, key);
  const parameters: Forecast["parameters"] = {
    ...forecaster.method,
    ...result.forecast.parameters,
    "sensitivity.withoutSmallest": without(observed[0]!),
    "sensitivity.withoutLargest": without(observed.at(-1)!),
    backtest: backtestText(forecaster, question, evidence, fold(key, "checklist")),
  };
  return { ok: true, forecast: { ...result.forecast, parameters } };
}

/** Medians per held-out rung when one observed rung is not there; a reason in words where the forecaster then has none. */
function mediansWithout(
  { forecast }: Forecaster,
  question: Question,
  { rows, answers }: Evidence,
  dropped: QuestionRung,
  key: Key,
): number[] | string {
  const less = { ...question, rungs: question.rungs.filter((rung) => rung.name !== dropped.name) };
  if (gridOf(question).observed.length < 2) return "no other observed rung";
  const id = "0".repeat(64);
  const result = forecast(less, id, evidenceFor(less, id, rows, answers), key);
  if (!result.ok) return result.reason;
  return gridOf(question).heldOut.map(({ name }) => {
    const { distribution } = result.forecast.targets.find(({ rung }) => rung === name)!;
    return quantile(distribution, 0.5);
  });
}

function backtestText(forecaster: Forecaster, question: Question, evidence: Evidence, key: Key): string {
  const tested = forecaster.name === persistence.name ? [persistence] : [persistence, forecaster];
  const { targets } = backtest(question, viewOf(question), evidence, tested, key, MAX_ORIGINS);
  const own = targets.filter((target) => target.forecaster === forecaster.name);
  if (own.length === 0) return "none: no rolling origin on the observed rungs that this forecaster could answer";
  const inside = own.filter(({ low90, value, high90 }) => low90 <= value && value <= high90).length;
  const longest = Math.max(...own.map(({ horizon }) => horizon));
  const asked = horizonOf(question);
  const warning = asked > longest + 1e-9 ? ", farther than ever tested" : "";
  return (
    `${own.length} targets at rolling origins: mean CRPS ${short(own, "crps")}, persistence ${short(own, "baseline")}, ` +
    `${inside} of ${own.length} in the 90 % interval; longest horizon ${longest.toFixed(2)} decades, asked ${asked.toFixed(2)}${warning}`
  );
}

function short(targets: readonly ScoredTarget[], of: "crps" | "baseline"): string {
  return mean(targets.map((target) => target[of])).toPrecision(2);
}

/** Decades of the axis from the largest observed to the farthest held-out rung. */
function horizonOf(question: Question): number {
  const { top, heldOut } = gridOf(question);
  const at = (rung: QuestionRung) => Math.log10(axisValue(question, rung));
  return at(heldOut.at(-1)!) - at(top);
}
