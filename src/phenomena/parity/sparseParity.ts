/**
 * Sparse parity: accuracy at chance and loss at ln 2 for thousands of steps, then a jump. Does anything move before it, and would the
 * same thing have moved with nothing to learn? The second family answers that: the same recipe on coin flips for answers, where every
 * alarm is a false one.
 */

import { plural } from "../../base/words.ts";
import { curveOf, seedsOf } from "../../development/curve.ts";
import { jumpStep, type Lead } from "../../development/leads.ts";
import { mean } from "../../math/stats.ts";
import type { Measurement } from "../../records.ts";
import { claimOverSeeds, listed } from "../claims.ts";
import type { Phenomenon } from "../phenomenon.ts";
import { firstStep, leadRows, valueAtStep } from "../rows.ts";
import type { Claim } from "../section.ts";
import { settingsOf } from "../settings.ts";
import { alarmsOf, alarmText, GROWTH, JUMP, jumpOf, leadNote, leadsOf, ruleText } from "./alarms.ts";
import { followedStages, parityPicture } from "./sparsePicture.ts";

const LN2 = Math.log(2);

export const sparseParity: Phenomenon = {
  name: "sparse-parity",
  title: "Sparse parity",
  summary:
    "A network that has to find which 3 of 30 bits make a parity shows nothing for thousands of steps, neither in accuracy nor in loss, and then learns all of it within a few hundred. Its weights move before; so do those of a network with nothing to learn.",
  source: "Barak et al. 2022 (2207.08799); recipe and numbers recomputed at n = 30 and 40, k = 3",
  families: [{ family: "sparse-parity" }, { family: "sparse-parity-control" }],
  judge(trained) {
    const [rows, flips] = [trained[0]?.rows ?? [], trained[1]?.rows ?? []];
    const courses = seedsOf(rows).map((seed) => courseOf(rows, seed));
    const found = courses.flatMap(({ seed }) => leadsOf(rows, seed));
    const stages = followedStages(rows, courses[0]?.seed);
    const control = `the same on coin flips for answers, ${plural(seedsOf(flips).length, "seed")}`;
    const claims = [
      jumpClaim(courses),
      widthClaim(courses),
      lossClaim(rows, courses),
      movementClaim(rows, courses),
      alarmClaim(found, courses, flips),
      llcClaim(rows, courses),
    ];
    return {
      settings: trained[0]
        ? [
            ...settingsOf(trained[0]),
            ["control", control],
            ["stages", `those of seed ${courses[0]?.seed ?? "0"}, the thick line`],
          ]
        : [],
      claims,
      failures: [...lateAlarms(found, courses), ...falseAlarmsIn(rows, flips, courses)],
      pictures: courses.length > 0 ? [parityPicture(rows, flips, courses, stages)] : [],
      leads: found.length > 0 ? leadRows(found, (name) => ruleText(flips, name)) : null,
      leadNote: leadNote(rows, seedsOf(rows)),
      stages,
    };
  },
};

/** Of a seed: the last step up to which accuracy stayed at chance, the jump, and the checkpoints between which it rose. */
type Course = { seed: string; atChance: number | null; jump: number | null; from: number | null; to: number | null };

function courseOf(rows: readonly Measurement[], seed: string): Course {
  const accuracy = curveOf(rows, "tokenAccuracy", seed);
  const { steps, values } = accuracy;
  const leaves = values.findIndex((value) => value < 0.45 || value > 0.55);
  const to = firstStep(accuracy, JUMP);
  const from = steps.findLast((step, i) => to !== null && step < to && values[i]! <= 0.55) ?? null;
  const atChance = steps[(leaves < 0 ? steps.length : leaves) - 1] ?? null;
  return { seed, atChance, jump: jumpStep(jumpOf(rows, seed)), from, to };
}

function jumpClaim(courses: readonly Course[]): Claim {
  return claimOverSeeds(
    {
      what: "accuracy stays at chance (.45-.55) for 1,000 steps or more, then jumps above .95",
      expected: "jump at 3.0k and 5.5k steps; accepted within a factor of 2: 1.5k to 11k",
    },
    courses.map(({ atChance, jump }) => (atChance === null || jump === null ? null : { atChance, jump })),
    ({ atChance, jump }) => atChance >= 1000 && jump >= 1500 && jump <= 11000,
    (all) => `at chance up to ${listed(all.map((c) => c.atChance))}, jump at ${listed(all.map((c) => c.jump))}`,
  );
}

function widthClaim(courses: readonly Course[]): Claim {
  return claimOverSeeds(
    {
      what: "the jump is abrupt: 10-90 % of its rise (accuracy .55 to .95) in less than a third of its step",
      expected: "flat, then an abrupt drop of the error",
    },
    courses.map(({ from, to }) =>
      from === null || to === null ? null : { width: to - from, share: (to - from) / to },
    ),
    ({ share }) => share < 1 / 3,
    (all) => `${listed(all.map((c) => c.width))} steps, ${listed(all.map((c) => c.share))} of the jump's step`,
  );
}

/** The first checkpoints are left out: the loss of random weights. */
function lossClaim(rows: readonly Measurement[], courses: readonly Course[]): Claim {
  const largest = courses.map(({ seed, atChance }) => {
    const { steps, values } = curveOf(rows, "nll", seed);
    const flat = values.filter((_, i) => steps[i]! >= 100 && steps[i]! <= 0.9 * (atChance ?? 0));
    return flat.length > 0 ? Math.max(...flat.map((value) => Math.abs(value / LN2 - 1))) : null;
  });
  return claimOverSeeds(
    {
      what: "the loss stays at ln 2 (within 5 %) for nine tenths of the time at chance",
      expected: "loss .695 while accuracy is .50",
    },
    largest,
    (share) => share <= 0.05,
    (all) => `largest distance ${listed(all.map((share) => 100 * share))} % of ln 2`,
  );
}

