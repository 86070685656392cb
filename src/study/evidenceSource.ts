/**
 * Where a question's rows come from: a family that is trained here, or an import of results measured elsewhere; and the evidence that either
 * gives.
 */
import { integrityError, usageError } from "../base/errors.ts";
import { plural } from "../base/words.ts";
import { evidenceFor } from "../forecast/evidence.ts";
import type { QuestionState } from "../ledger/state.ts";
import { gridOf } from "../question/grid.ts";
import type { Evidence, Measurement, Question } from "../records.ts";
import { runKey } from "../runs/key.ts";
import { observedRuns } from "../runs/plan.ts";
import type { ImportInfo } from "../source/info.ts";
import type { Family } from "../specs.ts";
import { nextCommand } from "./nextCommand.ts";
import type { Project } from "./project.ts";
import { answersAt, countObserved, rowsOf } from "./rows.ts";

/** A family, or an import with its rows of the question's task; `argument` is what to type after `foreshock run` or `foreshock import`. */
export type Origin =
  | { kind: "family"; family: Family; argument: string }
  | { kind: "import"; info: ImportInfo; rows: readonly Measurement[]; argument: string };

/** A question and where its rows come from. */
export type Sourced = { name: string; question: Question; id: string; origin: Origin };

/** Returns how many observed runs there are and how many of them are not there yet; of an import none is missing. */
export function observedOf(project: Project, origin: Origin): { numRuns: number; numMissing: number } {
  if (origin.kind === "family") return countObserved(project, origin.family);
  return { numRuns: origin.info.runs.length, numMissing: 0 };
}

/** Returns the command to type next for a question of this origin; never `close`. */
export function nextFor(project: Project, state: QuestionState, origin: Origin): string {
  return nextCommand(state, origin.argument, observedOf(project, origin).numMissing);
}

/** Returns the evidence of a question from its observed runs or its import, or null while runs are missing. */
export async function evidenceOf(project: Project, { question, origin }: Sourced): Promise<Evidence | null> {
  if (origin.kind === "import") return evidenceFor(question, origin.rows);
  if (observedOf(project, origin).numMissing > 0) return null;
  const rows = await rowsOf(project, observedRuns(origin.family).map(runKey));
  return evidenceFor(question, rows, await answersAt(project, gridOf(question).observed, rows));
}

/** Returns the evidence, which has to be the registered one if there is one. Errors (usage): runs missing; (integrity): other rows. */
export async function requireEvidence(project: Project, asked: Sourced, state: QuestionState): Promise<Evidence> {
  const evidence = await evidenceOf(project, asked);
  if (evidence === null) {
    const { numRuns, numMissing } = observedOf(project, asked.origin);
    const { argument } = asked.origin;
    throw usageError(
      "forecast",
      `all ${plural(numRuns, "observed run")} of ${argument} are required as evidence`,
      `${numMissing} missing`,
      `foreshock run ${argument}`,
    );
  }
  if (state.evidence !== null && state.evidence.digest !== evidence.digest)
    throw integrityError(
      "forecast",
      `the observed rows registered for ${asked.name} (digest ${state.evidence.digest.slice(0, 12)}) are required`,
      evidence.digest.slice(0, 12),
      restoreHint(asked.origin.kind, asked.question.family),
    );
  return evidence;
}

/** Returns how to get back the rows that a question was registered with. */
export function restoreHint(kind: Origin["kind"], name: string): string {
  return kind === "family"
    ? "restore models/runs from a copy, or delete the changed runs and train them again"
    : `restore models/imports/${name} from a copy, or delete it and import again with the same command`;
}
