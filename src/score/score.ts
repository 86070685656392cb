/**
 * Every entry against one outcome, by the rules the question froze: CRPS for the held-out values, weighted RPS for the jump, the log
 * score of the realised bin beside it. The rows come in one fixed order, so shuffled entries give the same bytes.
 */

import { byText } from "../base/byText.ts";
import { canonical, digest } from "../base/canonical.ts";
import { integrityError, usageError } from "../base/errors.ts";
import { crpsOfDistribution } from "../math/crpsDistribution.ts";
import { validate } from "../math/distribution.ts";
import { sum } from "../math/stats.ts";
import { gridOf, isBeyond } from "../question/grid.ts";
import type { Forecast, ObservedRung, Outcome, Question, QuestionRung, Score } from "../records.ts";
import { brier } from "./categorical.ts";
import { skill } from "./compare.ts";
import { jumpWeights, weightedRps } from "./jump.ts";
import { logScore } from "./logScore.ts";

/** A revealed forecast and the public key (64 hex digits) of who registered it. */
export type Entry = { author: string; forecast: Forecast };

type Value = Pick<Score, "rule" | "rung" | "value">;

/**
 * Returns the scores of all entries, lower is better, sorted by forecaster, author, then rule and rung: per held-out rung the CRPS
 * in the metric's unit, its *mean* over the held-out rungs (rung null), the Brier score of
 * single seeds, the weighted RPS in [0, 1], -ln m of the realised bin, the CRPS of the sharpness.
 * `baselineValue` is the same score of the entry whose forecaster is the question's baseline, `skill` = 1 - value/baselineValue;
 * both null without a baseline entry, skill null where the baseline's loss is 0. Errors: usage when an author entered one forecaster
 * twice, integrity when a forecast does not answer the question (see `checkForecast`) or baseline entries differ.
 */
export function score(question: Question, entries: readonly Entry[], outcome: Outcome): Score[] {
  const id = digest(question);
  if (outcome.question !== id)
    throw integrityError(
      "score",
      `an outcome of question ${id} is required`,
      outcome.question,
      "make it anew; foreshock status says how",
    );
  const ordered = entries.toSorted(byForecasterThenAuthor);
  const doubled = ordered.find((entry, i) => i > 0 && byForecasterThenAuthor(entry, ordered[i - 1]!) === 0);
  if (doubled)
    throw usageError(
      "score",
      "one entry per author and forecaster is required",
      doubled.forecast.forecaster,
      "leave one out; foreshock status lists the forecasts that count",
    );
  for (const { forecast } of ordered) checkForecast(question, forecast);
  const reference = baselineValues(question, ordered, outcome);
  return ordered.flatMap(({ author, forecast }) =>
    valuesOf(question, forecast, outcome).map((value): Score => {
      const baselineValue =
        reference.find(({ rule, rung }) => rule === value.rule && rung === value.rung)?.value ?? null;
      return {
        question: id,
        author,
        forecaster: forecast.forecaster,
        ...value,
        baselineValue,
        skill: baselineValue === null ? null : skill(value.value, baselineValue),
      };
    }),
  );
}

/**
 * Throws an integrity error when a forecast does not answer a question: another question's id, targets other than the held-out rungs
 * once each, a CDF that is none, or jump masses that are not K + 1, do not sum to 1 (1e-9) or lie below the floor epsilon/(K + 1).
 */
