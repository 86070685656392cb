/**
 * The ladder's questions answered: by the published two steps, by their variants, and by a pool that was designed on the 16 observed runs
 * alone, before any held-out value was looked at; `LADDER_MEMBERS` says how. Everything a forecaster sees has passed `evidenceFor`.
 */
import { askFrom } from "../../forecast/ask.ts";
import { askAll } from "../../forecast/asking.ts";
import { DEFAULT } from "../../forecast/default.ts";
import { poolOf } from "../../forecast/ensemble.ts";
import type { Forecaster } from "../../forecast/forecaster.ts";
import { forecastersWithout } from "../../forecast/forecasters.ts";
import { powerLaw } from "../../forecast/laws/powerLaw.ts";
import { persistence } from "../../forecast/plain/persistence.ts";
import { type SpreadFactor, spreadFactor, withSpread } from "../../forecast/poolSpread.ts";
import { seedMeans } from "../../forecast/rungs.ts";
import { scoreTargets } from "../../forecast/scoreTargets.ts";
import { TWO_STEP_VARIANTS, twoStep } from "../../forecast/twoStep/twoStep.ts";
import type { Forecast, Measurement, Question, ScoredTarget } from "../../records.ts";
import { keyOf } from "../ask.ts";
import { LADDER_TASKS, ladderQuestion } from "./questions.ts";

/** The pool as its weights leave it, and with intervals as wide as its past errors. */
export const POOL = "ladder-pool";
export const CALIBRATED_POOL = "ladder-pool-calibrated";
/** The default as it is without this ladder. */
const untaught = forecastersWithout("olmo-ladder").filter(({ name }) => name === DEFAULT);
/** Every forecaster asked for itself; the first is the reference. */
const ALONE: readonly Forecaster[] = [persistence, ...untaught, twoStep, ...TWO_STEP_VARIANTS, powerLaw];
/**
 * The pool's members, and how they were decided. Every cut of the 16 runs in order of compute (6 to 15 of them seen, horizons up to 1.65
 * decades) was forecast by ten candidates, on these eight tasks and, to see whether it lasts, on thirteen more splits of the same tables.
 * Beyond .9 decades, with 8 or more runs seen, mean absolute errors of the median were, in points: two-step 3.2, with choice nll 2.8,
 * over compute 2.1, over compute with choice nll 1.7, power-law with the known chance 2.4, without 3.4, logit-accuracy-line 2.8, and
 * bayes-mix, which takes the mixed order of sizes for breaks, over 10. The pool of the three best had 1.6 (CRPS 1.39), the four two-steps
 * 2.2 (1.67), these and power-law 2.0 (1.57); on the 21 tasks the order was the same (2.8, 3.3, 3.1). Weights L^-2 beat equal weights and
 * weights common to all tasks; L^-1, L^-4, ten prior targets, and averages of medians (plain or of logits) differed by less than noise.
 * The pool's 90 % intervals held the outcomes of every cut, so the factor of `spreadFactor` narrows them, one for all tasks, as error over
 * width did not depend on the horizon; in nested cuts it lowered the CRPS at each cut, by 7 to 40 %.
 */
export const LADDER_MEMBERS: readonly Forecaster[] = [
  ...TWO_STEP_VARIANTS.filter(({ name }) => ["two-step-compute", "two-step-choice-compute"].includes(name)),
  powerLaw,
];

/** One task: its question, all forecasts by name, what came at its runs, and the scores. */
export type LadderTask = {
  name: string;
  title: string;
  question: Question;
  forecasts: Map<string, Forecast>;
  values: ReadonlyMap<string, number>;
  targets: ScoredTarget[];
};

/** All tasks, and the factor their pools' intervals were stretched by. */
export type LadderAnswers = { tasks: LadderTask[]; spread: SpreadFactor };

/** Returns the answers to the ladder's questions from the rows of `ladderRows`. */
export function ladderAnswers(rows: readonly Measurement[]): LadderAnswers {
  const asked = LADDER_TASKS.map((task) => ({ task, ...forecastsOf(ladderQuestion(task, rows), rows) }));
  const spread = spreadFactor(asked.flatMap(({ origins }) => origins));
  const tasks = asked.map(({ task: { name, title }, question, forecasts }) => {
    const pool = forecasts.get(POOL);
    if (pool && spread.ok) forecasts.set(CALIBRATED_POOL, withSpread(question, pool, CALIBRATED_POOL, spread.factor));
    const values = seedMeans(question, rows);
    const reference = forecasts.get(persistence.name)!;
    const targets = [...forecasts.values()].flatMap((one) => scoreTargets(question, one, reference, values));
    return { name, title, question, forecasts, values, targets };
  });
  return { tasks, spread };
}

function forecastsOf(question: Question, rows: readonly Measurement[]) {
  const ask = askFrom(question, rows);
  const alone = askAll(ask, ALONE, keyOf(question)).forecasts;
  const forecasts = new Map(alone.map((one) => [one.forecaster, one]));
  const pool = poolOf(POOL, LADDER_MEMBERS, ask, keyOf(question));
  if (pool.ok) forecasts.set(POOL, pool.forecast);
  return { question, forecasts, origins: pool.ok ? pool.origins : [] };
}
