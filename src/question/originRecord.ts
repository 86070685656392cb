/**
 * How a forecaster did when the observed rungs were foretold from fewer of them, in numbers that are committed among the parameters of
 * its forecast: whoever makes, shows or judges the forecast reads the same record and warns in the same words.
 */
import { isEqual } from "../base/isEqual.ts";
import { number, plural } from "../base/words.ts";
import type { Forecast } from "../records.ts";

/**
 * Over `targets` values at rolling origins inside the evidence: the forecaster's mean CRPS, persistence's over the same values (both in
 * the metric's unit), and how many values fell into the forecaster's central 90 % interval.
 */
export type OriginRecord = { crps: number; persistence: number; targets: number; covered90: number };

const NAMES: Record<keyof OriginRecord, string> = {
  crps: "backtestCrps",
  persistence: "backtestPersistence",
  targets: "backtestTargets",
  covered90: "backtestCovered90",
};
const FIELDS = ["crps", "persistence", "targets", "covered90"] as const;

/** Returns a record as parameters of a forecast. */
export function originParameters(record: OriginRecord): Record<string, number> {
  return Object.fromEntries(FIELDS.map((field) => [NAMES[field], record[field]]));
}

/** Returns the record that a forecast carries, or null: nothing could be tested, or it was made before such numbers were kept. */
export function originRecord({ parameters }: Pick<Forecast, "parameters">): OriginRecord | null {
  const [crps, persistence, targets, covered90] = FIELDS.map((field) => parameters[NAMES[field]]);
  const all = [crps, persistence, targets, covered90].every((value) => typeof value === "number");
  return all && Number(targets) > 0 ? ({ crps, persistence, targets, covered90 } as OriginRecord) : null;
}

/** Whether the forecaster lost to persistence there: its mean CRPS is the higher one over the same values, beyond rounding. */
function hasLost({ crps, persistence }: OriginRecord): boolean {
  return crps > persistence && !isEqual(crps, persistence);
}

/** Returns what a forecast that lost inside the evidence is shown with, or null where it did not lose or nothing is known. */
export function lossText(forecast: Pick<Forecast, "parameters">): string | null {
  const record = originRecord(forecast);
  if (record === null || !hasLost(record)) return null;
  const { crps, persistence, targets, covered90 } = record;
  return (
    `lost to persistence at rolling origins inside the evidence: mean CRPS ${number(crps)} against ${number(persistence)} ` +
    `over ${plural(targets, "target")}, ${covered90} in its 90 % interval`
  );
}
