/**
 * Where runs of one size either succeed or do not, a mean over seeds says little of the next run. Families with sixteen seeds are asked for
 * single ones: what will one run of a larger size measure?
 */
import { readBank } from "../bank/bank.ts";
import type { PackedFamily } from "../bank/packed.ts";
import { cutQuestions } from "../bank/questions.ts";
import { rootKey } from "../base/random.ts";
import { askFrom } from "../forecast/ask.ts";
import { askAll } from "../forecast/asking.ts";
import { DEFAULT } from "../forecast/default.ts";
import { FORECASTERS } from "../forecast/forecasters.ts";
import { crpsOfDistribution } from "../math/crpsDistribution.ts";
import { isAsked, isAt } from "../question/grid.ts";
import { clusterBootstrap } from "../score/clusterBootstrap.ts";
import { groupBy } from "../score/targets.ts";
import { keyOf } from "./ask.ts";
import { type Benchmark, type Line, plainLine } from "./benchmark.ts";

/** Seeds from which a family counts as one of many. */
const MANY = 8;
/** The forecaster made for it, and those it is held against. */
const OWN = "seed-mixture";
const OTHERS = [DEFAULT, "bayes-mix", "persistence"];

/** CRPS of single runs by forecaster, one entry per held-out run that all of them answered. */
type Costs = { family: string; costs: Map<string, number> };

/** Single runs of the bank's families with many seeds, at every cut. */
export const singleSeeds: Benchmark = {
  name: "single-seeds",
  title: "Single runs of families with many seeds: does a mixture of success and failure help?",
  data: null,
  async run(project) {
    const families = (await readBank(project)).filter(({ family }) => family.numSeeds >= MANY);
    const costs = families.flatMap(costsOf);
    return {
      name: "single-seeds",
      title: singleSeeds.title,
      lines:
        costs.length === 0
          ? []
          : [
              ...[OWN, ...OTHERS].map((name) => costLine(costs, name)),
              ...OTHERS.map((name) => pairedLine(costs, name)),
            ],
      targets: [],
      figures: [],
      notes: [
        `${families.length} families of the bank have ${MANY} seeds or more. Runs of one family move together: intervals are over families.`,
      ],
    };
  },
};

function costsOf(packed: PackedFamily): Costs[] {
  const { family, rows, answers } = packed;
  const asked = FORECASTERS.filter(({ name }) => name === OWN || OTHERS.includes(name));
  return cutQuestions(packed).flatMap((cut) => {
    const question = { ...cut, numSeeds: 1 };
    const ask = askFrom(question, rows, answers);
    const { forecasts } = askAll(ask, asked, keyOf(question));
    if (forecasts.length < asked.length) return [];
    return ask.grid.heldOut.flatMap((rung, k) =>
      rows
        .filter((row) => isAsked(question, row) && isAt(rung, row))
        .map(({ value }) => ({
          family: family.name,
          costs: new Map(
            forecasts.map(({ forecaster, targets }) => [
              forecaster,
              crpsOfDistribution(targets[k]!.distribution, value),
            ]),
          ),
        })),
    );
  });
}

function costLine(costs: readonly Costs[], name: string): Line {
  const total = costs.reduce((sum, one) => sum + one.costs.get(name)!, 0);
  const families = new Set(costs.map(({ family }) => family)).size;
  return plainLine(
    `${name}: mean CRPS of single runs`,
    (100 * total) / costs.length,
    "points",
    `${costs.length} runs of ${families} families`,
  );
}

/** Mean difference of the mixture's CRPS to another's over the same runs, interval over families. */
function pairedLine(costs: readonly Costs[], name: string): Line {
  const clusters = [...groupBy(costs, ({ family }) => family).values()].map((own) => [
    own.reduce((sum, one) => sum + one.costs.get(OWN)! - one.costs.get(name)!, 0),
    own.length,
  ]);
  const [difference] = clusterBootstrap(clusters, [([sum, n]) => (100 * sum!) / n!], rootKey("single seeds"));
  const { value, low, high } = difference!;
  const interval = low === null ? "no interval" : `${low.toFixed(2)} to ${high!.toFixed(2)}`;
  return plainLine(
    `${OWN} minus ${name}: CRPS of single runs`,
    value,
    "points",
    `95 % interval over families: ${interval}`,
  );
}
