/** models/bank/ranges.yaml: the ranges from which the settings of the bank's families are drawn, and a draw from one of them. */
import path from "node:path";
import { z } from "zod";
import { fold, generator, type Key } from "../../../src/base/random.ts";
import { readYaml } from "../../../src/base/yaml.ts";
import { scalar } from "../../../src/specs.ts";
import { root } from "../../root.ts";

const pair = z.tuple([z.number(), z.number()]);
/** A range: whole numbers, whole or real numbers evenly in log, a choice, or a real number that is often 0. */
const Range = z.union([
  pair,
  z.strictObject({ log: pair }),
  z.strictObject({ oneOf: z.array(scalar).min(1) }),
  z.strictObject({ sometimes: z.number(), real: pair }),
]);
type Range = z.infer<typeof Range>;

const TaskRanges = z.strictObject({
  mlp: z.number().default(0),
  inputs: z.enum(["embedded", "bits", "signs"]).default("embedded"),
  kOfN: z.number().optional(),
  params: z.record(z.string(), Range),
});
/** What is drawn for the families of one task. */
export type TaskRanges = z.infer<typeof TaskRanges>;

const Ranges = z.strictObject({
  shared: z.strictObject({
    numSteps: Range,
    learningRate: Range,
    batchSize: Range,
    decay: Range,
    kOfN: z.number(),
    kShare: pair,
  }),
  transformer: z.strictObject({
    positions: Range,
    nHeads: Range,
    attnOnly: z.number(),
    depth: z.number(),
    widthOfDepth: Range,
    smallest: Range,
    largest: Range,
    nLayers: Range,
  }),
  mlp: z.strictObject({ dEmbed: Range, layers: Range, smallest: Range, largest: Range }),
  cost: z.strictObject({ flops: z.number(), leastSteps: z.number(), longestAnswer: z.number() }),
  tasks: z.record(z.string(), TaskRanges),
});
export type Ranges = z.infer<typeof Ranges>;

/** Returns the written ranges. Errors (usage): a file that breaks their form, with line and column. */
export function readRanges(): Ranges {
  return readYaml("bank", path.join(root, "models/bank/ranges.yaml"), Ranges).value;
}

/** Draws by name: each name has a stream of its own, so that a new setting moves no other. */
export type Draws = {
  of: (name: string, range: Range) => string | number | boolean;
  number: (name: string, range: Range) => number;
  happens: (name: string, probability: number) => boolean;
  between: (name: string, range: readonly [number, number]) => number;
};

/** Returns the draws of a key. A number drawn in log is whole where its range starts at 1 or above, else of two significant digits. */
export function drawsOf(key: Key): Draws {
  const stream = (name: string) => generator(fold(key, name));
  const between = (name: string, [low, high]: readonly [number, number]) => low + (high - low) * stream(name).uniform();
  const inLog = (name: string, [low, high]: readonly [number, number]) => {
    const value = low * (high / low) ** stream(name).uniform();
    return low >= 1 ? Math.round(value) : Number(value.toPrecision(2));
  };
  const of = (name: string, range: Range) => {
    if (Array.isArray(range)) return range[0] + stream(name).int(range[1] - range[0] + 1);
    if ("log" in range) return inLog(name, range.log);
    if ("oneOf" in range) return range.oneOf[stream(name).int(range.oneOf.length)]!;
    const rng = stream(name);
    const [low, high] = range.real;
    return rng.uniform() < range.sometimes ? Number((low + (high - low) * rng.uniform()).toFixed(2)) : 0;
  };
  return {
    of,
    number: (name, range) => Number(of(name, range)),
    happens: (name, probability) => stream(name).uniform() < probability,
    between,
  };
}
