/** What a set of records says of one forecaster: how much it loses beside the references and the rival, and whether it means what it says. */
import type { Key } from "../../base/random.ts";
import { type CalibrationLine, calibrationLine } from "../../score/calibrationLine.ts";
import { clusterBootstrap, type Estimate, type Statistic } from "../../score/clusterBootstrap.ts";
import { groupBy, targetId } from "../../score/targets.ts";
import { coveredShare, pitHistogram } from "./pit.ts";
import { cameInRange, type StandingJump, type StandingTarget } from "./score.ts";

/**
 * One forecaster on one set of targets and questions. CRPS in the metric's unit, skill = 1 - sum / sum of the reference; `againstRival`: mean
 * CRPS minus the rival's on the same targets, below 0 = better, and `rivalCrps` beside it; coverage by randomised PIT, `inside` without
 * values at 0 and 1, `atEnds` those alone; `bias` = mean of outcome - median; `calibration` of the chance that a value is at or beyond the
 * threshold; `never`: questions with P(never) above .9, and how many of them jumped. `split` is by what came: shown, never a goal.
 */
export type Summary = {
  forecaster: string;
  numTargets: number;
  numQuestions: number;
  numClusters: number;
  /** Questions it refused, at which persistence stands in. */
  refused: number;
  crps: Estimate;
  skill: Estimate;
  skillClimatology: Estimate;
  againstRival: Estimate | null;
  rivalCrps: number | null;
  absoluteError: Estimate;
  tail: Estimate;
  tailSkill: Estimate;
  rps: Estimate;
  rpsSkill: Estimate;
  rpsSkillClimatology: Estimate;
  bias: Estimate;
  coverage: { 50: Estimate; 80: Estimate; 90: Estimate };
  coverage90Inside: Estimate;
  atEnds: { n: number; coverage90: Estimate };
  width90: number;
  pit: number[];
  calibration: CalibrationLine;
  never: { stated: number; jumped: number };
  split: { jumped: number | null; stayed: number | null };
};

/** The columns that are summed over a cluster; targets first, questions last. */
const COLUMNS = [
  "n",
  "crps",
  "baseline",
  "climatology",
  "rival",
  "error",
  "tail",
  "tailBaseline",
  "bias",
  "in50",
  "in80",
  "in90",
  "nInside",
  "in90Inside",
  "nEnds",
  "in90Ends",
  "width90",
  "questions",
  "rps",
  "rpsBaseline",
  "rpsClimatology",
] as const;
type Column = (typeof COLUMNS)[number];
const at = Object.fromEntries(COLUMNS.map((name, i) => [name, i])) as Record<Column, number>;

const ratio =
  (upper: Column, lower: Column): Statistic =>
  (totals) =>
    totals[at[lower]] === 0 ? null : totals[at[upper]]! / totals[at[lower]]!;
const saved =
  (own: Column, reference: Column): Statistic =>
  (totals) =>
    totals[at[reference]] === 0 ? null : 1 - totals[at[own]]! / totals[at[reference]]!;

const STATISTICS = {
  crps: ratio("crps", "n"),
  skill: saved("crps", "baseline"),
  skillClimatology: saved("crps", "climatology"),
  againstRival: (totals) => (totals[at.crps]! - totals[at.rival]!) / totals[at.n]!,
  rivalCrps: ratio("rival", "n"),
  absoluteError: ratio("error", "n"),
  tail: ratio("tail", "n"),
  tailSkill: saved("tail", "tailBaseline"),
  rps: ratio("rps", "questions"),
  rpsSkill: saved("rps", "rpsBaseline"),
  rpsSkillClimatology: saved("rps", "rpsClimatology"),
  bias: ratio("bias", "n"),
  in50: ratio("in50", "n"),
  in80: ratio("in80", "n"),
  in90: ratio("in90", "n"),
  in90Inside: ratio("in90Inside", "nInside"),
  in90Ends: ratio("in90Ends", "nEnds"),
  width90: ratio("width90", "n"),
} satisfies Record<string, Statistic>;

/** The records of one forecaster; `rival` gives the rival's CRPS on a target, null where there is no rival. */
export type Own = { targets: readonly StandingTarget[]; jumps: readonly StandingJump[] };

