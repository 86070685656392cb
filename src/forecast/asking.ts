/** Asking forecasters: what they draw becomes a forecast under their name, and their randomness is told apart by it. */
import { fold, generator, type Key } from "../base/random.ts";
import type { Forecast } from "../records.ts";
import type { Ask } from "./ask.ts";
import { fromCurves } from "./curves.ts";
import type { Forecaster, ForecastResult } from "./forecaster.ts";
import { persistence } from "./plain/persistence.ts";
import { recalled } from "./remembered.ts";

/** Returns a forecaster's forecast, or its reason for having none; it draws from `key` folded with its name. */
export function forecastOf(forecaster: Forecaster, ask: Ask, key: Key): ForecastResult {
  return recalled(ask, forecaster, key, () => drawnBy(forecaster, ask, key));
}

function drawnBy({ name, draw }: Forecaster, ask: Ask, key: Key): ForecastResult {
  const drawn = draw(ask, generator(fold(key, name)), key);
  if ("reason" in drawn) return { ok: false, reason: drawn.reason };
  if ("curves" in drawn) return fromCurves(name, ask, drawn);
  const { targets, jump, sharpness, parameters, rationale } = drawn;
  const { question, digest: evidence } = ask.evidence;
  return {
    ok: true,
    forecast: { question, forecaster: name, evidence, targets, jump, sharpness, parameters, rationale },
  };
}

/** Returns whether a forecaster has a forecast; a pool has one where any of its members has. */
export function canAnswer(forecaster: Forecaster, ask: Ask, key: Key): boolean {
  return forecaster.members?.some((member) => canAnswer(member, ask, key)) ?? forecastOf(forecaster, ask, key).ok;
}

/** What a list of forecasters said: their forecasts in order, and the reasons of those without one. */
export type Answers = { forecasts: Forecast[]; refused: Refusal[] };
/** The same with persistence's forecast, asked or not, which records are scored against; null where it has none. */
export type BesideReference = Answers & { reference: Forecast | null };
/** A forecaster that has no forecast, and why. */
export type Refusal = { forecaster: string; reason: string };

/** Returns what every forecaster of a list says to one question, each from the same key; `answer` makes each of the forecasts. */
export function askAll(
  ask: Ask,
  forecasters: readonly Forecaster[],
  key: Key,
  answer: (forecaster: Forecaster, ask: Ask, key: Key) => ForecastResult = forecastOf,
): Answers {
  const results = forecasters.map((one) => ({ forecaster: one.name, result: answer(one, ask, key) }));
  return {
    forecasts: results.flatMap(({ result }) => (result.ok ? [result.forecast] : [])),
    refused: results.flatMap(({ forecaster, result }) => (result.ok ? [] : [{ forecaster, reason: result.reason }])),
  };
}

/** Returns what `askAll` does, with persistence's forecast as the reference. */
export function askBesideReference(ask: Ask, forecasters: readonly Forecaster[], key: Key): BesideReference {
  const answers = askAll(ask, forecasters, key);
  const isAsked = forecasters.some(({ name }) => name === persistence.name);
  const { forecasts } = isAsked ? answers : askAll(ask, [persistence], key);
  return { ...answers, reference: forecasts.find(({ forecaster }) => forecaster === persistence.name) ?? null };
}
