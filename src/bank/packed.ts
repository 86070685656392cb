/** Families that were trained and packed, and what all packs share: how their JSON is checked and how single answers are kept. */
import type { z } from "zod";
import { integrityError } from "../base/errors.ts";
import { readJson } from "../base/json.ts";
import { readParquet, sixDigits } from "../base/tables.ts";
import type { AnswerTable, Measurement } from "../records.ts";
import type { Family } from "../specs.ts";

/** A family as it is read back; rows carry the family's name as their task, since several families share a task and its sizes. */
export type PackedFamily = { family: Family; rows: Measurement[]; answers: AnswerTable[] };

/** Returns each family with its own of the rows and the answers of a pack, in the order of the families. */
export function familiesOf(
  families: readonly Family[],
  rows: readonly Measurement[],
  answers: readonly AnswerTable[],
): PackedFamily[] {
  return families.map((family) => {
    const own = rows.filter(({ task }) => task === family.name);
    const runs = new Set(own.map(({ run }) => run));
    return { family, rows: own, answers: answers.filter(({ run }) => runs.has(run)) };
  });
}

/** Returns the checked content of a pack's JSON file. Errors (integrity): not of that form, with the hint `again`. */
export function parsedPack<T>(schema: z.ZodType<T>, file: string, again: string): T {
  const result = schema.safeParse(readJson(file));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw integrityError("pack", `${file} has to be as it was packed`, `${issue!.path}: ${issue!.message}`, again);
}

/**
 * Returns packed answers in the order of their file, `[example][answer position]` to six significant digits. Errors (integrity): not a
 * whole file, with the hint `again`.
 */
export async function readPackedAnswers(file: string, again: string): Promise<AnswerTable[]> {
  const rows = (await readParquet(file, again)) as (Omit<AnswerTable, "logProb" | "margin"> & Cells)[];
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
