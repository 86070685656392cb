/** foreshock close: ends the time for forecasts and draws the seeds of the held-out runs, where they are still to be trained. */
import { usageError } from "../base/errors.ts";
import { plural } from "../base/words.ts";
import { plannedRuns } from "../ledger/crypto/seeds.ts";
import { readHead } from "../ledger/head.ts";
import { closeQuestion } from "../ledger/question.ts";
import { primaries } from "../ledger/state.ts";
import { nextFor, type Origin } from "../study/evidenceSource.ts";
import { openBook, readBook, stateBy } from "../study/ledger.ts";
import { findProject } from "../study/project.ts";
import { readRegistered } from "../study/questionFile.ts";
import { headText, next } from "./output.ts";
import type { Context, Result } from "./verb.ts";

/** Closes a question, reveals the own share, and says what cannot be undone. */
export async function close(text: string, context: Context): Promise<Result> {
  const project = findProject(context);
  const before = stateBy(readBook(project), text);
  const { origin } = await readRegistered(project, before);
  if (primaries(before).length === 0)
    throw usageError("close", "at least one committed forecast is required", 0, nextFor(project, before, origin));
  const { ledger, secrets } = openBook(project, context);
  closeQuestion(ledger, before.id, context.now(), secrets);
  const state = stateBy(ledger, before.name);
  const head = readHead(project.predictions)!;
  const names = primaries(state).map(({ forecaster }) => forecaster);
  const then = nextFor(project, state, origin);
  const data = { name: state.name, id: state.id, forecasters: names, closed: state.closed, head, next: then };
  return {
    data,
    text: [
      `${state.name} is closed${before.closed === null ? "" : " (it was before)"}: ${plural(names.length, "forecast")} ${names.length === 1 ? "counts" : "count"} (${names.join(", ")})`,
      "irreversible from here: no forecast can be added, changed or withdrawn by anybody",
      heldOutText(origin, plannedRuns(state.question).length),
      ...headText(head),
      next(then),
    ],
  };
}

function heldOutText(origin: Origin, numRuns: number): string {
  const runs = plural(numRuns, "held-out run");
  return origin.kind === "family"
    ? `drawn from the ledger: the seeds of the ${runs}, which could not exist before`
    : `to be sealed next: the rows of the ${runs}, from the files that import ${origin.info.name} was read from`;
}
