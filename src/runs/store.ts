/**
 * Measurements on disk: one Parquet file per run for the per-token rows and one for the summary, readable by DuckDB, pandas, polars
 * or any other Parquet reader. How a table gets on disk, and why the bytes repeat, is in base/tables.
 */
import path from "node:path";
import { usageError } from "../base/errors.ts";
import { exists } from "../base/files.ts";
import { readMeasurements, writeMeasurements } from "../base/measurements.ts";
import { type Cell, type Column, readParquet, writeParquet } from "../base/tables.ts";
import type { TokenTable } from "../measure/answers/tokens.ts";
import type { Measurement, TokenRow } from "../records.ts";

/** One checkpoint's table, as it is stored. */
export type StepTable = { step: number; table: TokenTable };

/**
 * Writes a run's per-token rows, one table per checkpoint, ordered by (step, example, position), columns named as TokenRow.
 * The same tables give the same bytes. Errors: a full or unwritable disk.
 */
export async function writeTokens(file: string, run: string, checkpoints: readonly StepTable[]): Promise<void> {
  const { numRows, at } = indexed(checkpoints);
  const column = (name: keyof TokenRow, type: Column["type"], of: (entry: Entry) => Cell): Column => ({
    name,
    type,
    value: (row) => of(at(row)),
  });
  await writeParquet(file, numRows, [
    column("run", "VARCHAR", () => run),
    column("step", "INTEGER", ({ step }) => step),
    column("example", "INTEGER", ({ table, i }) => Math.floor(i / table.answerLength)),
    column("position", "SMALLINT", ({ table, i }) => i % table.answerLength),
    column("logProb", "FLOAT", ({ table, i }) => table.logProb[i]!),
    column("margin", "FLOAT", ({ table, i }) => table.margin[i]!),
    column("logitVar", "FLOAT", ({ table, i }) => table.logitVar[i]!),
    column("entropy", "FLOAT", ({ table, i }) => table.entropy[i]!),
    column("rank", "INTEGER", ({ table, i }) => table.rank[i]!),
    column("correct", "BOOLEAN", ({ table, i }) => table.correct[i] === 1),
  ]);
}

type Entry = StepTable & { i: number };

/** The tables as one: the number of rows, and for a row its table and the index in it. */
function indexed(checkpoints: readonly StepTable[]): { numRows: number; at: (row: number) => Entry } {
  const starts: number[] = [];
  let numRows = 0;
  for (const { table } of checkpoints) {
    starts.push(numRows);
    numRows += table.numExamples * table.answerLength;
  }
  const at = (row: number) => {
    let c = starts.length - 1;
    while (starts[c]! > row) c--;
    return { ...checkpoints[c]!, i: row - starts[c]! };
  };
  return { numRows, at };
}

/** Returns a run's per-token rows in file order. Errors: no such file (usage), not a whole Parquet file (integrity). */
export async function readTokens(file: string): Promise<TokenRow[]> {
  requireFile(file);
  return (await readParquet(file, again(file))) as TokenRow[];
}

/** Writes summary rows in the given order, columns named as Measurement; null is NULL. Errors: a full or unwritable disk. */
export async function writeSummary(file: string, rows: readonly Measurement[]): Promise<void> {
  await writeMeasurements(file, rows);
}

/** Returns summary rows in file order. Errors: no such file (usage), not whole or not measurements (integrity). */
export async function readSummary(file: string): Promise<Measurement[]> {
  requireFile(file);
  return readMeasurements(file, "readSummary", again(file));
}

const again = (file: string) => `delete ${path.dirname(file)} and run again: the same bytes are computed anew`;

function requireFile(file: string): void {
  if (!exists(file)) throw usageError("readParquet", "a finished run is required", file, "foreshock run <family>");
}
