/** foreshock benchmark: every forecaster on questions whose outcome is known, asked blind, as a table and a page. */

import { availableParallelism } from "node:os";
import path from "node:path";
import { duration } from "../base/words.ts";
import { standingOf } from "../benchmark/benchmark.ts";
import type { Group } from "../benchmark/standing/groups.ts";
import type { Summary } from "../benchmark/standing/summary.ts";
import { DEFAULT } from "../forecast/default.ts";
import { findProject } from "../study/project.ts";
import { table } from "./output.ts";
import type { Context, Result } from "./verb.ts";

export type BenchmarkOptions = {
  data?: string[];
  by?: string;
  forecaster?: string[];
  only?: string[];
  workers?: string;
};

/** Runs the benchmark. Errors (usage): a bad folder, an unknown forecaster or source. */
export async function benchmark(options: BenchmarkOptions, context: Context): Promise<Result> {
  const project = findProject(context);
  const cache = path.join(project.dir, "node_modules", ".cache", "foreshock", "forecasts");
  let told = 0;
  const standing = await standingOf({
    data: (options.data ?? []).map((folder) => path.resolve(context.cwd, folder)),
    by: options.by ?? DEFAULT,
    forecasters: options.forecaster ?? [],
    only: options.only ?? [],
    cache,
    numProcesses: Number(options.workers ?? availableParallelism()),
    progress(done, all) {
      const share = Math.floor((20 * done) / all);
      if (share > told) context.tell(`  ${done}/${all} forecasts`, { event: "progress", done, all });
      told = share;
    },
  });
  const { groups, kept, made, took, seconds, distances, refusals } = standing;
  const reasons = new Map<string, number>();
  for (const { forecaster, reason } of refusals) {
    const key = `${forecaster}: ${reason.slice(0, 120)}`;
    reasons.set(key, (reasons.get(key) ?? 0) + 1);
  }
  return {
    data: {
      groups,
      distances,
      kept,
      made,
      took,
      seconds: Object.fromEntries(seconds),
      refusals: Object.fromEntries(reasons),
    },
    text: [
      ...groups.filter(({ by }) => ["all", "kind", "source", "setting"].includes(by)).flatMap(describe),
      `${kept} forecasts from the cache, ${made} made; ${duration(took)}`,
    ],
  };
}

function describe({ by, name, summaries }: Group): string[] {
  const head = [
    "forecaster",
    "refused",
    "CRPS",
    "skill",
    "95 %",
    "climat.",
    "- rival",
    "95 %",
    "tail",
    "RPS skill",
    "bias",
    "95 %",
    "in 50",
    "in 80",
    "in 90",
    "95 %",
    "width",
    "slope",
    "interc.",
    "never>.9",
  ];
  const { numTargets, numQuestions, numClusters } = summaries[0]!;
  return [
    `${by} ${name}: ${numTargets} values, ${numQuestions} questions, ${numClusters} clusters`,
    ...table([head, ...summaries.map(row)]),
    "",
  ];
}

const points = (value: number | null) => (value === null ? "—" : (100 * value).toFixed(1));
const two = (value: number | null) => (value === null ? "—" : value.toFixed(2));
const pair = (low: number | null, high: number | null, show: (value: number | null) => string) =>
  `${show(low)}..${show(high)}`;

function row(s: Summary): string[] {
  return [
    s.forecaster,
    `${s.refused}`,
    points(s.crps.value),
    two(s.skill.value),
    pair(s.skill.low, s.skill.high, two),
    two(s.skillClimatology.value),
    points(s.againstRival?.value ?? null),
    s.againstRival ? pair(s.againstRival.low, s.againstRival.high, points) : "",
    two(s.tailSkill.value),
    two(s.rpsSkill.value),
    points(s.bias.value),
    pair(s.bias.low, s.bias.high, points),
    two(s.coverage[50].value),
    two(s.coverage[80].value),
    two(s.coverage[90].value),
    pair(s.coverage[90].low, s.coverage[90].high, two),
    points(s.width90),
    s.calibration.ok ? two(s.calibration.slope.value) : "—",
    s.calibration.ok ? two(s.calibration.intercept.value) : "—",
    `${s.never.jumped}/${s.never.stated}`,
  ];
}
