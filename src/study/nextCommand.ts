/**
 * What people type next. The ledger says which step is allowed; here it becomes a command. `close` cannot be undone, so it is named
 * where people look at the question itself (status, and after a forecast) and never as the way out of an error.
 */

import { DEFAULT } from "../forecast/default.ts";
import { primaries, type QuestionState, stageOf } from "../ledger/state.ts";
import { isImported } from "../question/imported.ts";
import type { Question } from "../records.ts";

/**
 * Returns the command that takes a question one step on, such as "foreshock close chain"; `argument` is what to type for its family after
 * `foreshock run`, or for its import after `foreshock import`; `numMissing` how many of its observed runs are not there yet (unknown
 * counts as missing; an import has them all).
 */
export function nextStep(state: QuestionState, argument = argumentOf(state.question), numMissing?: number): string {
  const { name } = state;
  if (state.shareDigests.size < state.parties.length) return `foreshock register ${name}`;
  const imported = isImported(state.question);
  const forecast = `foreshock forecast ${name} --by ${DEFAULT}`;
  switch (stageOf(state)) {
    case "registered":
      return numMissing === 0 || imported ? forecast : `foreshock run ${argument}`;
    case "open":
      return primaries(state).length > 0 ? `foreshock close ${name}` : forecast;
    case "closed":
    case "running":
      return state.shares.size < state.parties.length
        ? `foreshock close ${name}`
        : `foreshock ${imported ? "import" : "run"} ${argument} --question ${name}`;
    case "sealed":
      return `foreshock score ${name}`;
    case "scored":
      return `foreshock report ${name}`;
  }
}

/** Returns the same command, but `foreshock status` where it would be `close`. */
export function nextCommand(state: QuestionState, argument?: string, numMissing?: number): string {
  const step = nextStep(state, argument, numMissing);
  return step.startsWith("foreshock close ") ? "foreshock status" : step;
}

/** Returns what to type after `foreshock import` to read an import's source again; where it lies only its owner knows. */
export function importArgument({ source, name }: { source: string; name: string }): string {
  return `${source} <path and options as before> --as ${name}`;
}

function argumentOf(question: Question): string {
  return isImported(question) ? importArgument({ source: "<source>", name: question.family }) : question.family;
}
