/** The scored records as files, for whoever wants to compute something else from them. */
import path from "node:path";
import { makeFolder } from "../../base/files.ts";
import { type Cell, type Column, writeParquet } from "../../base/tables.ts";
import type { Scored } from "./score.ts";

/** Writes targets.parquet and jumps.parquet, one row per forecaster and value or question, columns named as the records' fields. */
export async function writeRecords(
  folder: string,
  { targets, jumps }: Pick<Scored, "targets" | "jumps">,
): Promise<void> {
  makeFolder(folder);
  const flat = jumps.map(({ masses, ...jump }) => ({ ...jump, masses: masses.join(" ") }));
  await write(path.join(folder, "targets.parquet"), targets);
  await write(path.join(folder, "jumps.parquet"), flat);
}

async function write(file: string, records: readonly Record<string, Cell>[]): Promise<void> {
  const columns = Object.entries(records[0] ?? {}).map(([name, first]): Column => {
    const type = typeof first === "string" ? "VARCHAR" : typeof first === "boolean" ? "BOOLEAN" : "DOUBLE";
    return { name, type, value: (row) => records[row]![name]! };
  });
  if (columns.length > 0) await writeParquet(file, records.length, columns);
}
