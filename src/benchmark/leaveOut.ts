/** The forecasters that are asked about a source: nothing that they have learned from data may come from that source. */
import type { Forecaster } from "../forecast/forecaster.ts";
import { FORECASTERS } from "../forecast/forecasters.ts";

/** Answers only where a law was written down, which no question here does. */
const NEEDS_A_LAW = "formula";

/**
 * Returns the forecasters asked about a source. Those that ship here have learned nothing but what their files say; one with a table learned
 * from data is made here from the table of the other sources, so that its outcome is never among what it learned from.
 */
export function forecastersFor(_source: string): readonly Forecaster[] {
  return FORECASTERS.filter(({ name }) => name !== NEEDS_A_LAW);
}
