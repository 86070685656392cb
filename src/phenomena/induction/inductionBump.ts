/**
 * The induction bump: the loss rests on what word pairs give, then falls abruptly, and in the same window the model begins to learn from
 * its context, because heads of two layers have joined into a circuit. A one-layer model cannot build it and is the control.
 */

import { number } from "../../base/words.ts";
import { lossBump } from "../../development/bump.ts";
import { seedsOf } from "../../development/curve.ts";
import type { Measurement } from "../../records.ts";
import { claimOverSeeds, listed } from "../claims.ts";
import type { Phenomenon } from "../phenomenon.ts";
import { lastValue, leadRows } from "../rows.ts";
import type { Claim } from "../section.ts";
import { settingsOf } from "../settings.ts";
import { bestHead, type Course, courseOf, departedAt, halfWay, ICL_LEARNED, leadsOf } from "./facts.ts";
import { failuresOf, noteOf, RULE } from "./notes.ts";
import { headsPicture, mainPicture } from "./pictures.ts";
import { type SubStage, subStages } from "./stages.ts";

/** A bump counts from this height above the convex hull on, nats. */
const HEIGHT = 0.1;

export const inductionBump: Phenomenon = {
  name: "induction-bump",
  title: "The induction bump",
  summary:
    "A small transformer that reads text with repeated pieces first learns which word follows which, and its loss almost stops. Then the loss falls abruptly, the one place where it is not convex: a head that looks at the previous token and heads that look behind earlier copies of the current one have become an induction circuit, and the model predicts late tokens better than early ones. With one layer nothing of this happens.",
  source:
    "Olsson et al. 2022 (2209.11895): bump, in-context score, heads, one-layer control; Hoogland et al. 2024 (2402.02364): sub-stages and LLC",
  families: [{ family: "induction-bump" }, { family: "induction-one-layer" }],
  judge(trained) {
    const [rows, control] = [trained[0]?.rows ?? [], trained[1]?.rows ?? []];
    const courses = seedsOf(rows).map((seed) => courseOf(rows, seed));
    const found = courses.flatMap(leadsOf);
    const stages = subStages(courses);
    return {
      settings: settingsOf(trained[0]),
      claims: [
        bumpClaim(courses),
        scoreClaim(courses),
        prefixClaim(courses),
        orderClaim(courses),
        ablationClaim(rows, courses),
        controlClaim(control),
        firstStageClaim(stages),
        circuitClaim(stages),
      ],
      failures: failuresOf(rows, courses, stages),
      pictures:
        courses.length > 0
          ? [mainPicture(rows, control, courses, stages), headsPicture(rows, subStages(courses.slice(0, 1)))]
          : [],
      leads: found.length > 0 ? leadRows(found, () => RULE) : null,
      leadNote: noteOf(found, courses),
      stages,
    };
  },
};

function bumpClaim(courses: readonly Course[]): Claim {
  return claimOverSeeds(
    {
      what: `the loss has a bump: it rises ${HEIGHT} nats or more above its lower convex hull over linear steps`,
      expected: "the only place in training where the loss is not convex",
    },
    courses.map(({ bump }) => bump),
    ({ height }) => height >= HEIGHT,
    (all) =>
      `${listed(all.map((b) => b.height))} nats, between steps ${all.map((b) => `${b.from} and ${b.to}`).join(", ")}`,
  );
}

/** Half of a rise or fall inside the bump's window. */
const inBump = ({ bump }: Course, step: number | null): boolean =>
  bump !== null && step !== null && step > bump.from && step <= bump.to;

function scoreClaim(courses: readonly Course[]): Claim {
  return claimOverSeeds(
    {
      what: `the in-context score falls to ${ICL_LEARNED} nats or lower, half of its fall inside the bump`,
      expected: "about −0.4 nats after the phase change, loss(late) − loss(early)",
    },
    courses.map((course) => {
      const last = course.icl.values.at(-1);
      return last === undefined ? null : { course, last, half: halfWay(course.icl, "below") };
    }),
    ({ course, last, half }) => last <= ICL_LEARNED && inBump(course, half),
    (all) => `${listed(all.map((s) => s.last))} nats at the end, half way at ${listed(all.map((s) => s.half))}`,
  );
}

