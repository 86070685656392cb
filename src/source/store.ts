/**
 * Imports on disk: `models/imports/<name>/rows.parquet`, with the columns of a run's summary.parquet, and `import.json`, which says where
 * the rows came from, what there is, and what was held out or left out. Rows that are held out are in neither file.
 */
import path from "node:path";
import { canonical } from "../base/canonical.ts";
import { integrityError, usageError } from "../base/errors.ts";
import { exists, makeFolder, writeFileAtomic } from "../base/files.ts";
import { readMeasurements, writeMeasurements } from "../base/measurements.ts";
import type { Measurement } from "../records.ts";
import { name as nameOfFile } from "../specs.ts";
import { againHint, type ImportInfo, importFolder, importNames, readInfo } from "./info.ts";
import { namesOf } from "./source.ts";

/** What writeImport cannot read from the rows. */
export type ImportOrigin = Pick<ImportInfo, "source" | "files" | "leftOut"> & { heldOutRows: readonly Measurement[] };

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
  const folder = importFolder(dir, name);
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
  const info = readInfo(dir, name);
  const folder = importFolder(dir, name);
  const again = againHint(folder);
  const file = path.join(folder, "rows.parquet");
  if (!exists(file)) throw integrityError("import", `${file} has to be there`, "nothing", again);
  const rows = await readMeasurements(file, "import", again, task);
  if (task === undefined && rows.length !== info.numRows)
    throw integrityError("import", `${info.numRows} rows in ${file} are required`, rows.length, again);
  return { rows, info };
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
