/**
 * Where a question's rows come from: a family that is trained here, or an import of results measured elsewhere. What differs between the
 * two is asked here, so that verbs need not know.
 */
import { evidenceFor } from "../forecast/evidence.ts";
import { nextCommand, type QuestionState } from "../ledger/state.ts";
import type { Evidence, Measurement, Question } from "../records.ts";
import { runKey } from "../runs/key.ts";
import { observedRuns } from "../runs/plan.ts";
import type { ImportInfo } from "../source/store.ts";
import type { Family } from "../specs.ts";
import type { Project } from "./project.ts";
import { answersOf, countObserved, rowsOf } from "./rows.ts";

/** A family, or an import with its rows of the question's task; `argument` is what to type after `foreshock run` or `foreshock import`. */
export type Origin =
  | { kind: "family"; family: Family; argument: string }
  | { kind: "import"; info: ImportInfo; rows: readonly Measurement[]; argument: string };

/** Returns what to type after `foreshock import` to read an import's source again; where it lies only its owner knows. */
export function importArgument({ source, name }: Pick<ImportInfo, "source" | "name">): string {
  return `${source} <path and options as before> --as ${name}`;
}

/** Returns how many observed runs there are and how many of them are not there yet; of an import none is missing. */
export function observedOf(project: Project, origin: Origin): { numRuns: number; numMissing: number } {
  if (origin.kind === "family") return countObserved(project, origin.family);
  return { numRuns: origin.info.runs.length, numMissing: 0 };
}

/** Returns the command to type next for a question of this origin. */
export function nextFor(project: Project, state: QuestionState, origin: Origin): string {
  return nextCommand(state, origin.argument, observedOf(project, origin).numMissing);
}

/** Returns the evidence of a question from its observed runs or its import, or null while runs are missing. */
export async function evidenceOf(
  project: Project,
  { question, origin }: { question: Question; origin: Origin },
): Promise<Evidence | null> {
  if (origin.kind === "import") return evidenceFor(question, origin.rows);
  if (observedOf(project, origin).numMissing > 0) return null;
  const rows = await rowsOf(project, observedRuns(origin.family).map(runKey));
  return evidenceFor(question, rows, await answersOf(project, question, rows));
}

/** Returns how to get back the rows that a question was registered with. */
export function restoreHint(kind: Origin["kind"], name: string): string {
  return kind === "family"
    ? "restore models/runs from a copy, or delete the changed runs and train them again"
    : `restore models/imports/${name} from a copy, or delete it and import again with the same command`;
}
