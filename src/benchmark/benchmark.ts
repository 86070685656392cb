/**
 * The standing benchmark as one call: every question of every source put to every forecaster, blind, what came of it by group, single cases
 * with bars of their own, and the pages. What was forecast before is read from a cache, so that a changed figure or a new forecaster costs
 * only itself.
 */
import { rmSync } from "node:fs";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { usageError } from "../base/errors.ts";
import { versions } from "../base/versions.ts";
import { writePage } from "../page/write.ts";
import { CASE_NAMES, type CaseSettings, type Cases, runCases } from "../retrodict/retrodict.ts";
import { drawAnswer } from "./answer/page.ts";
import { type AskSettings, askEveryone } from "./answering/ask.ts";
import { cacheIn } from "./answering/cache.ts";
import type { Asked } from "./asked.ts";
import { askedNames } from "./forecasters.ts";
import { drawBenchmark } from "./page/page.ts";
import { readSources } from "./sources.ts";
import { byDistance } from "./standing/distance.ts";
import { groupsOf } from "./standing/groups.ts";
import { scoreAnswers } from "./standing/score.ts";
import type { Standing } from "./standing/standing.ts";
import { writeRecords } from "./standing/write.ts";

/**
 * `data`: folders of questions, or folders of such folders; `by`: the forecaster shown first (null: the project's default); `forecasters`: who else is asked beside the
 * rival and the references (empty = all); `only`: sources and cases by name (empty = all); `cache`: the folder of kept forecasts.
 */
export type BenchmarkSettings = Pick<CaseSettings, "data" | "starting"> &
  Pick<AskSettings, "numProcesses" | "progress"> & {
    by: string | null;
    forecasters: readonly string[];
    only: readonly string[];
    cache: string;
  };

/** What came: the standing (null: no question was asked), the cases, and the pages that were written. */
export type Benchmarked = { standing: Standing | null; cases: Cases; pages: string[] };

/**
 * Runs the benchmark and writes `benchmark/index.html`, the records behind it and, where blind questions jumped, `answer/index.html` into
 * the folder of reports (else an earlier one is removed: it is of other questions). Errors (usage): a bad folder, a question given twice, an
 * unknown forecaster, source or case, and nothing to ask.
 */
export async function runBenchmark(reports: string, settings: BenchmarkSettings): Promise<Benchmarked> {
  const { data, by, forecasters, only, starting } = settings;
  const names = askedNames(by, forecasters);
  const all = await readSources(data);
  requireKnown(only, [...new Set(all.map(({ source }) => source)), ...CASE_NAMES]);
  const isWanted = (name: string) => only.length === 0 || only.includes(name);
  const asked = all.filter(({ source }) => isWanted(source));
  const standing = asked.length === 0 ? null : await standingOf(asked, names, settings);
  const cases = await runCases({ data, names: CASE_NAMES.filter(isWanted), starting });
  requireSome(standing, cases);
  const folder = path.join(reports, "benchmark");
  const [page] = writePage(folder, await drawBenchmark({ standing, cases, versions: versions() }));
  if (standing === null) return { standing, cases, pages: [page!] };
  await writeRecords(folder, standing);
  const answer = await drawAnswer({ ...standing, versions: versions() });
  const place = path.join(reports, "answer");
  if (answer === null) rmSync(path.join(place, "index.html"), { force: true });
  const second = answer === null ? [] : writePage(place, answer).slice(0, 1);
  return { standing, cases, pages: [page!, ...second] };
}

async function standingOf(
  asked: readonly Asked[],
  names: string[],
  { cache, numProcesses, progress }: BenchmarkSettings,
): Promise<Standing> {
  const start = performance.now();
  const { answered, kept, made } = await askEveryone(asked, names, { cache: cacheIn(cache), numProcesses, progress });
  const scored = scoreAnswers(answered);
  const groups = groupsOf(scored, names);
  const distances = byDistance(scored.targets, names);
  return { ...scored, kept, made, names, groups, distances, took: (performance.now() - start) / 1000 };
}

function requireKnown(only: readonly string[], known: readonly string[]): void {
  const strange = only.find((name) => !known.includes(name));
  if (strange !== undefined)
    throw usageError("benchmark", `--only with one of ${known.join(", ")} is required`, strange, "foreshock benchmark");
}

function requireSome(standing: Standing | null, { sections, skipped }: Cases): void {
  if (standing !== null || sections.length > 0) return;
  throw usageError(
    "benchmark",
    "the data of one source or case at least are required",
    skipped.map(({ name, reason }) => `${name}: ${reason}`).join("; "),
    "foreshock benchmark --data <folder>",
  );
}
