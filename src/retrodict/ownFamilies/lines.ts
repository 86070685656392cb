/** What the scored targets of our own families say, as lines: skill, luck and coverage per forecaster, family and success definition. */

import type { Key } from "../../base/random.ts";
import { mean } from "../../math/stats.ts";
import { jumpPlaces } from "../../question/grid.ts";
import type { ScoredTarget } from "../../records.ts";
import { skill } from "../../score/compare.ts";
import { jumpWeights, weightedRps } from "../../score/jump.ts";
import { type ForecasterSummary, meanLosses, summarise } from "../../score/summary.ts";
import { commonTargets, groupBy, targetId } from "../../score/targets.ts";
import type { Answered } from "../ask.ts";
import { type Line, plainLine } from "../benchmark.ts";
import type { LedgerQuestion } from "./pack.ts";

/** Forecasters that carry the bars: the default, and the pool it is in. */
export const BARRED: readonly string[] = ["bayes-mix", "ensemble"];
/** Share of the targets that a forecaster has to answer to be compared with others on common ones. */
const MOST = 2 / 3;
const SKILL_BAR = 0.5;
const COVERAGE_BAR = [0.8, 0.97] as const;

/**
 * Returns, per forecaster, the skill on all its targets of one unit and what luck allows, and the coverage of its intervals (a line of its
 * own where it carries a bar). Skill on common targets is over those of all forecasters that answered two thirds or more.
 */
export function forecasterLines(where: string, targets: readonly ScoredTarget[], key: Key, barred: boolean): Line[] {
  const most = MOST * new Set(targets.map(targetId)).size;
  const groups = groupBy(targets, ({ forecaster }) => forecaster);
  const common = commonTargets(targets.filter(({ forecaster }) => groups.get(forecaster)!.length >= most));
  return summarise(targets, key)
    .filter(({ forecaster }) => forecaster !== "persistence")
    .flatMap((summary) => {
      const isBarred = barred && BARRED.includes(summary.forecaster);
      const shared = common.filter(({ forecaster }) => forecaster === summary.forecaster);
      const skillOf = skillLine(where, summary, shared, isBarred);
      return isBarred ? [skillOf, coverageLine(where, summary)] : [skillOf];
    });
}

function skillLine(
  where: string,
  { forecaster, own, coverage90 }: ForecasterSummary,
  shared: readonly ScoredTarget[],
  isBarred: boolean,
): Line {
  const { skill: value, numTargets, numClusters, meanCrps, meanBaseline, signFlip } = own;
  const luck =
    numClusters > 1 ? `sign-flip p ${signFlip.p.toFixed(3)}, at least ${signFlip.smallestP.toFixed(3)}` : "one family";
  const note = [
    `${numTargets} targets of ${numClusters} families, CRPS ${meanCrps.toFixed(3)} beside ${meanBaseline.toFixed(3)}`,
    luck,
    ...(shared.length > 0 ? [`${skillText(shared)} on the ${shared.length} that most answered`] : []),
    ...(isBarred ? [] : [`90 % intervals held ${coverage90.covered} of ${coverage90.n}`]),
  ];
  return {
    what: `${where}: ${forecaster}, CRPS skill over persistence`,
    value,
    unit: "1",
    bar: isBarred ? `at least ${SKILL_BAR}` : null,
    met: isBarred && value !== null ? value >= SKILL_BAR : null,
    note: note.join("; "),
  };
}

function coverageLine(where: string, { forecaster, coverage90 }: ForecasterSummary): Line {
  const { share, covered, n } = coverage90;
  const [low, high] = COVERAGE_BAR;
  return {
    what: `${where}: ${forecaster}, share of outcomes inside 90 % intervals`,
    value: share,
    unit: "1",
    bar: `${low} to ${high}`,
    met: share >= low && share <= high,
    note: `${covered} of ${n}`,
  };
}

/** Returns one line per family and one per metric: the skill of the first named forecaster, and in the note that of all others. */
export function breakdownLines(targets: readonly ScoredTarget[], forecasters: readonly string[]): Line[] {
  const [shown, ...others] = forecasters.filter((name) => name !== "persistence");
  const by = (word: string, of: (target: ScoredTarget) => string) =>
    [...groupBy(targets, of)].flatMap(([group, some]) => {
      const answers = groupBy(some, ({ forecaster }) => forecaster);
      const own = answers.get(shown!);
      if (own === undefined) return [];
      const { meanCrps, meanBaseline } = meanLosses(own);
      const rest = others.flatMap((name) => (answers.has(name) ? [`${name} ${skillText(answers.get(name)!)}`] : []));
      return [plainLine(`${word} ${group}: ${shown}, CRPS skill`, skill(meanCrps, meanBaseline), "1", rest.join(", "))];
    });
  return [...by("family", ({ cluster }) => cluster.split(" ")[1]!), ...by("metric", ({ metric }) => metric)];
}

function skillText(targets: readonly ScoredTarget[]): string {
  const { meanCrps, meanBaseline } = meanLosses(targets);
  return skill(meanCrps, meanBaseline)?.toFixed(2) ?? "undefined";
}

/** Returns the mean weighted RPS of the jump's place per forecaster, and where the jumps came. */
export function jumpLines(all: readonly Answered[], forecasters: readonly string[]): Line[] {
  const places = all.map(({ question, jumpBin }) => `${question.family} ${jumpPlaces(question)[jumpBin]!.label}`);
  return forecasters.flatMap((name, i) => {
    const losses = all.flatMap(({ question, forecasts, jumpBin }) => {
      const made = forecasts.find(({ forecaster }) => forecaster === name);
      return made ? [weightedRps(made.jump, jumpBin, jumpWeights(question))] : [];
    });
    const note = i === 0 ? `jumps of exact match: ${places.join(", ")}` : `${losses.length} families`;
    return losses.length === 0 ? [] : [plainLine(`${name}: weighted RPS of the jump's place`, mean(losses), "1", note)];
  });
}

/** Returns what was scored through a ledger, forecast before the held-out runs existed: mean CRPS against the baseline's. */
export function ledgerLines(questions: readonly LedgerQuestion[]): Line[] {
  const scores = questions.flatMap((question) =>
    question.scores.map((score) => ({ ...score, question: question.name })),
  );
  const overall = scores.filter(({ rule, rung }) => rule === "crps" && rung === null);
  return [...groupBy(overall, ({ forecaster }) => forecaster)]
    .filter(([forecaster]) => forecaster !== "persistence")
    .map(([forecaster, own]) => {
      const value = mean(own.map((score) => score.value));
      const baseline = mean(own.map((score) => score.baselineValue!));
      const wins = own.filter((score) => score.value < score.baselineValue!).length;
      const note = `${own.length} questions, better in ${wins}; CRPS ${value.toFixed(3)} beside ${baseline.toFixed(3)}`;
      return plainLine(
        `ledger, forecast before the runs existed: ${forecaster}, CRPS skill`,
        skill(value, baseline),
        "1",
        note,
      );
    });
}
