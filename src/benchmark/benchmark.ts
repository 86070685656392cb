/**
 * The standing benchmark as one call: every question of every source put to every forecaster, blind, and what came of it by group. What
 * was forecast before is read from a cache, so that a changed figure or a new forecaster costs only itself.
 */
import { performance } from "node:perf_hooks";
import { usageError } from "../base/errors.ts";
import { askEveryone, type Counts } from "./answering/ask.ts";
import { cacheIn } from "./answering/cache.ts";
import { askedNames } from "./forecasters.ts";
import { readSources } from "./sources.ts";
import { byDistance, type DistanceRow } from "./standing/distance.ts";
import { type Group, groupsOf } from "./standing/groups.ts";
import { type Scored, scoreAnswers } from "./standing/score.ts";

/**
 * `data`: folders of questions; `by`: the forecaster shown first; `forecasters`: who else is asked (empty = all); `only`: sources (empty =
 * all); `cache`: the folder of kept forecasts.
 */
export type BenchmarkSettings = {
  data: readonly string[];
  by: string;
  forecasters: readonly string[];
  only: readonly string[];
  cache: string;
  numProcesses: number;
  progress(done: number, all: number): void;
};

/** Everything that was scored, summarised: `names` in the order shown, `seconds` from the first question read to the last score. */
export type Standing = Scored & Counts & { names: string[]; groups: Group[]; distances: DistanceRow[]; took: number };

/** Runs the benchmark. Errors (usage): a bad folder, an unknown forecaster or source, and nothing to ask. */
export async function standingOf(settings: BenchmarkSettings): Promise<Standing> {
  const start = performance.now();
  const { data, by, forecasters, only, cache, numProcesses, progress } = settings;
  const names = askedNames(by, forecasters);
  const asked = (await readSources(data)).filter(({ source }) => only.length === 0 || only.includes(source));
  if (asked.length === 0)
    throw usageError("benchmark", "one question at least is required", "none", "--data <folder with questions.json>");
  const { answered, kept, made } = await askEveryone(asked, names, { cache: cacheIn(cache), numProcesses, progress });
  const scored = scoreAnswers(answered);
  const groups = groupsOf(scored, names);
  const distances = byDistance(scored.targets, names);
  return { ...scored, kept, made, names, groups, distances, took: (performance.now() - start) / 1000 };
}
