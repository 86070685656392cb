/** foreshock close: ends the time for forecasts and draws the seeds of the held-out runs. */
import { usageError } from "../base/errors.ts";
import { readHead } from "../ledger/head.ts";
import { closeQuestion } from "../ledger/question.ts";
import { plannedRuns } from "../ledger/seeds.ts";
import { nextCommand, primaries } from "../ledger/state.ts";
import { plural } from "../report/format.ts";
import { openBook, readBook, stateBy } from "./book.ts";
import type { Context, Result } from "./context.ts";
import { headText, next } from "./output.ts";
import { findProject } from "./project.ts";
import { readRegistered } from "./question.ts";
import { countObserved } from "./rows.ts";

/** Closes a question, reveals the own share, and says what cannot be undone. */
export async function close(text: string, context: Context): Promise<Result> {
  const project = findProject(context);
  const before = stateBy(readBook(project), text);
  const { familyArgument, family } = await readRegistered(project, before);
  const { numMissing } = countObserved(project, family);
  if (primaries(before).length === 0)
    throw usageError(
      "close",
      "at least one committed forecast is required",
      0,
      nextCommand(before, familyArgument, numMissing),
    );
  const { ledger, secrets } = openBook(project, context);
  closeQuestion(ledger, before.id, context.now(), secrets);
  const state = stateBy(ledger, before.name);
  const head = readHead(project.predictions)!;
  const names = primaries(state).map(({ forecaster }) => forecaster);
  const then = nextCommand(state, familyArgument);
  const data = { name: state.name, id: state.id, forecasters: names, closed: state.closed, head, next: then };
  return {
    data,
    text: [
      `${state.name} is closed${before.closed === null ? "" : " (it was before)"}: ${plural(names.length, "forecast")} ${names.length === 1 ? "counts" : "count"} (${names.join(", ")})`,
      "irreversible from here: no forecast can be added, changed or withdrawn by anybody",
      `drawn from the ledger: the seeds of the ${plural(plannedRuns(state.question).length, "held-out run")}, which could not exist before`,
      ...headText(head),
      next(then),
    ],
  };
}
