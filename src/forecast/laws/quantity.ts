/**
 * What falls as a power of size? Losses do, directly. Shares of right answers do not, but -ln of them does: with k steps of power-law
 * loss each, success = exp(-k (N/c)^-alpha), so F = -ln success is a power law whatever the length of the answer (its test is that
 * ln F is straight in ln N, as in PassUntil). Here both become positive quantities with standard deviations.
 */

import type { Generator } from "../../base/random.ts";
import { type NoisePrior, pooledVariance } from "../../math/regression.ts";
import { mean, sum } from "../../math/stats.ts";
import { countsShare } from "../../question/kind.ts";
import type { Question, QuestionRung } from "../../records.ts";
import type { Ask } from "../ask.ts";
import { measuredSeeds } from "../curves.ts";
import { MIN_SUCCESSES, offEnds, type RungValues } from "../rungs.ts";

/** A falling positive quantity at an observed rung: its value, the standard deviation of it, and where the rung lies. */
export type Point = { x: number; nParams: number; tokens: number; y: number; sd: number };

/** The points, the relative standard deviation of one run and the df behind it, and the way back to what single runs measure. */
export type Quantity = {
  name: "loss" | "-ln success";
  points: Point[];
  runSd: number;
  seedDf: number;
  numDropped: number;
  measured(values: readonly number[], rng: Generator): number[];
};

/**
 * Returns what single runs of a drawn law measure, `[held-out rung][seed]`. The law's residuals are `scale` times the stated errors;
 * what exceeds them is misfit, shared by all rungs of a draw, and runs differ by their own noise, both on the log scale.
 */
export function measuredRuns(
  { question, grid }: Ask,
  { points, seedDf, runSd, measured }: Quantity,
  scale: number,
  valueAt: (rung: QuestionRung) => number,
  rng: Generator,
): number[][] {
  const seedsPerRung = seedDf / points.length + 1;
  const misfit = Math.sqrt(Math.max(0, scale ** 2 - 1) / seedsPerRung) * runSd * rng.normal();
  return grid.heldOut.map((rung) => {
    const value = valueAt(rung);
    const seeds = Array.from({ length: question.numSeeds }, () => {
      const noise = misfit + runSd * rng.normal();
      return value * Math.exp(Math.min(20, Math.max(-20, noise)));
    });
    return measured(seeds, rng);
  });
}

/** Prior on the relative sd of one run: as from two earlier runs of a loss, or of -ln success. */
const LOSS_NOISE: NoisePrior = { df: 2, sd: 0.01 };
const SHARE_NOISE: NoisePrior = { df: 2, sd: 0.1 };

/** Returns the prior of the factor on the stated errors: 1, as from one earlier residual and those of the seeds up to four more. */
export function noiseOf({ seedDf }: Quantity): NoisePrior {
  return { df: 1 + Math.min(4, seedDf), sd: 1 };
}

/** Returns the quantity behind the question's metric, or the reason why there is none. */
export function quantityOf({ question, kind, at }: Ask): Quantity | { reason: string } {
  const rungs = at(question.metric);
  if (kind.kind === "nll") return lossOf(rungs, 1);
  if (kind.kind === "loss") return lossOf(rungs, kind.sign);
  if (countsShare(kind)) return minusLogOf(question, rungs, (kind.kind === "share" && kind.chance) || 0);
  return { reason: `a power law needs a loss or a share of successes, not ${question.metric}` };
}

/** Returns why a law of -ln success or loss has no forecast from `got` rungs, and which laws take success at chance. */
export function tooFewRungs(name: string, needed: number, { question, kind }: Ask, got: number): string {
  const others = countsShare(kind) ? "; direct-law and saturating-law take values at chance" : "";
  return `${name} needs ${needed} rungs with ${question.metric} off the floor, got ${got}${others}`;
}

function lossOf(rungs: readonly RungValues[], sign: 1 | -1): Quantity {
  const positive = rungs.map((rung) => rung.seeds.map((value) => Math.max(1e-9, sign * value)));
  const { runSd, seedDf } = runSdOf(positive, LOSS_NOISE);
  const means = positive.map(mean);
  const points = rungs.map((rung, i) => {
    const y = means[i]!;
    return { ...placeOf(rung), y, sd: (runSd * y) / Math.sqrt(rung.seeds.length) };
  });
  const measured = (values: readonly number[]) => values.map((value) => sign * value);
  return { name: "loss", points, runSd, seedDf, numDropped: 0, measured };
}

/** F = -ln((share - chance) / (1 - chance)), binomial variance by the delta method; rungs with too few successes are dropped. */
function minusLogOf(question: Question, rungs: readonly RungValues[], chance: number): Quantity {
  const beyond = (share: number, n: number) => (offEnds(share, n) - chance) / (1 - chance);
  const used = rungs.filter(({ mean: share, numExamples: n }) => {
    const error = Math.sqrt(n * Math.max(0, share * (1 - share)));
    return (share - chance) * n >= Math.max(MIN_SUCCESSES, chance > 0 ? 2 * error : 0) && share <= 1;
  });
  const perSeed = used.map(({ seeds, numExamples }) => {
    const n = numExamples / seeds.length;
    return seeds.map((share) => -Math.log(Math.min(1 - 1e-9, Math.max(0.5 / n, beyond(share, n)))));
  });
  const { runSd, seedDf } = runSdOf(perSeed, SHARE_NOISE);
  const points = used.map((rung) => {
    const { mean: share, numExamples: n, seeds } = rung;
    const p = beyond(share, n);
    const y = -Math.log(p);
    const raw = offEnds(share, n);
    const binomial = (raw * (1 - raw)) / n / ((1 - chance) * p) ** 2;
    return { ...placeOf(rung), y, sd: Math.sqrt(binomial + (runSd * y) ** 2 / seeds.length) };
  });
  const measured = (values: readonly number[], rng: Generator) => {
    const shares = values.map((value) => chance + (1 - chance) * Math.exp(-value));
    return measuredSeeds(question, shares, rng);
  };
  return { name: "-ln success", points, runSd, seedDf, numDropped: rungs.length - used.length, measured };
}

function placeOf({ x, nParams, tokens }: RungValues): Pick<Point, "x" | "nParams" | "tokens"> {
  return { x, nParams, tokens };
}

/** Relative sd of one run, pooled over rungs from the logs of its seeds' values, with the prior. */
function runSdOf(values: readonly (readonly number[])[], prior: NoisePrior): { runSd: number; seedDf: number } {
  const squares = values.map((seeds) => {
    const logs = seeds.map(Math.log);
    const centre = mean(logs);
    return sum(logs.map((value) => (value - centre) ** 2));
  });
  const seedDf = sum(values.map((seeds) => seeds.length - 1));
  return { runSd: Math.sqrt(pooledVariance(sum(squares), seedDf, prior)), seedDf };
}
