/** Writes what the benchmark of own families reads: rows without what nobody reads, families, answers and the ledger's scores. */
import path from "node:path";
import { byText } from "../../src/base/byText.ts";
import { writeFileAtomic } from "../../src/base/files.ts";
import { type Column, writeParquet } from "../../src/base/tables.ts";
import { byKey } from "../../src/forecast/evidence.ts";
import type { AnswerTable, Measurement } from "../../src/records.ts";
import { type LedgerQuestion, PACK, packFolder } from "../../src/retrodict/ownFamilies/pack.ts";
import { writeImport } from "../../src/source/store.ts";
import type { Family } from "../../src/specs.ts";

/** Metrics kept per answer position, of sizes that can be observed: what forecasters read there. */
export const BY_POSITION = ["nll", "tokenAccuracy", "logitMargin", "logitMarginVarAcross"];
/** Examples kept of each run: the spread of a margin is then known to 6 %. */
const EXAMPLES = 128;

/** One family with the rows of its runs as they were measured, single answers of observed rungs, and the files the rows came from. */
export type TrainedFamily = {
  family: Family;
  rows: Measurement[];
  answers: AnswerTable[];
  files: { path: string; sha256: string }[];
};

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
  const folder = packFolder(project);
  writeJson(
    path.join(folder, "families.json"),
    sorted.map(({ family }) => family),
  );
  writeJson(path.join(folder, "ledger.json"), ledger);
  const answers = sorted.flatMap(({ answers: own }) => own);
  await writePackedAnswers(path.join(folder, "answers.parquet"), answers);
  return { numRows: rows.length, numAnswers: answers.length };
}

function isKept({ ladder }: Family, { metric, position, nParams }: Measurement): boolean {
  if (metric.includes(".")) return false;
  if (position === null) return true;
  return BY_POSITION.includes(metric) && ladder.some((rung) => rung.nParams === nParams && !rung.heldOut);
}

/** One line per entry, so that differences can be read. */
function writeJson(file: string, entries: readonly unknown[]): void {
  writeFileAtomic(file, `[\n${entries.map((entry) => JSON.stringify(entry)).join(",\n")}\n]\n`);
}

type Entry = { run: number; example: number; position: number };

/** Writes tables `[example][answer position]`, at most 128 examples of each, as rows ordered by table, example, position. */
export async function writePackedAnswers(file: string, tables: readonly AnswerTable[]): Promise<void> {
  const entries = tables.flatMap((table, run) =>
    table.logProb
      .slice(0, EXAMPLES)
      .flatMap((answer, example) => answer.map((_, position): Entry => ({ run, example, position }))),
  );
  const text = (name: "run" | "seed"): Column => ({
    name,
    type: "VARCHAR",
    value: (i) => tables[entries[i]!.run]![name],
  });
  const whole = (name: "nParams" | "step"): Column => ({
    name,
    type: "INTEGER",
    value: (i) => tables[entries[i]!.run]![name],
  });
  const place = (name: "example" | "position"): Column => ({ name, type: "SMALLINT", value: (i) => entries[i]![name] });
  const number = (name: "logProb" | "margin"): Column => ({
    name,
    type: "FLOAT",
    value: (i) => tables[entries[i]!.run]![name][entries[i]!.example]![entries[i]!.position]!,
  });
  await writeParquet(file, entries.length, [
    text("run"),
    text("seed"),
    whole("nParams"),
    whole("step"),
    place("example"),
    place("position"),
    number("logProb"),
    number("margin"),
  ]);
}
