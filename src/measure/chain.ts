/**
 * Chains of a sampler around one point, several side by side in one graph. Every chain draws its batches and its noise from keys of its
 * own, so that chains do not depend on how many share a graph.
 * The trace is L_B(w_t) - L_B(w*) on the same batch B: its mean is that of L_B(w_t) - L_n(w*), without most of the batches' noise.
 */
import { fold, type Generator, generator, type Key } from "../base/random.ts";
import type { Engine, Feeds, Program } from "../engine/engine.ts";
import { add, mul, sub } from "../graph/elementwise.ts";
import { grad } from "../graph/grad.ts";
import { mean, sum } from "../graph/linear.ts";
import { Graph, type Value } from "../graph/value.ts";
import { logAcceptance } from "../math/chains.ts";
import type { SamplerName } from "../specs.ts";
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

/** `trace[t]` = L_B(w_t) - L_B(w*) before step t; Metropolis acceptances probed along the way (none for sgnht); |w - w*| at the end. */
export type Chain = { trace: Float64Array; acceptances: number[]; distance: number };

/** How often the acceptance is probed along a chain. */
const PROBES = 24;

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
  const { lossGradient, loss, ...next } = outputs;
  const stepper = await engine.compile({ ...next, loss: loss! });
  const prober = await engine.compile({ loss: loss!, lossGradient: lossGradient! });
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
type Running = { trace: Float64Array; acceptances: number[]; batches: Generator; noise: Noise; probe: Generator };

async function runChains(
  landscape: Landscape,
  { stepper, prober }: Programs,
  settings: ChainSettings,
  keys: readonly Key[],
  { origin, baseline }: Point,
): Promise<Chain[]> {
  const { numSteps, batchSize } = settings;
  const size = landscape.numWeights;
  const chains = keys.map((key) => running(key, settings, size));
  const fixed = { ...scalarFeeds(settings), origin };
  let vectors: Vectors = { weights: repeated(origin, keys.length), ...startOf(settings, keys, size) };
  const probeEvery = Math.max(1, Math.floor(numSteps / PROBES));
  const rows = new Int32Array(keys.length * batchSize);
  for (let t = 0; t < numSteps; t++) {
    drawRows(rows, chains, batchSize, landscape.numExamples);
    const feeds = { ...fixed, ...landscape.feed(rows) };
    if (t % probeEvery === probeEvery - 1 && settings.sampler !== "sgnht")
      await probeAcceptance(prober, vectors, feeds, settings, chains, origin);
    const { loss, ...next } = await stepper.run({ ...vectors, ...feeds, noise: drawNoise(chains, size) });
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

function running(key: Key, settings: ChainSettings, size: number): Running {
  return {
    trace: new Float64Array(settings.numSteps),
    acceptances: [],
    batches: generator(fold(key, "batches")),
    noise: noiseOf(fold(key, "noise"), settings, size),
    probe: generator(fold(key, "probe")),
  };
}

/**
 * The chance that a Metropolis test would accept a plain Langevin step from where each chain is, the same batch at both ends. With a
 * preconditioner G the test is that of coordinates w / sqrt G.
 */
async function probeAcceptance(
  prober: Program,
  vectors: Vectors,
  feeds: Feeds,
  settings: ChainSettings,
  chains: readonly Running[],
  origin: Float32Array,
): Promise<void> {
  const { stepSize, mask } = settings;
  const size = origin.length;
  const potential = async (weights: Float32Array) =>
    potentialOf(await prober.run({ ...vectors, ...feeds, weights }), weights, settings, origin);
  const scale = preconditioner(vectors, settings.sampler, size * chains.length);
  const from = await potential(vectors.weights!);
  const proposal = vectors.weights!.map((w, i) => {
    if (mask && mask[i % size] === 0) return w;
    const g = scale[i]! ** 2;
    const xi = chains[Math.floor(i / size)]!.probe.normal();
    return w - (stepSize / 2) * g * from.drift[i]! + Math.sqrt(stepSize * g) * xi;
  });
  const to = await potential(proposal);
  chains.forEach(({ acceptances }, c) => {
    const end = (weights: Float32Array, { values, drift }: Potential) => {
      const part = (x: Float32Array, sign: 1 | -1) =>
        Float64Array.from({ length: size }, (_v, i) => x[c * size + i]! * scale[c * size + i]! ** sign);
      return { position: part(weights, -1), gradient: part(drift, 1), potential: values[c]! };
    };
    const log = logAcceptance(end(vectors.weights!, from), end(proposal, to), stepSize);
    acceptances.push(log === null ? 0 : Math.min(1, Math.exp(log)));
  });
}

/** U of every chain, and its gradient `[C * P]`. */
type Potential = { values: number[]; drift: Float32Array };

function potentialOf(
  { loss, lossGradient }: Record<string, Float32Array>,
  weights: Float32Array,
  { nbeta, localization, mask }: ChainSettings,
  origin: Float32Array,
): Potential {
  const size = origin.length;
  const drift = lossGradient!.map((g, i) => {
    const pull = mask && mask[i % size] === 0 ? 0 : localization * (weights[i]! - origin[i % size]!);
    return nbeta * g + pull;
  });
  const values = Array.from(loss!, (value, c) => {
    const part = weights.subarray(c * size, (c + 1) * size);
    return nbeta * value + (localization / 2) * squareDistance(part, origin);
  });
  return { values, drift };
}

/** sqrt G per weight: 1 but for rmsprop-sgld. */
function preconditioner(vectors: Vectors, sampler: SamplerName, length: number): Float64Array {
  if (sampler !== "rmsprop-sgld") return new Float64Array(length).fill(1);
  return Float64Array.from(vectors.square!, (v) => 1 / Math.sqrt(0.1 + Math.sqrt(v)));
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
  const { normal } = generator(key);
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
