/**
 * When does an indicator first move for good? Two rules, as data, so that a table of leads can say by which rule each number came.
 * Both look only backwards but for the checkpoints that confirm: a rule could have been applied while training ran.
 */
import { usageError } from "../base/errors.ts";
import { clopperPearson } from "../math/coverage.ts";
import { mean, standardDeviation } from "../math/stats.ts";
import { type Curve, requireCurve } from "./curve.ts";

/**
 * `leavesPlateau`: the first checkpoint after the plateau (steps from..to, both included) of `sustained` consecutive ones that all
 * lie on one side of the plateau's mean m by more than max(`sds` s, `margin` |m|), s the larger of the standard deviation of the
 * plateau's values and the root mean square of their known standard errors.
 * `pastExtreme`: the first of `sustained` consecutive checkpoints whose value is below the largest value so far (or above the
 * smallest, for `minimum`) by more than `margin` times that extreme's size: "5 % past its peak" is margin 0.05.
 */
export type DepartureRule =
  | { kind: "leavesPlateau"; from: number; to: number; sds: number; margin: number; sustained: number }
  | { kind: "pastExtreme"; extreme: "maximum" | "minimum"; margin: number; sustained: number };

/** The rule "5 % past its maximum, two checkpoints long": how LLC and test loss are read before grokking. */
export const PAST_PEAK = {
  kind: "pastExtreme",
  extreme: "maximum",
  margin: 0.05,
  sustained: 2,
} as const satisfies DepartureRule;

/**
 * What a rule found: `step` of the departure; or null, because the curve `never` departs, or because it is `unmeasured`: fewer
 * than two checkpoints in the plateau, or fewer than `sustained` behind it.
 */
export type Departure = { step: number; status: "found" } | { step: null; status: "never" | "unmeasured" };

/** Returns the first sustained departure of a curve by a rule. Errors: usage, when `sustained` is not a positive whole number. */
export function departure(curve: Curve, rule: DepartureRule): Departure {
  requireCurve("departure", curve, 0);
  if (!(Number.isInteger(rule.sustained) && rule.sustained >= 1))
    throw usageError("departure", "sustained >= 1 checkpoints are required", rule.sustained, "use sustained: 2");
  const away = rule.kind === "leavesPlateau" ? awayFromPlateau(curve, rule) : pastExtreme(curve, rule);
  if (away.length < rule.sustained) return { step: null, status: "unmeasured" };
  for (let i = 0; i + rule.sustained <= away.length; i++) {
    const side = away[i]!.side;
    if (side !== 0 && away.slice(i, i + rule.sustained).every((point) => point.side === side))
      return { step: away[i]!.step, status: "found" };
  }
  return { step: null, status: "never" };
}

/** A checkpoint that may count: on which side it has departed, 0 for none. */
type Away = { step: number; side: -1 | 0 | 1 };

function awayFromPlateau(curve: Curve, rule: DepartureRule & { kind: "leavesPlateau" }): Away[] {
  const inPlateau = curve.steps.flatMap((step, i) => (step >= rule.from && step <= rule.to ? [i] : []));
  if (inPlateau.length < 2) return [];
  const values = inPlateau.map((i) => curve.values[i]!);
  const errors = inPlateau.map((i) => curve.stderr[i]!).filter((error) => error !== null);
  const noise = errors.length > 0 ? Math.sqrt(mean(errors.map((error) => error ** 2))) : 0;
  const level = mean(values);
  const bound = Math.max(rule.sds * Math.max(standardDeviation(values), noise), rule.margin * Math.abs(level));
  return curve.steps.flatMap((step, i): Away[] => {
    const distance = curve.values[i]! - level;
    return step > rule.to ? [{ step, side: distance > bound ? 1 : distance < -bound ? -1 : 0 }] : [];
  });
}

function pastExtreme(curve: Curve, { extreme, margin }: DepartureRule & { kind: "pastExtreme" }): Away[] {
  const sign = extreme === "maximum" ? 1 : -1;
  let top = -Infinity;
  return curve.steps.map((step, i) => {
    const value = sign * curve.values[i]!;
    top = Math.max(top, value);
    return { step, side: top - value > margin * Math.abs(top) ? 1 : 0 };
  });
}

/** How often a rule fires where nothing is to be found: `alarms` of `n` controls, the rate, and its 95 % Clopper-Pearson interval. */
export type FalseAlarms = { alarms: number; n: number; rate: number; low: number; high: number };

/** Returns how often a rule departs on control curves (such as runs on shuffled labels); curves it cannot read are left out; null for none. */
export function falseAlarms(controls: readonly Curve[], rule: DepartureRule): FalseAlarms | null {
  const read = controls.map((curve) => departure(curve, rule)).filter(({ status }) => status !== "unmeasured");
  if (read.length === 0) return null;
  const alarms = read.filter(({ status }) => status === "found").length;
  const [low, high] = clopperPearson(alarms, read.length, 0.95);
  return { alarms, n: read.length, rate: alarms / read.length, low, high };
}
