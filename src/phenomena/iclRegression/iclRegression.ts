/**
 * Linear regression in context: nothing can be memorised, so whatever the error falls by at late positions was learned from the pairs
 * before. The best possible error is known, ridge regression's, and the model is held against it, position by position.
 */
import { rootKey } from "../../base/random.ts";
import { number, plural } from "../../base/words.ts";
import { curveOf, seedsOf } from "../../development/curve.ts";
import { type Development, developmentOf } from "../../development/development.ts";
import { compareLead, type Lead, leads } from "../../development/leads.ts";
import { mean } from "../../math/stats.ts";
import type { Measurement } from "../../records.ts";
import { claimOverSeeds, listed } from "../claims.ts";
import type { Phenomenon, TrainedFamily } from "../phenomenon.ts";
import { lastValue, leadRows, stageRows } from "../rows.ts";
import type { Claim, Stage } from "../section.ts";
import { settingsOf } from "../settings.ts";
import { errorPicture, positionPicture } from "./pictures.ts";
import { ridgeErrors } from "./ridge.ts";

/** The in-context score that counts as learned from context, a quarter of the variance of y (4 + noise). */
const LEARNED = -1;

export const iclRegression: Phenomenon = {
  name: "icl-regression",
  title: "Linear regression in context",
  summary:
    "A transformer sees pairs (x, y) of a linear map it has never met and has to say the next y. At first it answers 0; then its error falls along the context, towards that of ridge regression on the pairs seen, and its local learning coefficient rises.",
  source:
    "Hoogland et al. 2024 (2402.02364): stages LR1 to LR5; LLC and error at their checkpoints recomputed from the released results",
  families: [{ family: "icl-regression" }],
  judge(trained) {
    const [first] = trained;
    const rows = first?.rows ?? [];
    const { dimensions, noiseVariance, examples } = first?.family.task.params ?? {};
    const bound = ridgeErrors(Number(dimensions), Number(examples), Number(noiseVariance));
    const seeds = seedsOf(rows);
    const found =
      rows.length > 0
        ? developmentOf(rows, { metric: "iclScore", threshold: LEARNED }, rootKey("icl-regression"))
        : null;
    const stages = found?.stages ? stageRows(found.stages, "mse") : [];
    const moved = seeds.flatMap((seed) => leadsOf(rows, seed));
    const claims = [
      errorClaim(rows, seeds, bound),
      scoreClaim(rows, seeds),
      orderClaim(rows, seeds, bound),
      firstClaim(rows, seeds, bound),
      riseClaim(rows, seeds),
      stageClaim(found, stages, seeds.length),
    ];
    return {
      settings: settingsOf(first),
      claims,
      failures: [...(first ? [outOfReach(first, stages, bound)] : [])],
      pictures: seeds.length > 0 ? [errorPicture(rows, bound, stages), positionPicture(rows, bound)] : [],
      leads: moved.length > 0 ? leadRows(moved, () => RULE) : null,
      leadNote: noteOf(moved),
      stages,
    };
  },
};

/** The squared errors of a seed at its last step, by position, and their standard errors; null when one is missing. */
function errorsOf(
  rows: readonly Measurement[],
  seed: string,
  length: number,
): { errors: number[]; stderr: number[] } | null {
  const curves = Array.from({ length }, (_, position) => curveOf(rows, "mse", seed, position));
  if (length === 0 || curves.some(({ steps }) => steps.length === 0)) return null;
  return {
    errors: curves.map(({ values }) => values.at(-1)!),
    stderr: curves.map(({ stderr }) => stderr.at(-1) ?? 0),
  };
}

function errorClaim(rows: readonly Measurement[], seeds: readonly string[], bound: readonly number[]): Claim {
  const [without, best] = [bound[0] ?? 0, bound.at(-1) ?? 0];
  return claimOverSeeds(
    {
      what: "the error of the last answer covers two thirds of the way from knowing nothing to the best possible",
      expected: `from ${number(without)} towards ${number(best)}, the error of ridge regression on ${bound.length - 1} pairs`,
    },
    seeds.map((seed) => errorsOf(rows, seed, bound.length)?.errors.at(-1) ?? null),
    (error) => (without - error) / (without - best) >= 2 / 3,
    (all) => `${listed(all)}: ${listed(all.map((error) => (without - error) / (without - best)))} of the way`,
  );
}

function scoreClaim(rows: readonly Measurement[], seeds: readonly string[]): Claim {
  return claimOverSeeds(
    {
      what: `the in-context score (error of the last answer minus the second) falls below ${LEARNED}`,
      expected: "negative: the model learns from its context",
    },
    seeds.map((seed) => lastValue(rows, "iclScore", seed)),
    (score) => score <= LEARNED,
    listed,
  );
}

