import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generator, rootKey } from "../../src/base/random.ts";
import { effectiveSampleSize, logAcceptance, monteCarloError, splitRhat, traceDrift } from "../../src/math/chains.ts";
import { root } from "../root.ts";

type Case = {
  name: string;
  shape: [number, number, number, number, number];
  last: number;
  rhat: number;
  ess: number;
  mcse: number;
  drift: { value: number; stderr: number };
};
const file = path.join(root, "test/golden/chains.json");
const golden = JSON.parse(readFileSync(file, "utf8")) as { cases: Case[] };
const DIAGNOSTICS = [splitRhat, effectiveSampleSize, monteCarloError, traceDrift];

/** The chains of test/golden/chains.py, to the bit. */
function recurrence([numChains, draws, rho, shift, trend]: Case["shape"]): Float64Array[] {
  let state = 1;
  return Array.from({ length: numChains }, (_, chain) => {
    let value = 0;
    return Float64Array.from({ length: draws }, (__, t) => {
      state = (Math.imul(1664525, state) + 1013904223) >>> 0;
      value = rho * value + (state / 2 ** 32 - 0.5);
      return value + (chain === numChains - 1 ? shift : 0) + (trend * t) / draws;
    });
  });
}

/** Stationary AR(1) chains with unit variance; numChains x draws. */
function autoregressive(numChains: number, draws: number, rho: number, seed: string): Float64Array[] {
  const rng = generator(rootKey(seed));
  return Array.from({ length: numChains }, () => {
    let value = rng.normal();
    return Float64Array.from({ length: draws }, () => {
      value = rho * value + Math.sqrt(1 - rho * rho) * rng.normal();
      return value;
    });
  });
}

describe("against ArviZ and numpy", () => {
  it.each(golden.cases)("$name", ({ shape, last, rhat, ess, mcse, drift }) => {
    const chains = recurrence(shape);
    expect(chains.at(-1)!.at(-1)).toBe(last);
    expect(splitRhat(chains)! / rhat).toBeCloseTo(1, 10);
    expect(effectiveSampleSize(chains)! / ess).toBeCloseTo(1, 8);
    expect(monteCarloError(chains)! / mcse).toBeCloseTo(1, 8);
    const { value, stderr } = traceDrift(chains)!;
    expect(value).toBeCloseTo(drift.value, 10);
    expect(stderr / drift.stderr).toBeCloseTo(1, 8);
  });
});

describe("known truths", () => {
  it("finds independent normals in agreement and worth their number", () => {
    const chains = autoregressive(4, 2500, 0, "iid");
    expect(Math.abs(splitRhat(chains)! - 1)).toBeLessThan(0.002);
    expect(Math.abs(effectiveSampleSize(chains)! / 10_000 - 1)).toBeLessThan(0.1);
    expect(Math.abs(monteCarloError(chains)! / 0.01 - 1)).toBeLessThan(0.05);
  });

  it.each([-0.5, 0.5, 0.8, 0.95])("gives n (1 - rho) / (1 + rho) for AR(1) with rho = %d", (rho) => {
    const expected = (40_000 * (1 - rho)) / (1 + rho);
    const size = effectiveSampleSize(autoregressive(4, 10_000, rho, "ar"))!;
    expect(Math.abs(size / expected - 1)).toBeLessThan(0.15);
  });

  it("sees chains at different levels, and a single chain that has not settled", () => {
    const chains = autoregressive(4, 500, 0.2, "shift");
    const shifted = chains.map((chain, i) => chain.map((value) => value + (i === 0 ? 1.5 : 0)));
    expect(splitRhat(chains)!).toBeLessThan(1.02);
    expect(splitRhat(shifted)!).toBeGreaterThan(1.1);
    expect(effectiveSampleSize(shifted)!).toBeLessThan(0.05 * effectiveSampleSize(chains)!);
    expect(splitRhat([chains[0]!.map((value, t) => value + t / 200)])!).toBeGreaterThan(1.1);
  });

  it("reads a straight line's rise exactly, whatever its level", () => {
    const line = Float64Array.from({ length: 64 }, (_, t) => 1e6 + 0.25 * t + (t % 2 === 0 ? 1e-3 : -1e-3));
    expect(traceDrift([line])!.value).toBeCloseTo(16, 3);
  });

  it.each([0, 0.9])(
    "has an honest standard error of the drift: |drift| < 3 stderr in 9 of 10 stationary runs, rho = %d",
    (rho) => {
      const runs = Array.from({ length: 100 }, (_, i) => traceDrift(autoregressive(4, 400, rho, `drift ${i}`))!);
      expect(runs.filter(({ value, stderr }) => Math.abs(value) < 3 * stderr).length).toBeGreaterThanOrEqual(90);
      const spread = Math.sqrt(runs.reduce((total, { value }) => total + value ** 2, 0) / 100);
      const claimed = Math.sqrt(runs.reduce((total, { stderr }) => total + stderr ** 2, 0) / 100);
      expect(claimed / spread).toBeGreaterThan(0.8);
      expect(claimed / spread).toBeLessThan(1.5);
    },
  );
});

