/** Beside the claims of list sorting: each seed's course, what departs from the published picture, what moved first, and the figure. */

import { plural } from "../../base/words.ts";
import { curveOf, seedsOf } from "../../development/curve.ts";
import type { Development } from "../../development/development.ts";
import type { Measurement } from "../../records.ts";
import { listed } from "../claims.ts";
import { lastValue, leadRows, linesOf } from "../rows.ts";
import type { LeadRow, Picture, Stage } from "../section.ts";

/** Sorted: the share of lists that come out right. */
export const SORTED = 0.95;
/** Specialisation and copying are left out: they start from random heads, not from a plateau. */
const INDICATORS = ["nll", "logitMargin", "llc"];

/** Per seed: the largest LLC and its step, the last LLC, specialisation at that step (or the next measured), at its least and at the end. */
export type Course = {
  seed: string;
  peak: number | null;
  end: number | null;
  atPeak: number | null;
  least: number | null;
  last: number | null;
  exactMatch: number | null;
};

/** Returns the course of a seed; null where not measured. */
export function courseOf(rows: readonly Measurement[], seed: string): Course {
  const [llc, special] = [curveOf(rows, "llc", seed), curveOf(rows, "headSpecialisation", seed)];
  const top = llc.values.reduce((best, value, i) => (value > llc.values[best]! ? i : best), 0);
  const trained = special.values.filter((_, i) => special.steps[i]! > 0);
  return {
    seed,
    peak: llc.values[top] ?? null,
    end: llc.values.at(-1) ?? null,
    atPeak: special.values[special.steps.findIndex((step) => step >= llc.steps[top]!)] ?? null,
    least: trained.length > 0 ? Math.min(...trained) : null,
    last: special.values.at(-1) ?? null,
    exactMatch: lastValue(rows, "exactMatch", seed),
  };
}

/** Known from trials while the recipe was chosen, not from the rows that are judged. */
const RECIPE =
  "The fall depends on the recipe, which was chosen after trials of one seed each: with more weight decay (AdamW 0.2, or Adam with L2 0.001, nearer to the published one) the heads divided the numbers further (specialisation .83 and .86), but the LLC rose late in training.";

/** Returns where the phenomenon departs from what was published, in sentences. */
export function departures(courses: readonly Course[], control: readonly Measurement[]): string[] {
  const one = seedsOf(control).map((seed) => courseOf(control, seed));
  const falls = one.filter(({ peak, end }) => peak !== null && end !== null && end < peak);
  const both = courses.filter(({ least, last }) => least !== null && last !== null);
  const left = (all: readonly Course[]) =>
    listed(all.map(({ peak, end }) => (peak === null || end === null ? null : end / peak)));
  const sentences = [
    courses.length > 0 && RECIPE,
    falls.length > 0 &&
      `With one head, where nothing can be divided, the LLC falls too, to ${left(falls)} of its peak against ${left(courses)} with two: a fall alone is no sign that heads specialise, only its last part can be.`,
    both.some(({ last }) => last! < 0.9) &&
      `The division is not complete: specialisation ends at ${listed(both.map(({ last }) => last))}, with 1 for a head of its own for every number.`,
  ];
  return sentences.filter((text) => text !== false);
}

/** Returns what moved before the lists came out sorted, as rows of the page's table. */
export function leadsOf({ leads }: Development): LeadRow[] {
  const rule = (name: string) =>
    ["nll", "llc"].includes(name)
      ? "5 % below its peak, two checkpoints long"
      : "leaves its first three checkpoints by 4 standard deviations and 10 %, two checkpoints long";
  return leadRows(
    leads.filter(({ indicator }) => INDICATORS.includes(indicator)),
    rule,
  );
}

/** Returns whether the LLC turned before the loss did; null without both. */
export function noteOf(found: Development | null): string | null {
  if (!found?.llcAgainstLoss) return null;
  const { aFirst, bFirst, ties, pairs } = found.llcAgainstLoss;
  return `The jump is exact match staying at or above ${SORTED}. The LLC turns down before the loss in ${aFirst} of ${plural(pairs.length, "seed")} (after it in ${bFirst}, together in ${ties}): it rises while the loss falls, and falls only when nothing is left to learn, so here it announces nothing.`;
}

/** Returns the aligned figure: accuracy, loss, specialisation and LLC, with one head beside two. */
export function picture(
  rows: readonly Measurement[],
  control: readonly Measurement[],
  found: Development | null,
  stages: readonly Stage[],
): Picture {
  const both = (metric: string) => [...linesOf(rows, metric, "two heads"), ...linesOf(control, metric, "one head")];
  return {
    title: "After everything is learned: heads divide the numbers, the LLC falls",
    xTitle: "training steps",
    xLog: true,
    panels: [
      { title: "Lists sorted (exact match)", unit: "1", lines: both("exactMatch") },
      { title: "Loss", unit: "nats/token", log: true, lines: both("nll") },
      { title: "Head specialisation", unit: "1", lines: linesOf(rows, "headSpecialisation", "two heads") },
      { title: "LLC", unit: "1", lines: both("llc") },
    ],
    stages: [...stages],
    marks: (found?.jumps ?? []).flatMap(({ step }) => (step === null ? [] : [{ step, label: "lists sorted" }])),
  };
}
