/**
 * No single family of curves fits all tasks, so this pools several, weighted by how well each would have foretold the observed rungs
 * from fewer of them. The held-out rungs have no part in the weights.
 */
import { fold, type Key } from "../base/random.ts";
import { mixture } from "../math/mixture.ts";
import { clipped } from "../math/special.ts";
import { mean, sum } from "../math/stats.ts";
import { gridOf } from "../question/grid.ts";
import type { Forecast, Question, ScoredTarget } from "../records.ts";
import type { Ask } from "./ask.ts";
import { askAll } from "./asking.ts";
import { answersAt, MIN_VISIBLE, originsOf, thinned } from "./backtest.ts";
import type { Forecaster } from "./forecaster.ts";
import { scoreTargets } from "./scoreTargets.ts";

/** Origins of the rolling backtest behind the weights: more would cost time and overlap; two at least, to see two distances. */
const [MIN_ORIGINS, MAX_ORIGINS] = [2, 4];
/** Targets per member behind the weights that are enough: with many rungs two origins have as many as four have with few. */
const ENOUGH_TARGETS = 24;
/** Targets at the members' average loss that every member starts with: few backtests must not decide alone. */
const PRIOR_TARGETS = 2;

/** Forecasts of one question by those members that have one. */
type Made = { question: Question; forecasts: Forecast[] };
/** What a pool would have said at one origin, the reference beside it, and what came at the later observed rungs. */
export type PooledOrigin = {
  question: Question;
  forecast: Forecast;
  reference: Forecast;
  values: ReadonlyMap<string, number>;
};
/** A pool's forecast and the origins behind its weights; or why there is none. */
export type Pool = { ok: true; forecast: Forecast; origins: PooledOrigin[] } | { ok: false; reason: string };

/**
 * Returns an ensemble of `members`: the linear pool with weights w_i ~ L_i^-2, L_i the CRPS of member i relative to persistence over rolling
 * origins of the observed rungs (2 to 4, as `originsWithin` says) with 2 targets at the members' average mixed in; a
 * member never tested gets the average, one without a forecast is out. CRPS scales with the error, so L^-2 is inverse-variance
 * weighting. Jump, success and sharpness are pooled alike.
 */
export function ensembleOf(name: string, summary: string, members: readonly Forecaster[]): Forecaster {
  return {
    name,
    summary,
    members,
    method: {
      law: `linear pool of ${members.map((member) => member.name).join(", ")}`,
      objective:
        "weights L^-2, L the CRPS relative to persistence at rolling origins of the observed rungs, shrunk to the mean by 2 targets",
      search: "at most 4 origins, evenly spread",
      uncertainty: "that of the members, and their disagreement",
    },
    draw(ask, _, key) {
      const pool = poolOf(name, members, ask, key);
      return pool.ok ? pool.forecast : pool;
    },
  };
}

/** Returns the same with the pool's forecasts at the origins behind its weights, made with those weights. */
export function poolOf(name: string, members: readonly Forecaster[], ask: Ask, key: Key): Pool {
  const { question, evidence, at } = ask;
  const { forecasts } = askAll(ask, members, key);
  if (forecasts.length === 0)
    return { ok: false, reason: `none of ${name}'s members has a forecast for this question` };
  const able = members.filter((member) => forecasts.some(({ forecaster }) => forecaster === member.name));
  const values = new Map(at(question.metric).map((rung) => [rung.name, rung.mean]));
  const origins = originsWithin(ask, values).flatMap((origin) => {
    const { forecasts: past, reference } = answersAt(origin, evidence, able, fold(key, name));
    return reference && past.length > 0 ? [{ question: origin, forecasts: past, reference }] : [];
  });
  const scored = origins.flatMap(({ question: origin, forecasts: past, reference }) =>
    past.flatMap((forecast) => scoreTargets(origin, forecast, reference, values)),
  );
  const losses = lossesOf(
    able.map((member) => member.name),
    scored,
  );
  const past = origins.map((own) => ({ ...own, forecast: weighted(name, own, losses), values }));
  return {
    ok: true,
    forecast: weighted(name, { question, forecasts }, losses),
    origins: past.map(({ forecasts: _, ...origin }) => origin),
  };
}

