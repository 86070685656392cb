/** Where the benchmark's questions come from: folders of tables, and the families packed with foreshock itself. */
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { usageError } from "../base/errors.ts";
import { exists } from "../base/files.ts";
import { readPack } from "../retrodict/ownFamilies/pack.ts";
import { isBlind } from "../retrodict/ownFamilies/questions.ts";
import type { Asked } from "./asked.ts";
import { askFamilies } from "./families.ts";
import { questionsFile } from "./folder/questionsFile.ts";
import { readFolder } from "./folder/source.ts";

const OWN_FOLDER = fileURLToPath(new URL("../..", import.meta.url));
/** The families packed with foreshock, as a source. */
export const FAMILIES = "families";

/** Returns all questions: those of the folders, each with its list or with folders in it that have one, and those about packed families. */
export async function readSources(folders: readonly string[]): Promise<Asked[]> {
  const lists = folders.flatMap(listsIn);
  const asked: Asked[] = [];
  for (const { folder, file } of lists) for (const one of await readFolder(folder, file)) asked.push(one);
  const families = await readPack(OWN_FOLDER);
  return [...asked, ...askFamilies(FAMILIES, families, isBlind)];
}

type ListOf = { folder: string; file: string };

/** The folder's own list, else those of the folders in it. Errors (usage): no such folder. */
function listsIn(folder: string): ListOf[] {
  if (!exists(folder) || !statSync(folder).isDirectory())
    throw usageError(
      "benchmark",
      "--data with a folder is required",
      folder,
      "a folder with questions.json and a table",
    );
  const own = listOf(folder);
  if (own) return [own];
  return readdirSync(folder)
    .sort()
    .map((name) => path.join(folder, name))
    .filter((inner) => statSync(inner).isDirectory())
    .flatMap((inner) => listOf(inner) ?? []);
}

function listOf(folder: string): ListOf | null {
  const file = questionsFile(folder);
  return file === null ? null : { folder, file };
}
