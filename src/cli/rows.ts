/** Rows of finished runs, and what of them a question allows as evidence. */
import { exists } from "../base/files.ts";
import { evidenceFor } from "../forecast/evidence.ts";
import type { Evidence, Measurement } from "../records.ts";
import { runFolder, runKey } from "../runs/key.ts";
import { missing, observedRuns } from "../runs/plan.ts";
import { readSummary } from "../runs/store.ts";
import type { Family } from "../specs.ts";
import type { Project } from "./project.ts";
import type { Asked } from "./question.ts";

/** Returns the rows of these runs, in the given order. Errors (integrity): a damaged file. */
export async function rowsOf(project: Project, keys: readonly string[]): Promise<Measurement[]> {
  const rows: Measurement[] = [];
  for (const key of keys) rows.push(...(await readSummary(runFolder(project.dir, key).summary)));
  return rows;
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

/** Returns the evidence of a question from its family's finished observed runs, or null while some are missing. */
export async function evidenceOf(project: Project, { question, id, family }: Asked): Promise<Evidence | null> {
  if (countObserved(project, family).numMissing > 0) return null;
  return evidenceFor(question, id, await rowsOf(project, observedRuns(family).map(runKey)));
}
