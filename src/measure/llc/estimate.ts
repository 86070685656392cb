/**
 * The local learning coefficient at one point: lambda = nbeta (E L(w) - L(w*)), the expectation over the localised posterior around w*
 * (Lau et al. 2023, arXiv 2308.12108). Every estimate carries the diagnostics that say whether it means anything.
 */
import { numericError } from "../../base/errors.ts";
import { fold, type Key } from "../../base/random.ts";
import type { Engine } from "../../engine/engine.ts";
import { Graph } from "../../graph/value.ts";
import { effectiveSampleSize, monteCarloError, splitRhat, traceDrift } from "../../math/chains.ts";
import { type Chain, type ChainRunner, type ChainSettings, chainRunner, type Fixed, type Point } from "./chain.ts";
import type { Landscape } from "./landscape.ts";

/** How long and how hot chains run; nbeta a number, stepSize known. */
export type Sampling = Omit<ChainSettings, keyof Fixed | "numSteps"> & { numDraws: number; numBurninSteps: number };

/** An estimate and what speaks for or against it; null = cannot be computed. All but shares and distance are in units of llc. */
export type LlcEstimate = {
  llc: number | null;
  /** Monte Carlo standard error from the effective sample size. */
  stderr: number | null;
  /** Mean of every chain. */
  chains: (number | null)[];
  rhat: number | null;
  ess: number | null;
  acceptance: number | null;
  /** Change of the trace's mean over the kept draws. */
  drift: { value: number; stderr: number } | null;
  /** Largest excess of the burn-in's trace over the kept draws' mean, as a multiple of that mean. */
  spike: number | null;
  nanShare: number;
  /** Share of chains whose mean is below zero: the point is no minimum of this loss. */
  negativeShare: number;
  /** Root mean square of |w - w*| over chains at the end. */
  distance: number | null;
  stepSize: number;
  nbeta: number;
  numMoving: number;
  /** nbeta (L - L*) of every chain and step, burn-in included. */
  traces: Float64Array[];
};

/** Compiled once for a landscape; used at many points with many settings. */
export type LlcEstimator = {
  readonly fixed: Fixed;
  readonly numChains: number;
  /** Returns w* with the loss of every example there. Errors (numeric): one that is not finite. */
  at(origin: Float32Array): Promise<Point>;
  /** Returns one chain of `numSteps` steps under its own key; only where every chain has a graph of its own. */
  chain(point: Point, settings: Omit<ChainSettings, keyof Fixed>, key: Key): Promise<Chain>;
  /** Returns all chains of `numSteps` steps; the key decides all randomness. */
  chains(point: Point, settings: Omit<ChainSettings, keyof Fixed>, key: Key): Promise<Chain[]>;
  /** Returns the estimate from numBurninSteps + numDraws steps of every chain. */
  estimate(point: Point, sampling: Sampling, key: Key): Promise<LlcEstimate>;
  release(): Promise<void>;
};

/**
 * Multiply-adds of a batch below which chains share one graph: there, operators cost more than their arithmetic. Measured for 4 chains
 * (`npm run bench:llc -- --packing`): side by side 2.0 times as fast at 3e3, 1.05 at 9e5, .84 at 2.5e6.
 */
const SMALL = 1e6;

/** Returns how many of `numChains` chains share a graph: all at overhead-bound sizes, else one. */
export function chainsPerGraph({ numWeights, positions }: Landscape, batchSize: number, numChains: number): number {
  return numWeights * positions * batchSize <= SMALL ? numChains : 1;
}

/** Returns the estimator of a landscape; `elsewhere` runs the chains when given (all at once), else this process does. */
export async function llcEstimator(
  landscape: Landscape,
  engine: Engine,
  { batchSize, ...rest }: Fixed,
  numChains: number,
  elsewhere?: ChainRunner,
): Promise<LlcEstimator> {
  const fixed = { ...rest, batchSize: Math.min(batchSize, landscape.numExamples) };
  const pack = elsewhere ? numChains : chainsPerGraph(landscape, fixed.batchSize, numChains);
  const runner = elsewhere ?? (await chainRunner(landscape, engine, fixed, pack));
  const chains = (point: Point, settings: Omit<ChainSettings, keyof Fixed>, key: Key) =>
    inPacks(runner, pack, numChains, point, settings, key);
  return {
    fixed,
    numChains,
    at: async (origin) => ({ origin, baseline: await lossesAt(landscape, engine, origin) }),
    chain: async (point, settings, key) => (await runner.run(point, settings, [key]))[0]!,
    chains,
    async estimate(point, sampling, key) {
      const numSteps = sampling.numBurninSteps + sampling.numDraws;
      const found = await chains(point, { ...sampling, numSteps }, key);
      return summarise(found, sampling, movingOf(fixed.mask, point.origin.length));
    },
    release: () => runner.release(),
  };
}

