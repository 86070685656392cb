/**
 * The rows of our own families, observed and held out, packed so that the benchmark runs anywhere without training. In
 * `models/imports/families/`: an import (rows.parquet, import.json) in which a row's task is its family, since several families share a
 * task and its sizes; families.json; answers.parquet; and ledger.json, what the ledger's questions about them came to.
 */
import path from "node:path";
import { z } from "zod";
import { byText } from "../../base/byText.ts";
import { integrityError } from "../../base/errors.ts";
import { exists, writeFileAtomic } from "../../base/files.ts";
import { readJson } from "../../base/json.ts";
import { byKey } from "../../forecast/evidence.ts";
import { type AnswerTable, type Measurement, Score } from "../../records.ts";
import { readImport, writeImport } from "../../source/store.ts";
import { Family, name } from "../../specs.ts";
import { readPackedAnswers, writePackedAnswers } from "./packAnswers.ts";

/** The import's name. */
export const PACK = "families";
/** Metrics kept per answer position, of observed sizes only: what forecasters read there. */
const BY_POSITION = ["nll", "tokenAccuracy", "logitMargin", "logitMarginVarAcross"];

/** One family with the rows of its runs as they were measured, single answers of observed rungs, and the files the rows came from. */
export type TrainedFamily = {
  family: Family;
  rows: Measurement[];
  answers: AnswerTable[];
  files: { path: string; sha256: string }[];
};

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

const folderOf = (project: string) => path.join(project, "models", "imports", PACK);

/**
 * Writes the pack into a project: rows without parts and with positions only where they are read, in the order (family, row key).
 * Errors (usage): another pack is there already.
 */
export async function packFamilies(
  project: string,
  trained: readonly TrainedFamily[],
  ledger: readonly LedgerQuestion[],
): Promise<{ numRows: number; numAnswers: number }> {
  const sorted = trained.toSorted((a, b) => byText(a.family.name, b.family.name));
  const rows = sorted.flatMap(({ family, rows: own }) =>
    own
      .filter((row) => isKept(family, row))
      .map((row) => ({ ...row, task: family.name }))
      .sort(byKey),
  );
  const files = sorted.flatMap((one) => one.files).sort((a, b) => byText(a.path, b.path));
  const leftOut = { metrics: [], models: [], samples: [] };
  await writeImport(project, PACK, rows, { source: "runs", files, leftOut, heldOutRows: [] });
  const folder = folderOf(project);
  writeJson(
    path.join(folder, "families.json"),
    sorted.map(({ family }) => family),
  );
  writeJson(path.join(folder, "ledger.json"), ledger);
  const answers = sorted.flatMap(({ answers: own }) => own);
  await writePackedAnswers(path.join(folder, "answers.parquet"), answers);
  return { numRows: rows.length, numAnswers: answers.length };
}

/** Returns the packed families in the order of their names. Errors: no pack (usage), broken files (integrity). */
export async function readPack(project: string): Promise<PackedFamily[]> {
  const { rows } = await readImport(project, PACK);
  const folder = folderOf(project);
  const families = parsed(z.array(Family), path.join(folder, "families.json"));
  const answers = await readPackedAnswers(path.join(folder, "answers.parquet"), AGAIN);
  return families.map((family) => {
    const own = rows.filter(({ task }) => task === family.name);
    const runs = new Set(own.map(({ run }) => run));
    return { family, rows: own, answers: answers.filter(({ run }) => runs.has(run)) };
  });
}

/** Returns what was forecast through a ledger before the held-out runs were trained; empty where there is no such file. */
export function readLedgerQuestions(project: string): LedgerQuestion[] {
  const file = path.join(folderOf(project), "ledger.json");
  return exists(file) ? parsed(z.array(LedgerQuestion), file) : [];
}

const AGAIN = "take models/imports/families from the repository again";

function isKept({ ladder }: Family, { metric, position, nParams }: Measurement): boolean {
  if (metric.includes(".")) return false;
  if (position === null) return true;
  return BY_POSITION.includes(metric) && ladder.some((rung) => rung.nParams === nParams && !rung.heldOut);
}

function parsed<T>(schema: z.ZodType<T>, file: string): T {
  const result = schema.safeParse(readJson(file));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw integrityError("retrodict", `${file} has to be as it was packed`, `${issue!.path}: ${issue!.message}`, AGAIN);
}

/** One line per entry, so that differences can be read. */
function writeJson(file: string, entries: readonly unknown[]): void {
  writeFileAtomic(file, `[\n${entries.map((entry) => JSON.stringify(entry)).join(",\n")}\n]\n`);
}
