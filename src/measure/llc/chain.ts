/**
 * Chains of a sampler around one point, several side by side in one graph. Every chain draws its batches and its noise from keys of its
 * own, so that chains do not depend on how many share a graph.
 * The trace is L_B(w_t) - L_B(w*) on the same batch B: its mean is that of L_B(w_t) - L_n(w*), without most of the batches' noise.
 */
import { fastNormals } from "../../base/normals.ts";
import { fold, type Generator, generator, type Key } from "../../base/random.ts";
import type { Engine, Feeds, Program } from "../../engine/engine.ts";
import { add, mul, sub } from "../../graph/elementwise.ts";
import { grad } from "../../graph/grad.ts";
import { mean, sum } from "../../graph/linear.ts";
import { Graph, type Value } from "../../graph/value.ts";
import type { SamplerName } from "../../specs.ts";
import { acceptances, type Place, propose, type Space } from "./acceptance.ts";
import type { Landscape } from "./landscape.ts";
import { SAMPLERS } from "./samplers.ts";

/** How chains are run; stepSize eps, inverse temperature nbeta, localization gamma, mask 1 where a weight may move (null = all). */
export type ChainSettings = {
  sampler: SamplerName;
  stepSize: number;
  nbeta: number;
  localization: number;
  batchSize: number;
  numSteps: number;
  mask: Float32Array | null;
};

/** `trace[t]` = L_B(w_t) - L_B(w*) before step t; Metropolis acceptances probed along the way (for Langevin samplers); |w - w*| at the end. */
export type Chain = { trace: Float64Array; acceptances: number[]; distance: number };

/** How often the acceptance is probed along a chain. */
const PROBES = 16;

/** Where chains start: w* as flat weights `[P]`, and the loss of every example there, `[n]`. */
export type Point = { origin: Float32Array; baseline: Float32Array };

/** A sampler compiled for one landscape, a number of chains and a batch size; `run` takes one key per chain. */
export type ChainRunner = {
  run(point: Point, settings: Omit<ChainSettings, keyof Fixed>, keys: readonly Key[]): Promise<Chain[]>;
  release(): Promise<void>;
};

/** What is compiled in. */
export type Fixed = Pick<ChainSettings, "sampler" | "batchSize" | "mask">;

/** Returns a runner of `numChains` chains side by side. */
export async function chainRunner(
  landscape: Landscape,
  engine: Engine,
  fixed: Fixed,
  numChains: number,
): Promise<ChainRunner> {
  const outputs = stepGraph(landscape, fixed, numChains);
  const stepper = await engine.compile(outputs);
  const prober = await engine.compile({ loss: outputs.loss!, lossGradient: outputs.lossGradient! });
  return {
    run: (point, settings, keys) => runChains(landscape, { stepper, prober }, { ...fixed, ...settings }, keys, point),
    async release() {
      await stepper.release();
      await prober.release();
    },
  };
}

/** One step as a graph. Inputs: weights `[C, P]`, origin `[P]`, noise `[C, P]`, state, scalars stepSize, nbeta, localization, a batch. */
function stepGraph(
  landscape: Landscape,
  { sampler, batchSize, mask }: Fixed,
  numChains: number,
): Record<string, Value> {
  const graph = new Graph();
  const lead = numChains === 1 ? [] : [numChains];
  const size = landscape.numWeights;
  const weights = graph.input("weights", [...lead, size]);
  const origin = graph.input("origin", [size]);
  const [stepSize, nbeta, localization] = ["stepSize", "nbeta", "localization"].map((name) => graph.input(name, []));
  const { state, update } = SAMPLERS[sampler];
  const states = Object.entries(state).map(([name, kind]) => [
    name,
    graph.input(name, [...lead, kind === "vector" ? size : 1]),
  ]);
  const noise = graph.input("noise", [...lead, size]);
  const loss = mean(landscape.losses(weights, landscape.inputs(graph, [...lead, batchSize])), [-1]);
  const [lossGradient] = grad(lead.length === 0 ? loss : sum(loss, [0]), [weights]) as [Value];
  const pull = mul(sub(weights, origin), localization!);
  const free = mask ? graph.constant(mask, [size]) : null;
  const only = (x: Value) => (free ? mul(x, free) : x);
  const forces = {
    weights,
    drift: only(add(mul(lossGradient, nbeta!), pull)),
    lossGradient: only(lossGradient),
    noise: only(noise),
    stepSize: stepSize!,
    numMoving: mask ? mask.reduce((n, m) => n + m, 0) : size,
  };
  const moved = update(forces, Object.fromEntries(states));
  return { weights: moved.weights, ...moved.state, loss, lossGradient: forces.lossGradient };
}

type Programs = { stepper: Program; prober: Program };
type Vectors = Record<string, Float32Array>;

/** One chain's randomness and what it has met so far. */
type Running = { trace: Float64Array; acceptances: number[]; batches: Generator; noise: Noise; probes: () => number };

