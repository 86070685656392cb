/** foreshock backtest: how early could each forecaster have known what the observed rungs did next? Nothing held out is read. */
import { rmSync } from "node:fs";
import path from "node:path";
import { usageError } from "../base/errors.ts";
import { fold, rootKey } from "../base/random.ts";
import { number, percent, plural } from "../base/words.ts";
import { type Backtest, backtest as rollingOrigin } from "../forecast/backtest.ts";
import type { Forecaster } from "../forecast/forecaster.ts";
import { FORECASTERS } from "../forecast/forecasters.ts";
import { metricOf } from "../metrics.ts";
import { draw, writeFigures } from "../page/write.ts";
import { backtestFigure, type CutPoint } from "../report/backtest.ts";
import { byCut, type CutRow } from "../score/slices.ts";
import { type ForecasterSummary, summarise } from "../score/summary.ts";
import { type Frame, type FrameOptions, frameOf, type NamedView, viewsOf } from "../study/backtestViews.ts";
import { findProject } from "../study/project.ts";
import { table } from "./output.ts";
import type { Context, Result } from "./verb.ts";

export type BacktestOptions = FrameOptions & { over?: string; by?: string[] };

/** One view's results. */
type ViewResult = { view: string } & Backtest & { summary: ForecasterSummary[] };

const VIEWS = ["sizes", "tokens", "compute"];
/** Cuts per view; with sixteen rungs neighbouring cuts say nearly the same. */
const MAX_CUTS = 6;
/** Runs all others at every cut, several times: only when it is asked for. */
const COSTLY = ["ensemble"];

/** Backtests forecasters on a family's or an import's observed rows and writes the picture. Errors (usage): nothing to test on. */
export async function backtest(text: string, options: BacktestOptions, context: Context): Promise<Result> {
  const project = findProject(context);
  const forecasters = chosen(text, options.by ?? []);
  const frame = await frameOf(project, text, options, context);
  const views = viewsOf(frame).filter(({ name }) => options.over === undefined || name === overOf(text, options.over));
  if (views.length === 0)
    throw usageError(
      "backtest",
      "four or more rungs or checkpoints are required",
      `${frame.question.rungs.length} rungs`,
      "ask about a family or an import with more sizes or checkpoints",
    );
  const results = joined(views).map(([name, group]) => resultOf(name, group, frame, forecasters, context));
  const files = await writePicture(path.join(project.reports, `backtest-${frame.question.name}`), frame, results);
  const cuts = results.map(({ view, targets: own }) => ({ view, cuts: byCut(own) }));
  const { metric, threshold } = frame.question;
  return {
    data: { name: frame.question.name, task: frame.question.task.name, metric, threshold, views: results, cuts, files },
    text: [
      `${frame.question.name}: ${metric}, threshold ${threshold}; every forecaster sees the rungs before a cut and is asked about the later ones`,
      ...results.flatMap((result, i) => describe(result, cuts[i]!.cuts)),
      ...files.map((file) => `written: ${path.relative(context.cwd, file)}`),
    ],
  };
}

/** Writes the picture and returns its paths; none without a rung that is kept back at two cuts. */
async function writePicture(folder: string, { question }: Frame, results: readonly ViewResult[]): Promise<string[]> {
  const cuts = results.flatMap(({ view, targets }) =>
    byCut(targets).flatMap(({ forecaster, cut, horizon, sameRungs }): CutPoint[] =>
      sameRungs && view !== "tokens" ? [{ view, forecaster, cut, toGo: horizon, crps: sameRungs.meanCrps }] : [],
    ),
  );
  const all = summarise(
    results.flatMap(({ targets }) => targets),
    rootKey("picture"),
  );
  const unit = metricOf(question.metric)?.unit ?? "1";
  const figure = backtestFigure({
    title: `Backtest of ${question.name}`,
    subtitle: `${question.task.name}, ${question.metric}; every forecaster saw the rungs before the cut only`,
    unit: unit === "1" ? "" : ` (${unit})`,
    cuts,
    curves: all.flatMap(({ forecaster, beyond }) => beyond.curve.map(({ p, r, n }) => ({ forecaster, p, r, n }))),
  });
  // a picture of other views must not stand for this one
  if (figure === null) rmSync(folder, { recursive: true, force: true });
  return figure === null ? [] : writeFigures(folder, await draw([figure]));
}

function overOf(text: string, over: string): string {
  if (VIEWS.includes(over)) return over;
  throw usageError(
    "backtest",
    `--over ${VIEWS.join(", ")} is required`,
    over,
    `foreshock backtest ${text} --over sizes`,
  );
}

/** The forecasters asked for, the baseline first; by default all that are quick. */
function chosen(text: string, by: readonly string[]): Forecaster[] {
  const strange = by.find((name) => !FORECASTERS.some((forecaster) => forecaster.name === name));
  if (strange !== undefined)
    throw usageError(
      "backtest",
      `--by with one of ${FORECASTERS.map(({ name }) => name).join(", ")} is required`,
      strange,
      `foreshock backtest ${text}`,
    );
  return FORECASTERS.filter(({ name }, i) => i === 0 || (by.length === 0 ? !COSTLY.includes(name) : by.includes(name)));
}

/** Views by name; the training of every rung counts as one. */
function joined(views: readonly NamedView[]): [string, NamedView[]][] {
  return VIEWS.flatMap((name): [string, NamedView[]][] => {
    const own = views.filter((view) => view.name === name);
    return own.length > 0 ? [[name, own]] : [];
  });
}

function resultOf(
  name: string,
  views: readonly NamedView[],
  { question, rows, answers }: Frame,
  forecasters: readonly Forecaster[],
  context: Context,
): ViewResult {
  const key = fold(rootKey("foreshock/backtest"), question.name, question.task.name, question.metric);
  const parts = views.map(({ label, view }) => {
    context.tell(`${question.name}, ${label}`, { event: "note", message: label });
    const part = rollingOrigin(question, view, { rows, answers }, forecasters, fold(key, label), MAX_CUTS);
    const cluster = name === "tokens" ? ` ${view.rungs[0]!.name}` : "";
    return { ...part, targets: part.targets.map((target) => ({ ...target, cluster: `${target.cluster}${cluster}` })) };
  });
  const targets = parts.flatMap((part) => part.targets);
  return { view: name, targets, refused: parts.flatMap(({ refused }) => refused), summary: summarise(targets, key) };
}

function describe({ view, refused, summary }: ViewResult, cuts: readonly CutRow[]): string[] {
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
    ...refusalLines(refused),
  ];
}

/** How early could it have been known: mean CRPS on the rungs kept back at every cut, by cut. */
function cutTable(cuts: readonly CutRow[]): string[] {
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

/** Refusals, one line per forecaster and reason. */
function refusalLines(refused: Backtest["refused"]): string[] {
  const groups = new Map<string, number>();
  for (const { forecaster, reason } of refused) {
    const line = `${forecaster}: ${reason}`;
    groups.set(line, (groups.get(line) ?? 0) + 1);
  }
  return [...groups].map(([line, count]) => `  no forecast at ${plural(count, "cut")}: ${line}`);
}
