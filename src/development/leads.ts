/**
 * Who moved first? For every seed the step of the jump, the step at which each indicator departed, and the lead between them; and
 * the comparison that keeps the table honest: an indicator is early only if it is earlier than the plain test loss, seed by seed.
 */

import { byText } from "../base/byText.ts";
import { usageError } from "../base/errors.ts";
import { median } from "../math/stats.ts";
import { type Curve, requireCurve } from "./curve.ts";
import { type Departure, type DepartureRule, departure } from "./departure.ts";

/** The event: the first checkpoint from which on a curve stays at or beyond a threshold (>= for higher, <= for lower). */
export type JumpEvent = { curve: Curve; threshold: number; better: "higher" | "lower" };

/** A named curve and the rule by which its departure is read. */
export type Indicator = { name: string; curve: Curve; rule: DepartureRule };

/**
 * One indicator of one seed: the jump's step (null = none), the departure's (null with its reason in `status`), lead = jump - step
 * in steps (negative: the indicator moved later) and as a fraction of the jump's step; null where either is missing.
 */
export type Lead = {
  seed: string;
  indicator: string;
  rule: DepartureRule;
  jump: number | null;
  step: number | null;
  status: Departure["status"];
  lead: number | null;
  fraction: number | null;
};

/** Returns the step of an event's first sustained crossing, sustained to the end of the curve; null when there is none. */
export function jumpStep({ curve, threshold, better }: JumpEvent): number | null {
  requireCurve("jumpStep", curve, 0);
  const crossed = (value: number) => (better === "higher" ? value >= threshold : value <= threshold);
  const last = curve.values.findLastIndex((value) => !crossed(value));
  return curve.steps[last + 1] ?? null;
}

/** Returns one lead per indicator, in their order, for one seed. */
export function leads({
  seed,
  event,
  indicators,
}: {
  seed: string;
  event: JumpEvent;
  indicators: readonly Indicator[];
}): Lead[] {
  const jump = jumpStep(event);
  return indicators.map(({ name, curve, rule }) => {
    const { step, status } = departure(curve, rule);
    const lead = jump === null || step === null ? null : jump - step;
    const fraction = lead === null || !jump ? null : lead / jump;
    return { seed, indicator: name, rule, jump, step, status, lead, fraction };
  });
}

/**
 * Indicator a against indicator b over seeds with a jump. A pair's `difference` = lead of a - lead of b in steps, positive when a
 * moved first, null when one of them never did (it then counts as the later one). `p` is the exact two-sided sign test on the pairs
 * that are not tied, `floor` = 2 / 2^n the least p that n untied seeds can give; both null for none. `left` names the seeds not
 * compared: no jump, a curve not measured, or neither moved.
 */
export type LeadComparison = {
  a: string;
  b: string;
  pairs: { seed: string; difference: number | null; first: "a" | "b" | "tie" }[];
  aFirst: number;
  bFirst: number;
  ties: number;
  medianDifference: number | null;
  p: number | null;
  floor: number | null;
  left: string[];
};

/**
 * Returns the comparison of two indicators' leads, each given as the leads of one indicator over the same seeds.
 * Errors: usage, when a list is empty, mixes indicators or repeats a seed.
 */
export function compareLead(a: readonly Lead[], b: readonly Lead[]): LeadComparison {
  const [ofA, ofB] = [bySeed(a), bySeed(b)];
  const seeds = [...new Set([...ofA.keys(), ...ofB.keys()])].sort(byText);
  const all = seeds.map((seed) => ({ seed, pair: pairOf(ofA.get(seed), ofB.get(seed)) }));
  const pairs = all.flatMap(({ seed, pair }) => (pair ? [{ seed, ...pair }] : []));
  const count = (first: string) => pairs.filter((pair) => pair.first === first).length;
  const [aFirst, bFirst] = [count("a"), count("b")];
  const differences = pairs.flatMap(({ difference }) => (difference === null ? [] : [difference]));
  return {
    a: a[0]!.indicator,
    b: b[0]!.indicator,
    pairs,
    aFirst,
    bFirst,
    ties: count("tie"),
    medianDifference: differences.length > 0 ? median(differences) : null,
    ...signTest(aFirst, bFirst),
    left: all.flatMap(({ seed, pair }) => (pair ? [] : [seed])),
  };
}

function bySeed(list: readonly Lead[]): Map<string, Lead> {
  const fail = (got: unknown) =>
    usageError("compareLead", "leads of one indicator, each seed once, are required", got, "filter leads by indicator");
  if (list.length === 0) throw fail("none");
  const names = new Set(list.map(({ indicator }) => indicator));
  if (names.size > 1) throw fail([...names]);
  const map = new Map(list.map((lead) => [lead.seed, lead]));
  if (map.size < list.length) throw fail(list.map(({ seed }) => seed));
  return map;
}

/** Null when the seed has no jump, an indicator was not measured, or neither moved. */
function pairOf(a: Lead | undefined, b: Lead | undefined) {
  if (!a || !b || a.jump === null || [a, b].some(({ status }) => status === "unmeasured")) return null;
  if (a.step === null && b.step === null) return null;
  const difference = a.step === null || b.step === null ? null : b.step - a.step;
  const earlier = difference ?? (a.step === null ? -1 : 1);
  const first: "a" | "b" | "tie" = earlier > 0 ? "a" : earlier < 0 ? "b" : "tie";
  return { difference, first };
}

/** Returns p = min(1, 2 P(X <= min(wins, losses))), X ~ Binomial(n, 1/2), n = wins + losses, and the least p for that n, 2^(1-n). */
export function signTest(wins: number, losses: number): { p: number | null; floor: number | null } {
  const n = wins + losses;
  if (n === 0) return { p: null, floor: null };
  let [term, tail] = [0.5 ** n, 0];
  for (let k = 0; k <= Math.min(wins, losses); k++) {
    tail += term;
    term *= (n - k) / (k + 1);
  }
  return { p: Math.min(1, 2 * tail), floor: 2 * 0.5 ** n };
}
