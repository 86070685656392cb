/** foreshock close: ends the time for forecasts and draws the seeds of the held-out runs, where they are still to be trained. */
import { usageError } from "../base/errors.ts";
import { plural } from "../base/words.ts";
import type { QuestionState } from "../ledger/state.ts";
import { closeForecasts } from "../study/closing.ts";
import type { Origin } from "../study/evidenceSource.ts";
import { headText, next } from "./output.ts";
import { studyOf } from "./study.ts";
import type { Context, Result } from "./verb.ts";

export type CloseVerbOptions = { yes?: boolean };

/** Closes a question, reveals the own share, and says what cannot be undone; asks for the question's name first. */
export async function close(text: string, { yes = false }: CloseVerbOptions, context: Context): Promise<Result> {
  const {
    state,
    again,
    forecasts,
    numHeldOut,
    origin,
    head,
    next: then,
  } = await closeForecasts(studyOf(context), text, yes ? undefined : (state) => confirm(state, context));
  const names = forecasts.map(({ forecaster }) => forecaster);
  const data = { name: state.name, id: state.id, forecasters: names, closed: state.closed, head, next: then };
  return {
    data,
    text: [
      `${state.name} is closed${again ? " (it was before)" : ""}: ${plural(names.length, "forecast")} ${names.length === 1 ? "counts" : "count"} (${names.join(", ")})`,
      "irreversible from here: no forecast can be added, changed or withdrawn by anybody",
      heldOutText(origin, numHeldOut),
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

/** What cannot be undone is done only by somebody who types the name, or --yes beforehand. */
async function confirm({ name, commits }: QuestionState, { ask }: Context): Promise<void> {
  const final = "after that no forecast can be added, changed or withdrawn by anybody";
  if (ask === null)
    throw usageError(
      "close",
      `somebody who types ${name}, or --yes, is required: ${final}`,
      "no terminal",
      "foreshock close --help",
    );
  const typed = (
    await ask(`${name} has ${plural(commits.length, "commitment")}; ${final}. Type its name to close it: `)
  ).trim();
  if (typed !== name) throw usageError("close", `the name ${name} is required to close it`, typed, "foreshock status");
}
