/**
 * Names in a hubverse hub: letters, digits and underscores only, a model's team and name joined by the one dash. Names here may hold
 * dots and dashes, so two of them can become one; those are told apart again.
 * @see github.com/hubverse-org/hubDocs, docs/source/user-guide/model-output.md
 */
import { sha256 } from "../base/canonical.ts";
import type { Forecast, Question } from "../records.ts";

/** A revealed forecast beside its author's key id. */
export type HubForecast = { author: string; forecast: Forecast };

/** A model of the hub: `id` is `<team>-<name>`, `forecaster` the name in the ledger. */
export type HubModel = { id: string; team: "foreshock" | "human"; name: string; author: string; forecaster: string };

/** Returns a question's round: its name made safe and the first 12 digits of its id, as in `chain_0123456789ab`. */
export function roundId({ name }: Pick<Question, "name">, questionId: string): string {
  return `${safe(name)}_${questionId.slice(0, 12)}`;
}

/**
 * Returns the model of every forecaster and author among the forecasts, each once, in order of id: `foreshock-bayes_mix` for a
 * program's name, `human-ada` for numbers that a person wrote (their forecasts keep the masses as written). Where two would have one
 * id, upper and lower case not told apart, both carry six digits of a digest of forecaster and author.
 */
export function hubModels(forecasts: readonly HubForecast[]): HubModel[] {
  const found = new Map<string, HubModel>();
  for (const { author, forecast } of forecasts) {
    const { forecaster, parameters } = forecast;
    const team = "jumpAsWritten" in parameters ? "human" : "foreshock";
    const name = safe(forecaster);
    found.set(modelKey(author, forecaster), { id: `${team}-${name}`, team, name, author, forecaster });
  }
  const models = [...found].map(([key, model]) => ({ key, model }));
  const told = models.map(({ key, model }) => {
    const twin = models.some((other) => other.key !== key && sameFile(other.model.id, model.id));
    if (!twin) return model;
    const name = `${model.name}_${sha256(key).slice(0, 6)}`;
    return { ...model, name, id: `${model.team}-${name}` };
  });
  return told.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** Returns what tells a model's forecasts from all others: its forecaster's name and its author's key id. */
export function modelKey(author: string, forecaster: string): string {
  return `${forecaster} ${author}`;
}

const safe = (text: string) => text.replace(/[^A-Za-z0-9_]/g, "_");
const sameFile = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
