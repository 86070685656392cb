/**
 * Tables on disk: Parquet files written and read, and the tables people bring (csv, parquet, jsonl, a json array). The only file
 * that knows DuckDB. One thread and a fixed row order make the bytes repeat; a temporary name outside `*.parquet`, fsync and rename
 * make a killed writer leave nothing that a reader can see.
 */
import { rmSync } from "node:fs";
import path from "node:path";
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBValue,
  FLOAT,
  INTEGER,
  SMALLINT,
  VARCHAR,
} from "@duckdb/node-api";
import { failedError, integrityError, usageError } from "./errors.ts";
import { replaceSynced } from "./files.ts";
import { isRecord, jsonLines, readJson } from "./json.ts";

const TYPES = { BIGINT, BOOLEAN, DOUBLE, FLOAT, INTEGER, SMALLINT, VARCHAR };

/** One value of a table. */
export type Cell = string | number | boolean | null;

/** A column to write: its name, its SQL type, and its value in row i. */
export type Column = { name: string; type: keyof typeof TYPES; value: (row: number) => Cell };

/** A table as read: the names of its columns in file order, and one record per row. */
export type Table = { columns: string[]; rows: Record<string, Cell>[] };

/** Returns a number as tables of single answers keep it: six significant digits, never -0. */
export const sixDigits = (value: number): number => Number(value.toPrecision(6)) + 0;

const VECTOR_SIZE = 2048;
let instance: Promise<DuckDBInstance> | undefined;

async function connect() {
  instance ??= DuckDBInstance.create(":memory:", { threads: "1" });
  return (await instance).connect();
}

/** Writes a Parquet file whole or not at all; the same values give the same bytes. Errors: a full or unwritable disk. */
export async function writeParquet(file: string, numRows: number, columns: readonly Column[]): Promise<void> {
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

async function copyToParquet(file: string, numRows: number, columns: readonly Column[]): Promise<void> {
  const connection = await connect();
  try {
    await connection.run(`create temp table t(${columns.map((c) => `"${c.name}" ${c.type}`).join(", ")})`);
    const appender = await connection.createAppender("t");
    const chunk = DuckDBDataChunk.create(columns.map((c) => TYPES[c.type]));
    for (let start = 0; start < numRows; start += VECTOR_SIZE) {
      const length = Math.min(VECTOR_SIZE, numRows - start);
      chunk.reset();
      chunk.rowCount = length;
      columns.forEach((c, k) => {
        chunk.setColumnValues(
          k,
          Array.from({ length }, (_, i) => stored(c, start + i)),
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

function stored({ type, value }: Column, row: number): DuckDBValue {
  const cell = value(row);
  return type === "BIGINT" && cell !== null ? BigInt(cell) : cell;
}

/**
 * Returns the rows of an existing Parquet file in file order, or those with a given text in a column.
 * Errors (integrity): not a whole Parquet file; `again` is the hint.
 */
export async function readParquet(
  file: string,
  again: string,
  only?: { column: string; text: string },
): Promise<Record<string, Cell>[]> {
  try {
    const all = "select * from read_parquet($1)";
    return (await (only ? query(`${all} where "${only.column}" = $2`, file, only.text) : query(all, file))).rows;
  } catch (error) {
    throw integrityError("readParquet", `${file} has to be a whole Parquet file`, error, again);
  }
}

/**
 * Comma-separated with a header, types from every row. Numbers and texts only: `t` and `2024-01-02` are names as often as a truth value
 * and a date. The dialect is fixed, because a guessed one skips lines that do not fit it, and takes four times as long.
 */
const CSV = `header = true, skip = 0, comment = '', delim = ',', quote = '"', escape = '"', sample_size = -1,
  auto_type_candidates = ['BIGINT', 'DOUBLE', 'VARCHAR']`;

/**
 * Returns the table in a .csv (with a header), .parquet, .jsonl or .ndjson file, or in a .json array of objects; what a row lacks is
 * null, dates and nested values are texts; a csv has numbers and texts only. Errors (usage): another ending, no such file, not a table.
 */
export async function readTable(file: string): Promise<Table> {
  const hint = "mend the file, or give a .csv, .parquet, .jsonl or .json file that holds a table";
  const ending = path.extname(file).toLowerCase();
  try {
    if (ending === ".csv") return await query(`select * from read_csv($1, ${CSV})`, file);
    if (ending === ".parquet") return await query("select * from read_parquet($1)", file);
  } catch (error) {
    throw usageError("readTable", `${file} has to be a table`, error, hint);
  }
  if (ending === ".jsonl" || ending === ".ndjson") return gathered(file, jsonLines(file));
  if (ending !== ".json") throw usageError("readTable", ".csv, .parquet, .jsonl or .json is required", file, hint);
  const content = readJson(file);
  if (Array.isArray(content))
    return gathered(
      file,
      content.map((value, i) => ({ line: i + 1, value })),
    );
  throw usageError("readTable", `${file} has to be an array of objects`, typeof content, hint);
}

type Line = { line: number; value: unknown };

async function gathered(file: string, lines: AsyncIterable<Line> | Iterable<Line>): Promise<Table> {
  const columns = new Set<string>();
  const records: Record<string, unknown>[] = [];
  for await (const { line, value } of lines) {
    if (!isRecord(value))
      throw usageError("readTable", `an object in ${file}, row ${line} is required`, value, "mend it");
    for (const name of Object.keys(value)) columns.add(name);
    records.push(value);
  }
  const names = [...columns];
  const rows = records.map((record) => Object.fromEntries(names.map((name) => [name, plain(record[name] ?? null)])));
  return { columns: names, rows };
}

async function query(text: string, ...values: string[]): Promise<Table> {
  const connection = await connect();
  try {
    const result = await connection.runAndReadAll(text, values);
    return byRow(result.columnNames(), result.getColumnsJS());
  } finally {
    connection.closeSync();
  }
}

/** Columns as rows: a third of the time that the library's own rows take. */
function byRow(columns: string[], values: unknown[][]): Table {
  const rows = (values[0] ?? []).map((_, i) => {
    const row: Record<string, Cell> = {};
    for (let k = 0; k < columns.length; k++) row[columns[k]!] = plain(values[k]![i]);
    return row;
  });
  return { columns, rows };
}

function plain(value: unknown): Cell {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return value;
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Date) return value.toISOString();
  return JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? Number(inner) : inner)) ?? null;
}
