/** What has to be said beside the claims of the induction bump: where it departs from what was published, and whether the LLC came first. */
import { rootKey } from "../../base/random.ts";
import { number, plural } from "../../base/words.ts";
import type { Curve } from "../../development/curve.ts";
import { PAST_PEAK } from "../../development/departure.ts";
import { developmentOf } from "../../development/development.ts";
import { compareLead, type Lead, leads } from "../../development/leads.ts";
import type { Measurement } from "../../records.ts";
import { listed } from "../claims.ts";
import type { Stage } from "../section.ts";
import { type Course, halfWay, ICL_LEARNED, INDICATORS } from "./facts.ts";

/** Returns where the bump departs from what was published, in sentences. */
export function failuresOf(
  rows: readonly Measurement[],
  courses: readonly Course[],
  stages: readonly Stage[],
): string[] {
  const first = stages[1];
  const late = courses.flatMap(({ previous, prefix }): [number, number][] => {
    const [a, b] = [halfWay(previous, "above"), halfWay(prefix, "above")];
    return a !== null && b !== null && a >= b ? [[a, b]] : [];
  });
  const event = { metric: "iclScore", threshold: ICL_LEARNED } as const;
  const own = rows.length > 0 ? developmentOf(rows, event, rootKey("induction-bump")).stages : null;
  const sentences = [
    courses.length > 0 &&
      "A quarter of the free words depend on the word before the last one, which pays a previous-token head by itself: part of its coming first may be the text's doing. Variants of the text with more of it, one seed each, did not make the sub-stages clearer.",
    first !== undefined &&
      first.type !== "B" &&
      `No clear fall of the LLC while the previous-token head forms (published: a stage of type B, where it falls): ${first.evidence}.`,
    late.length > 0 &&
      `The sub-stages overlap: the previous-token head starts first, but in ${plural(late.length, "seed")} it is half formed only at step ${listed(late.map(([a]) => a))}, prefix matching already at ${listed(late.map(([, b]) => b))}.`,
    own?.boundaries.length === 0 &&
      "The LLC has no turning point or plateau that is clear of its noise, so that stages are bounded by events (the heads leaving their plateaus, the end of the bump), not by the LLC as published.",
  ];
  return sentences.filter((text) => text !== false);
}

/** How departures in the table of leads are read. */
export const RULE =
  "leaves its mean between 8 and 20 % of the training by 4 standard deviations and 10 %, two checkpoints long";

/** Returns whether the LLC moves before the loss on evaluation text, by one rule for both; null without LLC. */
export function noteOf(found: readonly Lead[], courses: readonly Course[]): string | null {
  const of = (name: string) => found.filter(({ indicator }) => indicator === name);
  if (of(INDICATORS.llc).length === 0) return null;
  const { aFirst, bFirst, ties, pairs, medianDifference } = compareLead(of(INDICATORS.llc), of(INDICATORS.nll));
  const ahead = medianDifference === null ? "" : `, by ${number(medianDifference)} steps at the median`;
  return `The jump is the in-context score staying at or below −0.4 nats. The LLC moves before the loss on evaluation text in ${aFirst} of ${plural(pairs.length, "seed")} (after it in ${bFirst}, together in ${ties})${ahead}. The comparison hangs on the rule, because the loss falls all the time on its plateau, so that its own departure is seen late. ${otherRule(courses)}`;
}

/** The same comparison by the rule that foreshock stages reads losses by. */
function otherRule(courses: readonly Course[]): string {
  const all = courses.flatMap(({ seed, icl, llc, nll }) => {
    const event = { curve: icl, threshold: ICL_LEARNED, better: "lower" } as const;
    const read = (name: string, curve: Curve) => ({ name, curve, rule: PAST_PEAK });
    return leads({ seed, event, indicators: [read("llc", llc), read("nll", nll)] });
  });
  const of = (name: string) => all.filter(({ indicator }) => indicator === name);
  const { aFirst, bFirst, ties } = compareLead(of("llc"), of("nll"));
  return `Read as "5 % past its peak", as foreshock stages does, the LLC is first in ${aFirst}, the loss in ${bFirst}, together in ${ties}.`;
}
