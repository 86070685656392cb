/** Asking forecasters: what they draw becomes a forecast under their name, and their randomness is told apart by it. */
import { fold, generator, type Key } from "../base/random.ts";
import type { Forecast } from "../records.ts";
import type { Ask } from "./ask.ts";
import { fromCurves } from "./curves.ts";
import type { Forecaster, ForecastResult } from "./forecaster.ts";
import { persistence } from "./plain/persistence.ts";

/** Returns a forecaster's forecast, or its reason for having none; it draws from `key` folded with its name. */
export function forecastOf({ name, draw }: Forecaster, ask: Ask, key: Key): ForecastResult {
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

/** What a list of forecasters said: their forecasts in order, the reasons of those without one, and persistence, asked or not. */
export type Answers = {
  forecasts: Forecast[];
  refused: { forecaster: string; reason: string }[];
  baseline: Forecast | null;
};

/** Returns what every forecaster of a list says to one question, each from the same key. */
export function askAll(ask: Ask, forecasters: readonly Forecaster[], key: Key): Answers {
  const results = forecasters.map((one) => ({ forecaster: one.name, result: forecastOf(one, ask, key) }));
  const forecasts = results.flatMap(({ result }) => (result.ok ? [result.forecast] : []));
  const refused = results.flatMap(({ forecaster, result }) =>
    result.ok ? [] : [{ forecaster, reason: result.reason }],
  );
  const found = results.find(({ forecaster }) => forecaster === persistence.name)?.result;
  const base = found ?? forecastOf(persistence, ask, key);
  return { forecasts, refused, baseline: base.ok ? base.forecast : null };
}
