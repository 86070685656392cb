/**
 * Superposition against sparsity: how many dimensions does a feature get? Dense features share all of them alike, sparse ones come to
 * stand in antipodal pairs over a whole range of sparsities, and sparser ones are packed more tightly. One family, trained per density.
 */

import { number } from "../../base/words.ts";
import { curveOf, seedsOf } from "../../development/curve.ts";
import { mean } from "../../math/stats.ts";
import type { Measurement } from "../../records.ts";
import { claimOverSeeds, listed } from "../claims.ts";
import type { Phenomenon, TrainedFamily } from "../phenomenon.ts";
import { lastValue } from "../rows.ts";
import type { Claim, Line, Picture, Point } from "../section.ts";
import { settingsOf } from "../settings.ts";

/** 1 / (1 - S) of the trained families, and their densities 1 - S. */
const INVERSE_DENSITIES = [1, 1.5, 2, 2.5, 3, 3.5, 5, 10];
const DENSITIES = INVERSE_DENSITIES.map((x) => Number((1 / x).toFixed(4)));

/** Where features are expected in pairs: at these 1 / (1 - S), inclusive. Chosen on trial runs of seed 0; the others came after. */
const PAIRED = [2.5, 3.5] as const;
/** A dimensionality is at a level within this. */
const NEAR = 0.05;
/** The levels that are commonly quoted, besides 1/2. */
const QUOTED = [3 / 4, 2 / 3, 2 / 5, 3 / 8];

/** One run at its end: x = 1 / (1 - S), D* and the dimensionalities of the represented features, ascending. */
type Run = { x: number; seed: string; dStar: number; represented: number[]; largest: number };

/** Dimensions per feature against sparsity. */
export const superpositionSparsity: Phenomenon = {
  name: "superposition-sparsity",
  title: "Superposition: sparsity",
  summary:
    "200 features in 20 hidden dimensions, trained at eight sparsities. Dense features are laid on arbitrary directions and none has one to itself. Over a range of sparsities features come in antipodal pairs that share one dimension; sparser still, they are packed more tightly.",
  source:
    "Elhage et al. 2022, n = 400, m = 30: dimensions per feature are sticky at 1 and 1/2, antipodal pairs over a wide range of sparsity; feature dimensionality",
  families: DENSITIES.map((density) => ({ family: "superposition-sparsity", taskParams: { density } })),
  judge(trained) {
    const runs = trained.flatMap(runsOf);
    const seeds = [...new Set(runs.map(({ seed }) => seed))].sort();
    const bySeed = seeds.map((seed) => runs.filter((run) => run.seed === seed).sort((a, b) => a.x - b.x));
    const claims = [stickyClaim(bySeed), pairClaim(bySeed), denseClaim(bySeed), fallClaim(bySeed)];
    return {
      settings: trained[0] ? settingsFor(trained) : [],
      claims,
      failures: [...narrowPlateau(bySeed), ...otherLevels(runs)],
      pictures: runs.length > 0 ? [picture(runs, seeds)] : [],
      leads: null,
      leadNote: null,
      stages: [],
    };
  },
};

/** The represented features are as many as the whole's row counts, and those with the largest dimensionality. */
function runsOf({ family, rows }: TrainedFamily): Run[] {
  const x = Number((1 / Number(family.task.params.density)).toFixed(2));
  return seedsOf(rows).flatMap((seed) => {
    const { steps } = curveOf(rows, "dimensionsPerFeature", seed);
    const dStar = lastValue(rows, "dimensionsPerFeature", seed);
    if (dStar === null) return [];
    const here = rows.filter((row) => row.seed === seed && row.step === steps.at(-1));
    const whole = here.find(({ metric }) => metric === "featureDimensionality");
    const all = here.filter(isPart).map(({ value }) => value);
    const ascending = all.sort((a, b) => a - b);
    const represented = whole ? ascending.slice(-whole.n) : [];
    return ascending.length > 0 ? [{ x, seed, dStar, represented, largest: ascending.at(-1)! }] : [];
  });
}

const isPart = ({ metric }: Measurement) => metric.startsWith("featureDimensionality.");

function settingsFor(trained: readonly TrainedFamily[]): [string, string][] {
  const range: [string, string] = ["sparsity", `1/(1 − S) = ${INVERSE_DENSITIES.join(", ")}, one family each`];
  const shared = settingsOf(trained[0]!).map(([name, text]): [string, string] => [
    name,
    text.replace(/, density [\d.]+/, ""),
  ]);
  return [...shared, range];
}

type BySeed = readonly (readonly Run[])[];

/** The runs of a seed where pairs are expected; null unless there are three sparsities or more. */
const pairedOf = (runs: readonly Run[]): Run[] | null => {
  const own = runs.filter(({ x }) => x >= PAIRED[0] && x <= PAIRED[1]);
  return own.length >= 3 ? own : null;
};

function stickyClaim(bySeed: BySeed): Claim {
  return claimOverSeeds(
    {
      what: `dimensions per feature stick at 1/2: within ${NEAR} of it at every 1/(1 − S) from ${PAIRED[0]} to ${PAIRED[1]}`,
      expected: "D* sticky at 1/2 over a range of sparsity",
    },
    bySeed.map(pairedOf),
    (runs) => runs.every(({ dStar }) => Math.abs(dStar - 1 / 2) <= NEAR),
    (all) => all.map((runs) => `D* ${listed(runs.map(({ dStar }) => dStar))}`).join("; "),
  );
}