describe("properties", () => {
  const chain = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 12, maxLength: 12 });
  const several = fc.array(chain, { minLength: 1, maxLength: 4 });

  it("do not depend on the order of chains, on unit or origin; never NaN", () => {
    fc.assert(
      fc.property(several, (rows) => {
        const chains = rows.map((row) => Float64Array.from(row));
        const moved = chains.map((values) => values.map((value) => 4 * value + 64)).toReversed();
        for (const diagnostic of [splitRhat, effectiveSampleSize]) {
          const [a, b] = [diagnostic(chains), diagnostic(moved)];
          expect(a === null).toBe(b === null);
          if (a === null || b === null) continue;
          expect(Number.isFinite(a) && a > 0).toBe(true);
          expect(b / a).toBeCloseTo(1, 8);
        }
      }),
      { seed: 42, numRuns: 200 },
    );
  });
});

describe("what cannot be computed", () => {
  const good = autoregressive(2, 20, 0, "good");

  it.each([
    ["three draws", [Float64Array.of(1, 2, 4), Float64Array.of(3, 1, 2)]],
    ["constant chains", [new Float64Array(20).fill(0.7), new Float64Array(20).fill(0.7)]],
    ["one chain that never moves", [good[0]!, new Float64Array(20).fill(0.1)]],
    ["NaN", [good[0]!, good[1]!.map((value, i) => (i === 19 ? Number.NaN : value))]],
    ["infinity", [good[0]!, good[1]!.map((value, i) => (i === 3 ? Number.POSITIVE_INFINITY : value))]],
  ])("is null: %s", (_, chains) => {
    for (const diagnostic of DIAGNOSTICS) expect(diagnostic(chains)).toBeNull();
  });

  it("has no R-hat for chains that move only between their halves, where the ratio is infinite", () => {
    expect(splitRhat([Float64Array.of(1, 1, 2, 2)])).toBeNull();
  });

  it("refuses no chains and chains of different lengths", () => {
    for (const diagnostic of DIAGNOSTICS) {
      expect(() => diagnostic([])).toThrow("equal length are required");
      expect(() => diagnostic([good[0]!, good[1]!.subarray(1)])).toThrow("got [20,19]");
    }
  });
});

describe("logAcceptance", () => {
  const end = (position: number[], gradient: number[], potential: number) => ({ position, gradient, potential });
  const origin = end([0, 0], [0, 0], 0);
  const far = end([10.5, 5.5], [10.5, 5.5], 70.25);

  it.each([
    [origin, end([1.5, 5.5], [1.5, 5.5], 16.25), 0.1, 0.6661436],
    [end([1, 1], [1, 1], 1), end([1.5, 0.5], [1.5, 0.5], 1.25), 0.5, 0.9692332],
    [origin, far, 0.5, 0.00015359],
  ])("has the published value (%#)", (from, to, stepSize, expected) => {
    expect(Math.abs(Math.min(1, Math.exp(logAcceptance(from, to, stepSize)!)) - expected)).toBeLessThan(1e-6);
  });

  it("has the published .17268492 to its float32 precision, and exactly 140.5 (1 - .95^2) / .2 - 70.25 as its logarithm", () => {
    expect(logAcceptance(origin, far, 0.1)!).toBeCloseTo((140.5 * (1 - 0.95 ** 2)) / 0.2 - 70.25, 12);
    expect(Math.abs(Math.exp(logAcceptance(origin, far, 0.1)!) - 0.17268492)).toBeLessThan(1e-5);
  });

  it("is the negative of the way back, and null where a value is not finite", () => {
    const [a, b] = [end([1, -2], [0.5, 3], 2), end([0.5, 0], [1, -1], 1)];
    expect(logAcceptance(a, b, 0.3)!).toBeCloseTo(-logAcceptance(b, a, 0.3)!, 12);
    expect(logAcceptance(a, { ...b, potential: Number.NaN }, 0.3)).toBeNull();
    expect(logAcceptance(a, { ...b, gradient: [1, Number.POSITIVE_INFINITY] }, 0.3)).toBeNull();
  });

  it("refuses ends of different lengths and a step of 0", () => {
    expect(() => logAcceptance(origin, end([1], [1], 1), 0.1)).toThrow("one length are required");
    expect(() => logAcceptance(origin, far, 0)).toThrow("stepSize > 0");
  });
});
