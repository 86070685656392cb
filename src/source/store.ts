/**
 * Imports on disk: `models/imports/<name>/rows.parquet`, with the columns of a run's summary.parquet, and `import.json`, which says where
 * the rows came from, what there is, and what was held out or left out. Rows that are held out are in neither file.
 */
import { readdirSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { canonical } from "../base/canonical.ts";
import { integrityError, usageError } from "../base/errors.ts";
import { exists, makeFolder, writeFileAtomic } from "../base/files.ts";
import { readJson } from "../base/json.ts";
import { readMeasurements, writeMeasurements } from "../base/measurements.ts";
import type { Measurement } from "../records.ts";
import { hex64, name as nameOfFile } from "../specs.ts";
import { namesOf } from "./source.ts";

const count = z.int().nonnegative();
const names = z.array(z.string().min(1));
/** A run's checkpoints: `tokens[i]` were seen at `steps[i]`. */
const place = { run: z.string().min(1), nParams: z.int().positive(), steps: z.array(count), tokens: z.array(count) };

/** What import.json holds. heldOut says where rows were held back, never what they say. */
export const ImportInfo = z.strictObject({
  name: nameOfFile,
  source: z.enum(["lm-eval", "olmo-ladder", "table", "runs"]),
  files: z.array(z.strictObject({ path: z.string().min(1), sha256: hex64 })),
  numRows: count,
  runs: z.array(z.strictObject({ ...place, seeds: names })),
  tasks: z.array(z.strictObject({ name: nameOfFile, metrics: names })),
  heldOut: z.array(z.strictObject(place)),
  leftOut: z.strictObject({ metrics: names, models: names, samples: names }),
});
export type ImportInfo = z.infer<typeof ImportInfo>;

/** What writeImport cannot read from the rows. */
export type ImportOrigin = Pick<ImportInfo, "source" | "files" | "leftOut"> & { heldOutRows: readonly Measurement[] };

const folderOf = (dir: string) => path.join(dir, "models", "imports");

/**
 * Writes an import into a project's folder and returns its import.json. The same import again changes nothing.
 * Errors (usage): a name that is no file name, or one that another import has, because questions may rest on its rows.
 */
export async function writeImport(
  dir: string,
  name: string,
  rows: readonly Measurement[],
  { source, files, leftOut, heldOutRows }: ImportOrigin,
): Promise<ImportInfo> {
  if (!nameOfFile.safeParse(name).success)
    throw usageError("import", "a name of letters, digits, dot, dash, underscore is required", name, "--as <name>");
  const heldOut = placesOf(heldOutRows).map(({ seeds: _, ...rest }) => rest);
  const info = {
    name,
    source,
    files,
    numRows: rows.length,
    runs: placesOf(rows),
    tasks: tasksOf(rows),
    heldOut,
    leftOut,
  };
  const folder = path.join(folderOf(dir), name);
  const described = path.join(folder, "import.json");
  if (exists(described)) {
    const before = await readImport(dir, name);
    if (canonical({ info: before.info, rows: before.rows }) === canonical({ info, rows })) return info;
    throw usageError(
      "import",
      `a name that no other import has (${importNames(dir).join(", ")}) is required: questions may rest on its rows`,
      name,
      `--as ${name}-2, or delete ${folder} first`,
    );
  }
  makeFolder(folder);
  await writeMeasurements(path.join(folder, "rows.parquet"), rows);
  writeFileAtomic(described, `${JSON.stringify(info, null, 2)}\n`);
  return info;
}

/**
 * Returns an import's rows in file order, of one task when it is named, and its import.json. Errors: no import of that name (usage),
 * broken files (integrity).
 */
export async function readImport(
  dir: string,
  name: string,
  task?: string,
): Promise<{ rows: Measurement[]; info: ImportInfo }> {
  const folder = path.join(folderOf(dir), name);
  const described = path.join(folder, "import.json");
  if (!exists(described)) {
    const known = importNames(dir).join(", ") || "none there";
    throw usageError("import", `an import of models/imports (${known}) is required`, name, "foreshock import --help");
  }
  const again = `delete ${folder} and import again`;
  const info = ImportInfo.safeParse(readJson(described));
  if (!info.success)
    throw integrityError("import", `${described} has to describe an import`, info.error.issues[0]!.message, again);
  const file = path.join(folder, "rows.parquet");
  if (!exists(file)) throw integrityError("import", `${file} has to be there`, "nothing", again);
  const rows = await readMeasurements(file, "import", again, task);
  if (task === undefined && rows.length !== info.data.numRows)
    throw integrityError("import", `${info.data.numRows} rows in ${file} are required`, rows.length, again);
  return { rows, info: info.data };
}

/** Returns the names of a project's imports, sorted. */
export function importNames(dir: string): string[] {
  const folder = folderOf(dir);
  if (!exists(folder)) return [];
  return readdirSync(folder)
    .filter((name) => exists(path.join(folder, name, "import.json")))
    .sort();
}

function placesOf(rows: readonly Measurement[]): ImportInfo["runs"] {
  const runs = new Map<string, Measurement[]>();
  for (const row of rows) {
    const key = `${row.nParams} ${row.run}`;
    const own = runs.get(key);
    if (own) own.push(row);
    else runs.set(key, [row]);
  }
  const places = [...runs.values()].map((own) => {
    const tokensAt = new Map(own.map(({ step, tokens }) => [step, tokens]));
    const steps = [...tokensAt.keys()].sort((a, b) => a - b);
    const { run, nParams } = own[0]!;
    return {
      run,
      nParams,
      steps,
      tokens: steps.map((step) => tokensAt.get(step)!),
      seeds: namesOf(own.map(({ seed }) => seed)),
    };
  });
  return places.sort((a, b) => a.nParams - b.nParams || (a.run < b.run ? -1 : 1));
}

function tasksOf(rows: readonly Measurement[]): ImportInfo["tasks"] {
  const metrics = new Map<string, Set<string>>();
  for (const { task, metric } of rows) metrics.set(task, (metrics.get(task) ?? new Set()).add(metric));
  return namesOf(metrics.keys()).map((name) => ({ name, metrics: namesOf(metrics.get(name)!) }));
}