const shareNear = ({ represented }: Run, level: number, width = NEAR): number =>
  represented.filter((d) => Math.abs(d - level) <= width).length / represented.length;

function pairClaim(bySeed: BySeed): Claim {
  return claimOverSeeds(
    {
      what: `there the features are antipodal pairs: 95 % of the represented ones have a dimensionality within ${NEAR} of 1/2`,
      expected: "1/2 in an antipodal pair",
    },
    bySeed.map((runs) => pairedOf(runs)?.filter(({ represented }) => represented.length > 0) ?? null),
    (runs) => runs.length >= 3 && runs.every((run) => shareNear(run, 1 / 2) >= 0.95),
    (all) => all.map((runs) => `share ${listed(runs.map((run) => shareNear(run, 1 / 2)))}`).join("; "),
  );
}

function denseClaim(bySeed: BySeed): Claim {
  return claimOverSeeds(
    {
      what: "dense features (S = 0): D* is 1 within .05, but no feature has a dimension to itself (all D_i below .5)",
      expected: "D* sticky at 1, and no line of features at 1: dense, features are no different from other directions",
    },
    bySeed.map((runs) => runs.find(({ x }) => x === 1) ?? null),
    ({ dStar, largest }) => Math.abs(dStar - 1) <= 0.05 && largest < 0.5,
    (all) => `D* ${listed(all.map((run) => run.dStar))}; largest D_i ${listed(all.map((run) => run.largest))}`,
  );
}

function fallClaim(bySeed: BySeed): Claim {
  return claimOverSeeds(
    {
      what: "the sparser, the more features a dimension holds: D* falls at every step from S = 0 to the sparsest, below .25",
      expected: "D* falls with 1/(1 − S)",
    },
    bySeed.map((runs) => (runs.length >= 3 ? runs.map(({ dStar }) => dStar) : null)),
    (values) => values.every((value, i) => i === 0 || value < values[i - 1]!) && values.at(-1)! < 0.25,
    (all) => all.map((values) => `D* ${listed(values)}`).join("; "),
  );
}

/** How far D* stays at 1/2 on the sparsities that were trained. */
function narrowPlateau(bySeed: BySeed): string[] {
  const sizes = (bySeed[0] ?? []).map(({ x }) => x);
  const at = (i: number) => bySeed.map((runs) => runs[i]?.dStar ?? 0);
  const stuck = sizes.map((_, i) => at(i).every((dStar) => Math.abs(dStar - 1 / 2) <= NEAR));
  const [first, last] = [stuck.indexOf(true), stuck.lastIndexOf(true)];
  if (first < 1 || last > sizes.length - 2) return [];
  const outside = (i: number) => `D* ${listed(at(i))} at ${sizes[i]}`;
  return [
    `Published is a wide range of sparsity at 1/2; here it is 1/(1 − S) from ${sizes[first]} to ${sizes[last]}, with ${outside(first - 1)} and ${outside(last + 1)}.`,
  ];
}

/** How many features of the sparser runs lie at the levels that are commonly quoted: no claim rests on those. */
function otherLevels(runs: readonly Run[]): string[] {
  const sparser = runs.filter(({ x, represented }) => x > PAIRED[1] && represented.length > 0);
  if (sparser.length === 0) return [];
  const sizes = [...new Set(sparser.map(({ x }) => x))];
  const share = (x: number) => {
    const own = sparser.filter((run) => run.x === x);
    return mean(own.map((run) => Math.max(...QUOTED.map((level) => shareNear(run, level, 0.01)))));
  };
  return [
    `Besides 1/2 no level stands out: of 3/4, 2/3, 2/5 and 3/8, which are commonly quoted, the best holds ${listed(sizes.map(share))} of the features within .01 at 1/(1 − S) = ${sizes.join(", ")}; the rest is spread between.`,
  ];
}

/** The figure's x axis is 1 / (1 - S). */
function picture(runs: readonly Run[], seeds: readonly string[]): Picture {
  const lines = (label: string, value: (run: Run) => number | null): Line[] =>
    seeds.flatMap((seed) => {
      const points = runs.flatMap((run): Point[] => {
        const at = run.seed === seed ? value(run) : null;
        return at === null ? [] : [{ step: run.x, value: at, stderr: null }];
      });
      return points.length > 0 ? [{ label, seed, points: points.sort((a, b) => a.step - b.step) }] : [];
    });
  const quantile = (q: number) => (run: Run) => run.represented[Math.floor(q * (run.represented.length - 1))] ?? null;
  const levels = [...QUOTED, 1, 1 / 2].map((value) => ({ value, label: number(value) }));
  return {
    title: "Superposition: dimensions against sparsity",
    xTitle: "1 / (1 − S)",
    xLog: true,
    panels: [
      {
        title: "Dimensions per feature, D* = m / |W|²",
        unit: "dimensions",
        lines: lines("D*", ({ dStar }) => dStar),
        rules: [1, 1 / 2].map((value) => ({ value, label: `sticky at ${number(value)}` })),
      },
      {
        title: "Dimensionality of represented features",
        unit: "dimensions",
        lines: [0.1, 0.5, 0.9].flatMap((q) => lines(q === 0.5 ? "median" : `${100 * q} %`, quantile(q))),
        rules: levels,
      },
      { title: "Represented features", unit: "features", lines: lines("|W_i| > .5", (run) => run.represented.length) },
    ],
    stages: [],
    marks: [],
  };
}