function orderClaim(rows: readonly Measurement[], seeds: readonly string[], bound: readonly number[]): Claim {
  return claimOverSeeds(
    {
      what: "no further pair raises the error (within two standard errors), and none brings it below the best possible (within 10 %)",
      expected: `best possible: ${listed(bound)}`,
    },
    seeds.map((seed) => errorsOf(rows, seed, bound.length)),
    ({ errors, stderr }) =>
      errors.every((error, i) => {
        const before = i === 0 ? Infinity : errors[i - 1]! + 2 * Math.hypot(stderr[i]!, stderr[i - 1]!);
        return error >= 0.9 * bound[i]! && error < before;
      }),
    (all) => all.map(({ errors }) => listed(errors)).join("; "),
  );
}

function firstClaim(rows: readonly Measurement[], seeds: readonly string[], bound: readonly number[]): Claim {
  return claimOverSeeds(
    {
      what: "the first answer, with no pair to learn from, stays at the variance of y (within 10 %)",
      expected: `${number(bound[0] ?? 0)}, the dimensions plus the noise`,
    },
    seeds.map((seed) => errorsOf(rows, seed, bound.length)?.errors[0] ?? null),
    (error) => Math.abs(error / bound[0]! - 1) <= 0.1,
    listed,
  );
}

function riseClaim(rows: readonly Measurement[], seeds: readonly string[]): Claim {
  return claimOverSeeds(
    {
      what: "the LLC rises at least fourfold from its first checkpoint to its largest value",
      expected: "4 to 170 over the first 40,000 steps, at the published size",
    },
    seeds.map((seed) => {
      const { values } = curveOf(rows, "llc", seed);
      return values.length >= 2 ? { start: values[0]!, top: Math.max(...values) } : null;
    }),
    ({ start, top }) => top >= 4 * start,
    (all) => all.map(({ start, top }) => `${number(start)} to ${number(top)}`).join(", "),
  );
}

/** The stage in which the LLC rises most. */
function stageClaim(found: Development | null, stages: readonly Stage[], numSeeds: number): Claim {
  const changes = found?.stages?.stages.map(({ dLLC }) => dLLC) ?? [];
  const rising = stages[changes.indexOf(Math.max(...changes))];
  return {
    what: "the stage in which the LLC rises most is of type A: the error falls, the LLC rises",
    expected: "type A up to step 40,000",
    obtained: rising
      ? `type ${rising.type}, from step ${Math.round(rising.from)} to ${Math.round(rising.to)}: ${rising.evidence}`
      : "no measurement",
    holds: rising?.type === "A",
    seeds: `mean of ${numSeeds}`,
  };
}

/** What was not tried, what of it shows all the same, and how far from the best the model stays. */
function outOfReach({ rows, family }: TrainedFamily, stages: readonly Stage[], bound: readonly number[]): string {
  const mse = seedsOf(rows).flatMap((seed) => lastValue(rows, "mse", seed) ?? []);
  const last = stages.at(-1);
  const seen =
    last?.type === "B"
      ? `What falls here after step ${Math.round(last.from)} is small (${last.evidence}). `
      : `No clear fall is seen here${last ? ` (last stage: ${last.evidence})` : ""}. `;
  return `Only the rise of the LLC (stage A) is claimed. Its published fall from 170 to 123 between steps 40,000 and 318,000 (stages LR3 and LR4, type B) is out of reach of ${family.train.numSteps.toLocaleString("en")} steps. ${seen}The error over all answers ends at ${listed(mse)}, with ${number(mean(bound))} the best possible.`;
}

const RULE =
  "leaves the mean of its checkpoints up to step 100 by 4 standard deviations and 10 %, two checkpoints long";

function leadsOf(rows: readonly Measurement[], seed: string): Lead[] {
  const rule = { kind: "leavesPlateau", from: 1, to: 100, sds: 4, margin: 0.1, sustained: 2 } as const;
  const curve = (metric: string) => curveOf(rows, metric, seed);
  return leads({
    seed,
    event: { curve: curve("iclScore"), threshold: LEARNED, better: "lower" },
    indicators: ["mse", "iclScore", "llc"].map((name) => ({ name, curve: curve(name), rule })),
  });
}

/** Whether the LLC moves before the error, by one rule for both; null without either. */
function noteOf(moved: readonly Lead[]): string | null {
  const of = (name: string) => moved.filter(({ indicator }) => indicator === name);
  const [llc, mse] = [of("llc"), of("mse")];
  if (llc.length === 0 || llc.every(({ step }) => step === null)) return null;
  const { aFirst, bFirst, ties, pairs } = compareLead(llc, mse);
  return `The jump is the in-context score staying at or below ${LEARNED}. The LLC moves before the error on new examples in ${aFirst} of ${plural(pairs.length, "seed")} (after it in ${bFirst}, together in ${ties}).`;
}
