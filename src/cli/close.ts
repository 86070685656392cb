/** foreshock close: ends the time for forecasts and draws the seeds of the held-out runs, where they are still to be trained. */
import { plural } from "../base/words.ts";
import { closeForecasts } from "../study/closing.ts";
import type { Origin } from "../study/evidenceSource.ts";
import { headText, next } from "./output.ts";
import { studyOf } from "./study.ts";
import type { Context, Result } from "./verb.ts";

/** Closes a question, reveals the own share, and says what cannot be undone. */
export async function close(text: string, context: Context): Promise<Result> {
  const {
    state,
    again,
    forecasts,
    numHeldOut,
    origin,
    head,
    next: then,
  } = await closeForecasts(studyOf(context), text);
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
