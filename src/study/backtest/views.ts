/** What a backtest asks, and of which rows: everything observed of a family or an import, as a question without held-out rungs. */
import { digest } from "../../base/canonical.ts";
import { usageError } from "../../base/errors.ts";
import { metricOf } from "../../metrics.ts";
import { draftOf } from "../../question/build.ts";
import { overCompute, overTokens, type View } from "../../question/views.ts";
import type { AnswerTable, Measurement, Question, QuestionRung } from "../../records.ts";
import { importNames, readInfo } from "../../source/info.ts";
import { readImport } from "../../source/store.ts";
import type { Family } from "../../specs.ts";
import { familyGround } from "../asking/ground.ts";
import { familyBy } from "../family.ts";
import { importedTask } from "../imports/task.ts";
import { familyNames, type Project } from "../project.ts";
import { answersAt, rowsOfFamily } from "../rows.ts";
import { usedRuns } from "./runs.ts";

/** A question about observed rungs only, and the rows behind it. */
export type Frame = { question: Question; rows: Measurement[]; answers: AnswerTable[] };

/**
 * What is asked: a metric (default success, of an import accuracy), a threshold (default .5), of an import with several tasks one of them;
 * `runs` are patterns of the runs of an import, or of the rungs of a family, that are used (default: all).
 */
export type FrameOptions = { metric?: string; threshold?: number; task?: string; runs?: readonly string[] };

/** Returns the frame of an import or of a family (by name, or its path from `cwd`). Errors (usage): neither, runs missing, no such metric or task. */
export async function frameOf(
  project: Project,
  text: string,
  options: FrameOptions = {},
  cwd = project.dir,
): Promise<Frame> {
  if (importNames(project.dir).includes(text)) return importFrame(project, text, options);
  if (!/[\\/]|\.ya?ml$/.test(text) && !familyNames(project).includes(text)) {
    const known = [...importNames(project.dir), ...familyNames(project)].join(", ") || "none there";
    throw usageError("backtest", `a family or an import (${known}) is required`, text, "foreshock status");
  }
  return familyFrame(project, await familyBy(project, text, cwd), text, options);
}

async function familyFrame(project: Project, family: Family, text: string, options: FrameOptions): Promise<Frame> {
  const { rows } = await rowsOfFamily(project, family, text);
  const { task, numSeeds, numExamples, law, rungs: all } = familyGround(family);
  const observed = all.filter((rung) => !rung.heldOut);
  const isUsed = usedRuns(
    options.runs,
    observed.map((rung) => rung.name),
    `foreshock backtest ${text}`,
  );
  const rungs = observed.filter((rung) => isUsed(rung.name));
  const what = asked(text, options, rows, "success");
  const question = frame(family.name, task, rungs, { numSeeds, numExamples }, what, law);
  return { question, rows, answers: await answersAt(project, question.rungs, rows) };
}

async function importFrame(project: Project, name: string, options: FrameOptions): Promise<Frame> {
  const info = readInfo(project.dir, name);
  const names = info.tasks.map((task) => task.name);
  const taskName = options.task ?? (names.length === 1 ? names[0]! : undefined);
  if (taskName === undefined || !names.includes(taskName))
    throw usageError(
      "backtest",
      `--task with one of ${names.slice(0, 12).join(", ")}${names.length > 12 ? ", .." : ""} is required`,
      taskName ?? "none",
      `foreshock backtest ${name} --task ${names[0]}`,
    );
  const { rows: all } = await readImport(project.dir, name, taskName);
  const isUsed = usedRuns(
    options.runs,
    all.map((row) => row.run),
    `foreshock backtest ${name} --task ${taskName}`,
  );
  const rows = all.filter((row) => isUsed(row.run));
  const what = asked(`${name} --task ${taskName}`, options, rows, "accuracy");
  const own = rows.filter((row) => row.metric === what.metric && row.position === null);
  const task = importedTask(info, taskName);
  const counts = {
    numSeeds: new Set(own.map((row) => row.seed)).size,
    numExamples: own.reduce((least, row) => Math.min(least, row.n), Infinity),
  };
  return { question: { ...frame(name, task, lastPlaces(own), counts, what), evidence: [] }, rows, answers: [] };
}

