/** What a question's files ask now against what was registered. */
import { canonical } from "../../base/canonical.ts";
import { type ForeshockError, integrityError } from "../../base/errors.ts";
import type { QuestionState } from "../../ledger/state.ts";
import type { Question } from "../../records.ts";

/** How to go on with a changed question. */
export const AS_NEW = "copy it to predictions/<new>/question.yaml, then: foreshock register <new>";

/** Returns the error for files that ask something else than what was registered; `what` is where its rows come from. */
export function changedQuestion(
  { name }: QuestionState,
  fields: readonly string[],
  what: "family" | "import",
): ForeshockError {
  return integrityError(
    `question ${name}`,
    `question.yaml, its ${what} and its task have to be as registered`,
    another(fields),
    `take the change back, or ${AS_NEW}`,
  );
}

/** Returns the fields in which a question differs from the registered one. */
export function differing(question: Question, registered: Question): string[] {
  const keys = Object.keys(registered) as (keyof Question)[];
  return keys.filter((key) => canonical(question[key]) !== canonical(registered[key]));
}

/** Returns fields as what an error got: `another threshold, title`. */
export function another(fields: readonly string[]): Error {
  return new Error(`another ${fields.join(", ")}`);
}
