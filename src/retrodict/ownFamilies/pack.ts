/**
 * The rows of our own families, observed and held out, packed so that the benchmark runs anywhere without training. In
 * `models/imports/families/`: an import (rows.parquet, import.json) in which a row's task is its family, since several families share a
 * task and its sizes; families.json; answers.parquet; and ledger.json, what the ledger's questions about them came to. They are read
 * here and written by test/golden/packFamilies.ts.
 */
import path from "node:path";
import { z } from "zod";
import { familiesOf, type PackedFamily, parsedPack, readPackedAnswers } from "../../bank/packed.ts";
import { exists } from "../../base/files.ts";
import { Score } from "../../records.ts";
import { readImport } from "../../source/store.ts";
import { Family, name } from "../../specs.ts";

/** The import's name. */
export const PACK = "families";

/** A question that was forecast before its held-out runs existed: its scores, baseline beside; `head` = Merkle root at the end. */
export const LedgerQuestion = z.strictObject({
  name,
  family: name,
  metric: name,
  head: z.string().min(1),
  scores: z.array(Score.pick({ forecaster: true, rule: true, rung: true, value: true, baselineValue: true })),
});
export type LedgerQuestion = z.infer<typeof LedgerQuestion>;

/** Returns the folder of the pack in a project. */
export const packFolder = (project: string): string => path.join(project, "models", "imports", PACK);

/** Returns the packed families in the order of their names. Errors: no pack (usage), broken files (integrity). */
export async function readPack(project: string): Promise<PackedFamily[]> {
  const { rows } = await readImport(project, PACK);
  const folder = packFolder(project);
  const families = parsedPack(z.array(Family), path.join(folder, "families.json"), AGAIN);
  return familiesOf(families, rows, await readPackedAnswers(path.join(folder, "answers.parquet"), AGAIN));
}

/** Returns what was forecast through a ledger before the held-out runs were trained; empty where there is no such file. */
export function readLedgerQuestions(project: string): LedgerQuestion[] {
  const file = path.join(packFolder(project), "ledger.json");
  return exists(file) ? parsedPack(z.array(LedgerQuestion), file, AGAIN) : [];
}

const AGAIN = "take models/imports/families from the repository again";
