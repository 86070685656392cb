/** Where the benchmark's questions come from: folders of tables, and the families packed with foreshock itself. */
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { readBank } from "../bank/bank.ts";
import { usageError } from "../base/errors.ts";
import { exists } from "../base/files.ts";
import { readPack } from "../retrodict/ownFamilies/pack.ts";
import type { Family } from "../specs.ts";
import type { Asked } from "./asked.ts";
import { askFamilies } from "./families.ts";
import { questionsFile } from "./folder/questionsFile.ts";
import { readFolder } from "./folder/source.ts";
import { askLadder } from "./published/ladder.ts";
import { askPythia } from "./published/pythia.ts";

const OWN_FOLDER = fileURLToPath(new URL("../..", import.meta.url));
/** The sources of families that come with foreshock: the first ladders, and the bank of tasks that nobody tuned. */
const FAMILIES = "families";
const BANK = "bank";

/**
 * Returns all questions: those of the folders, each with its list or with folders in it that have one; about published results that lie in
 * them as their authors publish them (`pythia`, `olmo-ladder`); and about packed families.
 */
export async function readSources(folders: readonly string[]): Promise<Asked[]> {
  const lists = folders.flatMap(listsIn);
  const asked: Asked[] = [];
  for (const { folder, file } of lists) for (const one of await readFolder(folder, file)) asked.push(one);
  for (const folder of folders) asked.push(...(await askPythia(folder)), ...(await askLadder(folder)));
  requireOnce(asked);
  const families = await readPack(OWN_FOLDER);
  const bank = await readBank(OWN_FOLDER);
  const blind = new Set(bank.flatMap(({ family, part }) => (part === "blind" ? [family.name] : [])));
  return [
    ...asked,
    ...askFamilies(FAMILIES, families, wasAsked),
    ...askFamilies(BANK, bank, (family, cut) => blind.has(family.name) && wasAsked(family, cut)),
  ];
}

/** One question given twice would count twice. */
function requireOnce(asked: readonly Asked[]): void {
  const seen = new Set<string>();
  for (const { source, question } of asked) {
    const name = `${source}/${question.name}`;
    if (seen.has(name))
      throw usageError(
        "benchmark",
        "each question once over all --data folders is required",
        `${name} twice`,
        "give each folder once",
      );
    seen.add(name);
  }
}

/** Whether the rungs beyond a cut are those that the family held out. */
function wasAsked({ ladder }: Family, cut: number): boolean {
  return ladder.some(({ heldOut }) => heldOut) && ladder.every(({ heldOut }, at) => heldOut === at >= cut);
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
