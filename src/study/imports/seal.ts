/**
 * Once a question about an import is closed, its source is read again and the rows of the held-out rungs are sealed. The source has to be
 * what it was when the import was made, file by file and row by row; nothing that is read here is shown.
 */

import { byText } from "../../base/byText.ts";
import { canonical } from "../../base/canonical.ts";
import { integrityError, usageError } from "../../base/errors.ts";
import { plural } from "../../base/words.ts";
import { type ImportedRun, sealImported } from "../../ledger/heldOut.ts";
import type { QuestionState } from "../../ledger/state.ts";
import { gridOf } from "../../question/grid.ts";
import { heldOutSteps, isImported, isImportedSeed } from "../../question/imported.ts";
import type { Measurement, Question, QuestionRung } from "../../records.ts";
import type { ImportInfo } from "../../source/info.ts";
import { readImport } from "../../source/store.ts";
import { readRegistered } from "../asking/file.ts";
import { asksAboutImport, questionPath } from "../asking/place.ts";
import { nextFor } from "../evidenceSource.ts";
import { requireLedger, stateBy, writerOf } from "../ledger.ts";
import { importArgument, nextCommand } from "../nextCommand.ts";
import type { Project, Study } from "../project.ts";
import type { ReadSource } from "./read.ts";
import { splitByPlaces } from "./split.ts";

/** What was sealed: the question as it stands then, the number of runs, and the command to type next. */
export type Sealed = { state: QuestionState; numRuns: number; next: string };

/**
 * Seals what a closed question about the import `name` held out; `read` reads the source again, and is called only when the question is
 * closed. Errors: wrong order or options (usage), a changed source (integrity).
 */
export async function sealHeldOutRows(
  study: Study,
  { name, question: text, read }: { name: string; question: string; read: () => Promise<ReadSource> },
): Promise<Sealed> {
  const ledger = requireLedger(study, text);
  const before = stateBy(ledger, text);
  requireAboutImport(study, before, name);
  const { origin, question } = await readRegistered(study, before);
  if (origin.kind !== "import" || origin.info.name !== name)
    throw otherImport(before, name, nextFor(study, before, origin));
  if (before.closed === null)
    throw usageError(
      "import",
      `a closed question is required before the held-out results of ${before.name} are read`,
      "an open one",
      nextFor(study, before, origin),
    );
  const runs = heldOutRuns(question, await heldOutRows(study, before.name, origin.info, await read()));
  sealImported(writerOf(study, ledger), before.id, runs);
  const state = stateBy(ledger, before.name);
  return { state, numRuns: runs.length, next: nextFor(study, state, origin) };
}

/**
 * Refuses a question that asks about something else before its files are read any further: reading a question about a family executes its
 * task, and an import has to be safe to seal in a stranger's project.
 */
function requireAboutImport(project: Project, state: QuestionState, name: string): void {
  const isAbout = isImported(state.question) && asksAboutImport(questionPath(project, state.name));
  if (!isAbout) throw otherImport(state, name, nextCommand(state));
}

const otherImport = (state: QuestionState, name: string, then: string) =>
  usageError("import", `the import of question ${state.name} is required`, name, then);

/** The rows that the import held out, after checking that the source and the way it is read are what they were. */
async function heldOutRows(
  project: Project,
  questionName: string,
  info: ImportInfo,
  { rows, digests }: ReadSource,
): Promise<Measurement[]> {
  const there = new Set(digests.map((file) => file.sha256));
  const changed = info.files.find((file) => !there.has(file.sha256));
  if (changed !== undefined)
    throw integrityError(
      "import",
      `${changed.path} as it was when import ${info.name} was made (SHA-256 ${changed.sha256.slice(0, 12)}) is required`,
      digests.find((file) => file.path === changed.path)?.sha256.slice(0, 12) ?? "no such file",
      "take the change back, or restore the file from a copy, then give the same command again",
    );
  const { kept, heldOut } = splitByPlaces(rows, info.heldOut);
  const imported = (await readImport(project.dir, info.name)).rows;
  if (canonical(kept) !== canonical(imported))
    throw usageError(
      "import",
      `the options with which import ${info.name} was made are required`,
      `${kept.length} rows beside the held-out ones, ${imported.length} of them imported`,
      `foreshock import ${importArgument(info)} --question ${questionName}`,
    );
  return heldOut;
}

/** The rows of every held-out rung and seed, in the order of the ledger's index. */
function heldOutRuns(question: Question, rows: readonly Measurement[]): ImportedRun[] {
  const runs = gridOf(question).heldOut.flatMap((rung) => {
    const { after, upTo } = heldOutSteps(question, rung);
    const own = rows.filter(
      (row) =>
        row.task === question.task.name &&
        row.run === rung.run &&
        row.nParams === rung.nParams &&
        row.step > after &&
        row.step <= upTo,
    );
    return seedsOf(question, rung, own).map((seed) => ({ seed, rows: own.filter((row) => row.seed === seed) }));
  });
  return runs.map((run, index) => ({ index, ...run }));
}

/** The seeds with a value of the question's metric at the rung, smallest first: as many as the observed rungs have. */
function seedsOf({ metric, task, numSeeds }: Question, rung: QuestionRung, rows: readonly Measurement[]): string[] {
  const there = rows.filter((row) => row.metric === metric && row.position === null && row.step === rung.step);
  const seeds = there.map(({ seed }) => seed).sort((a, b) => a.length - b.length || byText(a, b));
  if (seeds.length === numSeeds && seeds.every(isImportedSeed)) return seeds;
  throw usageError(
    "import",
    `${plural(numSeeds, "seed")} with ${metric} of ${task.name} in run ${rung.run} at step ${rung.step} required`,
    seeds.length === numSeeds ? `seeds ${seeds.join(", ")}` : seeds.length,
    "the question cannot be answered from this source; ask a new one about rungs that have the metric",
  );
}