function prefixClaim(courses: readonly Course[]): Claim {
  return claimOverSeeds(
    {
      what: "a head of layer 1 comes to look behind earlier copies (prefix matching 0.3 or more), half of its rise inside the bump",
      expected: "induction heads form in the same window",
    },
    courses.map((course) => {
      const values = course.prefix.values;
      return values.length > 0 ? { course, top: Math.max(...values), half: halfWay(course.prefix, "above") } : null;
    }),
    ({ course, top, half }) => top >= 0.3 && inBump(course, half),
    (all) =>
      `${all.map((s) => s.course.prefixHead).join(", ")} reach ${listed(all.map((s) => s.top))}, half way at ${listed(all.map((s) => s.half))}`,
  );
}

function orderClaim(courses: readonly Course[]): Claim {
  return claimOverSeeds(
    {
      what: "two sub-stages: the previous-token head of layer 0 leaves its plateau first, then prefix matching in layer 1 and the in-context score",
      expected: "previous-token heads first, the rest of the circuit second",
    },
    courses.map((course) => {
      const [previous, prefix] = [departedAt(course, "previous"), departedAt(course, "prefix")];
      const icl = departedAt(course, "icl");
      return previous === null || prefix === null || icl === null ? null : { previous, prefix, icl };
    }),
    ({ previous, prefix, icl }) => previous < prefix && previous < icl,
    (all) =>
      `previous token at ${listed(all.map((s) => s.previous))}; prefix matching at ${listed(all.map((s) => s.prefix))}; in-context score at ${listed(all.map((s) => s.icl))}`,
  );
}

function ablationClaim(rows: readonly Measurement[], courses: readonly Course[]): Claim {
  return claimOverSeeds(
    {
      what: "without the best prefix-matching head the loss is 0.1 nats a token higher at the end",
      expected: "ablating induction heads takes most of the in-context learning away",
    },
    courses.map(({ seed, prefixHead }) => (prefixHead ? lastValue(rows, `ablationDelta.${prefixHead}`, seed) : null)),
    (delta) => delta >= 0.1,
    (all) => `${listed(all)} nats a token`,
  );
}

function controlClaim(control: readonly Measurement[]): Claim {
  return claimOverSeeds(
    {
      what: "with one layer: no bump, in-context score above half of −0.4, no head with prefix matching above 0.1",
      expected: "one-layer models never show it",
    },
    seedsOf(control).map((seed) => {
      const { nll, icl } = courseOf(control, seed);
      const head = bestHead(control, "prefixMatching", 0, seed);
      const prefix = head ? lastValue(control, `prefixMatching.${head}`, seed) : null;
      const [bump, score] = [lossBump(nll.steps, nll.values), icl.values.at(-1)];
      return bump && score !== undefined && prefix !== null ? { height: bump.height, score, prefix } : null;
    }),
    ({ height, score, prefix }) => height < HEIGHT && score > ICL_LEARNED / 2 && prefix < 0.1,
    (all) =>
      `bump ${listed(all.map((c) => c.height))}, in-context score ${listed(all.map((c) => c.score))}, prefix matching ${listed(all.map((c) => c.prefix))}`,
  );
}

/** The share of the circuit stage's fall that still counts as a loss about flat. */
const ABOUT_FLAT = 0.1;

/** Published as type B, "loss flat, LLC level or down"; read from the numbers, because the type `flat` says nothing about the loss. */
function firstStageClaim(stages: readonly SubStage[]): Claim {
  const [first, second] = [stages[1], stages[2]];
  return {
    what: "while the previous-token head forms alone, the loss falls less than a tenth of what it falls in the next stage, and the LLC does not rise by more than two standard errors",
    expected: "type B: loss flat, LLC level or down",
    obtained: first && second ? `${first.evidence}; next stage nll ${number(second.dLoss)}` : "no measurement",
    holds: first !== undefined && second !== undefined && isLevel(first, second),
    seeds: `mean of ${first?.numSeeds ?? 0}`,
  };
}

const isLevel = (first: SubStage, second: SubStage): boolean =>
  second.dLoss < 0 && first.dLoss / second.dLoss < ABOUT_FLAT && first.dLLC <= 2 * first.eLLC;

function circuitClaim(stages: readonly SubStage[]): Claim {
  const stage = stages[2];
  return {
    what: "while the rest of the circuit forms, the loss falls and the LLC rises (type A)",
    expected: "type A",
    obtained: stage ? `type ${stage.type}: ${stage.evidence}` : "no measurement",
    holds: stage?.type === "A",
    seeds: `mean of ${stage?.numSeeds ?? 0}`,
  };
}