/** Returns the summary of one forecaster's records, one or more of each; `rival` holds the rival's, null without one. */
export function summaryOf(forecaster: string, { targets, jumps }: Own, rival: Own | null, key: Key): Summary {
  const rivals = rival && new Map(rival.targets.map((target) => [idOf(target), target.crps]));
  const sums = new Map<string, number[]>();
  const add = (cluster: string, values: Partial<Record<Column, number>>) => {
    const own = sums.get(cluster) ?? COLUMNS.map(() => 0);
    sums.set(cluster, own);
    for (const name of COLUMNS) own[at[name]]! += values[name] ?? 0;
  };
  for (const target of targets) add(target.cluster, targetValues(target, rivals?.get(idOf(target)) ?? 0));
  for (const { cluster, rps, rpsBaseline, rpsClimatology } of jumps)
    add(cluster, { questions: 1, rps, rpsBaseline, rpsClimatology });
  const names = Object.keys(STATISTICS) as (keyof typeof STATISTICS)[];
  const estimates = clusterBootstrap([...sums.values()], Object.values(STATISTICS), key);
  const of = Object.fromEntries(names.map((name, i) => [name, estimates[i]!])) as Record<
    keyof typeof STATISTICS,
    Estimate
  >;
  const { in50, in80, in90, in90Inside, in90Ends, width90, rivalCrps, againstRival, ...rest } = of;
  return {
    forecaster,
    numTargets: targets.length,
    numQuestions: jumps.length,
    numClusters: sums.size,
    refused: jumps.filter(({ filled }) => filled).length,
    ...rest,
    againstRival: rivals && againstRival,
    rivalCrps: rivals && rivalCrps.value,
    coverage: { 50: in50, 80: in80, 90: in90 },
    coverage90Inside: in90Inside,
    atEnds: { n: targets.filter(({ isEnd }) => isEnd).length, coverage90: in90Ends },
    width90: width90.value ?? 0,
    pit: pitHistogram(targets),
    calibration: calibrationLine(
      targets.map(({ beyond, isBeyond, cluster }) => ({ p: beyond, happened: isBeyond, cluster })),
    ),
    never: neverOf(jumps),
    split: splitOf(targets, jumps),
  };
}

/** A question is known by its source and name; targetId does not know sources. */
const questionId = ({ source, question }: StandingTarget | StandingJump) => JSON.stringify([source, question]);
const idOf = (target: StandingTarget) => `${questionId(target)} ${targetId(target)}`;

function targetValues(
  target: StandingTarget,
  rival: number,
): Record<Exclude<Column, "questions" | `rps${string}`>, number> {
  const { crps, baseline, climatology, value, median, tail, tailBaseline, isEnd, low90, high90 } = target;
  const [in50, in80, in90] = [0.5, 0.8, 0.9].map((level) => coveredShare(target, level)) as [number, number, number];
  return {
    n: 1,
    crps,
    baseline,
    climatology,
    rival,
    tail,
    tailBaseline,
    in50,
    in80,
    in90,
    error: Math.abs(value - median),
    bias: value - median,
    nInside: isEnd ? 0 : 1,
    in90Inside: isEnd ? 0 : in90,
    nEnds: isEnd ? 1 : 0,
    in90Ends: isEnd ? in90 : 0,
    width90: high90 - low90,
  };
}

const SURE = 0.9;

function neverOf(jumps: readonly StandingJump[]): Summary["never"] {
  const stated = jumps.filter(({ masses }) => masses.at(-1)! > SURE);
  return { stated: stated.length, jumped: stated.filter(({ bin, masses }) => bin < masses.length - 1).length };
}

function splitOf(targets: readonly StandingTarget[], jumps: readonly StandingJump[]): Summary["split"] {
  const came = new Set(jumps.filter(cameInRange).map(questionId));
  const groups = groupBy(targets, (target) => String(came.has(questionId(target))));
  const meanOf = (group: readonly StandingTarget[] | undefined) =>
    group ? group.reduce((total, { crps }) => total + crps, 0) / group.length : null;
  return { jumped: meanOf(groups.get("true")), stayed: meanOf(groups.get("false")) };
}
