/** The tables beside a list of questions: values by run and step, a column per metric, and the single answers where they were kept. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { usageError } from "../../base/errors.ts";
import { exists } from "../../base/files.ts";
import { type Cell, readTable, sixDigits } from "../../base/tables.ts";
import { metricOf } from "../../metrics.ts";
import type { AnswerTable, Measurement } from "../../records.ts";
import { checkRows } from "../../source/checkRows.ts";
import { type SourceRow, taskName } from "../../source/source.ts";

const REQUIRED = ["task", "run", "nParams", "step", "tokens"];
const ANSWER_COLUMNS = ["run", "nParams", "step", "seed", "example", "position", "logProb", "margin"];
const ANSWERS = "answers.parquet";
/** The examples behind a value whose table does not say how many they are. */
const USUAL_EXAMPLES = 1000;

/** The rows of a folder's tables, whether they tell answer positions apart, and the single answers with their tasks (null: not said). */
export type Tables = {
  rows: Measurement[];
  byPosition: boolean;
  answers: (AnswerTable & { task: string | null })[];
};

/**
 * Returns what the .csv and .parquet files of a folder hold. Columns are task, run, nParams, step, tokens, then n (left out: 1000), seed
 * (left out: "0"), position (left out or empty: the whole answer), flops (left out: 6 nParams tokens), and one per metric; an empty value
 * is no row, a column that is no metric is passed over. Errors (usage): no table, a column missing, and what `checkRows` refuses.
 */
export async function readTables(folder: string): Promise<Tables> {
  const names = readdirSync(folder).filter((file) => /\.(csv|parquet)$/i.test(file) && file !== ANSWERS);
  if (names.length === 0)
    throw usageError(
      "benchmark",
      `a table (.csv or .parquet) beside ${path.join(folder, "questions.json")} is required`,
      "none",
      `columns ${REQUIRED.join(", ")}, n and a metric such as accuracy`,
    );
  const read: SourceRow[] = [];
  for (const name of names.sort()) for (const row of await rowsOf(path.join(folder, name))) read.push(row);
  const rows = checkRows(read);
  const byPosition = rows.some(({ position }) => position !== null);
  return { rows, byPosition, answers: await answersOf(path.join(folder, ANSWERS)) };
}

async function rowsOf(file: string): Promise<SourceRow[]> {
  const { columns, rows } = await readTable(file);
  requireColumns(file, columns, REQUIRED);
  const metrics = columns.filter((column) => metricOf(column) !== undefined);
  if (metrics.length === 0)
    throw usageError("benchmark", `${file}: a column of a metric is required`, columns.join(", "), "accuracy, nll, ..");
  return rows.flatMap((cells, i) => {
    const where = `${file}, row ${i + 1}`;
    const number = (column: string, otherwise: number) => numberAt(cells[column] ?? null, column, where) ?? otherwise;
    const [nParams, tokens] = [number("nParams", Number.NaN), number("tokens", Number.NaN)];
    const place = {
      run: textAt(cells.run, "run", where),
      task: taskName(textAt(cells.task, "task", where)),
      nParams,
      step: number("step", Number.NaN),
      tokens,
      flops: number("flops", 6 * nParams * tokens),
      seed: String(cells.seed ?? "0"),
      position: numberAt(cells.position ?? null, "position", where),
      stderr: null,
      n: number("n", USUAL_EXAMPLES),
    };
    return metrics.flatMap((metric) => {
      const value = numberAt(cells[metric] ?? null, metric, where);
      return value === null ? [] : [{ row: { ...place, metric, value: value + 0 }, model: place.run, where }];
    });
  });
}

/** The tables of single answers in a file, six significant digits; none where there is no such file. */
async function answersOf(file: string): Promise<Tables["answers"]> {
  if (!exists(file)) return [];
  const { columns, rows } = await readTable(file);
  requireColumns(file, columns, ANSWER_COLUMNS);
  const tables = new Map<string, Tables["answers"][number]>();
  for (const [i, cells] of rows.entries()) {
    const where = `${file}, row ${i + 1}`;
    const number = (column: string) => wholeOrNot(cells[column] ?? null, column, where);
    const [nParams, step, example, position] = ["nParams", "step", "example", "position"].map(number) as number[];
    const [run, seed] = [textAt(cells.run, "run", where), String(cells.seed ?? "0")];
    const task = cells.task === undefined || cells.task === null ? null : taskName(String(cells.task));
    const key = JSON.stringify([task, run, seed, nParams, step]);
    const known = tables.get(key);
    const table = known ?? { task, run, nParams: nParams!, step: step!, seed, logProb: [], margin: [] };
    if (known === undefined) tables.set(key, table);
    for (const part of ["logProb", "margin"] as const) {
      const own = table[part][example!] ?? [];
      own[position!] = sixDigits(number(part));
      table[part][example!] = own;
    }
  }
  for (const table of tables.values()) requireWhole(file, table);
  return [...tables.values()];
}

function requireWhole(file: string, { run, seed, logProb }: Tables["answers"][number]): void {
  const length = logProb[0]?.length ?? 0;
  const isWhole = (row: number[] | undefined) => row?.length === length && !row.includes(undefined as never);
  if (length > 0 && Array.from(logProb).every(isWhole)) return;
  const requirement = `${file}: every example of run ${run}, seed ${seed} with every position, both counted from 0, is required`;
  throw usageError("benchmark", requirement, "gaps", "write all positions of all examples");
}

function requireColumns(file: string, columns: readonly string[], required: readonly string[]): void {
  const missing = required.filter((column) => !columns.includes(column));
  if (missing.length === 0) return;
  const requirement = `${file}: columns ${missing.join(", ")} are required`;
  throw usageError("benchmark", requirement, columns.join(", "), "name the columns as the guide does");
}

function textAt(cell: Cell | undefined, column: string, where: string): string {
  if (cell !== null && cell !== undefined && cell !== "") return String(cell);
  throw usageError("benchmark", `${where}: ${column} is required`, "nothing", "fill the cell");
}

function wholeOrNot(cell: Cell, column: string, where: string): number {
  const value = numberAt(cell, column, where);
  const needsWhole = column !== "logProb" && column !== "margin";
  if (value !== null && (!needsWhole || (Number.isInteger(value) && value >= 0 && value < 2 ** 31 * 1e6))) return value;
  throw usageError("benchmark", `${where}: ${column} has to be a ${needsWhole ? "whole " : ""}number`, cell, "mend it");
}

function numberAt(cell: Cell, column: string, where: string): number | null {
  if (cell === null || cell === "") return null;
  const value = typeof cell === "boolean" ? Number.NaN : Number(cell);
  if (Number.isFinite(value)) return value;
  throw usageError("benchmark", `${where}: ${column} has to be a number`, cell, "mend the cell or leave it empty");
}
