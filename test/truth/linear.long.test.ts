import { describe, expect, it } from "vitest";
import { fold, generator } from "../../src/base/random.ts";
import { dataFor, linearNetwork, type Matrix, normalMatrix, product } from "./landscapes.ts";
import { deepLinear, reducedRank } from "./learningCoefficients.ts";
import { casesOf, type Effort, keyOf, SEEDS, truthEstimate } from "./truth.ts";

const N = 20000;
const EFFORT: Effort = {
  nbeta: N / Math.log(N),
  localization: 1,
  numChains: 8,
  numDraws: 8000,
  numBurninSteps: 4000,
  batchSize: 500,
};
const NETWORKS: readonly [widths: number[], rank: number][] = [
  [[5, 3, 5], 3],
  [[10, 10, 10], 4],
  [[10, 8, 12, 6, 10], 3],
  [[20, 15, 20], 5],
  [[8, 20, 20, 8], 4],
];

/** Inputs, hidden units and outputs of a published test. */
const REGRESSIONS = [
  [5, 3, 5],
  [5, 4, 5],
  [4, 3, 8],
  [8, 3, 4],
  [3, 8, 4],
] as const;

/** Layers N(0, 1 / fan-in); the first a product of two of inner width `rank`. */
function layers(widths: readonly number[], rank: number, seed: string): Matrix[] {
  const rng = generator(fold(keyOf(`linear ${widths}`, seed), "weights"));
  return widths.slice(1).map((columns, l) => {
    const rows = widths[l]!;
    if (l > 0) return normalMatrix(rng, rows, columns, 1 / Math.sqrt(rows));
    return product(
      normalMatrix(rng, rows, rank, 1 / Math.sqrt(rows)),
      normalMatrix(rng, rank, columns, 1 / Math.sqrt(rank)),
    );
  });
}

async function relativeError(widths: readonly number[], rank: number, seed: string): Promise<number> {
  const truth = layers(widths, rank, seed);
  const key = keyOf(`linear ${widths}`, seed);
  const data = dataFor(truth.reduce(product), N, 0, fold(key, "data"));
  const origin = Float32Array.from(truth.flatMap(({ data: values }) => [...values]));
  const { llc } = await truthEstimate(linearNetwork(widths, data), origin, EFFORT, key);
  const { lambda } = deepLinear(widths, rank);
  console.log(`linear ${widths} rank ${rank} seed ${seed}: lambda ${lambda}, estimate ${llc.toFixed(2)}`);
  return llc / lambda - 1;
}

describe("deep linear networks", () => {
  it("come out with a median error of at most 5 % and none above 15 %", async () => {
    const errors: number[] = [];
    for (const seed of SEEDS)
      for (const [widths, rank] of casesOf(NETWORKS, 2)) errors.push(Math.abs(await relativeError(widths, rank, seed)));
    const ascending = errors.toSorted((a, b) => a - b);
    expect(ascending[Math.floor(ascending.length / 2)]!).toBeLessThanOrEqual(0.05);
    expect(ascending.at(-1)!).toBeLessThanOrEqual(0.15);
  });
});

describe.each(SEEDS)("reduced-rank regression, seed %s", (seed) => {
  it.each(casesOf(REGRESSIONS, 2))("%i inputs, %i hidden, %i outputs, true rank 0", async (inputs, hidden, outputs) => {
    const key = keyOf(`rank 0 of ${inputs} ${hidden} ${outputs}`, seed);
    const widths = [inputs, hidden, outputs];
    const n = 1000;
    const zero: Matrix = { rows: inputs, columns: outputs, data: new Float64Array(inputs * outputs) };
    const data = dataFor(zero, n, 0, fold(key, "data"));
    const origin = new Float32Array(inputs * hidden + hidden * outputs);
    const effort = { ...EFFORT, nbeta: n / Math.log(n), batchSize: 200, numChains: 4, numDraws: 4000 };
    const { llc } = await truthEstimate(linearNetwork(widths, data), origin, effort, key);
    const { lambda } = reducedRank(inputs, hidden, outputs, 0);
    console.log(`reduced rank ${widths} seed ${seed}: lambda ${lambda}, estimate ${llc.toFixed(3)}`);
    expect(Math.abs(llc / lambda - 1)).toBeLessThan(0.15);
  });
});
