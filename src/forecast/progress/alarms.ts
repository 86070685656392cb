/**
 * What moves inside a run before its behaviour does: a series that has turned away from its extreme for good, or that grows faster than
 * drift. Read from the rows before the cut alone; what an alarm means for the jump is the forecaster's business.
 */
import { type Curve, curveOf } from "../../development/curve.ts";
import { departure, PAST_PEAK } from "../../development/departure.ts";
import type { Evidence, QuestionRung } from "../../records.ts";

/** An indicator and how it gives alarm: `turn` = 5 % past a peak that it had risen to; `growth` = growing faster than the steps do. */
export type Indicator = { metric: string; kind: "turn" | "growth" };

/** Test loss alone, and with it what has been proposed to see more (LLC, movement of the first layer's weights). */
export const TEST_LOSS: readonly Indicator[] = [{ metric: "nll", kind: "turn" }];
export const PROGRESS_MEASURES: readonly Indicator[] = [
  ...TEST_LOSS,
  { metric: "llc", kind: "turn" },
  { metric: "hiddenProgress", kind: "growth" },
];

/** A series that grows by more than this factor while the steps double is driven, not drifting: drift grows as steps^(<= 1). */
const DRIVEN = 2.5;
const NEVER_ROSE = 1.05;

/** Returns the step at which an indicator gave alarm in a curve, or null. */
export function alarmOf({ kind }: Indicator, curve: Curve): number | null {
  return kind === "turn" ? turnOf(curve) : growthOf(curve);
}

/** 5 % past its maximum, two checkpoints long (`PAST_PEAK`), after a rise of 5 %: a loss that has only fallen has not turned. */
function turnOf(curve: Curve): number | null {
  const { step } = departure(curve, PAST_PEAK);
  if (step === null) return null;
  const until = curve.steps.indexOf(step);
  const before = curve.values.slice(0, until);
  const peak = before.indexOf(Math.max(...before));
  const rose = before.slice(0, peak).some((value) => before[peak]! > NEVER_ROSE * value);
  return rose ? step : null;
}

/** The first of two checkpoints at which value(s) >= 2.5 value(s/2), s/2 the last checkpoint at or before half the steps. */
function growthOf({ steps, values }: Curve): number | null {
  const driven = steps.map((step, i) => {
    const half = steps.findLastIndex((earlier) => earlier > 0 && 2 * earlier <= step);
    return half >= 0 && values[half]! > 0 && values[i]! >= DRIVEN * values[half]!;
  });
  const at = driven.findIndex((one, i) => one && driven[i + 1] === true);
  return at < 0 ? null : steps[at]!;
}

/** Returns a metric's curve in one run (size, run where the rung names one, seed) as far as the evidence goes. */
export function curveIn(evidence: Evidence, rung: QuestionRung, metric: string, seed: string): Curve {
  const own = evidence.rows.filter(
    (row) => row.nParams === rung.nParams && (rung.run === null || row.run === rung.run) && row.step > 0,
  );
  return curveOf(own, metric, seed);
}
