/**
 * Measurements on disk: one Parquet file per run for the per-token rows and one for the summary, written by DuckDB and readable
 * by it, pandas, polars or any other Parquet reader. The only place that knows DuckDB. One thread and a fixed row order make the
 * bytes repeat; a temporary name outside `*.parquet`, fsync and rename make a killed writer leave nothing that a reader can see.
 */
import { rmSync } from "node:fs";
import path from "node:path";
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBType,
  type DuckDBValue,
  FLOAT,
  INTEGER,
  SMALLINT,
  VARCHAR,
} from "@duckdb/node-api";
import { z } from "zod";
import { failedError, integrityError, usageError } from "../base/errors.ts";
import { exists, replaceSynced } from "../base/files.ts";
import type { TokenTable } from "../measure/table.ts";
import { Measurement, type TokenRow } from "../records.ts";

/** A column of a table: its name, its DuckDB type, and its value in row i. */
type Column = { name: string; type: DuckDBType; value: (row: number) => DuckDBValue };

const VECTOR_SIZE = 2048;
let instance: Promise<DuckDBInstance> | undefined;

async function connect() {
  instance ??= DuckDBInstance.create(":memory:", { threads: "1" });
  return (await instance).connect();
}

/** One checkpoint's table, as it is stored. */
export type StepTable = { step: number; table: TokenTable };

/**
 * Writes a run's per-token rows, one table per checkpoint, ordered by (step, example, position), columns named as TokenRow.
 * The same tables give the same bytes. Errors: a full or unwritable disk.
 */
export async function writeTokens(file: string, run: string, checkpoints: readonly StepTable[]): Promise<void> {
  const { numRows, at } = indexed(checkpoints);
  const column = (name: keyof TokenRow, type: DuckDBType, of: (entry: Entry) => DuckDBValue): Column => ({
    name,
    type,
    value: (row) => of(at(row)),
  });
  await writeParquet(file, numRows, [
    column("run", VARCHAR, () => run),
    column("step", INTEGER, ({ step }) => step),
    column("example", INTEGER, ({ table, i }) => Math.floor(i / table.answerLength)),
    column("position", SMALLINT, ({ table, i }) => i % table.answerLength),
    column("logProb", FLOAT, ({ table, i }) => table.logProb[i]!),
    column("margin", FLOAT, ({ table, i }) => table.margin[i]!),
    column("logitVar", FLOAT, ({ table, i }) => table.logitVar[i]!),
    column("entropy", FLOAT, ({ table, i }) => table.entropy[i]!),
    column("rank", INTEGER, ({ table, i }) => table.rank[i]!),
    column("correct", BOOLEAN, ({ table, i }) => table.correct[i] === 1),
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
  return (await readParquet(file)) as TokenRow[];
}

/** Writes summary rows in the given order, columns named as Measurement; null is NULL. Errors: a full or unwritable disk. */
export async function writeSummary(file: string, rows: readonly Measurement[]): Promise<void> {
  const column = (name: keyof Measurement, type: DuckDBType): Column => ({
    name,
    type,
    value: (i) => {
      const value = rows[i]![name];
      return type === BIGINT ? BigInt(value as number) : value;
    },
  });
  await writeParquet(file, rows.length, [
    column("run", VARCHAR),
    column("task", VARCHAR),
    column("nParams", BIGINT),
    column("step", INTEGER),
    column("tokens", BIGINT),
    column("flops", DOUBLE),
    column("seed", VARCHAR),
    column("metric", VARCHAR),
    column("position", SMALLINT),
    column("value", DOUBLE),
    column("stderr", DOUBLE),
    column("n", INTEGER),
  ]);
}

/** Returns summary rows in file order. Errors: no such file (usage), not whole or not measurements (integrity). */
export async function readSummary(file: string): Promise<Measurement[]> {
  const rows = z.array(Measurement).safeParse(await readParquet(file));
  if (rows.success) return rows.data;
  const issue = rows.error.issues[0]!;
  throw integrityError(
    "readSummary",
    `${file} has to hold measurements`,
    `${issue.path}: ${issue.message}`,
    again(file),
  );
}

const again = (file: string) => `delete ${path.dirname(file)} and run again: the same bytes are computed anew`;

async function writeParquet(file: string, numRows: number, columns: Column[]): Promise<void> {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`);
  try {
    await copyToParquet(temporary, numRows, columns);
    replaceSynced(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    const hint = "free disk space or check that the folder can be written, then give the same command again";
    throw failedError("writeParquet", `${file} has to be written`, error, hint);
  }
}

async function copyToParquet(file: string, numRows: number, columns: Column[]): Promise<void> {
  const connection = await connect();
  try {
    await connection.run(`create temp table t(${columns.map((c) => `"${c.name}" ${c.type}`).join(", ")})`);
    const appender = await connection.createAppender("t");
    const chunk = DuckDBDataChunk.create(columns.map((c) => c.type));
    for (let start = 0; start < numRows; start += VECTOR_SIZE) {
      const length = Math.min(VECTOR_SIZE, numRows - start);
      chunk.reset();
      chunk.rowCount = length;
      columns.forEach((c, k) => {
        chunk.setColumnValues(
          k,
          Array.from({ length }, (_, i) => c.value(start + i)),
        );
      });
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
    await connection.run(
      `copy t to $1 (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2, ROW_GROUP_SIZE 1000000, KV_METADATA {schema: '1'})`,
      [file],
    );
  } finally {
    connection.closeSync();
  }
}

async function readParquet(file: string): Promise<Record<string, unknown>[]> {
  if (!exists(file)) throw usageError("readParquet", "a finished run is required", file, "foreshock run <family>");
  const connection = await connect();
  try {
    const rows = (await connection.runAndReadAll("select * from read_parquet($1)", [file])).getRowObjectsJS();
    return rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([k, v]) => [k, typeof v === "bigint" ? Number(v) : v])),
    );
  } catch (error) {
    throw integrityError("readParquet", `${file} has to be a whole Parquet file`, error, again(file));
  } finally {
    connection.closeSync();
  }
}
