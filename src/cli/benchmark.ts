/** foreshock benchmark: every forecaster on questions whose outcome is known, asked blind, and single cases, as tables and pages. */
import { availableParallelism } from "node:os";
import path from "node:path";
import { usageError } from "../base/errors.ts";
import { duration, number, plural, quantity } from "../base/words.ts";
import { runBenchmark } from "../benchmark/benchmark.ts";
import type { Group } from "../benchmark/standing/groups.ts";
import type { Standing } from "../benchmark/standing/standing.ts";
import type { Summary } from "../benchmark/standing/summary.ts";
import type { Section } from "../retrodict/benchmark.ts";
import { findProject } from "../study/project.ts";
import { table, tick } from "./output.ts";
import type { Context, Result } from "./verb.ts";

export type BenchmarkOptions = {
  data?: string[];
  by?: string;
  forecaster?: string[];
  only?: string[];
  workers?: string;
};

/** Runs the benchmark and writes reports/benchmark and reports/answer. Errors (usage): a bad folder, an unknown name. */
export async function benchmark(options: BenchmarkOptions, context: Context): Promise<Result> {
  const project = findProject(context);
  const { standing, cases, pages } = await runBenchmark(project.reports, {
    data: (options.data ?? []).map((folder) => path.resolve(context.cwd, folder)),
    by: options.by ?? null,
    forecasters: options.forecaster ?? [],
    only: options.only ?? [],
    cache: path.join(project.dir, "node_modules", ".cache", "foreshock", "forecasts"),
    numProcesses: options.workers === undefined ? availableParallelism() : workersOf(options.workers),
    progress: progressLine(context),
    starting: ({ name, title }) => context.tell(`${name}: ${title}`, { event: "case", name }),
  });
  const { sections, skipped, seconds } = cases;
  return {
    data: {
      ...(standing && shown(standing)),
      cases: {
        sections: sections.map(({ targets, figures, ...said }) => ({ ...said, numTargets: targets.length })),
        skipped,
        seconds,
      },
      pages,
    },
    text: [
      ...(standing === null ? [] : describe(standing)),
      ...sections.flatMap((section) => describeCase(section, seconds[section.name]!)),
      ...skipped.map(({ name, reason }) => `${name}: skipped, ${reason}`),
      ...pages.map((page) => `written: ${path.relative(context.cwd, page)}`),
    ],
  };
}

function workersOf(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 0 && count <= 256) return count;
  throw usageError("benchmark", "--workers with a whole number from 0 to 256 is required", text, "--workers 2");
}

/** A line for every twentieth of the forecasts. */
function progressLine({ tell }: Pick<Context, "tell">): (done: number, all: number) => void {
  let told = 0;
  return (done, all) => {
    const share = Math.floor((20 * done) / all);
    if (share > told) tell(`  ${done} of ${all} forecasts made`, { event: "progress", done, all });
    told = Math.max(told, share);
  };
}

/** The standing without its records, which lie beside the page. */
function shown({ names, groups, distances, seconds, refusals, unanswerable, kept, made, took }: Standing) {
  const counts = new Map<string, number>();
  for (const { forecaster } of refusals) counts.set(forecaster, (counts.get(forecaster) ?? 0) + 1);
  return {
    names,
    groups,
    distances,
    seconds: Object.fromEntries(seconds),
    refusals: Object.fromEntries(counts),
    unanswerable,
    forecasts: { kept, made },
    took,
  };
}

function describe({ groups, kept, made, took, unanswerable }: Standing): string[] {
  const printed = groups.filter(({ by }) => ["all", "kind", "setting", "metric"].includes(by));
  return [
    ...printed.flatMap(describeGroup),
    ...unanswerable.map((name) => `left out: ${name}, for which persistence has no forecast`),
    `${made} forecasts made, ${kept} kept from before; ${duration(took)}`,
  ];
}

const HEAD = [
  "forecaster",
  "refused",
  "CRPS",
  "skill (95 %)",
  "minus rival (95 %)",
  "jump",
  "bias (95 %)",
  "in 90 % (95 %)",
  "slope",
  "never, jumped",
];

function describeGroup({ by, name, summaries }: Group): string[] {
  const { numTargets, numQuestions, numClusters } = summaries[0]!;
  const what = by === "all" ? "everything" : `${by} ${name}`;
  const size = `${plural(numTargets, "value")}, ${plural(numQuestions, "question")}, ${plural(numClusters, "cluster")}`;
  return [`${what} (${size}; CRPS and bias in points)`, ...table([HEAD, ...summaries.map(row)]), ""];
}

function row(one: Summary): string[] {
  return [
    one.forecaster,
    String(one.refused),
    points(one.crps.value),
    interval(one.skill, two),
    one.againstRival === null ? "—" : interval(one.againstRival, points),
    two(one.rpsSkill.value),
    interval(one.bias, points),
    interval(one.coverage[90], two),
    one.calibration.ok ? two(one.calibration.slope.value) : "—",
    `${one.never.jumped} of ${one.never.stated}`,
  ];
}

type Shown = (value: number | null) => string;
const points: Shown = (value) => (value === null ? "—" : (100 * value).toFixed(1));
const two: Shown = (value) => (value === null ? "—" : value.toFixed(2));

function interval({ value, low, high }: Summary["skill"], show: Shown): string {
  return low === null ? show(value) : `${show(value)} (${show(low)} to ${show(high)})`;
}

function describeCase({ title, lines, targets }: Section, seconds: number): string[] {
  const rows = lines.map((line) => [
    line.what,
    quantity(line.value, line.unit),
    line.bar ?? "",
    line.met === null ? "" : tick(line.met),
    line.note,
  ]);
  return [
    `${title} (${targets.length > 0 ? `${plural(targets.length, "scored forecast")}, ` : ""}${number(seconds)} s)`,
    ...table([["what", "obtained", "bar", "", ""], ...rows]),
    "",
  ];
}
