/** What every judge reads from rows: the value of a metric, and lines, leads and stages in the form the page draws. */

import { number } from "../base/words.ts";
import { type Curve, curveOf, seedsOf } from "../development/curve.ts";
import type { Lead } from "../development/leads.ts";
import type { Stages } from "../development/stages.ts";
import type { Measurement } from "../records.ts";
import type { LeadRow, Line, Stage } from "./section.ts";

/** Returns a metric of a seed at the last step that has it; null when no row matches. */
export function lastValue(
  rows: readonly Measurement[],
  metric: string,
  seed: string,
  position: number | null = null,
): number | null {
  return curveOf(rows, metric, seed, position).values.at(-1) ?? null;
}

/** Returns a metric of a seed at one step; null when there is no such row. */
export function valueAtStep(rows: readonly Measurement[], metric: string, seed: string, step: number): number | null {
  const { steps, values } = curveOf(rows, metric, seed);
  return values[steps.indexOf(step)] ?? null;
}

/** Returns the first step at which a curve is at or above a threshold (`below`: at or below), sustained or not; null for never. */
export function firstStep({ steps, values }: Curve, threshold: number, side: "above" | "below" = "above") {
  return steps[values.findIndex((value) => (side === "above" ? value >= threshold : value <= threshold))] ?? null;
}

/** Returns one line per seed of a metric, without points that a picture with a log axis cannot show (step 0). */
export function linesOf(
  rows: readonly Measurement[],
  metric: string,
  label: string,
  position: number | null = null,
): Line[] {
  return seedsOf(rows).flatMap((seed): Line[] => {
    const { steps, values, stderr } = curveOf(rows, metric, seed, position);
    const points = steps.map((step, i) => ({ step, value: values[i]!, stderr: stderr[i]! }));
    const shown = points.filter(({ step }) => step > 0);
    return shown.length > 0 ? [{ label, seed, points: shown }] : [];
  });
}

/** Returns leads as rows of the page's table, one per indicator in order of first appearance; `rules` says how each was read. */
export function leadRows(leads: readonly Lead[], rules: (indicator: string) => string): LeadRow[] {
  return [...new Set(leads.map(({ indicator }) => indicator))].map((indicator) => ({
    indicator,
    rule: rules(indicator),
    perSeed: leads
      .filter((lead) => lead.indicator === indicator)
      .map(({ seed, step, lead, fraction }) => ({ seed, step, lead, fraction })),
  }));
}

/** Returns found stages in the form the page shades, with the evidence for each type in words. */
export function stageRows({ stages }: Stages, loss: string): Stage[] {
  return stages.map(({ from, to, type, dLLC, eLLC, dLoss, eLoss }) => ({
    from,
    to,
    type,
    evidence: `LLC ${number(dLLC)} ± ${number(eLLC)}, ${loss} ${number(dLoss)} ± ${number(eLoss)}`,
  }));
}
