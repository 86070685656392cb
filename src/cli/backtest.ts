/** foreshock backtest: how early could each forecaster have known what the observed rungs did next? Nothing held out is read. */
import path from "node:path";
import { usageError } from "../base/errors.ts";
import { number, percent, plural } from "../base/words.ts";
import { writeBacktest } from "../report/backtest.ts";
import { backtestOf, type ViewResult } from "../study/backtest/run.ts";
import { type FrameOptions, VIEW_NAMES, type ViewName } from "../study/backtest/views.ts";
import { table } from "./output.ts";
import { studyOf } from "./study.ts";
import type { Context, Result } from "./verb.ts";

export type BacktestVerbOptions = {
  metric?: string;
  threshold?: string;
  task?: string;
  runs?: string[];
  over?: string;
  by?: string[];
};

/** Backtests forecasters on a family's or an import's observed rows and writes the picture. Errors (usage): nothing to test on. */
export async function backtest(text: string, options: BacktestVerbOptions, context: Context): Promise<Result> {
  const study = studyOf(context);
  const over = options.over === undefined ? {} : { over: overOf(text, options.over) };
  const backtested = await backtestOf(study, text, {
    ...frameOptions(text, options),
    ...over,
    by: options.by ?? [],
    onView: (label, { name }) => context.tell(`${name}, ${label}`, { event: "note", message: label }),
    cwd: context.cwd,
  });
  const { question, views } = backtested;
  const { metric, threshold, name, task } = question;
  const files = await writeBacktest(path.join(study.reports, `backtest-${name}`), backtested);
  const plain = views.map(({ cuts: _, ...view }) => view);
  const cuts = views.map(({ view, cuts: own }) => ({ view, cuts: own }));
  return {
    data: { name, task: task.name, metric, threshold, views: plain, cuts, files },
    text: [
      `${name}: ${metric}, threshold ${threshold}; every forecaster sees the rungs before a cut and is asked about the later ones`,
      ...views.flatMap(describe),
      ...files.map((file) => `written: ${path.relative(context.cwd, file)}`),
    ],
  };
}

function frameOptions(text: string, { metric, threshold, task, runs }: BacktestVerbOptions): FrameOptions {
  const value = Number(threshold);
  if (threshold !== undefined && (!Number.isFinite(value) || threshold.trim() === ""))
    throw usageError(
      "backtest",
      "a number is required for --threshold",
      threshold,
      `foreshock backtest ${text} --threshold 0.5`,
    );
  return {
    ...(metric === undefined ? {} : { metric }),
    ...(threshold === undefined ? {} : { threshold: value }),
    ...(task === undefined ? {} : { task }),
    ...(runs === undefined ? {} : { runs: runs.flatMap((one) => one.split(",")).filter((one) => one !== "") }),
  };
}

function overOf(text: string, over: string): ViewName {
  const found = VIEW_NAMES.find((name) => name === over);
  if (found !== undefined) return found;
  const hint = `foreshock backtest ${text} --over sizes`;
  throw usageError("backtest", `--over ${VIEW_NAMES.join(", ")} is required`, over, hint);
}

function describe({ view, refused, summary, cuts }: ViewResult): string[] {
  const head = [
    "forecaster",
    "targets",
    "common CRPS",
    "own CRPS",
    "skill",
    "p (least)",
    "in 50 %",
    "in 90 %",
    "width 90 %",
    "abs. error",
  ];
  const rows = summary.map((row) => [
    row.forecaster,
    String(row.own.numTargets),
    row.common === null ? "—" : number(row.common.meanCrps),
    number(row.own.meanCrps),
    row.own.skill === null ? "—" : number(row.own.skill),
    `${number(row.own.signFlip.p)} (${number(row.own.signFlip.smallestP)})`,
    percent(row.coverage50.share),
    percent(row.coverage90.share),
    number(row.meanWidth90),
    number(row.meanAbsoluteError),
  ]);
  return [
    `over ${view}: ${plural(summary[0]?.own.numClusters ?? 0, "cluster")}; CRPS and error in the metric's unit, lower is better; common = on the targets that all answered; skill against persistence`,
    ...table([head, ...rows]),
    ...(view === "tokens" ? [] : cutTable(cuts)),
    ...refusalLines({ refused, summary }),
  ];
}

/** How early could it have been known: mean CRPS on the rungs kept back at every cut, by cut. */
function cutTable(cuts: ViewResult["cuts"]): string[] {
  const names = [...new Set(cuts.map(({ cut }) => cut))];
  const forecasters = [...new Set(cuts.map(({ forecaster }) => forecaster))];
  const rows = forecasters.map((forecaster) => [
    forecaster,
    ...names.map((cut) => {
      const same = cuts.find((row) => row.forecaster === forecaster && row.cut === cut)?.sameRungs;
      return same ? number(same.meanCrps) : "—";
    }),
  ]);
  return [
    "  error against cut, mean CRPS of the last rungs when everything up to this one was seen:",
    ...table([["seen up to", ...names], ...rows]),
  ];
}

/** Refusals, one line per forecaster and reason, and who answered. */
function refusalLines({ refused, summary }: Pick<ViewResult, "refused" | "summary">): string[] {
  const groups = new Map<string, number>();
  for (const { forecaster, reason } of refused) {
    const line = `${forecaster}: ${reason}`;
    groups.set(line, (groups.get(line) ?? 0) + 1);
  }
  const able = summary.map(({ forecaster }) => forecaster).join(", ");
  return [
    ...[...groups].map(([line, count]) => `  no forecast at ${plural(count, "cut")}: ${line}`),
    ...(groups.size > 0 ? [`  these have one: ${able}`] : []),
  ];
}