/**
 * At most 4 questions within the observed rungs: the first sees half of them (three at least), the others come evenly after it. No more than
 * have 24 targets together, but two.
 */
function originsWithin({ question, grid }: Ask, values: ReadonlyMap<string, number>): Question[] {
  const rungs = grid.observed.filter((rung) => values.has(rung.name));
  const first = Math.max(MIN_VISIBLE, Math.ceil(rungs.length / 2));
  const all = originsOf(question, { axis: question.axis, rungs }).slice(first - MIN_VISIBLE);
  const targets = (origins: readonly Question[]) => sum(origins.map((origin) => gridOf(origin).heldOut.length));
  let origins = thinned(all, MIN_ORIGINS);
  for (let most = MIN_ORIGINS + 1; most <= MAX_ORIGINS && targets(origins) < ENOUGH_TARGETS; most++)
    origins = thinned(all, most);
  return origins;
}

/** CRPS of each member over the targets it answered at the origins, as a share of the baseline's, shrunk to the members' average. */
function lossesOf(names: readonly string[], scored: readonly ScoredTarget[]): Map<string, number> {
  const own = new Map(names.map((name) => [name, scored.filter((target) => target.forecaster === name)]));
  const ratio = (targets: readonly ScoredTarget[]) =>
    sum(targets.map(({ crps }) => crps)) / Math.max(1e-12, sum(targets.map(({ baseline }) => baseline)));
  const ratios = [...own.values()].filter((targets) => targets.length > 0).map(ratio);
  const average = ratios.length > 0 ? mean(ratios) : 1;
  const shrunk = (targets: readonly ScoredTarget[]) => {
    const seen = targets.length > 0 ? ratio(targets) : average;
    return (targets.length * seen + PRIOR_TARGETS * average) / (targets.length + PRIOR_TARGETS);
  };
  return new Map([...own].map(([name, targets]) => [name, shrunk(targets)]));
}

/** The pool with weights losses^-2; losses and weights are among its parameters. */
function weighted(name: string, { question, forecasts }: Made, losses: ReadonlyMap<string, number>): Forecast {
  const members = forecasts.map(({ forecaster }) => ({ forecaster, loss: losses.get(forecaster)! }));
  const raw = members.map(({ loss }) => Math.max(loss, 1e-9) ** -2);
  const weights = raw.map((weight) => weight / sum(raw));
  const pool = linearPool(name, question, forecasts, weights);
  const own = members.map(({ forecaster, loss }): [string, number] => [`loss.${forecaster}`, loss]);
  return {
    ...pool,
    parameters: { ...pool.parameters, ...Object.fromEntries(own), priorTargets: PRIOR_TARGETS },
    rationale: "A linear pool of forecasters, weighted by rolling-origin backtests on the observed rungs.",
  };
}

/**
 * Returns the linear pool sum_i w_i F_i of one or more forecasters' forecasts of one question, weights of sum 1: of distributions, jump,
 * success and sharpness alike.
 */
export function linearPool(
  name: string,
  question: Question,
  forecasts: readonly Forecast[],
  weights: readonly number[],
): Forecast {
  const over = (of: (forecast: Forecast) => number) =>
    clipped(sum(forecasts.map((forecast, i) => weights[i]! * of(forecast))));
  const first = forecasts[0]!;
  return {
    ...first,
    forecaster: name,
    targets: first.targets.map((target, k) => ({
      ...target,
      distribution: mixture(
        forecasts.map(({ targets }) => targets[k]!.distribution),
        weights,
      ),
      success: over(({ targets }) => targets[k]!.success!),
    })),
    jump: first.jump.map((_, k) => over(({ jump }) => jump[k]!)),
    sharpness: mixture(
      forecasts.map(({ sharpness }) => sharpness!),
      weights,
    ),
    parameters: {
      ...Object.fromEntries(forecasts.map(({ forecaster }, i) => [`weight.${forecaster}`, weights[i]!])),
      numMembers: forecasts.length,
      numDraws: forecasts.length,
      jumpFloor: question.floor,
    },
    rationale: "A linear pool of forecasters with given weights.",
  };
}
