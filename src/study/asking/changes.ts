/** What a question's files ask now against what was registered. */
import { canonical } from "../../base/canonical.ts";
import { type ForeshockError, integrityError } from "../../base/errors.ts";
import type { QuestionState } from "../../ledger/state.ts";
import type { Question } from "../../records.ts";

/** How to go on with a changed question. */
export const AS_NEW = "copy it to predictions/<new>/question.yaml, then: foreshock register <new>";

/** Returns the error for files that ask something else than what was registered; `what` is where its rows come from. */
export function changedQuestion(state: QuestionState, question: Question, what: "family" | "import"): ForeshockError {
  return integrityError(
    `question ${state.name}`,
    `question.yaml, its ${what} and its task have to be as registered`,
    differing(question, state.question),
    `take the change back, or ${AS_NEW}`,
  );
}

/** Returns what a question's files ask differently from the registered one, as `another threshold, title`. */
export function differing(question: Question, registered: Question): Error {
  const keys = Object.keys(registered) as (keyof Question)[];
  return new Error(
    `another ${keys.filter((key) => canonical(question[key]) !== canonical(registered[key])).join(", ")}`,
  );
}
