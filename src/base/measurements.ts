/**
 * Measurements as a Parquet file: the columns of summary.parquet and of imported rows are the same, so that everything which reads
 * the one reads the other.
 */
import { z } from "zod";
import { Measurement } from "../records.ts";
import { integrityError } from "./errors.ts";
import { type Column, readParquet, writeParquet } from "./tables.ts";

const COLUMNS: Record<keyof Measurement, Column["type"]> = {
  run: "VARCHAR",
  task: "VARCHAR",
  nParams: "BIGINT",
  step: "INTEGER",
  tokens: "BIGINT",
  flops: "DOUBLE",
  seed: "VARCHAR",
  metric: "VARCHAR",
  position: "SMALLINT",
  value: "DOUBLE",
  stderr: "DOUBLE",
  n: "INTEGER",
};

/** Writes rows in the given order, columns named as Measurement; null is NULL. Errors: a full or unwritable disk. */
export async function writeMeasurements(file: string, rows: readonly Measurement[]): Promise<void> {
  const columns = (Object.keys(COLUMNS) as (keyof Measurement)[]).map((name) => ({
    name,
    type: COLUMNS[name],
    value: (row: number) => rows[row]![name],
  }));
  await writeParquet(file, rows.length, columns);
}

/**
 * Returns the rows of an existing file in file order, of one task when it is named. Errors (integrity), in the name of `where` and with
 * the hint `again`: not a whole Parquet file, not measurements.
 */
export async function readMeasurements(
  file: string,
  where: string,
  again: string,
  task?: string,
): Promise<Measurement[]> {
  const only = task === undefined ? undefined : { column: "task", text: task };
  const rows = z.array(Measurement).safeParse(await readParquet(file, again, only));
  if (rows.success) return rows.data;
  const issue = rows.error.issues[0]!;
  throw integrityError(where, `${file} has to hold measurements`, `${issue.path}: ${issue.message}`, again);
}
