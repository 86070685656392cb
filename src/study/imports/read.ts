/** Reading a source of published results: its rows, and its files with their digests. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { sha256 } from "../../base/canonical.ts";
import type { ImportInfo } from "../../source/info.ts";
import { type LmEvalOptions, readLmEval } from "../../source/lmEval/lmEval.ts";
import { readOlmoLadder } from "../../source/olmoLadder.ts";
import type { Source } from "../../source/source.ts";
import { readMappedTable, type TableOptions } from "../../source/table.ts";
import { modelsAndRuns } from "./split.ts";

/** How to read a source: its kind, which tasks (empty = all), what is known of the models, of a table its columns. */
export type SourceReading =
  | ({ kind: "lm-eval" } & LmEvalOptions)
  | { kind: "olmo-ladder"; tasks: readonly string[] }
  | ({ kind: "table" } & TableOptions);

/** What was read, from which kind of source, every file of it as import.json names it, and the names of its models and runs, sorted. */
export type ReadSource = Source & { kind: SourceReading["kind"]; digests: ImportInfo["files"]; names: string[] };

/** Returns the rows of a source and its files with their SHA-256. Errors (usage): whatever the reader refuses. */
export async function readSource(from: string, reading: SourceReading): Promise<ReadSource> {
  const source = await read(from, reading);
  const digests = source.files.map((file) => ({ path: relative(from, file), sha256: sha256(readFileSync(file)) }));
  return { ...source, kind: reading.kind, digests, names: modelsAndRuns(source.rows) };
}

function read(from: string, reading: SourceReading): Promise<Source> {
  if (reading.kind === "lm-eval") return readLmEval(from, reading);
  if (reading.kind === "olmo-ladder") return readOlmoLadder(from, reading);
  return readMappedTable(from, reading);
}

/** The path as people would give it to somebody else: from the folder that holds what was imported, with forward slashes. */
function relative(from: string, file: string): string {
  return path.relative(path.dirname(from), file).split(path.sep).join("/");
}
