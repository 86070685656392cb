/**
 * The bank: what families of small models really do, on many tasks and settings that nobody tuned. One pack per task in
 * `models/bank/packs/`: rows.parquet and answers.parquet, and a record with the families and where the rows came from. Packs are written
 * by test/golden/bank; models/bank/README.md says how.
 */
import { readdirSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { byText } from "../base/byText.ts";
import { exists } from "../base/files.ts";
import { readMeasurements } from "../base/measurements.ts";
import { Family, hex64, name } from "../specs.ts";
import { familiesOf, type PackedFamily, parsedPack, readPackedAnswers } from "./packed.ts";

/**
 * learning: anybody may look at all rungs. blind: asked about through a ledger before its held-out rungs were trained; until then the
 * pack holds the observed rungs alone.
 */
const Part = z.enum(["learning", "blind"]);
type Part = z.infer<typeof Part>;

/** What a pack says of itself: `drawn` are the seeds that a ledger drew, packed under their index; files as digested when packed. */
export const BankRecord = z.strictObject({
  task: name,
  part: Part,
  families: z.array(Family),
  drawn: z.array(z.strictObject({ family: name, rung: name, index: z.int().nonnegative(), seed: hex64 })),
  files: z.array(z.strictObject({ path: z.string().min(1), sha256: hex64 })),
});
export type BankRecord = z.infer<typeof BankRecord>;

/** A family of the bank; its rows cover the rungs trained so far. */
export type BankFamily = PackedFamily & { part: Part };

const AGAIN = "take models/bank/packs from the repository again";

/** Returns the paths of one task's pack in a project. */
export function bankFiles(
  project: string,
  task: string,
): { folder: string; rows: string; answers: string; record: string } {
  const folder = path.join(project, "models", "bank", "packs");
  const at = (ending: string) => path.join(folder, `${task}.${ending}`);
  return { folder, rows: at("rows.parquet"), answers: at("answers.parquet"), record: at("json") };
}

/**
 * Returns the families of the bank that are packed in a project, or those of one part, in the order of their names; none where there is
 * no pack. Errors (integrity): broken files.
 */
export async function readBank(project: string, part?: Part): Promise<BankFamily[]> {
  const { folder } = bankFiles(project, "");
  const records = exists(folder) ? readdirSync(folder).filter((file) => /^[^.]+\.json$/.test(file)) : [];
  const found: BankFamily[] = [];
  for (const file of records.sort(byText)) {
    const record = parsedPack(BankRecord, path.join(folder, file), AGAIN);
    if (part === undefined || record.part === part) found.push(...(await familiesIn(project, record)));
  }
  return found;
}

async function familiesIn(project: string, { task, part, families }: BankRecord): Promise<BankFamily[]> {
  const files = bankFiles(project, task);
  const rows = await readMeasurements(files.rows, "bank", AGAIN);
  const answers = await readPackedAnswers(files.answers, AGAIN);
  return familiesOf(families, rows, answers).map((one) => ({ ...one, part }));
}