/** How many times max |dW| has grown from step 1 to the last step at chance, and its value there. */
function movementOf(rows: readonly Measurement[], seed: string, step: number | null) {
  const [start, value] = [1, step ?? 0].map((at) => valueAtStep(rows, "hiddenProgress", seed, at));
  return start && value ? { value, factor: value / start } : null;
}

function movementClaim(rows: readonly Measurement[], courses: readonly Course[]): Claim {
  return claimOverSeeds(
    {
      what: "max |dW| has grown tenfold or more since step 1 while accuracy is still at chance",
      expected: "x 20 at accuracy .50, .004 to .08",
    },
    courses.map(({ seed, atChance }) => movementOf(rows, seed, atChance)),
    ({ factor }) => factor >= 10,
    (all) => `x ${listed(all.map((m) => m.factor))}, to ${listed(all.map((m) => m.value))}`,
  );
}

/** The alarm of a seed: its lead over the jump, and how long before the last checkpoint at chance it rang (negative: behind it). */
function alarmIn(found: readonly Lead[], courses: readonly Course[]) {
  return found
    .filter(({ indicator }) => indicator === GROWTH)
    .map(({ seed, step, lead }) => {
      const atChance = courses.find((course) => course.seed === seed)?.atChance ?? null;
      return step === null || lead === null || atChance === null ? null : { seed, before: atChance - step, lead };
    });
}

/** The level rule rings in every control, so the claim is about growth. */
function alarmClaim(found: readonly Lead[], courses: readonly Course[], flips: readonly Measurement[]): Claim {
  const alarms = alarmsOf(flips, GROWTH);
  const claim = claimOverSeeds(
    {
      what: "faster growth of max |dW| rings before accuracy .95, and in at most 1 of 8 controls",
      expected: "a lead in steps, with the rate of false alarms on labels without meaning",
    },
    alarmIn(found, courses),
    ({ lead }) => lead > 0,
    (all) => `${listed(all.map((a) => a.lead))} steps before; ${alarmText(alarms)}`,
  );
  return { ...claim, holds: claim.holds && alarms !== null && alarms.rate <= 1 / 8 };
}

/** Seeds whose alarm is no warning: accuracy had begun to move. */
function lateAlarms(found: readonly Lead[], courses: readonly Course[]): string[] {
  const late = alarmIn(found, courses).flatMap((alarm) => (alarm && alarm.before < 0 ? [alarm] : []));
  if (late.length === 0) return [];
  const steps = late.map(({ seed, before }) => `seed ${seed} by ${-before} steps`).join(", ");
  return [
    `The alarm is no warning in ${plural(late.length, "seed")}: accuracy had left chance before it rang (${steps}).`,
  ];
}

function llcClaim(rows: readonly Measurement[], courses: readonly Course[]): Claim {
  const levels = courses.map(({ seed, atChance, jump }) => {
    const { steps, values } = curveOf(rows, "llc", seed);
    const before = values.filter((_, i) => atChance !== null && steps[i]! <= 0.9 * atChance);
    const after = values[steps.findIndex((step) => jump !== null && step >= jump)];
    return before.length > 0 && after !== undefined ? { before: mean(before), after } : null;
  });
  return claimOverSeeds(
    {
      what: "the LLC at least doubles across the jump",
      expected: "loss falls, complexity rises (a stage of type A)",
    },
    levels,
    ({ before, after }) => after >= 2 * before,
    (all) => `${listed(all.map((l) => l.before))} at chance, ${listed(all.map((l) => l.after))} behind the jump`,
  );
}

/** What moved in the controls as well, in sentences. */
function falseAlarmsIn(
  rows: readonly Measurement[],
  flips: readonly Measurement[],
  courses: readonly Course[],
): string[] {
  const level = (name: string, words: string) => {
    const alarms = alarmsOf(flips, name);
    if (!alarms?.alarms) return [];
    return [`The level of ${words} is no evidence of learning: by the rule of the table it ${alarmText(alarms)}.`];
  };
  return [
    ...driftIn(rows, flips, courses),
    ...level("hiddenProgress", "max |dW|"),
    ...level("parityGap", "the parity gap, which knows the answer,"),
  ];
}

/** The growth that is published as hidden progress, beside that of the controls up to the same steps. */
function driftIn(rows: readonly Measurement[], flips: readonly Measurement[], courses: readonly Course[]): string[] {
  const factors = courses.map(({ seed, atChance }) => {
    const control = seedsOf(flips).flatMap((own) => movementOf(flips, own, atChance)?.factor ?? []);
    return {
      own: movementOf(rows, seed, atChance)?.factor ?? null,
      control: control.length > 0 ? mean(control) : null,
    };
  });
  const drifts = factors.filter(({ own, control }) => own !== null && control !== null);
  if (drifts.length === 0) return [];
  const [own, control] = [listed(drifts.map((d) => d.own)), listed(drifts.map((d) => d.control))];
  return [
    `Weights move with nothing to learn, too: x ${control} (mean of controls) up to the steps where max |dW| had grown x ${own}.`,
  ];
}
