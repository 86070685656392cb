/** How well a world would have forecast questions whose outcome is known: the CRPS of its exact predictive distributions. */

import { rootKey } from "../../../src/base/random.ts";
import type { Asked } from "../../../src/benchmark/asked.ts";
import { type Ask, askFrom } from "../../../src/forecast/ask.ts";
import { forecastOf } from "../../../src/forecast/asking.ts";
import { persistence } from "../../../src/forecast/plain/persistence.ts";
import { GUESSING } from "../../../src/forecast/process/hierarchicalProcess.ts";
import { type Process, posteriorOf } from "../../../src/forecast/process/process.ts";
import { abscissa, seedMeans } from "../../../src/forecast/rungs.ts";
import { type Scale, scaleOf } from "../../../src/forecast/scale.ts";
import { crpsOfDistribution } from "../../../src/math/crpsDistribution.ts";
import { logit, normalCdf, sigmoid } from "../../../src/math/special.ts";

/** A question ready to be forecast again and again. */
export type Ready = {
  setting: string;
  cluster: string;
  scale: Scale;
  off: number;
  places: number[];
  values: number[];
  baseline: number[];
  numSeeds: number;
  numExamples: number;
};

/** Shares at which predictive distribution functions are read. */
const GRID = [
  0.001,
  0.003,
  0.006,
  0.012,
  ...Array.from({ length: 47 }, (_, i) => 0.02 * (i + 1)),
  0.96,
  0.988,
  0.994,
  0.997,
  0.999,
].sort((a, b) => a - b);
/** Coverage of 90 % intervals below which a world pays, and how much. */
const [NOMINAL, PRICE] = [0.9, 5];
/** The part of chance that the scale takes off. */
const TAKEN_OFF = 0.8;

/** Returns a question with its scale, held-out places, values and persistence's CRPS; null where it has no scale. */
export function ready({ question, rows, setting, cluster }: Asked): Ready | null {
  const ask: Ask = askFrom(question, rows);
  const scale = scaleOf(ask, GUESSING);
  const reference = forecastOf(persistence, ask, rootKey(question.name));
  if ("reason" in scale || !reference.ok) return null;
  const means = seedMeans(question, rows);
  const values = ask.grid.heldOut.map(({ name }) => means.get(name)!);
  const chance = (ask.kind.kind === "share" && ask.kind.chance) || 0;
  return {
    setting,
    cluster,
    scale,
    off: TAKEN_OFF * chance,
    places: ask.grid.heldOut.map((rung) => abscissa(question, rung)),
    values,
    baseline: values.map((value, k) => crpsOfDistribution(reference.forecast.targets[k]!.distribution, value)),
    numSeeds: question.numSeeds,
    numExamples: question.numExamples,
  };
}

/** The mixture's distribution function at the grid for one place: evaluation noise and single runs enter by their variance on the scale. */
function cdfAt(one: Ready, { fits, weights }: ReturnType<typeof posteriorOf>, k: number): number[] {
  const p = new Array<number>(GRID.length).fill(0);
  for (const [i, fit] of fits.entries()) {
    if (weights[i]! < 1e-5) continue;
    const mean = fit.mean[k]!;
    const share = sigmoid(mean);
    const value = one.off + (1 - one.off) * share;
    const n = one.numExamples * one.numSeeds;
    const slope = Math.max((1 - one.off) * share * (1 - share), 1e-3);
    const evaluation = Math.max(value * (1 - value), 0.5 / n) / n / slope ** 2;
    const latent = fit.factor[k]!.reduce((total, entry) => total + entry * entry, 0);
    const sd = Math.sqrt(latent + fit.combination.runSd ** 2 / one.numSeeds + Math.min(evaluation, 4));
    for (let j = 0; j < GRID.length; j++) {
      const left = (GRID[j]! - one.off) / (1 - one.off);
      if (left > 0) p[j]! += weights[i]! * normalCdf((logit(Math.min(left, 1 - 1e-9)) - mean) / sd);
    }
  }
  return p;
}

/** Returns CRPS and randomised-free PIT of every held-out value under a process. */
export function scored(one: Ready, process: Process): { crps: number; pit: number; median: number }[] {
  const posterior = posteriorOf(one.scale, process, one.places);
  return one.values.map((value, k) => {
    const p = cdfAt(one, posterior, k);
    const distribution = { x: [0, ...GRID, 1], p: [0, ...p, 1] };
    const after = distribution.x.findIndex((x) => x > value);
    const [x0, x1, p0, p1] =
      after < 0
        ? [1, 1, 1, 1]
        : [distribution.x[after - 1]!, distribution.x[after]!, distribution.p[after - 1]!, distribution.p[after]!];
    const middle = distribution.p.findIndex((q) => q >= 0.5);
    return {
      crps: crpsOfDistribution(distribution, value),
      pit: x1 > x0 ? p0 + ((p1 - p0) * (value - x0)) / (x1 - x0) : p1,
      median: distribution.x[middle]!,
    };
  });
}

/**
 * Returns the mean over settings, each with the square root of its number of tasks as weight, of ln(CRPS / persistence's CRPS) plus 5 (max(0, .9 - coverage of the 90 % intervals))^2: a few settings with
 * large values must not decide, and narrow intervals are paid for.
 */
export function objective(questions: readonly Ready[], process: Process): number {
  const settings = new Map<string, { crps: number; baseline: number; inside: number; n: number; tasks: Set<string> }>();
  for (const one of questions) {
    const own = settings.get(one.setting) ?? { crps: 0, baseline: 0, inside: 0, n: 0, tasks: new Set<string>() };
    settings.set(one.setting, own);
    own.tasks.add(one.cluster);
    for (const [k, { crps, pit }] of scored(one, process).entries()) {
      own.crps += crps;
      own.baseline += one.baseline[k]!;
      own.inside += Number(pit > 0.05 && pit < 0.95);
      own.n++;
    }
  }
  let [total, weights] = [0, 0];
  for (const { crps, baseline, inside, n, tasks } of settings.values()) {
    const weight = Math.sqrt(tasks.size);
    total += weight * (Math.log(crps / baseline) + PRICE * Math.max(0, NOMINAL - inside / n) ** 2);
    weights += weight;
  }
  return total / weights;
}
