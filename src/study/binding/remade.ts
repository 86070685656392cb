/**
 * A forecast under a program's name has to be what the program says: it is made again from the registered evidence. Another version or
 * platform may come to other numbers, so there a difference shows nothing but that the name is not proven; with the same code it is a forgery.
 */

import { integrityError } from "../../base/errors.ts";
import { rootKey } from "../../base/random.ts";
import { askOf } from "../../forecast/ask.ts";
import { forecastOf } from "../../forecast/asking.ts";
import { FORECASTERS } from "../../forecast/forecasters.ts";
import { remember } from "../../forecast/remembered.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { registeredEvidence, revealedForecasts } from "../../ledger/ledgeredFiles.ts";
import type { QuestionState } from "../../ledger/state.ts";
import type { Forecast } from "../../records.ts";
import { type MadeBy, madeHere, statedMaker } from "./madeBy.ts";

/** Whether a revealed forecast is a person's, was made again, or was not and why. */
export type Remaking = { question: string; author: string; forecaster: string } & (
  | { kind: "own numbers" | "remade" }
  | { kind: "not remade"; why: string }
);

/** Returns what making every revealed forecast of a question again came to. Errors (integrity): the same code says something else. */
export function remake(ledger: Ledger, state: QuestionState): Remaking[] {
  const evidence = registeredEvidence(ledger, state);
  const revealed = revealedForecasts(ledger, state);
  if (evidence === null || revealed.length === 0) return [];
  const [ask, key, here] = [remember(askOf(state.question, evidence)), rootKey(state.id), madeHere()];
  return revealed.map(({ author, forecast }): Remaking => {
    const { forecaster } = forecast;
    const one = { question: state.id, author, forecaster };
    const program = FORECASTERS.find(({ name }) => name === forecaster);
    if (program === undefined) return { ...one, kind: "own numbers" };
    const again = forecastOf(program, ask, key);
    const stated = statedMaker(forecast);
    if (again.ok && isWithin(again.forecast, forecast, stated?.tolerance ?? 0)) return { ...one, kind: "remade" };
    const why = whyOther(stated, here);
    if (why !== null) return { ...one, kind: "not remade", why };
    throw integrityError(
      `forecasts of ${state.name}`,
      `what ${forecaster} says about the registered evidence is required under its name`,
      "other numbers",
      `foreshock forecast ${state.name} --by ${forecaster} --dry-run`,
    );
  });
}

/** Why other numbers are possible, or null where they are not. */
function whyOther(stated: MadeBy | null, here: MadeBy): string | null {
  if (stated === null) return "it does not say what made it";
  if (stated.code !== here.code)
    return `made by other code (foreshock ${stated.foreshock}, ${stated.code.slice(0, 8)})`;
  return stated.platform === here.platform ? null : `made on ${stated.platform}`;
}

/** Whether two forecasts say the same: distributions, chances, jump and sharpness, each number within the tolerance. */
function isWithin(one: Forecast, other: Forecast, tolerance: number): boolean {
  const [a, b] = [numbersOf(one), numbersOf(other)];
  return a.length === b.length && a.every((value, i) => Math.abs(value - b[i]!) <= tolerance);
}

function numbersOf({ targets, jump, sharpness }: Forecast): number[] {
  const own = targets.flatMap(({ distribution: { x, p }, success }) => [x.length, ...x, ...p, success ?? -1]);
  return [...own, ...jump, ...(sharpness === null ? [] : [...sharpness.x, ...sharpness.p])];
}