async function inPacks(
  runner: ChainRunner,
  pack: number,
  numChains: number,
  point: Point,
  settings: Omit<ChainSettings, keyof Fixed>,
  key: Key,
): Promise<Chain[]> {
  const keys = Array.from({ length: numChains }, (_, c) => fold(key, "chain", c));
  const chains: Chain[] = [];
  for (let start = 0; start < numChains; start += pack)
    chains.push(...(await runner.run(point, settings, keys.slice(start, start + pack))));
  return chains;
}

/** Examples per call when the loss at the point itself is computed. */
const CHUNK = 256;

/** The loss of every example at w*, `[n]`. */
async function lossesAt(landscape: Landscape, engine: Engine, origin: Float32Array): Promise<Float32Array> {
  const { numExamples, numWeights } = landscape;
  const size = Math.min(CHUNK, numExamples);
  const graph = new Graph();
  const losses = landscape.losses(graph.input("weights", [numWeights]), landscape.inputs(graph, [size]));
  const program = await engine.compile({ losses });
  const all = new Float32Array(numExamples);
  for (let start = 0; start < numExamples; start += size) {
    const rows = Int32Array.from({ length: size }, (_, i) => Math.min(start + i, numExamples - 1));
    const { losses: part } = await program.run({ weights: origin, ...landscape.feed(rows) });
    all.set(part!.subarray(0, Math.min(size, numExamples - start)), start);
  }
  await program.release();
  const bad = all.find((loss) => !Number.isFinite(loss));
  if (bad === undefined) return all;
  throw numericError("llc", "a finite loss at the weights themselves is required", bad, "take an earlier checkpoint");
}

function summarise(
  chains: readonly Chain[],
  { nbeta, stepSize, numBurninSteps, numDraws }: Sampling,
  numMoving: number,
): LlcEstimate {
  const traces = chains.map(({ trace }) => trace.map((loss) => nbeta * loss));
  const kept = traces.map((trace) => trace.subarray(numBurninSteps));
  const whole = kept.filter((trace) => trace.every(Number.isFinite));
  const means = kept.map((trace) =>
    trace.every(Number.isFinite) ? trace.reduce((a, b) => a + b, 0) / numDraws : null,
  );
  const finite = means.filter((mean) => mean !== null);
  const llc = meanOrNull(finite);
  const accepted = chains.flatMap(({ acceptances }) => acceptances);
  const squares = chains.map(({ distance }) => distance ** 2).filter(Number.isFinite);
  return {
    llc,
    ...(whole.length > 0 ? diagnosticsOf(whole) : { stderr: null, rhat: null, ess: null, drift: null }),
    chains: means,
    acceptance: meanOrNull(accepted),
    spike: llc === null ? null : spikeOf(traces, numBurninSteps, llc),
    nanShare: 1 - whole.length / chains.length,
    negativeShare: finite.filter((mean) => mean < 0).length / chains.length,
    distance: squares.length === 0 ? null : Math.sqrt(meanOrNull(squares)!),
    stepSize,
    nbeta,
    numMoving,
    traces,
  };
}

function diagnosticsOf(traces: readonly Float64Array[]) {
  return {
    stderr: monteCarloError(traces),
    rhat: splitRhat(traces),
    ess: effectiveSampleSize(traces),
    drift: traceDrift(traces),
  };
}

/**
 * Returns how far chains went as a share of where the localization alone would hold them, |w - w*| / sqrt(d / gamma), d moving weights.
 * Near 1 the data hold few directions or none; whether those decide the estimate, only other localizations show. Null without
 * localization or end.
 */
export function reachOf({ distance, numMoving }: LlcEstimate, localization: number): number | null {
  return distance === null || localization === 0 ? null : distance / Math.sqrt(numMoving / localization);
}

/** The largest value of the burn-in's mean trace, smoothed over 5 steps, above the kept mean, as a multiple of it. */
function spikeOf(traces: readonly Float64Array[], numBurninSteps: number, llc: number): number | null {
  if (numBurninSteps < 5 || !(llc > 0)) return null;
  const at = (t: number) => traces.reduce((total, trace) => total + trace[t]!, 0) / traces.length;
  let largest = -Infinity;
  for (let t = 4; t < numBurninSteps; t++) {
    const smooth = (at(t) + at(t - 1) + at(t - 2) + at(t - 3) + at(t - 4)) / 5;
    if (smooth > largest) largest = smooth;
  }
  return Number.isFinite(largest) ? largest / llc - 1 : null;
}

const movingOf = (mask: Float32Array | null, size: number): number => (mask ? mask.reduce((n, m) => n + m, 0) : size);

/** In the order of the chains, so that rows trained again have the bits of the first time. */
const meanOrNull = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