export function checkForecast(question: Question, forecast: Forecast): void {
  const fail = (requirement: string, got: unknown) =>
    integrityError(
      `checkForecast ${forecast.forecaster}`,
      requirement,
      got,
      "make and register another; foreshock status says how",
    );
  const id = digest(question);
  if (forecast.question !== id) throw fail(`question ${id} is required`, forecast.question);
  const { heldOut } = gridOf(question);
  const asked = heldOut.map((rung) => `${rung.name} ${rung.nParams}`).toSorted();
  const answered = forecast.targets.map((target) => `${target.rung} ${target.nParams}`).toSorted();
  if (asked.join() !== answered.join()) throw fail(`targets ${asked.join(", ")} are required`, answered.join(", "));
  for (const { distribution } of forecast.targets) validate(distribution);
  if (forecast.sharpness) validate(forecast.sharpness);
  const numBins = heldOut.length + 2;
  if (forecast.jump.length !== numBins) throw fail(`${numBins} jump masses are required`, forecast.jump.length);
  const total = sum(forecast.jump);
  if (Math.abs(total - 1) > 1e-9) throw fail("jump masses that sum to 1 are required", total);
  const least = Math.min(...forecast.jump);
  const floor = question.floor / numBins;
  if (least < floor - 1e-9) throw fail(`jump masses of at least ${floor} are required`, least);
}

/** The baseline's values; entries under its name that differ are refused, because choosing among them is choosing everyone's skill. */
function baselineValues(question: Question, entries: readonly Entry[], outcome: Outcome): Value[] {
  const named = entries.filter(({ forecast }) => forecast.forecaster === question.baseline);
  const values = named.map(({ forecast }) => valuesOf(question, forecast, outcome));
  if (new Set(values.map(canonical)).size > 1)
    throw integrityError(
      "score",
      `entries of the baseline ${question.baseline} that agree are required`,
      named.map(({ author }) => author.slice(0, 8)).join(", "),
      "make the baseline's forecast again from the evidence and leave out the entry that differs",
    );
  return values[0] ?? [];
}

/**
 * The values of one forecast in fixed order: CRPS by rung (smallest first), their mean, the Brier score of single seeds, weighted RPS and
 * log score of the jump, CRPS of its sharpness; the scores of what a person left out are left out.
 */
function valuesOf(question: Question, forecast: Forecast, outcome: Outcome): Value[] {
  const pairs = gridOf(question).heldOut.map((rung) => ({
    rung,
    target: forecast.targets.find((target) => target.rung === rung.name)!,
    observed: observedAt(rung, outcome),
  }));
  const crps = pairs.map(({ target, observed }) => crpsOfDistribution(target.distribution, observed.value));
  const { success, sharpness } = { success: successScore(question, pairs), sharpness: forecast.sharpness };
  const overall = (rule: Score["rule"], value: number | null): Value[] =>
    value === null ? [] : [{ rule, rung: null, value }];
  return [
    ...pairs.map(({ rung }, i): Value => ({ rule: "crps", rung: rung.name, value: crps[i]! })),
    ...overall("crps", sum(crps) / crps.length),
    ...overall("brier-success", success),
    ...overall("weighted-rps", weightedRps(forecast.jump, outcome.jumpBin, jumpWeights(question))),
    ...overall("log-jump", logScore(forecast.jump, outcome.jumpBin)),
    ...overall("crps-sharpness", sharpness && crpsOfDistribution(sharpness, outcome.sharpness)),
  ];
}

function observedAt(rung: QuestionRung, outcome: Outcome): ObservedRung {
  const observed = outcome.rungs.find((other) => other.rung === rung.name);
  if (observed) return observed;
  throw integrityError(
    "score",
    `an outcome at rung ${rung.name} is required`,
    "none",
    "make it anew; foreshock status says how",
  );
}

/** Mean over held-out rungs and their seeds of (success - 1{seed at or beyond the threshold})^2; null where a chance is missing. */
function successScore(
  question: Question,
  pairs: readonly { target: Forecast["targets"][number]; observed: ObservedRung }[],
): number | null {
  const losses = pairs.map(({ target: { success }, observed: { seeds } }) =>
    success === null ? null : sum(seeds.map(({ value }) => brier(success, isBeyond(question, value)))) / seeds.length,
  );
  return losses.every((loss) => loss !== null) ? sum(losses) / losses.length : null;
}

function byForecasterThenAuthor(a: Entry, b: Entry): number {
  return byText(a.forecast.forecaster, b.forecast.forecaster) || byText(a.author, b.author);
}
