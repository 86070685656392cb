/** Packs the trained families of one task of the bank: rows of all rungs, answers at the last step, and where they came from. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { type BankRecord, bankFiles } from "../../../src/bank/bank.ts";
import { canonical, sha256 } from "../../../src/base/canonical.ts";
import { usageError } from "../../../src/base/errors.ts";
import { exists, makeFolder, writeFileAtomic } from "../../../src/base/files.ts";
import { writeMeasurements } from "../../../src/base/measurements.ts";
import { byKey } from "../../../src/forecast/evidence.ts";
import type { AnswerTable, Measurement } from "../../../src/records.ts";
import { readAnswers } from "../../../src/runs/answers.ts";
import { readFamily } from "../../../src/runs/family.ts";
import { runFolder, runKey } from "../../../src/runs/key.ts";
import { heldOutRuns, observedRuns } from "../../../src/runs/plan.ts";
import { readSummary } from "../../../src/runs/store.ts";
import type { Family, RunSpec } from "../../../src/specs.ts";
import { BY_POSITION, writePackedAnswers } from "../pack.ts";
import { FAMILIES } from "./families.ts";
import { drawnFor, packLedger } from "./packLedger.ts";

/** Seeds whose single answers are kept. */
const ANSWERED = 3;

/** A run with the name its seed has in the pack: its index. */
type NamedRun = { spec: RunSpec; index: number };

/**
 * Writes the pack of one task from a project where its families were trained into `to`, and returns what it holds. Of a blind family it
 * holds the observed rungs, and the held-out ones as soon as the ledger has scored its question. Errors (usage): runs that are missing.
 */
export async function packTask(
  from: string,
  to: string,
  { task, part, names }: { task: string; part: BankRecord["part"]; names: readonly string[] },
): Promise<{ numRows: number; numAnswers: number }> {
  const record: BankRecord = { task, part, families: [], drawn: [], files: [] };
  const rows: Measurement[] = [];
  const answers: AnswerTable[] = [];
  for (const name of names) {
    const family = await readFamily(path.join(FAMILIES, `${name}.yaml`), from);
    const drawn = part === "blind" ? drawnFor(from, name) : [];
    const runs = part === "blind" ? [...observed(family), ...seeded(family, drawn)] : observed(withoutHeldOut(family));
    const own = await Promise.all(runs.map((run) => packedRun(from, family, run)));
    rows.push(...own.flatMap((run) => run.rows).sort(byKey));
    answers.push(...own.flatMap((run) => run.answers));
    record.families.push(family);
    record.drawn.push(...drawn);
    record.files.push(...own.map((run) => run.file));
  }
  await packRuns(to, record, rows, answers);
  if (part === "blind") packLedger(from, to, task, names);
  return { numRows: rows.length, numAnswers: answers.length };
}

/** Writes the files of one task's pack into a project, in the given order. */
export async function packRuns(
  to: string,
  record: BankRecord,
  rows: readonly Measurement[],
  answers: readonly AnswerTable[],
): Promise<void> {
  const files = bankFiles(to, record.task);
  makeFolder(files.folder);
  await writeMeasurements(files.rows, rows);
  await writePackedAnswers(files.answers, answers);
  writeFileAtomic(files.record, `${canonical(record)}\n`);
}

const withoutHeldOut = (family: Family): Family => ({
  ...family,
  ladder: family.ladder.map((rung) => ({ ...rung, heldOut: false })),
});

function observed(family: Family): NamedRun[] {
  return observedRuns(family).map((spec) => ({ spec, index: Number(spec.seed) }));
}

type Drawn = BankRecord["drawn"];

function seeded(family: Family, drawn: Drawn): NamedRun[] {
  return drawn.map((run) => ({ spec: heldOutRuns(family, [run])[0]!, index: run.index }));
}

/** One finished run: its rows without parts and with positions where they are read, its answers, and the file they came from. */
async function packedRun(from: string, family: Family, { spec, index }: NamedRun) {
  const key = runKey(spec);
  const { summary, tokens } = runFolder(from, key);
  if (!exists(summary))
    throw usageError("bank", `finished runs of ${family.name} are required`, summary, "npm run bank -- train");
  const measured = await readSummary(summary);
  const seed = String(index);
  const rows = measured
    .filter(({ metric, position }) => !metric.includes(".") && (position === null || BY_POSITION.includes(metric)))
    .map((row): Measurement => ({ ...row, task: family.name, seed }));
  const run = { run: key, nParams: rows[0]!.nParams, seed };
  const answers = index < ANSWERED ? [await readAnswers(tokens, run, spec.train.numSteps)] : [];
  return { rows, answers, file: { path: `${key}/${path.basename(summary)}`, sha256: sha256(readFileSync(summary)) } };
}
