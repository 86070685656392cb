/**
 * Who rings before a parity is learned, and who rings where there is nothing to learn? The rules by which each indicator is read, its
 * lead in every seed, and how often the same rule fires on controls. Weights under label noise drift for ever, so every level is passed
 * in the end: only a rule that asks for acceleration can tell drift from drive.
 */

import { number } from "../../base/words.ts";
import { type Curve, curveOf, seedsOf } from "../../development/curve.ts";
import { type DepartureRule, type FalseAlarms, falseAlarms } from "../../development/departure.ts";
import {
  compareLead,
  type Indicator,
  type JumpEvent,
  type Lead,
  type LeadComparison,
  leads,
} from "../../development/leads.ts";
import type { Measurement } from "../../records.ts";

/** The event all leads are counted to: accuracy at or above this share, to the end. */
export const JUMP = 0.95;
/** The indicator whose alarm is judged. */
export const GROWTH = "growth of max |dW|";
/** Steps over which growth is taken. */
const GROWTH_STEPS = 500;

/** Behind the transient of the first steps, and before the earliest jump that counts as reproduced. */
const PLATEAU = { kind: "leavesPlateau", from: 300, to: 1200, sds: 4, margin: 0, sustained: 2 } as const;
/** Growth over 500 steps is 50 % above what it was. */
const ACCELERATION = { ...PLATEAU, from: 700, margin: 0.5 } as const;
const NAMES = [GROWTH, "hiddenProgress", "parityGap", "logitMargin", "nll", "llc"];

const ruleFor = (name: string): DepartureRule => (name === GROWTH ? ACCELERATION : PLATEAU);

/** Returns value(s) / value(s - lag) at every step s where both were measured; no standard errors. */
export function growthOf({ steps, values }: Curve, lag = GROWTH_STEPS): Curve {
  const points = steps.flatMap((step, i) => {
    const before = values[steps.indexOf(step - lag)];
    return before === undefined || before <= 0 ? [] : [{ step, value: values[i]! / before }];
  });
  return {
    steps: points.map(({ step }) => step),
    values: points.map(({ value }) => value),
    stderr: points.map(() => null),
  };
}

/** Returns the jump of a seed's accuracy. */
export function jumpOf(rows: readonly Measurement[], seed: string): JumpEvent {
  return { curve: curveOf(rows, "tokenAccuracy", seed), threshold: JUMP, better: "higher" };
}

/** Returns the leads of one seed, one per indicator. */
export function leadsOf(rows: readonly Measurement[], seed: string): Lead[] {
  const indicators = NAMES.map((name): Indicator => ({ name, curve: read(rows, name, seed), rule: ruleFor(name) }));
  return leads({ seed, event: jumpOf(rows, seed), indicators });
}

/** Returns how often an indicator's rule fires on the controls; null where they do not measure it. */
export function alarmsOf(controls: readonly Measurement[], name: string): FalseAlarms | null {
  const curves = seedsOf(controls).map((seed) => read(controls, name, seed));
  return falseAlarms(curves, ruleFor(name));
}

/** Returns an indicator's rule and its false alarms in words. */
export function ruleText(controls: readonly Measurement[], name: string): string {
  const { from, to, sds } = ruleFor(name) === ACCELERATION ? ACCELERATION : PLATEAU;
  const what =
    name === GROWTH ? `ratio to its value ${GROWTH_STEPS} steps before, 50 % and ${sds} sd off` : `${sds} sd off`;
  return `${what} its mean of steps ${from} to ${to}, twice running; ${alarmText(alarmsOf(controls, name))}`;
}

/** Returns "rings in 1 of 8 controls (95 % interval 0.0032 to 0.53)". */
export function alarmText(alarms: FalseAlarms | null): string {
  if (alarms === null) return "not measured in controls";
  const interval = `95 % interval ${number(alarms.low)} to ${number(alarms.high)}`;
  return `rings in ${alarms.alarms} of ${alarms.n} controls (${interval})`;
}

/** Returns in words whether LLC and growth of max |dW| leave their plateaus before the test loss does; null where neither was measured. */
export function leadNote(rows: readonly Measurement[], seeds: readonly string[]): string | null {
  const sentences = ["llc", GROWTH].flatMap((name) => {
    const compared = againstLoss(rows, seeds, name);
    if (compared === null) return [];
    const { aFirst, bFirst, ties, left, medianDifference, p } = compared;
    const counts = `first in ${aFirst}, together in ${ties}, behind in ${bFirst}, not compared in ${left.length}`;
    const median = medianDifference === null ? "" : `; median difference ${number(medianDifference)} steps`;
    const test = p === null ? "" : `; sign test p ${number(p)}`;
    const verdict = aFirst > bFirst + ties ? "leads" : "does not lead";
    const who = name === "llc" ? "The LLC" : "Growth of max |dW|";
    return [`${who} ${verdict} the test loss (seeds: ${counts}${median}${test}).`];
  });
  return sentences.length > 0 ? sentences.join(" ") : null;
}

/** An indicator against the test loss, each by its rule; the LLC's few steps are the loss's too. Null when no seed has it. */
function againstLoss(rows: readonly Measurement[], seeds: readonly string[], name: string): LeadComparison | null {
  const all = seeds.flatMap((seed) => {
    const [own, loss] = [read(rows, name, seed), read(rows, "nll", seed)];
    const indicators = [
      { name, curve: own, rule: ruleFor(name) },
      { name: "nll", curve: name === "llc" ? at(loss, own.steps) : loss, rule: ruleFor("nll") },
    ];
    return own.steps.length > 0 ? leads({ seed, event: jumpOf(rows, seed), indicators }) : [];
  });
  const of = (indicator: string) => all.filter((lead) => lead.indicator === indicator);
  return all.length > 0 ? compareLead(of(name), of("nll")) : null;
}

function read(rows: readonly Measurement[], name: string, seed: string): Curve {
  return name === GROWTH ? growthOf(curveOf(rows, "hiddenProgress", seed)) : curveOf(rows, name, seed);
}

function at({ steps, values, stderr }: Curve, chosen: readonly number[]): Curve {
  const keep = chosen.map((step) => steps.indexOf(step)).filter((i) => i >= 0);
  return {
    steps: keep.map((i) => steps[i]!),
    values: keep.map((i) => values[i]!),
    stderr: keep.map((i) => stderr[i]!),
  };
}