/** The last checkpoint of every run, smallest first; runs of one size and step that differ in their seeds are one rung. */
function lastPlaces(rows: readonly Measurement[]): QuestionRung[] {
  const last = new Map<string, Measurement>();
  for (const row of rows) if ((last.get(row.run)?.step ?? -1) < row.step) last.set(row.run, row);
  const groups = new Map<string, Measurement[]>();
  for (const row of last.values()) {
    const place = `${row.nParams} ${row.step}`;
    groups.set(place, [...(groups.get(place) ?? []), row]);
  }
  return [...groups.values()]
    .flatMap((group) => {
      const areSeeds = new Set(group.map(({ seed }) => seed)).size === group.length;
      return areSeeds && group.length > 1 ? [{ ...placeOf(group[0]!), run: null }] : group.map(placeOf);
    })
    .toSorted((a, b) => a.nParams - b.nParams || a.tokens - b.tokens || (a.name < b.name ? -1 : 1));
}

function placeOf({ run, nParams, step, tokens }: Measurement): QuestionRung {
  const name = run.replaceAll(/[^A-Za-z0-9._-]/g, "-").slice(0, 64);
  return { name, nParams, step, tokens, run, heldOut: false };
}

type Asked = Pick<Question, "metric" | "threshold">;

/** The metric and threshold asked for; by default success (or accuracy) at one half, or what comes nearest in the metric's range. */
function asked(text: string, options: FrameOptions, rows: readonly Measurement[], usual: string): Asked {
  const there = [...new Set(rows.filter((row) => row.position === null).map((row) => row.metric))].sort();
  const directed = there.filter((name) => metricOf(name)?.better !== "neither");
  const metric =
    options.metric ?? (there.includes(usual) ? usual : (there.find((one) => one === "exactMatch") ?? there[0]!));
  const info = metricOf(metric);
  if (!there.includes(metric) || info === undefined || info.better === "neither")
    throw usageError(
      "backtest",
      `--metric with one of ${directed.join(", ")} is required`,
      metric,
      `foreshock backtest ${text} --metric ${there[0]}`,
    );
  const [low, high] = info.range;
  return { metric, threshold: options.threshold ?? Math.min(high, Math.max(low, 0.5)) };
}

function frame(
  family: string,
  task: Question["task"],
  rungs: QuestionRung[],
  counts: Pick<Question, "numSeeds" | "numExamples">,
  what: Asked,
  law: Question["law"] = null,
): Question {
  return draftOf({
    name: family,
    title: `backtest of ${family}`,
    task,
    family,
    familyDigest: digest({ family, rungs }),
    ...what,
    rungs,
    ...counts,
    law,
  });
}

/** What observed rungs can be looked at over: their sizes, the training of each, or size and training together. */
export const VIEW_NAMES = ["sizes", "tokens", "compute"] as const;
/** One of VIEW_NAMES. */
export type ViewName = (typeof VIEW_NAMES)[number];

/** A view with what people call it. */
export type NamedView = { name: ViewName; label: string; view: View };

/**
 * Returns the views a backtest can be made of, each with four rungs or more: over sizes (where no two rungs share one), over the training
 * of every rung, over compute.
 */
export function viewsOf({ question, rows }: Frame): NamedView[] {
  const { rungs } = question;
  const sizes = new Set(rungs.map((rung) => rung.nParams)).size === rungs.length;
  const compute = overCompute(question, rungs, rows);
  const deep = compute.rungs.length > new Set(compute.rungs.map((rung) => rung.nParams)).size;
  const all: NamedView[] = [
    ...(sizes ? [{ name: "sizes" as const, label: "over sizes", view: { axis: "nParams" as const, rungs } }] : []),
    ...rungs.map((rung) => ({
      name: "tokens" as const,
      label: `over the training of ${rung.name}`,
      view: overTokens(question, rung, rows),
    })),
    ...(deep ? [{ name: "compute" as const, label: "over compute (size and training together)", view: compute }] : []),
  ];
  return all.filter(({ view }) => view.rungs.length > 3);
}
