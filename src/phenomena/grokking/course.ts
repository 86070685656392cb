/**
 * What happened in each seed of a grokking run, what moved before accuracy did, the stages, and the figure. The leads table is read
 * by rules that suit each curve: what rises before it falls is read past its extreme, what only grows or only falls against its start.
 */
import { rootKey } from "../../base/random.ts";
import { number, plural } from "../../base/words.ts";
import { type Curve, curveOf } from "../../development/curve.ts";
import { type DepartureRule, PAST_PEAK } from "../../development/departure.ts";
import { developmentOf } from "../../development/development.ts";
import { compareLead, type Indicator, type JumpEvent, jumpStep, type Lead, leads } from "../../development/leads.ts";
import type { Measurement } from "../../records.ts";
import { firstStep, linesOf, stageRows } from "../rows.ts";
import type { Picture, Stage } from "../section.ts";

/** The model has learned its training pairs at this training accuracy; 1 itself hangs on a single pair. */
export const REMEMBERED = 0.99;
/** Test accuracy is still on the floor below this. */
export const ON_THE_FLOOR = 0.1;

/** Of a seed: the step of remembering, of test accuracy .5 and .9 (for good), and the last one with test accuracy on the floor. */
export type Course = {
  seed: string;
  remembered: number | null;
  half: number | null;
  learned: number | null;
  floor: number | null;
};

/** Returns what happened in one seed. */
export function courseOf(rows: readonly Measurement[], seed: string): Course {
  const accuracy = curveOf(rows, "tokenAccuracy", seed);
  const leaves = accuracy.values.findIndex((value) => value >= ON_THE_FLOOR);
  return {
    seed,
    remembered: firstStep(curveOf(rows, "trainTokenAccuracy", seed), REMEMBERED),
    half: jumpStep(jumpOf(rows, seed)),
    learned: jumpStep({ curve: accuracy, threshold: 0.9, better: "higher" }),
    floor: accuracy.steps[(leaves < 0 ? accuracy.steps.length : leaves) - 1] ?? null,
  };
}

/** Returns the part of a curve up to and including a step. */
export function upTo({ steps, values, stderr }: Curve, step: number): Curve {
  const keep = steps.filter((at) => at <= step).length;
  return { steps: steps.slice(0, keep), values: values.slice(0, keep), stderr: stderr.slice(0, keep) };
}

/** Returns the step and value of a curve's largest value; null for an empty curve. */
export function peakOf({ steps, values }: Curve): { step: number; value: number } | null {
  const at = values.indexOf(Math.max(...values));
  return at < 0 ? null : { step: steps[at]!, value: values[at]! };
}

function jumpOf(rows: readonly Measurement[], seed: string): JumpEvent {
  return { curve: curveOf(rows, "tokenAccuracy", seed), threshold: 0.5, better: "higher" };
}

const PAST_MINIMUM = { ...PAST_PEAK, extreme: "minimum" } as const;
/** Half again beyond the mean of the first three checkpoints. */
const fromStart = (steps: readonly number[]): DepartureRule => {
  return { kind: "leavesPlateau", from: steps[0]!, to: steps[2]!, sds: 0, margin: 0.5, sustained: 2 };
};

/** The indicators of the leads table: how each is read, in words and as a rule for a curve at these steps. */
const INDICATORS: Record<string, { words: string; rule: (steps: readonly number[]) => DepartureRule }> = {
  llc: { words: "5 % past its peak, two checkpoints long", rule: () => PAST_PEAK },
  nll: { words: "test loss: 5 % past its peak, two checkpoints long", rule: () => PAST_PEAK },
  logitMargin: { words: "on test pairs: 5 % past its minimum, two checkpoints long", rule: () => PAST_MINIMUM },
  restrictedNll: { words: "half or less of its first three checkpoints, two checkpoints long", rule: fromStart },
  excludedNll: { words: "5 % past its minimum, two checkpoints long", rule: () => PAST_MINIMUM },
  fourierGini: { words: "half above its first three checkpoints, two checkpoints long", rule: fromStart },
};

/** Returns how an indicator's departure is read, in words. */
export const ruleText = (name: string): string => INDICATORS[name]?.words ?? "";

/** Returns the leads of one seed's indicators over test accuracy .5; indicators with fewer than 4 checkpoints are left out. */
export function leadsOf(rows: readonly Measurement[], seed: string): Lead[] {
  const indicators = Object.entries(INDICATORS).flatMap(([name, { rule }]): Indicator[] => {
    const curve = curveOf(rows, name, seed);
    return curve.steps.length > 3 ? [{ name, curve, rule: rule(curve.steps) }] : [];
  });
  return leads({ seed, event: jumpOf(rows, seed), indicators });
}

/** Returns whether the LLC moves before the test loss, in a sentence; null where one of them was not measured. */
export function noteOf(found: readonly Lead[]): string | null {
  const of = (name: string) => found.filter(({ indicator }) => indicator === name);
  if (of("llc").length === 0 || of("nll").length === 0) return null;
  const { aFirst, bFirst, ties, pairs, medianDifference, p, floor } = compareLead(of("llc"), of("nll"));
  const by = medianDifference === null ? "" : `, by ${number(Math.abs(medianDifference))} steps at the median`;
  const sign =
    p === null || floor === null ? "" : ` (sign test p = ${number(p)}; so few seeds give ${number(floor)} at best)`;
  return `The jump is test accuracy .5. Does the LLC lead the test loss? It moves first in ${aFirst} of ${plural(pairs.length, "seed")}, the test loss in ${bFirst}, together in ${ties}${by}${sign}. The LLC needs no test pairs, the test loss does.`;
}

/** Returns the stages of the LLC, typed by the training loss, which is the loss the LLC belongs to; none without enough LLC. */
export function stagesOf(rows: readonly Measurement[]): Stage[] {
  const own = rows
    .filter(({ metric }) => metric === "llc" || metric === "trainNll")
    .map((row) => (row.metric === "trainNll" ? { ...row, metric: "nll" } : row));
  if (own.length === 0) return [];
  const { stages } = developmentOf(own, { metric: "tokenAccuracy", threshold: 0.5 }, rootKey("grokking"));
  return stages ? stageRows(stages, "training loss") : [];
}

/** Returns the aligned figure: accuracy, losses, progress measures and LLC over steps. */
export function grokkingPicture(
  rows: readonly Measurement[],
  courses: readonly Course[],
  stages: readonly Stage[],
): Picture {
  const lines = (metrics: Record<string, string>) =>
    Object.entries(metrics).flatMap(([metric, label]) => linesOf(rows, metric, label));
  return {
    title: "Grokking",
    xTitle: "training steps",
    xLog: true,
    panels: [
      { title: "Accuracy", unit: "1", lines: lines({ trainTokenAccuracy: "training", tokenAccuracy: "test" }) },
      { title: "Loss", unit: "nats", log: true, lines: lines({ trainNll: "training", nll: "test" }) },
      {
        title: "Loss of the Fourier circuit",
        unit: "nats",
        lines: lines({ restrictedNll: "restricted: the circuit alone", excludedNll: "excluded: all but it" }),
      },
      { title: "Gini coefficient of the embedding's Fourier norms", unit: "1", lines: lines({ fourierGini: "Gini" }) },
      { title: "Local learning coefficient", unit: "1", lines: lines({ llc: "LLC" }) },
    ],
    stages: [...stages],
    marks: courses.flatMap(({ seed, half }) =>
      half === null ? [] : [{ step: half, label: `accuracy .5, seed ${seed}` }],
    ),
  };
}