async function runChains(
  landscape: Landscape,
  { stepper, prober }: Programs,
  settings: ChainSettings,
  keys: readonly Key[],
  { origin, baseline }: Point,
): Promise<Chain[]> {
  const { numSteps, batchSize } = settings;
  const { isLangevin, rootOf } = SAMPLERS[settings.sampler];
  const size = landscape.numWeights;
  const chains = keys.map((key) => running(key, settings, size));
  const fixed = { ...scalarFeeds(settings), origin };
  let vectors: Vectors = { weights: repeated(origin, keys.length), ...startOf(settings, keys, size) };
  const probeEvery = Math.max(1, Math.floor(numSteps / PROBES));
  const rows = new Int32Array(keys.length * batchSize);
  for (let t = 0; t < numSteps; t++) {
    drawRows(rows, chains, batchSize, landscape.numExamples);
    const feeds = { ...vectors, ...fixed, ...landscape.feed(rows) };
    const { loss, lossGradient, ...next } = await stepper.run({ ...feeds, noise: drawNoise(chains, size) });
    if (t % probeEvery === probeEvery - 1 && isLangevin) {
      const here = { weights: vectors.weights!, loss: loss!, lossGradient: lossGradient! };
      const space = { ...settings, origin, scale: rootOf(vectors) };
      const accepted = await probe(prober, feeds, here, space, chains);
      chains.forEach((chain, c) => void chain.acceptances.push(accepted[c]!));
    }
    vectors = next as Vectors;
    chains.forEach(({ trace }, c) => {
      trace[t] = loss![c]! - meanAt(baseline, rows, c * batchSize, batchSize);
    });
  }
  return chains.map(({ trace, acceptances }, c) => {
    const end = vectors.weights!.subarray(c * size, (c + 1) * size);
    return { trace, acceptances, distance: Math.sqrt(squareDistance(end, origin)) };
  });
}

/** The acceptances of one trial step of every chain, which is not taken. */
async function probe(
  prober: Program,
  feeds: Feeds,
  from: Place,
  space: Space,
  chains: readonly Running[],
): Promise<number[]> {
  const weights = propose(
    from,
    space,
    chains.map(({ probes }) => probes),
  );
  const { loss, lossGradient } = await prober.run({ ...feeds, weights });
  return acceptances(from, { weights, loss: loss!, lossGradient: lossGradient! }, space);
}

function running(key: Key, settings: ChainSettings, size: number): Running {
  return {
    trace: new Float64Array(settings.numSteps),
    acceptances: [],
    batches: generator(fold(key, "batches")),
    noise: noiseOf(fold(key, "noise"), settings, size),
    probes: fastNormals(generator(fold(key, "probe"))),
  };
}

function startOf({ sampler, stepSize, mask }: ChainSettings, keys: readonly Key[], size: number): Vectors {
  const { state, start } = SAMPLERS[sampler];
  const entries = Object.entries(state).map(([name, kind]) => {
    const length = kind === "vector" ? size : 1;
    const values = keys.flatMap((key) => {
      const { normal } = generator(fold(key, "start", name));
      return Array.from(
        { length },
        (_, i) => start(name, stepSize, normal) * (kind === "vector" && mask ? mask[i]! : 1),
      );
    });
    return [name, Float32Array.from(values)] as const;
  });
  return Object.fromEntries(entries);
}

/** Writes the next step's normals of one chain: fresh ones, or the mean of successive ones. */
type Noise = (into: Float32Array, offset: number) => void;

function noiseOf(key: Key, { sampler }: ChainSettings, size: number): Noise {
  const normal = fastNormals(generator(key));
  if (!SAMPLERS[sampler].averagesNoise)
    return (into, offset) => {
      for (let i = 0; i < size; i++) into[offset + i] = normal();
    };
  const last = Float32Array.from({ length: size }, normal);
  return (into, offset) => {
    for (let i = 0; i < size; i++) {
      const fresh = normal();
      into[offset + i] = (last[i]! + fresh) / 2;
      last[i] = fresh;
    }
  };
}

function drawNoise(chains: readonly { noise: Noise }[], size: number): Float32Array {
  const noise = new Float32Array(chains.length * size);
  chains.forEach((chain, c) => void chain.noise(noise, c * size));
  return noise;
}

function drawRows(rows: Int32Array, chains: readonly { batches: Generator }[], batchSize: number, n: number): void {
  chains.forEach(({ batches }, c) => {
    for (let i = 0; i < batchSize; i++) rows[c * batchSize + i] = batchSize === n ? i : batches.int(n);
  });
}

const scalarFeeds = ({ stepSize, nbeta, localization }: ChainSettings): Vectors => ({
  stepSize: Float32Array.of(stepSize),
  nbeta: Float32Array.of(nbeta),
  localization: Float32Array.of(localization),
});

function repeated(vector: Float32Array, times: number): Float32Array {
  const all = new Float32Array(vector.length * times);
  for (let c = 0; c < times; c++) all.set(vector, c * vector.length);
  return all;
}

function meanAt(values: Float32Array, rows: Int32Array, start: number, count: number): number {
  let total = 0;
  for (let i = start; i < start + count; i++) total += values[rows[i]!]!;
  return total / count;
}

function squareDistance(a: Float32Array, b: Float32Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += (a[i]! - b[i]!) ** 2;
  return total;
}
