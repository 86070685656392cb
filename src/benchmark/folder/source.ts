/** A folder of tables with a list of questions -> questions as the benchmark asks them. The guide to the form is reports/README.md. */
import { digest } from "../../base/canonical.ts";
import { questionOf, type Refuse } from "../../question/build.ts";
import { isAsked, isAt } from "../../question/grid.ts";
import { externalTask } from "../../question/imported.ts";
import type { AnswerTable, Measurement, Question, QuestionRung } from "../../records.ts";
import { groupBy } from "../../score/targets.ts";
import { taskName } from "../../source/source.ts";
import { type Asked, nameOf, type SourceKind } from "../asked.ts";
import { type AskedInFile, type QuestionList, readQuestions } from "./questionsFile.ts";
import { readTables, type Tables } from "./table.ts";

type Complain = QuestionList["errorAt"];

/** Returns the questions of a folder whose list is `file`. Errors (usage), one line each: a broken file, a rung without its value, a name twice. */
export async function readFolder(folder: string, file: string): Promise<Asked[]> {
  const { questions, errorAt } = readQuestions(file);
  const tables = await readTables(folder);
  const byTask = groupBy(tables.rows, ({ task }) => task);
  const kind: SourceKind = tables.byPosition || tables.answers.length > 0 ? "family" : "published";
  const names = new Set<string>();
  return questions.map((one, i) => {
    const at: Complain = (place, requirement, got) => errorAt([i, ...place], requirement, got);
    const name = JSON.stringify([one.source, one.name]);
    if (names.has(name)) throw at(["name"], "each name once in a source is required", one.name);
    names.add(name);
    const task = taskName(one.task);
    const rows = byTask.get(task);
    if (rows === undefined) throw at(["task"], "a task of the tables is required", one.task);
    const answers = answersFor(task, rows, tables, at);
    const question = questionFrom(one, rows, at);
    return {
      source: one.source,
      kind: one.kind ?? kind,
      setting: one.setting,
      cluster: `${one.source} ${one.cluster ?? one.task}`,
      blind: one.asked ?? false,
      question,
      rows,
      answers,
    };
  });
}

function questionFrom(one: AskedInFile, rows: readonly Measurement[], at: Complain): Question {
  const task = taskName(one.task);
  const success = one.exact ? ("exactMatch" as const) : chanceOf(one);
  const rungs = one.rungs.map((rung, i) => rungOf(one, rung, i, rows, at));
  const observed = rungs.filter(({ heldOut }) => !heldOut).length;
  if (one.cut !== undefined && one.cut !== null && one.cut !== observed)
    throw at(["cut"], `cut: the number of rungs that are not held out (${observed})`, one.cut);
  const found = rungs.map((rung) => rowsAt({ metric: one.metric, task }, rung, rows));
  const later = found.filter((_, i) => rungs[i]!.heldOut);
  const asked = later.length > 0 ? later : found;
  return questionOf(
    {
      name: nameOf(one.name),
      family: nameOf(one.source),
      metric: one.metric,
      threshold: one.threshold,
      axis: one.axis,
      numSeeds: Math.min(...asked.map((own) => own.length)),
      numExamples: Math.min(...asked.flat().map(({ n }) => n)),
      task: externalTask(task, digest({ table: task }), {
        ...(success !== undefined && { success }),
        ...(one.answerLength && { answerLength: one.answerLength }),
      }),
      rungs,
    },
    at satisfies Refuse,
  );
}

function chanceOf({ chance }: AskedInFile): { chance: number } | undefined {
  return chance === null || chance === undefined ? undefined : { chance };
}

/** A rung with the size and tokens that the table has there; the metric has to be there too, or nothing can be scored. */
function rungOf(
  one: AskedInFile,
  { run, nParams, step, heldOut }: AskedInFile["rungs"][number],
  i: number,
  rows: readonly Measurement[],
  at: Complain,
): QuestionRung {
  const isNamed = run !== undefined && run !== null;
  const isSized = nParams !== undefined && nParams !== null;
  if (isNamed === isSized) throw at(["rungs", i], `rungs.${i}: run or nParams`, isNamed ? "both" : "neither");
  const own = rows.find(
    (row) =>
      row.metric === one.metric &&
      row.step === step &&
      row.position === null &&
      (isNamed ? row.run === run : row.nParams === nParams),
  );
  if (own === undefined)
    throw at(
      ["rungs", i],
      `rungs.${i}: ${one.metric} of ${one.task} in the tables is required`,
      `none of ${isNamed ? `run ${run}` : `${nParams} parameters`} at step ${step}`,
    );
  return { name: `r${i + 1}`, run: run ?? null, step, nParams: own.nParams, tokens: own.tokens, heldOut };
}

function rowsAt(
  { metric, task }: { metric: string; task: string },
  rung: QuestionRung,
  rows: readonly Measurement[],
): Measurement[] {
  return rows.filter((row) => isAsked({ metric, task: { name: task } as Question["task"] }, row) && isAt(rung, row));
}

/** The answers of a task: those that name it, else those of its runs, where no other task has a run of that name. */
function answersFor(
  task: string,
  rows: readonly Measurement[],
  { rows: all, answers }: Tables,
  at: Complain,
): AnswerTable[] {
  if (answers.length === 0) return [];
  const runs = new Set(rows.map(({ run }) => run));
  const own = answers.filter((table) => (table.task === null ? runs.has(table.run) : table.task === task));
  const shared = own.find(
    (table) => table.task === null && all.some((row) => row.run === table.run && row.task !== task),
  );
  if (shared !== undefined)
    throw at(["task"], "a column task in answers.parquet is required where tasks share names of runs", shared.run);
  return own.map(({ task: _, ...table }) => table);
}
