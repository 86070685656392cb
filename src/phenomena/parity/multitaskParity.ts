/**
 * Many parities in one model: each is learned in a jump, and their mean is smooth. What a wider model adds is more of them, and which
 * comes next is a matter of how often it is asked. The mean over skills hides every single one (the quantization picture).
 */
import { curveOf } from "../../development/curve.ts";
import { rankCorrelation } from "../../math/rankCorrelation.ts";
import { fitLine } from "../../math/regression.ts";
import { median } from "../../math/stats.ts";
import { claimOverSeeds, listed } from "../claims.ts";
import type { Phenomenon } from "../phenomenon.ts";
import { lastValue } from "../rows.ts";
import type { Claim } from "../section.ts";
import { settingsOf } from "../settings.ts";
import { LEARNED, learnedOf, multitaskPicture, type Width, widthsOf } from "./multitaskPicture.ts";
import { octaveShare } from "./octaveShare.ts";

export const multitaskParity: Phenomenon = {
  name: "multitask-parity",
  title: "Multitask sparse parity",
  summary:
    "Sixteen parities are asked with Zipf frequencies. Each is learned in a jump of its own, the frequent ones first, while the mean loss falls smoothly; wider networks learn more of them.",
  source: "Michaud et al. 2023 (2303.13506), single epoch; recipe and numbers recomputed at 32 subtasks",
  families: [{ family: "multitask-parity" }],
  judge(trained) {
    const widths = trained.flatMap(widthsOf);
    const widest = widths.at(-1) ?? { name: "the widest", rows: [], seeds: [] };
    const claims = [
      jumpClaim(widest),
      countClaim(widths),
      lossClaim(widths),
      orderClaim(widest),
      slopeClaim(widest, Number(trained[0]?.family.task.params.zipf)),
    ];
    return {
      settings: settingsOf(trained[0]),
      claims,
      failures: [...outOfOrder(widest)],
      pictures: widest.seeds.length > 0 ? [multitaskPicture(widths)] : [],
      leads: null,
      leadNote: null,
      stages: [],
    };
  },
};

function jumpClaim({ rows, seeds, name }: Width): Claim {
  return claimOverSeeds(
    {
      what: `${name}: half or more of a learned subtask's loss falls within a doubling of steps (median), less of the mean loss`,
      expected: "each subtask jumps, their mean is smooth",
    },
    seeds.map(({ seed, steps }) => {
      const shares = learnedOf(steps).map(({ k }) => octaveShare(curveOf(rows, `subtaskNll.s${k}`, seed)) ?? 0);
      const whole = octaveShare(curveOf(rows, "nll", seed));
      return shares.length === 0 || whole === null ? null : { subtask: median(shares), whole };
    }),
    ({ subtask, whole }) => subtask >= 0.5 && whole < 0.5,
    (all) => `subtasks ${listed(all.map((a) => a.subtask))}, mean loss ${listed(all.map((a) => a.whole))}`,
  );
}

function countClaim(widths: readonly Width[]): Claim {
  const counts = bySeed(widths, ({ steps }) => learnedOf(steps).length);
  return claimOverSeeds(
    {
      what: `wider networks learn more subtasks (accuracy ${LEARNED} to the end; ${widths.map((w) => w.name).join(", ")})`,
      expected: "1-2, 4-5, 13-14 of 32 at widths 16, 64, 256; here of 16: rising, the narrowest at most 2",
    },
    counts,
    (all) => all[0]! <= 2 && all[0]! >= 1 && isRising(all),
    (all) => all.map((seed) => seed.join(", ")).join("; "),
  );
}

function lossClaim(widths: readonly Width[]): Claim {
  const losses = bySeed(widths, ({ seed }, { rows }) => lastValue(rows, "nll", seed));
  return claimOverSeeds(
    {
      what: "the mean loss at the end falls with width, each value within a factor of 1.5 of the published recipe's",
      expected: ".355, .20, .093 nats",
    },
    losses,
    (all) =>
      isRising(all.map((v) => -v)) &&
      all.every((v, i) => Math.abs(Math.log(v / [0.355, 0.2, 0.093][i]!)) < Math.log(1.5)),
    (all) => all.map(listed).join("; "),
  );
}

/** One list over widths per seed; null where a width lacks the seed or a value. */
function bySeed<T>(
  widths: readonly Width[],
  read: (seed: Width["seeds"][number], width: Width) => T | null,
): (T[] | null)[] {
  const seeds = [...new Set(widths.flatMap((width) => width.seeds.map(({ seed }) => seed)))];
  return seeds.map((name) => {
    const values = widths.map((width) => {
      const seed = width.seeds.find(({ seed }) => seed === name);
      return seed ? read(seed, width) : null;
    });
    return values.every((value) => value !== null) ? (values as T[]) : null;
  });
}

const isRising = (values: readonly number[]): boolean => values.every((value, i) => i === 0 || value > values[i - 1]!);

function orderClaim({ seeds, name }: Width): Claim {
  return claimOverSeeds(
    {
      what: `${name}: the frequent subtasks are learned first (rank correlation of step and 1 / p_k over those learned, .8 or more)`,
      expected: "order of p_k: 400, 800, 1400, 2000, 3000 for the five commonest",
    },
    seeds.map(({ steps }) => {
      const learned = learnedOf(steps);
      return learned.length >= 4
        ? rankCorrelation(
            learned.map(({ k }) => k),
            learned.map(({ step }) => step),
          )
        : null;
    }),
    (rho) => rho >= 0.8,
    listed,
  );
}

function slopeClaim({ seeds, name }: Width, zipf: number): Claim {
  return claimOverSeeds(
    {
      what: `${name}: the step at which a subtask is learned grows about as 1 / p_k (log-log slope .6 to 1.3)`,
      expected: "slope 1; .89 from the published five steps",
    },
    seeds.map(({ steps }) => {
      const learned = learnedOf(steps);
      if (learned.length < 4) return null;
      return fitLine(
        learned.map(({ k }) => zipf * Math.log(k + 1)),
        learned.map(({ step }) => Math.log(step)),
      ).slope;
    }),
    (slope) => slope >= 0.6 && slope <= 1.3,
    listed,
  );
}

/** Where the widest network left the order of frequencies: a subtask never learned although a rarer one was. */
function outOfOrder({ seeds, name }: Width): string[] {
  return seeds.flatMap(({ seed, steps }) => {
    const last = steps.findLastIndex((step) => step !== null);
    const skipped = steps.flatMap((step, k) => (step === null && k < last ? [k + 1] : []));
    if (skipped.length === 0) return [];
    return [
      `${name}, seed ${seed}: number ${skipped.join(", ")} by frequency was not learned although number ${last + 1} was.`,
    ];
  });
}
