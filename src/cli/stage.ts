/** Where a question stands, in one word, and the command to type next. */
import { plannedRuns } from "../ledger/seeds.ts";
import type { QuestionState } from "../ledger/state.ts";
import { primaries } from "../ledger/state.ts";

export type Stage = "registered" | "open" | "closed" | "running" | "sealed" | "scored";

/** Returns a question's stage; `running` = some held-out runs are started, not all sealed. */
export function stageOf(state: QuestionState): Stage {
  if (state.scored !== null) return "scored";
  if (state.closed === null) return state.evidence === null ? "registered" : "open";
  const sealed = numSealed(state);
  if (sealed === plannedRuns(state.question).length) return "sealed";
  return state.runs.size > 0 ? "running" : "closed";
}

/** Returns how many held-out runs are sealed. */
export function numSealed(state: QuestionState): number {
  return [...state.runs.values()].filter((run) => run.sealed !== null).length;
}

/** Returns the next command for a question; `family` is what to type for its family, `numMissing` its observed runs not yet there. */
export function nextStep(state: QuestionState, family = state.question.family, numMissing = 0): string {
  const { name } = state;
  if (state.shareDigests.size < state.parties.length) return `foreshock register ${name}`;
  switch (stageOf(state)) {
    case "registered":
      return numMissing > 0 ? `foreshock run ${family}` : `foreshock forecast ${name} --by token-line`;
    case "open":
      return primaries(state).length > 0 ? `foreshock close ${name}` : `foreshock forecast ${name} --by token-line`;
    case "closed":
    case "running":
      return state.shares.size < state.parties.length
        ? `foreshock close ${name}`
        : `foreshock run ${family} --question ${name}`;
    case "sealed":
      return `foreshock score ${name}`;
    case "scored":
      return `foreshock report ${name}`;
  }
}
