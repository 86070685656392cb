/**
 * Questions about imported results: the held-out values exist somewhere, so no seed is drawn and nothing is trained. What stays is the
 * order of commitments: after the close the import's own rows are sealed where those of trained runs would be.
 */
import type { ExternalTask, ImportQuestionFile, Question, QuestionRung } from "../records.ts";

/** Why a forecast about imported results is at level L0, for people. */
export const RETRODICTION =
  "the held-out results existed before: the order of commitments is proven, that nobody had seen the results is not";

/** Returns a task measured elsewhere; `fingerprint` digests where, success left out is unknown, and so is a length of the answer. */
export function externalTask(
  name: string,
  fingerprint: string,
  { success, answerLength }: Pick<ImportQuestionFile, "success" | "answerLength"> = {},
): ExternalTask {
  const rule =
    typeof success === "object" ? ({ kind: "choice", ...success } as const) : ({ kind: success ?? "unknown" } as const);
  return { kind: "external", name, params: {}, answerLength: answerLength ?? null, success: rule, fingerprint };
}

/** Whether a question asks about imported results. */
export function isImported({ task }: Question): boolean {
  return task.kind === "external";
}

/** Whether a seed is one of an import: a small decimal number. */
export function isImportedSeed(seed: string): boolean {
  return /^\d{1,9}$/.test(seed);
}

/** Returns the run key under which one seed of a held-out rung is sealed: `<rung>-<seed>`, usable as a file name. */
export function importedRunKey(rung: string, seed: string): string {
  return `${rung}-${seed}`;
}

/** Returns the steps of a held-out rung's rows: after the last rung before it on the same run (-1: from the start), up to its own. */
export function heldOutSteps({ rungs }: Question, { run, step }: QuestionRung): { after: number; upTo: number } {
  const before = rungs.filter((other) => other.run === run && other.step < step).map((other) => other.step);
  return { after: Math.max(-1, ...before), upTo: step };
}
