/**
 * The forecasters that are asked about a source of published results: nothing that was fitted to data comes from that source, whose name may
 * be written in capitals. What was learned from small families is not left out where families are asked about: those figures are in sample.
 */
import type { Forecaster } from "../forecast/forecaster.ts";
import { forecastersWithout } from "../forecast/forecasters.ts";

/** Answers only where a law was written down, which no question here does. */
const NEEDS_A_LAW = "formula";

/** Returns the forecasters asked about a source, those that learned from other tasks as they are without it. */
export function forecastersFor(source: string): readonly Forecaster[] {
  return forecastersWithout(source.toLowerCase()).filter(({ name }) => name !== NEEDS_A_LAW);
}
