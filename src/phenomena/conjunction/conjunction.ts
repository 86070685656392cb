/**
 * A jump made of smooth steps: the likelihood of one look-up improves evenly with size, eight right ones in a row appear suddenly.
 * Everything is read over sizes at the end of training. Is the jump in exact match more than the product of the steps, and is success
 * over k steps what the derivation for identical steps says it is?
 */

import { number } from "../../base/words.ts";
import { seedsOf } from "../../development/curve.ts";
import { fitLine } from "../../math/regression.ts";
import { mean } from "../../math/stats.ts";
import type { Family } from "../../specs.ts";
import { claimOverSeeds, listed } from "../claims.ts";
import type { Phenomenon } from "../phenomenon.ts";
import type { Claim } from "../section.ts";
import { settingsOf } from "../settings.ts";
import { conjunctionPicture, doubleLog, IN_A_ROW, productOfSteps, type SizeCourse, sizeCourse } from "./facts.ts";

/** The largest rung still on the floor, and the first that has to be off it. */
const [FLOOR, RISEN] = ["d24", "d40"];

export const conjunction: Phenomenon = {
  name: "conjunction",
  title: "Conjunction of steps",
  summary:
    "Eight memorised look-ups in a chain, learned by models of growing size. The likelihood of one look-up improves smoothly; getting all eight right jumps, because it is a product of eight smooth numbers.",
  source:
    "derived: success over k steps of probability p is p^k; recipe and numbers measured with PyTorch, three seeds",
  families: [{ family: "conjunction" }],
  judge(trained) {
    const courses = trained.flatMap(({ family, rows }) => seedsOf(rows).map((seed) => sizeCourse(family, rows, seed)));
    const ladder = trained[0]?.family.ladder ?? [];
    const complete = courses.filter((course) => course !== null);
    const [floor, risen] = [FLOOR, RISEN].map((name) => ladder.findIndex((rung) => rung.name === name)) as [
      number,
      number,
    ];
    const claims = [
      jumpClaim(courses, floor, risen),
      smoothClaim(complete, courses.length),
      shareClaim(courses, floor),
      productClaim(courses),
      parallelClaim(courses),
    ];
    return {
      settings: settingsOf(trained[0]),
      claims,
      failures: [...bent(complete, floor, ladder), ...firstStep(complete, ladder)],
      pictures: complete.length > 0 ? [conjunctionPicture(complete)] : [],
      leads: null,
      leadNote: null,
      stages: [],
    };
  },
};

type Courses = readonly (SizeCourse | null)[];

function jumpClaim(courses: Courses, floor: number, risen: number): Claim {
  return claimOverSeeds(
    {
      what: `exact match of 8 steps is below .2 at every size up to ${FLOOR} and above .5 at ${RISEN}`,
      expected: ".10, .14, .19 at d24; .81, .85, .82 at d40",
    },
    courses.map((course) => {
      if (!course || floor < 0 || risen < 0) return null;
      return { low: Math.max(...course.exactMatch.slice(0, floor + 1)), high: course.exactMatch[risen]! };
    }),
    ({ low, high }) => low < 0.2 && high > 0.5,
    (all) => `at most ${listed(all.map((a) => a.low))} up to ${FLOOR}; ${listed(all.map((a) => a.high))} at ${RISEN}`,
  );
}

/** On the mean over seeds: single runs scatter about the curve by as much as it falls from one size to the next. */
function smoothClaim(courses: readonly SizeCourse[], numSeeds: number): Claim {
  const nll = courses[0]?.nll.map((_, i) => mean(courses.map((course) => course.nll[i]!))) ?? [];
  const falls = nll.slice(1).map((value, i) => nll[i]! - value);
  const whole = nll.length > 1 ? nll[0]! - nll.at(-1)! : 0;
  const largest = Math.max(0, ...falls) / whole;
  return {
    what: "the loss of one step, mean over seeds, falls at every size, never by more than a third of the whole fall",
    expected: "2.19, 1.94, 1.54, .90, .69, .30, .09, .06 nats: largest share .30",
    obtained: whole > 0 ? `${listed(nll)}: largest share ${number(largest)}` : "no measurement",
    holds: courses.length > 0 && courses.length === numSeeds && falls.every((fall) => fall > 0) && largest <= 1 / 3,
    seeds: `mean of ${courses.length}`,
  };
}

