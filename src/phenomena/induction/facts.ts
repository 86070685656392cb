/**
 * What the induction bump is judged by, per seed: how far the loss rises above its convex hull and where, which heads became the
 * circuit, and when each score was half way. Rules only; inductionBump.ts says what was expected.
 */
import { type Bump, lossBump } from "../../development/bump.ts";
import { type Curve, curveOf } from "../../development/curve.ts";
import { type DepartureRule, departure } from "../../development/departure.ts";
import { type Lead, leads } from "../../development/leads.ts";
import type { Measurement } from "../../records.ts";
import { firstStep } from "../rows.ts";

/** The in-context score that counts as learned from context, nats: the level published after the phase change. */
export const ICL_LEARNED = -0.4;

/** Returns the first step at which a curve is half way from its first value to its extreme; null for an empty curve. */
export function halfWay(curve: Curve, side: "above" | "below"): number | null {
  const [first] = curve.values;
  if (first === undefined) return null;
  const extreme = side === "above" ? Math.max(...curve.values) : Math.min(...curve.values);
  return firstStep(curve, (first + extreme) / 2, side);
}

/** Returns the head of a layer that reaches the largest value of a metric in a seed, as `L0H1`; null when none was measured. */
export function bestHead(rows: readonly Measurement[], metric: string, layer: number, seed: string): string | null {
  const start = `${metric}.L${layer}H`;
  const own = rows.filter((row) => row.seed === seed && row.metric.startsWith(start));
  if (own.length === 0) return null;
  return own.reduce((best, row) => (row.value > best.value ? row : best)).metric.slice(metric.length + 1);
}

/** The curves of a seed; `previous` and `prefix` are the scores of the heads that became the circuit. */
export type Course = {
  seed: string;
  bump: Bump | null;
  /** Previous-token head of layer 0 and prefix-matching head of layer 1, null where not measured. */
  previousHead: string | null;
  prefixHead: string | null;
  nll: Curve;
  icl: Curve;
  previous: Curve;
  prefix: Curve;
  llc: Curve;
};

/** Returns the course of a seed. */
export function courseOf(rows: readonly Measurement[], seed: string): Course {
  const nll = curveOf(rows, "nll", seed);
  const previousHead = bestHead(rows, "previousToken", 0, seed);
  const prefixHead = bestHead(rows, "prefixMatching", 1, seed);
  return {
    seed,
    bump: lossBump(nll.steps, nll.values),
    previousHead,
    prefixHead,
    nll,
    icl: curveOf(rows, "iclScore", seed),
    previous: curveOf(rows, `previousToken.${previousHead}`, seed),
    prefix: curveOf(rows, `prefixMatching.${prefixHead}`, seed),
    llc: curveOf(rows, "llc", seed),
  };
}

/** The curves whose departure is read, with the names the table of leads gives them. */
export const INDICATORS = {
  previous: "previousToken, best head of layer 0",
  prefix: "prefixMatching, best head of layer 1",
  icl: "iclScore",
  llc: "llc",
  nll: "nll",
} as const;
type Indicator = keyof typeof INDICATORS;

/** Off the plateau between 8 and 20 % of the training, before anything of the circuit is there. */
function plateauRule({ nll }: Course): DepartureRule {
  const numSteps = nll.steps.at(-1) ?? 0;
  return { kind: "leavesPlateau", from: 0.08 * numSteps, to: 0.2 * numSteps, sds: 4, margin: 0.1, sustained: 2 };
}

/** Returns the step at which a curve of a seed left its plateau for good; null when it never did. */
export function departedAt(course: Course, indicator: Indicator): number | null {
  return departure(course[indicator], plateauRule(course)).step;
}

/** Returns when every indicator of a seed left its plateau, against the step from which the in-context score stays at or below -0.4. */
export function leadsOf(course: Course): Lead[] {
  const rule = plateauRule(course);
  return leads({
    seed: course.seed,
    event: { curve: course.icl, threshold: ICL_LEARNED, better: "lower" },
    indicators: (Object.keys(INDICATORS) as Indicator[]).map((key) => {
      return { name: INDICATORS[key], curve: course[key], rule };
    }),
  });
}
