/**
 * The rows of our own families, observed and held out, packed so that the benchmark runs anywhere without training. In
 * `models/imports/families/`: an import (rows.parquet, import.json) in which a row's task is its family, since several families share a
 * task and its sizes; families.json; answers.parquet; and ledger.json, what the ledger's questions about them came to. They are read
 * here and written by test/golden/packFamilies.ts.
 */
import path from "node:path";
import { z } from "zod";
import { integrityError } from "../../base/errors.ts";
import { exists } from "../../base/files.ts";
import { readJson } from "../../base/json.ts";
import { readParquet, sixDigits } from "../../base/tables.ts";
import { type AnswerTable, type Measurement, Score } from "../../records.ts";
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

/** A family as it is read back; rows carry the family's name as their task. */
export type PackedFamily = { family: Family; rows: Measurement[]; answers: AnswerTable[] };

/** Returns the folder of the pack in a project. */
export const packFolder = (project: string): string => path.join(project, "models", "imports", PACK);

/** Returns the packed families in the order of their names. Errors: no pack (usage), broken files (integrity). */
export async function readPack(project: string): Promise<PackedFamily[]> {
  const { rows } = await readImport(project, PACK);
  const folder = packFolder(project);
  const families = parsed(z.array(Family), path.join(folder, "families.json"));
  const answers = await readPackedAnswers(path.join(folder, "answers.parquet"));
  return families.map((family) => {
    const own = rows.filter(({ task }) => task === family.name);
    const runs = new Set(own.map(({ run }) => run));
    return { family, rows: own, answers: answers.filter(({ run }) => runs.has(run)) };
  });
}

/** Returns what was forecast through a ledger before the held-out runs were trained; empty where there is no such file. */
export function readLedgerQuestions(project: string): LedgerQuestion[] {
  const file = path.join(packFolder(project), "ledger.json");
  return exists(file) ? parsed(z.array(LedgerQuestion), file) : [];
}

const AGAIN = "take models/imports/families from the repository again";

function parsed<T>(schema: z.ZodType<T>, file: string): T {
  const result = schema.safeParse(readJson(file));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw integrityError("retrodict", `${file} has to be as it was packed`, `${issue!.path}: ${issue!.message}`, AGAIN);
}

/** The packed answers in the order of their file, `[example][answer position]` to six significant digits. */
async function readPackedAnswers(file: string): Promise<AnswerTable[]> {
  const rows = (await readParquet(file, AGAIN)) as (Omit<AnswerTable, "logProb" | "margin"> & Cells)[];
  const tables = new Map<string, AnswerTable>();
  for (const { run, nParams, step, seed, example, position, logProb, margin } of rows) {
    const table = tables.get(run) ?? { run, nParams, step, seed, logProb: [], margin: [] };
    tables.set(run, table);
    if (position === 0) {
      table.logProb.push([]);
      table.margin.push([]);
    }
    table.logProb[example]!.push(sixDigits(logProb));
    table.margin[example]!.push(sixDigits(margin));
  }
  return [...tables.values()];
}

type Cells = { example: number; position: number; logProb: number; margin: number };
