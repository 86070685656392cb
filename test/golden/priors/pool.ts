/**
 * Measures the weights of `stacking` anew, after the priors. Run: npx tsx test/golden/priors/pool.ts <folder of published results>. Members
 * that learned from other tasks answer about each source as they are without it.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Asked, keyOf } from "../../../src/benchmark/asked.ts";
import { askFrom } from "../../../src/forecast/ask.ts";
import { forecastOf } from "../../../src/forecast/asking.ts";
import { forecastersWithout } from "../../../src/forecast/forecasters.ts";
import { seedMeans } from "../../../src/forecast/rungs.ts";
import { cdf } from "../../../src/math/distribution.ts";
import { root } from "../../root.ts";
import { bestWeights, type Finished, poolCost } from "./pooling.ts";
import { evenly, learningQuestions } from "./questions.ts";

const [data, mostText, folder] = process.argv.slice(2);
if (data === undefined) throw new Error("the folder of published results is required: pool.ts <folder>");
const MOST = Number(mostText ?? 40);
/**
 * Those that may be members; persistence at the end is what costs are relative to and may not. two-step is not among them: it answers a few,
 * and costs a multiple of the others there.
 */
const NAMES = [
  "hierarchical-process",
  "gaussian-process",
  "drift",
  "saturating-law",
  "power-law",
  "bnsl",
  "direct-law",
  "logit-accuracy-line",
  "bayes-mix",
  "token-line",
  "margin",
  "seed-mixture",
  "persistence",
];
/** A member with less is left out. */
const LEAST = 0.05;
const GRID = Array.from({ length: 100 }, (_, i) => (i + 0.5) / 100);
const WIDTH = GRID.map(() => 0.01);

type Value = Finished & { source: string; setting: string; cluster: string; baseline: number };

const { published, drawn, setUp } = await learningQuestions(data);
const values = kept("published", () => evenly(published, MOST).flatMap(valuesOf));
const own = kept("families", () => [...evenly(drawn, MOST * 2), ...evenly(setUp, MOST)].flatMap(valuesOf));
table(values);
table(own);
const weightsWithout: Record<string, Record<string, number>> = {};
for (const without of ["", ...new Set(published.map(({ source }) => source))])
  weightsWithout[without] = report(
    `published without "${without}"`,
    values.filter(({ source }) => source !== without),
  );
const families = report("families", own);
withoutOwnTask(own);
writeFileSync(
  path.join(root, "src/forecast/stacking/weights.ts"),
  `/** Weights of the members of \`stacking\`, measured on other tasks. Written by \`npm run priors\`, not by hand; see models/bank/README.md. */
import type { Weights } from "./stacking.ts";

/** \`published[source]\`: without that source, "" = with all; \`families\`: for families of small models. */
export const MEASURED_WEIGHTS: { published: Record<string, Weights>; families: Weights } = ${JSON.stringify({ published: weightsWithout, families })};
`,
);

/** What members say takes minutes; a folder given as the third argument keeps it. */
function kept(name: string, make: () => Value[]): Value[] {
  const file = folder && path.join(folder, `${name}.json`);
  if (file && existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as Value[];
  const made = make();
  if (file) writeFileSync(file, JSON.stringify(made));
  return made;
}

function valuesOf(asked: Asked): Value[] {
  const { question, rows, answers, source, setting, cluster } = asked;
  const ask = askFrom(question, rows, answers);
  const known = forecastersWithout(source);
  const made = NAMES.map((name) => forecastOf(known.find((one) => one.name === name)!, ask, keyOf(asked)));
  const means = seedMeans(question, rows);
  return ask.grid.heldOut.map(({ name }, k) => {
    const value = means.get(name)!;
    const members = made.map((result) =>
      result.ok ? GRID.map((x) => cdf(result.forecast.targets[k]!.distribution, x)) : null,
    );
    const below = GRID.map((x) => Number(value <= x));
    const last = members.at(-1)!;
    return { members, below, weight: 1, source, setting, cluster, baseline: costOf(last, below) };
  });
}

function costOf(p: readonly number[], below: readonly number[]): number {
  return p.reduce((total, value, j) => total + (value - below[j]!) ** 2 * WIDTH[j]!, 0);
}

/** Every setting counts by the square root of its number of tasks, its values relative to persistence's CRPS there. */
function weighted(of: readonly Value[]): Value[] {
  const settings = [...new Set(of.map(({ setting }) => setting))];
  const total = new Map(
    settings.map((name) => {
      const own = of.filter(({ setting }) => setting === name);
      const tasks = new Set(own.map(({ cluster }) => cluster)).size;
      return [name, own.reduce((sum, { baseline }) => sum + baseline, 0) / Math.sqrt(tasks)];
    }),
  );
  return of.map((value) => ({ ...value, weight: 1 / total.get(value.setting)! }));
}

function report(name: string, of: readonly Value[]): Record<string, number> {
  const weights = bestWeights(weighted(of), NAMES.length - 1, WIDTH, LEAST);
  const named = Object.fromEntries(
    NAMES.flatMap((one, i) => (weights[i]! > 0 ? [[one, Number(weights[i]!.toFixed(3))]] : [])),
  );
  console.log(name, of.length, JSON.stringify(named));
  return named;
}

/** Prints what the pool of families costs on each setting with weights from all other tasks, beside members and persistence on the same values. */
function withoutOwnTask(of: readonly Value[]): void {
  const taskOf = ({ source, cluster }: Value) => cluster.slice(source.length + 1);
  const costs = new Map<Value, number>();
  for (const task of new Set(of.map(taskOf))) {
    const others = of.filter((value) => taskOf(value) !== task);
    const weights = bestWeights(weighted(others), NAMES.length - 1, WIDTH, LEAST);
    for (const value of of.filter((one) => taskOf(one) === task))
      costs.set(value, poolCost([{ ...value, weight: 1 }], weights, WIDTH).cost);
  }
  for (const setting of new Set(of.map((value) => value.setting))) {
    const own = of.filter((value) => value.setting === setting);
    const points = (cost: (value: Value) => number) =>
      ((100 * own.reduce((total, value) => total + cost(value), 0)) / own.length).toFixed(2);
    const memberCosts = NAMES.map((name, i) => {
      const cost = ({ members, below, baseline }: Value) => (members[i] ? costOf(members[i], below) : baseline);
      return `${name} ${points(cost)}`;
    });
    console.log(
      `${setting}, weights from other tasks: ${points((value) => costs.get(value)!)}; ${memberCosts.join(", ")}`,
    );
  }
}

/** Prints every member's CRPS in points on the values it answered, persistence's on the same, and how many. */
function table(of: readonly Value[]): void {
  for (const name of [...new Set(of.map(({ setting }) => setting))]) {
    const own = of.filter(({ setting }) => setting === name);
    const cells = NAMES.map((member, i) => {
      const answered = own.filter(({ members }) => members[i] !== null);
      const sum = (f: (v: Value) => number) => answered.reduce((total, v) => total + f(v), 0) / answered.length;
      return answered.length === 0
        ? ""
        : `${member} ${(100 * sum((v) => costOf(v.members[i]!, v.below))).toFixed(1)}/${(100 * sum((v) => v.baseline)).toFixed(1)} (${answered.length})`;
    });
    console.log(name, own.length, cells.filter(Boolean).join(", "));
  }
}
