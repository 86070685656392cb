/** Answers beside what came: one record per forecaster and held-out rung, one per forecaster and question. */

import { seedMeans } from "../../forecast/rungs.ts";
import { scoreTargets } from "../../forecast/scoreTargets.ts";
import { crpsOfDistribution, tailCrps } from "../../math/crpsDistribution.ts";
import { pitRange } from "../../math/distribution.ts";
import { axisValue, gridOf, jumpBin } from "../../question/grid.ts";
import type { Forecast, Question, ScoredTarget } from "../../records.ts";
import { jumpWeights, weightedRps } from "../../score/jump.ts";
import type { Answered } from "../answering/ask.ts";
import type { Asked, SourceKind } from "../asked.ts";
import { CLIMATOLOGY, PERSISTENCE } from "../forecasters.ts";
import { type Strata, strataOf } from "./strata.ts";

/** What a record says about its question; `filled`: the forecaster refused, and persistence's forecast stands in its place. */
export type About = Strata & {
  source: string;
  kind: SourceKind;
  setting: string;
  cluster: string;
  blind: boolean;
  question: string;
  metric: string;
  forecaster: string;
  filled: boolean;
};

/**
 * A value forecast. `baseline` is persistence's CRPS, `climatology` that of climatology; `tail` the CRPS beyond the threshold alone, with
 * persistence's; `pitBelow` and `pitAt` are P(X < value) and P(X <= value); `doublings` from the last visible rung; `isEnd`: the value is the
 * lowest or highest that a share can be.
 */
export type StandingTarget = About &
  Omit<ScoredTarget, keyof About> & {
    climatology: number;
    tail: number;
    tailBaseline: number;
    pitBelow: number;
    pitAt: number;
    doublings: number;
    isEnd: boolean;
  };

/**
 * A jump forecast: `bin` is where it came among `masses` (the last = never within range), `rps` its weighted ranked probability score with
 * persistence's and climatology's; `doublings` from the last visible rung to the end of the bin, null where there was no jump to come.
 */
export type StandingJump = About & {
  bin: number;
  masses: readonly number[];
  rps: number;
  rpsBaseline: number;
  rpsClimatology: number;
  doublings: number | null;
};

/** Whether a jump came between the last visible rung and the last one asked about. */
export function cameInRange({ bin, masses }: Pick<StandingJump, "bin" | "masses">): boolean {
  return bin > 0 && bin < masses.length - 1;
}

/** Everything that was scored, who refused what and why, seconds by forecaster, and questions that persistence cannot answer. */
export type Scored = {
  targets: StandingTarget[];
  jumps: StandingJump[];
  refusals: { forecaster: string; question: string; source: string; reason: string }[];
  seconds: Map<string, number>;
  unanswerable: string[];
};

/** Returns the records of all answers; where a forecaster refused, persistence's forecast is scored under its name. */
export function scoreAnswers(all: readonly Answered[]): Scored {
  const scored: Scored = { targets: [], jumps: [], refusals: [], seconds: new Map(), unanswerable: [] };
  for (const { asked, answers } of all) {
    const { question, source } = asked;
    const [persistence, climatology] = [PERSISTENCE, CLIMATOLOGY].map((name) => answers.get(name)?.forecast ?? null);
    if (!persistence) scored.unanswerable.push(`${source} ${question.name}`);
    if (!persistence) continue;
    const strata = strataOf(question, asked.rows);
    const values = seedMeans(question, asked.rows);
    for (const [forecaster, { forecast, reason, seconds }] of answers) {
      scored.seconds.set(forecaster, (scored.seconds.get(forecaster) ?? 0) + seconds);
      if (reason !== null) scored.refusals.push({ forecaster, source, question: question.name, reason });
      const about = { ...aboutOf(asked, forecaster), ...strata, filled: forecast === null };
      const trio = { own: forecast ?? persistence, persistence, climatology: climatology ?? persistence };
      scored.targets.push(...targetsOf(question, about, trio, values));
      scored.jumps.push(jumpOf(question, about, trio, values));
    }
  }
  return scored;
}

type Trio = { own: Forecast; persistence: Forecast; climatology: Forecast };

function aboutOf({ source, kind, setting, cluster, blind, question }: Asked, forecaster: string) {
  return { source, kind, setting, cluster, blind, question: question.name, metric: question.metric, forecaster };
}

function targetsOf(
  question: Question,
  about: About,
  { own, persistence, climatology }: Trio,
  values: ReadonlyMap<string, number>,
): StandingTarget[] {
  const { threshold, betterDirection } = question;
  const at = ({ targets }: Forecast, rung: string) => targets.find((target) => target.rung === rung)!.distribution;
  return scoreTargets(question, own, persistence, values).map((scored) => {
    const { rung, value, horizon } = scored;
    const [pitBelow, pitAt] = pitRange(at(own, rung), value);
    const tail = (forecast: Forecast) => tailCrps(at(forecast, rung), threshold, value, betterDirection);
    return {
      ...scored,
      ...about,
      climatology: crpsOfDistribution(at(climatology, rung), value),
      tail: tail(own),
      tailBaseline: tail(persistence),
      pitBelow,
      pitAt,
      doublings: horizon / Math.log10(2),
      isEnd: value === 0 || value === 1,
    };
  });
}

function jumpOf(
  question: Question,
  about: About,
  { own, persistence, climatology }: Trio,
  values: ReadonlyMap<string, number>,
): StandingJump {
  const { top, heldOut } = gridOf(question);
  const bin = jumpBin(
    question,
    [top, ...heldOut].map(({ name }) => values.get(name)!),
  );
  const weights = jumpWeights(question);
  const rps = ({ jump }: Forecast) => weightedRps(jump, bin, weights);
  const end = bin > 0 ? heldOut[bin - 1] : undefined;
  const doublings = end && Math.log2(axisValue(question, end) / axisValue(question, top));
  return {
    ...about,
    bin,
    masses: own.jump,
    rps: rps(own),
    rpsBaseline: rps(persistence),
    rpsClimatology: rps(climatology),
    doublings: doublings ?? null,
  };
}
