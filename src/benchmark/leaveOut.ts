/** The forecasters that are asked about a source: nothing that they have learned from data may come from that source. */
import type { Forecaster } from "../forecast/forecaster.ts";
import { forecastersWithout } from "../forecast/forecasters.ts";

/** Answers only where a law was written down, which no question here does. */
const NEEDS_A_LAW = "formula";

/** Returns the forecasters asked about a source, those that learned from other tasks as they are without it. */
export function forecastersFor(source: string): readonly Forecaster[] {
  return forecastersWithout(source).filter(({ name }) => name !== NEEDS_A_LAW);
}
