/** Published results become rows of the project: checked, split from what is held out, kept under a name. */
import { requireRungs } from "../../source/checkRows.ts";
import type { ImportInfo } from "../../source/info.ts";
import { writeImport } from "../../source/store.ts";
import type { Project } from "../project.ts";
import type { ReadSource } from "./read.ts";
import { type HoldOut, splitByNames } from "./split.ts";

/** The import's name, and the models or runs whose values are not kept. */
export type Importing = { name: string; holdOut: readonly HoldOut[] };

/**
 * Keeps what was read of a source as an import and returns what import.json says of it. Errors (usage): whatever the check of the rows
 * refuses, an unknown name to hold out, a name that another import has.
 */
export async function importResults(
  project: Project,
  { kind, rows, digests, leftOut }: ReadSource,
  { name, holdOut }: Importing,
): Promise<ImportInfo> {
  const { kept, heldOut } = splitByNames(rows, holdOut);
  requireRungs(kept);
  return writeImport(project.dir, name, kept, { source: kind, files: digests, leftOut, heldOutRows: heldOut });
}
