/** How early could each forecaster have known what the observed rungs did next? Nothing held out is read. */
import { usageError } from "../../base/errors.ts";
import { fold, rootKey } from "../../base/random.ts";
import { type Backtest, backtest } from "../../forecast/backtest.ts";
import type { Forecaster } from "../../forecast/forecaster.ts";
import { COSTLY, FORECASTERS } from "../../forecast/forecasters.ts";
import type { Question } from "../../records.ts";
import { byCut, type CutRow } from "../../score/slices.ts";
import { type ForecasterSummary, summarise } from "../../score/summary.ts";
import type { Project } from "../project.ts";
import { noView } from "./runs.ts";
import { type Frame, type FrameOptions, frameOf, type NamedView, VIEW_NAMES, type ViewName, viewsOf } from "./views.ts";

/** One view's scored targets and refusals, a summary per forecaster, and the error cut by cut. */
export type ViewResult = { view: ViewName } & Backtest & { summary: ForecasterSummary[]; cuts: CutRow[] };

/**
 * What is asked, over which view (default: all there are), which forecasters (default: all but `ensemble`), who hears of each view before it
 * is tested, and from where a family's path is meant (default: the project).
 */
export type BacktestOptions = FrameOptions & {
  over?: ViewName;
  by?: readonly string[];
  onView?: (label: string, question: Question) => void;
  cwd?: string;
};

/** The question that was asked at every cut, the results of every view, and a summary over the targets of all views together. */
export type Backtested = { question: Question; views: ViewResult[]; together: ForecasterSummary[] };

/** Cuts per view; with sixteen rungs neighbouring cuts say nearly the same. */
const MAX_CUTS = 6;

/**
 * Returns the backtest of forecasters on a family or an import (`text` names it); the training of every rung counts as one view. Errors
 * (usage): neither, runs missing, no such metric or task, an unknown forecaster, or nothing to test on.
 */
export async function backtestOf(
  project: Project,
  text: string,
  { over, by = [], onView, cwd, ...asked }: BacktestOptions = {},
): Promise<Backtested> {
  const frame = await frameOf(project, text, asked, cwd);
  const forecasters = chosen(by);
  const views = viewsOf(frame).filter(({ name }) => over === undefined || name === over);
  if (views.length === 0) throw noView(frame.question);
  const results = VIEW_NAMES.flatMap((name) => {
    const own = views.filter((view) => view.name === name);
    return own.length > 0 ? [resultOf(name, own, frame, forecasters, onView)] : [];
  });
  const targets = results.flatMap((result) => result.targets);
  return { question: frame.question, views: results, together: summarise(targets, rootKey("picture")) };
}

/** The forecasters asked for, the baseline first; by default all that are quick. */
function chosen(by: readonly string[]): Forecaster[] {
  const strange = by.find((name) => !FORECASTERS.some((forecaster) => forecaster.name === name));
  if (strange !== undefined)
    throw usageError(
      "backtest",
      `--by with one of ${FORECASTERS.map(({ name }) => name).join(", ")} is required`,
      strange,
      "foreshock forecast --list",
    );
  return FORECASTERS.filter(({ name }, i) => i === 0 || (by.length === 0 ? !COSTLY.includes(name) : by.includes(name)));
}

function resultOf(
  name: ViewName,
  views: readonly NamedView[],
  { question, rows, answers }: Frame,
  forecasters: readonly Forecaster[],
  onView: BacktestOptions["onView"],
): ViewResult {
  const key = fold(rootKey("foreshock/backtest"), question.name, question.task.name, question.metric);
  const parts = views.map(({ label, view }) => {
    onView?.(label, question);
    const part = backtest(question, view, { rows, answers }, forecasters, fold(key, label), MAX_CUTS);
    const cluster = name === "tokens" ? ` ${view.rungs[0]!.name}` : "";
    return { ...part, targets: part.targets.map((target) => ({ ...target, cluster: `${target.cluster}${cluster}` })) };
  });
  const targets = parts.flatMap((part) => part.targets);
  const refused = parts.flatMap((part) => part.refused);
  return { view: name, targets, refused, summary: summarise(targets, key), cuts: byCut(targets) };
}
