/**
 * What every judge needs from rows: the value of a metric at the end, a claim counted over seeds, and curves, leads and stages in the
 * form the page draws. A judge itself only states its rule.
 */

import { number } from "../base/words.ts";
import { type Curve, curveOf, seedsOf } from "../development/curve.ts";
import type { Lead } from "../development/leads.ts";
import type { Stages } from "../development/stages.ts";
import type { Measurement } from "../records.ts";
import type { TrainedFamily } from "./phenomenon.ts";
import type { Claim, LeadRow, Line, Stage } from "./section.ts";

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

/**
 * Returns a claim that holds when its rule holds in every seed; a seed whose numbers are missing (null) does not hold, and with no
 * seed at all nothing does. `obtained` is written from what each seed gave.
 */
export function claimOverSeeds<T>(
  { what, expected }: Pick<Claim, "what" | "expected">,
  perSeed: readonly (T | null)[],
  rule: (value: T) => boolean,
  write: (values: readonly T[]) => string,
): Claim {
  const known = perSeed.filter((value) => value !== null);
  const held = known.filter(rule).length;
  return {
    what,
    expected,
    obtained: known.length > 0 ? write(known) : "no measurement",
    holds: perSeed.length > 0 && held === perSeed.length,
    seeds: `${held} of ${perSeed.length}`,
  };
}

/** Returns numbers as text for a claim: "0.98, 0.99, 1". */
export function listed(values: readonly (number | null)[]): string {
  return values.map((value) => (value === null ? "never" : number(value))).join(", ");
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

/** Returns what a reader has to know to judge a phenomenon's size: model, training, seeds. */
export function settingsOf({ family, rows }: TrainedFamily): [string, string][] {
  const { task, ladder, numSeeds, train, numExamples } = family;
  const { optimiser, learningRate, batchSize, numSteps, trainingSet } = train;
  const params = Object.entries(task.params).map(([name, value]) => `${name} ${value}`);
  const fixed = trainingSet === null ? "fresh examples" : `${trainingSet} fixed examples`;
  const rungs = ladder.map(({ name, nParams }) => `${name} (${nParams} parameters)`).join(", ");
  return [
    ["task", [task.name, ...params].join(", ")],
    ["model", `${ladder[0]!.model.kind}: ${rungs}`],
    ["training", `${optimiser.kind}, learning rate ${learningRate}, batch ${batchSize}, ${numSteps} steps, ${fixed}`],
    ["seeds", String(numSeeds)],
    ["evaluation", `${numExamples} examples`],
    ...llcSettings(family, rows),
  ];
}

/** The LLC's settings, without which its number says nothing, and how many estimates were refused. */
function llcSettings({ measures }: TrainedFamily["family"], rows: readonly Measurement[]): [string, string][] {
  return measures.flatMap((measure): [string, string][] => {
    if (measure.kind !== "llc") return [];
    const { sampler, stepSize, nbeta, localization, numChains, numBurninSteps, numDraws, batchSize, numExamples } =
      measure;
    const convention = { dataset: "nbeta n / ln n", batch: "nbeta B / ln B" };
    const temperature = typeof nbeta === "number" ? `nbeta ${nbeta}` : convention[nbeta];
    const step = stepSize === "auto" ? "step found for each" : `step ${stepSize}`;
    const count = (metric: string) => rows.filter((row) => row.metric === metric && row.position === null).length;
    const [tried, kept] = [count("llcRhat"), count("llc")];
    const reach = rows.filter(({ metric }) => metric === "llcReach").map(({ value }) => value);
    const held =
      reach.length > 0
        ? `; chains end at ${number(Math.min(...reach))} to ${number(Math.max(...reach))} of the distance that localization alone gives (the level depends on nbeta and localization: compare the course only)`
        : "";
    const refused = tried > 0 ? `; ${tried - kept} of ${tried} estimates refused` : "";
    return [
      [
        "LLC",
        `${sampler}, ${step}, ${temperature}, n ${numExamples}, batch ${batchSize}, localization ${localization}, ${numChains} chains of ${numBurninSteps} + ${numDraws} steps${refused}${held}`,
      ],
    ];
  });
}

/** Returns one sentence for each claim that does not hold. */
export function notReproduced(claims: readonly Claim[]): string[] {
  return claims
    .filter(({ holds }) => !holds)
    .map(
      ({ what, expected, obtained, seeds }) =>
        `Not reproduced: ${what}. Expected ${expected}, obtained ${obtained}; it held in ${seeds} seeds.`,
    );
}
