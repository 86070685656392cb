/**
 * List sorting: what goes on after everything is learned. Two heads that sort equally well go on to divide the numbers between them, and
 * the LLC falls at a loss close to 0. One head as wide as the two together is the control: what falls there has nothing to divide.
 */
import { rootKey } from "../../base/random.ts";
import { number, plural } from "../../base/words.ts";
import { type Curve, curveOf, seedsOf } from "../../development/curve.ts";
import { type Development, developmentOf } from "../../development/development.ts";
import type { Measurement } from "../../records.ts";
import { claimOverSeeds, listed } from "../claims.ts";
import type { Phenomenon, TrainedFamily } from "../phenomenon.ts";
import { lastValue, stageRows } from "../rows.ts";
import type { Claim, Stage } from "../section.ts";
import { settingsOf } from "../settings.ts";
import { type Course, courseOf, departures, leadsOf, noteOf, picture, SORTED } from "./notes.ts";

export const listSorting: Phenomenon = {
  name: "list-sorting",
  title: "List sorting: heads that specialise",
  summary:
    "One layer of attention with two heads sorts lists within a few hundred steps. For thousands of steps after that, while accuracy stands at 1, the heads divide the numbers between them and the local learning coefficient falls: the model becomes simpler when its answers cannot become better.",
  source:
    "list sorting with an LLC that falls as two heads split the vocabulary (published); learning rate and length not given there",
  families: [{ family: "list-sorting" }, { family: "list-sorting-one-head" }],
  judge(trained) {
    const [rows, control] = [trained[0]?.rows ?? [], trained[1]?.rows ?? []];
    const courses = seedsOf(rows).map((seed) => courseOf(rows, seed));
    const found =
      rows.length > 0
        ? developmentOf(rows, { metric: "exactMatch", threshold: SORTED }, rootKey("list-sorting"))
        : null;
    const stages = found?.stages ? stageRows(found.stages, "nll") : [];
    const claims = [
      fallClaim(courses),
      sortedClaim(courses),
      specialisationClaim(courses),
      headsClaim(rows),
      stageClaim(found, stages, courses.length),
      controlClaim(rows, control),
    ];
    return {
      settings: settings(trained),
      claims,
      failures: [...departures(courses, control)],
      pictures: courses.length > 0 ? [picture(rows, control, found, stages)] : [],
      leads: found ? leadsOf(found) : null,
      leadNote: noteOf(found),
      stages,
    };
  },
};

function settings([two, one]: readonly TrainedFamily[]): [string, string][] {
  if (!two) return [];
  const control = one
    ? [
        [
          "control",
          `${one.family.ladder[0]!.nParams} parameters with one head, ${plural(one.family.numSeeds, "seed")}`,
        ] as [string, string],
      ]
    : [];
  return [...settingsOf(two), ...control];
}

function fallClaim(courses: readonly Course[]): Claim {
  return claimOverSeeds(
    {
      what: "the LLC falls below half of its peak while head specialisation grows by 0.2 or more",
      expected: "the LLC falls as two heads split the vocabulary",
    },
    courses.map(({ peak, end, atPeak, last }) =>
      peak === null || end === null || atPeak === null || last === null ? null : { peak, end, atPeak, last },
    ),
    ({ peak, end, atPeak, last }) => peak > 0 && end <= peak / 2 && last - atPeak >= 0.2,
    (all) =>
      `LLC ${all.map((c) => `${number(c.peak)} to ${number(c.end)}`).join(", ")}; specialisation ${all.map((c) => `${number(c.atPeak)} to ${number(c.last)}`).join(", ")}`,
  );
}

function sortedClaim(courses: readonly Course[]): Claim {
  return claimOverSeeds(
    { what: "lists come out sorted (exact match 0.99 or more at the end)", expected: "accuracy 1" },
    courses.map(({ exactMatch }) => exactMatch),
    (value) => value >= 0.99,
    listed,
  );
}

function specialisationClaim(courses: readonly Course[]): Claim {
  return claimOverSeeds(
    {
      what: "the heads divide the numbers: specialisation at least doubles from its least value, to 0.5 or more",
      expected: "two heads split the vocabulary; 1 would be a head for every number",
    },
    courses.map(({ least, last }) => (least === null || last === null ? null : { least, last })),
    ({ least, last }) => last >= 0.5 && last >= 2 * least,
    (all) => all.map(({ least, last }) => `${number(least)} to ${number(last)}`).join(", "),
  );
}

function headsClaim(rows: readonly Measurement[]): Claim {
  return claimOverSeeds(
    {
      what: "neither head can do it alone: without either the loss is 0.5 nats a token higher at the end",
      expected: "both heads carry a part of the vocabulary",
    },
    seedsOf(rows).map((seed) => {
      const deltas = ["L0H0", "L0H1"].map((head) => lastValue(rows, `ablationDelta.${head}`, seed));
      const [a, b] = deltas;
      return a == null || b == null ? null : Math.min(a, b);
    }),
    (delta) => delta >= 0.5,
    (all) => `${listed(all)} nats for the less needed head`,
  );
}

/** The stage in which the LLC falls most. */
function stageClaim(found: Development | null, stages: readonly Stage[], numSeeds: number): Claim {
  const changes = found?.stages?.stages.map(({ dLLC }) => dLLC) ?? [];
  const falling = stages[changes.indexOf(Math.min(...changes))];
  return {
    what: "the stage in which the LLC falls most is of type B: the loss is about flat or falls slightly",
    expected: "type B",
    obtained: falling
      ? `type ${falling.type}, from step ${Math.round(falling.from)} to ${Math.round(falling.to)}: ${falling.evidence}`
      : "no measurement",
    holds: falling?.type === "B",
    seeds: `mean of ${numSeeds}`,
  };
}

/** Compared at the last step at which every seed of both has an LLC: refused estimates leave holes. */
function controlClaim(rows: readonly Measurement[], control: readonly Measurement[]): Claim {
  const curves = [rows, control].map((all) => seedsOf(all).map((seed) => curveOf(all, "llc", seed)));
  const [two, one] = curves as [Curve[], Curve[]];
  const step =
    one.length > 0 ? two[0]?.steps.findLast((at) => curves.flat().every(({ steps }) => steps.includes(at))) : undefined;
  const at = (all: readonly Curve[]) => all.map(({ steps, values }) => values[steps.indexOf(step ?? -1)] ?? null);
  const least = Math.min(...at(one).map((value) => value ?? Number.NEGATIVE_INFINITY));
  return claimOverSeeds(
    {
      what: "late in training the LLC with two heads is below that of every seed with one head of the same size",
      expected: "the fall comes with the division between heads",
    },
    at(two),
    (value) => value < least,
    (all) => `${listed(all)} with two heads, ${listed(at(one))} with one, at step ${step}`,
  );
}
