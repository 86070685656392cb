/** Rows and single answers of finished runs, and how many of a family are there. */
import { usageError } from "../base/errors.ts";
import { exists } from "../base/files.ts";
import { isAt } from "../question/grid.ts";
import type { AnswerTable, Measurement, QuestionRung } from "../records.ts";
import { readAnswers } from "../runs/answers.ts";
import { runFolder, runKey } from "../runs/key.ts";
import { readMeasures } from "../runs/measures.ts";
import { missing, observedRuns } from "../runs/plan.ts";
import { readSummary } from "../runs/store.ts";
import type { Family, RunSpec } from "../specs.ts";
import type { Project } from "./project.ts";

/** Returns the rows of these runs, in the given order. Errors (integrity): a damaged file. */
export async function rowsOf(project: Project, keys: readonly string[]): Promise<Measurement[]> {
  const rows: Measurement[] = [];
  for (const key of keys) rows.push(...(await readSummary(runFolder(project.dir, key).summary)));
  return rows;
}

/** A family's observed runs, all their rows (evaluations first), and per run those of its other measures alone. */
export type FamilyRows = { specs: RunSpec[]; rows: Measurement[]; measured: Measurement[][] };

/** Returns everything measured on a family's observed runs. Errors (usage): runs are missing; `text` is what to type for the family. */
export async function rowsOfFamily(project: Project, family: Family, text = family.name): Promise<FamilyRows> {
  const specs = observedRuns(family);
  const absent = missing(specs, project.dir).length;
  if (absent > 0)
    throw usageError(
      `family ${family.name}`,
      "finished runs are required",
      `${absent} missing`,
      `foreshock run ${text}`,
    );
  const summary = await rowsOf(project, specs.map(runKey));
  const measured: Measurement[][] = [];
  for (const spec of specs) measured.push(await readMeasures(spec, project.dir));
  return { specs, rows: [...summary, ...measured.flat()], measured };
}

/** Whether a run is finished in this project. */
export function isFinished(project: Project, key: string): boolean {
  return exists(runFolder(project.dir, key).summary);
}

/** Returns how many observed runs a family has and how many of them are not there yet. */
export function countObserved(project: Project, family: Family): { numRuns: number; numMissing: number } {
  const specs = observedRuns(family);
  return { numRuns: specs.length, numMissing: missing(specs, project.dir).length };
}

/** Returns the single answers of the runs behind these rows at the given rungs; none for tasks whose answers are numbers. */
export async function answersAt(
  project: Project,
  rungs: readonly QuestionRung[],
  rows: readonly Measurement[],
): Promise<AnswerTable[]> {
  const places = rungs.flatMap((rung) => {
    const runs = new Map(rows.filter((row) => isAt(rung, row)).map((row) => [row.run, row]));
    return [...runs.values()].map((row) => ({ row, step: rung.step }));
  });
  const tables: AnswerTable[] = [];
  for (const { row, step } of places) {
    const file = runFolder(project.dir, row.run).tokens;
    if (exists(file)) tables.push(await readAnswers(file, row, step));
  }
  return tables;
}
