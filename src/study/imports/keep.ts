/** Published results become rows of the project: read, checked, split from what is held out, kept under a name. */
import path from "node:path";
import { requireRungs } from "../../source/checkRows.ts";
import type { ImportInfo } from "../../source/info.ts";
import { writeImport } from "../../source/store.ts";
import type { Project } from "../project.ts";
import { type ImportKind, type ReadOptions, readSource } from "./read.ts";
import { splitByNames } from "./split.ts";

/** What to import: the source's kind, its path (from the project unless absolute), the import's name, and the models or runs held out. */
export type Importing = {
  kind: ImportKind;
  path: string;
  name: string;
  options: ReadOptions;
  holdOut: readonly string[];
};

/**
 * Keeps results as an import and returns what import.json says of it. Errors (usage): whatever the reader or the check of the rows
 * refuses, an unknown name to hold out, a name that another import has.
 */
export async function importResults(
  project: Project,
  { kind, name, options, holdOut, ...from }: Importing,
): Promise<ImportInfo> {
  const { rows, digests, leftOut } = await readSource(kind, path.resolve(project.dir, from.path), options);
  const { kept, heldOut } = splitByNames(rows, holdOut);
  requireRungs(kept);
  return writeImport(project.dir, name, kept, { source: kind, files: digests, leftOut, heldOutRows: heldOut });
}
