/** Single answers of packed runs as one table: the first examples of each run's last checkpoint, enough for the spread of margins. */
import { type Column, readParquet, writeParquet } from "../../base/tables.ts";
import type { AnswerTable } from "../../records.ts";

/** Examples kept of each run: the spread of a margin is then known to 6 %. */
const EXAMPLES = 128;

type Entry = { run: number; example: number; position: number };

/** Writes tables `[example][answer position]`, at most 128 examples of each, as rows ordered by table, example, position. */
export async function writePackedAnswers(file: string, tables: readonly AnswerTable[]): Promise<void> {
  const entries = tables.flatMap((table, run) =>
    table.logProb
      .slice(0, EXAMPLES)
      .flatMap((answer, example) => answer.map((_, position): Entry => ({ run, example, position }))),
  );
  const text = (name: "run" | "seed"): Column => ({
    name,
    type: "VARCHAR",
    value: (i) => tables[entries[i]!.run]![name],
  });
  const whole = (name: "nParams" | "step"): Column => ({
    name,
    type: "INTEGER",
    value: (i) => tables[entries[i]!.run]![name],
  });
  const place = (name: "example" | "position"): Column => ({ name, type: "SMALLINT", value: (i) => entries[i]![name] });
  const number = (name: "logProb" | "margin"): Column => ({
    name,
    type: "FLOAT",
    value: (i) => tables[entries[i]!.run]![name][entries[i]!.example]![entries[i]!.position]!,
  });
  await writeParquet(file, entries.length, [
    text("run"),
    text("seed"),
    whole("nParams"),
    whole("step"),
    place("example"),
    place("position"),
    number("logProb"),
    number("margin"),
  ]);
}

/** Returns the tables of such a file in its order, numbers to six significant digits. Errors (integrity): not a whole Parquet file. */
export async function readPackedAnswers(file: string, again: string): Promise<AnswerTable[]> {
  const rows = (await readParquet(file, again)) as (Omit<AnswerTable, "logProb" | "margin"> & Cells)[];
  const tables = new Map<string, AnswerTable>();
  for (const { run, nParams, step, seed, example, position, logProb, margin } of rows) {
    const table = tables.get(run) ?? { run, nParams, step, seed, logProb: [], margin: [] };
    tables.set(run, table);
    if (position === 0) {
      table.logProb.push([]);
      table.margin.push([]);
    }
    table.logProb[example]!.push(sixDigits(logProb));
    table.margin[example]!.push(sixDigits(margin));
  }
  return [...tables.values()];
}

type Cells = { example: number; position: number; logProb: number; margin: number };

const sixDigits = (value: number): number => Number(value.toPrecision(6)) + 0;