function shareClaim(courses: Courses, floor: number): Claim {
  const share = (values: readonly number[]) => (values[floor]! - values[0]!) / (values.at(-1)! - values[0]!);
  return claimOverSeeds(
    {
      what: `at ${FLOOR} the loss has made more than half of its change over all sizes, exact match less than a quarter`,
      expected: ".70 and .16",
    },
    courses.map((course) =>
      course && floor >= 0 ? { nll: share(course.nll), match: share(course.exactMatch) } : null,
    ),
    ({ nll, match }) => nll > 0.5 && match < 0.25,
    (all) => `loss ${listed(all.map((a) => a.nll))}, exact match ${listed(all.map((a) => a.match))}`,
  );
}

function productClaim(courses: Courses): Claim {
  return claimOverSeeds(
    {
      what: "the jump is the conjunction: exact match is the product of the 8 steps' accuracies within .05 at every size",
      expected:
        "no dependence gap that changes with size; difficulty shared inside an example would lift exact match above the product",
    },
    courses.map((course) => {
      if (!course) return null;
      const product = productOfSteps(course);
      return Math.max(...course.exactMatch.map((value, i) => Math.abs(value - product[i]!)));
    }),
    (gap) => gap <= 0.05,
    (all) => `largest gap ${listed(all)}`,
  );
}

/** Slope of F against ln size for every k, and the mean distance of F_k - F_1 from ln k. */
function linesOfF(course: SizeCourse) {
  const x = course.sizes.map(Math.log);
  const single = doubleLog(course, 1);
  const slopes = IN_A_ROW.map((k) => fitLine(x, doubleLog(course, k)).slope);
  const offsets = IN_A_ROW.map((k) => mean(doubleLog(course, k).map((value, i) => value - single[i]!)) - Math.log(k));
  const largest = (values: number[]) => Math.max(...values.map(Math.abs));
  return { slope: mean(slopes), spread: largest(slopes.map((s) => s / mean(slopes) - 1)), offset: largest(offsets) };
}

function parallelClaim(courses: Courses): Claim {
  return claimOverSeeds(
    {
      what: `F = ln(-ln success) against ln size: lines for the last ${IN_A_ROW.join(", ")} steps are parallel (slopes within 10 %) and ln k apart (within .15)`,
      expected: "slope -alpha for every k, offset ln k",
    },
    courses.map((course) => course && linesOfF(course)),
    ({ slope, spread, offset }) => slope < 0 && spread <= 0.1 && offset <= 0.15,
    (all) =>
      `slope ${listed(all.map((a) => a.slope))}; slopes within ${listed(all.map((a) => 100 * a.spread))} %; offsets within ${listed(all.map((a) => a.offset))} of ln k`,
  );
}

/** The derivation takes a power law; where the log-log slope doubles on the way, the loss is none. */
function bent(courses: readonly SizeCourse[], floor: number, ladder: Family["ladder"]): string[] {
  if (courses.length === 0 || floor < 1 || floor > ladder.length - 2) return [];
  const slope = (from: number, to?: number) =>
    mean(
      courses.map(
        ({ sizes, nll }) => fitLine(sizes.slice(from, to).map(Math.log), nll.slice(from, to).map(Math.log)).slope,
      ),
    );
  const [before, behind] = [slope(0, floor + 1), slope(floor)];
  if (Math.abs(behind / before) < 1.5) return [];
  return [
    `The loss is no power law of size: its log-log slope is ${number(before)} up to ${FLOOR} and ${number(behind)} from there on, so a power law fitted to the small sizes would place the jump too late.`,
  ];
}

/** At the largest size the first look-up is the hardest one, so the eight steps are not identical there. */
function firstStep(courses: readonly SizeCourse[], ladder: Family["ladder"]): string[] {
  const ratios = courses.map(({ stepNll }) => stepNll.at(-1)![0]! / mean(stepNll.at(-1)!.slice(1)));
  if (ratios.length === 0 || mean(ratios) < 1.5) return [];
  return [
    `The steps are not identical: at ${ladder.at(-1)!.name} the first one costs ${listed(ratios)} times the mean of the others, so lines that include it are not ln k apart.`,
  ];
}
