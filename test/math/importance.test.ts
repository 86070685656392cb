/** The importance sampler against a linear model whose posterior and evidence are known in closed form, easy and hard. */
import { describe, expect, it } from "vitest";
import { fold, generator, rootKey } from "../../src/base/random.ts";
import { importanceSample, resample, type Target, type Weighted } from "../../src/math/importance.ts";

const key = rootKey("importance");
const EFFORT = { priorDraws: 40_000, rounds: 3, roundDraws: 20_000, enough: 100 };

/** y = a + b x + N(0, sd^2), a and b standard normal: posterior precision I + X'X / sd^2, evidence N(y; 0, X X' + sd^2 I). */
function conjugate(x: number[], y: number[], sd: number) {
  const s = (terms: number[]) => terms.reduce((total, term) => total + term, 0);
  const v = sd ** -2;
  const [aa, ab, bb] = [1 + v * x.length, v * s(x), 1 + v * s(x.map((t) => t * t))];
  const [ra, rb] = [v * s(y), v * s(x.map((t, i) => t * y[i]!))];
  const det = aa * bb - ab * ab;
  const mean = [(bb * ra - ab * rb) / det, (aa * rb - ab * ra) / det];
  const fit = mean[0]! * ra + mean[1]! * rb;
  const logEvidence =
    -0.5 * (v * s(y.map((t) => t * t)) - fit) - 0.5 * Math.log(det) - 0.5 * x.length * Math.log(2 * Math.PI * sd ** 2);
  return { mean, sd: [Math.sqrt(bb / det), Math.sqrt(aa / det)], correlation: -ab / Math.sqrt(aa * bb), logEvidence };
}

function target(x: number[], y: number[], sd: number) {
  return {
    dimension: 2,
    logLikelihood: (z: Float64Array) =>
      x.reduce(
        (total, t, i) => total - 0.5 * ((y[i]! - z[0]! - z[1]! * t) / sd) ** 2 - 0.5 * Math.log(2 * Math.PI * sd ** 2),
        0,
      ),
  };
}

/** The same target, which gives up where it is told that nothing else matters. */
function impatient({ dimension, logLikelihood }: ReturnType<typeof target>): Target & { numGivenUp: number } {
  const one = {
    dimension,
    numGivenUp: 0,
    logLikelihood(z: Float64Array, relevant: number) {
      const value = logLikelihood(z);
      if (value >= relevant) return value;
      one.numGivenUp++;
      return -Infinity;
    },
  };
  return one;
}

it("gives the same bytes when draws without weight are given up early", () => {
  const x = [-1, 0, 1, 2];
  for (const sd of [0.3, 0.02, 0.001]) {
    const of = target(x, [0.1, 0.4, 0.2, 0.9], sd);
    const early = impatient(of);
    const effort = { ...EFFORT, priorDraws: 4000, roundDraws: 2000 };
    const [plain, given] = [of, early].map((one) => importanceSample(one, effort, generator(key)));
    expect(given).toEqual(plain);
    if (sd < 0.1) expect(early.numGivenUp).toBeGreaterThan(0);
  }
});

function moments({ z, weights }: Weighted) {
  const over = (f: (a: number, b: number) => number) =>
    weights.reduce((total, w, n) => total + w * f(z[2 * n]!, z[2 * n + 1]!), 0);
  const mean = [over((a) => a), over((_, b) => b)];
  const sd = [Math.sqrt(over((a) => (a - mean[0]!) ** 2)), Math.sqrt(over((_, b) => (b - mean[1]!) ** 2))];
  const correlation = over((a, b) => (a - mean[0]!) * (b - mean[1]!)) / (sd[0]! * sd[1]!);
  return { mean, sd, correlation };
}

const x = [-1, -0.2, 0.5, 1.4, 2];
const y = [-1.1, -0.1, 0.7, 1.2, 2.3];

describe("importanceSample", () => {
  it.each([
    [1, 0],
    [0.2, 0],
    [0.01, 1],
    [0.001, 2],
  ])("finds the conjugate posterior and evidence at noise %f", (sd, leastRounds) => {
    const data = y.map((value, i) => (sd < 0.1 ? 0.3 + 1.1 * x[i]! + sd * (value - x[i]!) : value));
    const truth = conjugate(x, data, sd);
    const found = importanceSample(target(x, data, sd), EFFORT, generator(fold(key, sd)));
    const { mean, sd: spread, correlation } = moments(found);
    expect(found.effectiveSize).toBeGreaterThan(100);
    expect(found.rounds).toBeGreaterThanOrEqual(leastRounds);
    for (const i of [0, 1]) {
      expect(Math.abs(mean[i]! - truth.mean[i]!)).toBeLessThan((4 * truth.sd[i]!) / Math.sqrt(found.effectiveSize));
      expect(spread[i]! / truth.sd[i]!).toBeCloseTo(1, 0.7);
    }
    expect(correlation).toBeCloseTo(truth.correlation, 0.7);
    expect(found.logEvidence).toBeCloseTo(truth.logEvidence, 0.4);
  });

  it("says 0 when nothing is possible, and takes a likelihood that is not a number as impossible", () => {
    const none = importanceSample({ dimension: 3, logLikelihood: () => Number.NaN }, EFFORT, generator(key));
    expect(none).toMatchObject({ effectiveSize: 0, logEvidence: -Infinity, rounds: 0 });
  });

  it("returns the prior under a flat likelihood: full effective size, evidence 1", () => {
    const flat = importanceSample({ dimension: 2, logLikelihood: () => 0 }, EFFORT, generator(key));
    expect(flat.effectiveSize).toBeCloseTo(40_000, 6);
    expect(flat.logEvidence).toBeCloseTo(0, 12);
  });
});

describe("resample", () => {
  it("takes each draw within one of its share, in order", () => {
    const weights = [0.1, 0, 0.25, 0.65];
    const taken = resample(weights, 1000, generator(key));
    expect(taken).toHaveLength(1000);
    expect(taken).toEqual(taken.toSorted((a, b) => a - b));
    for (const [i, w] of weights.entries())
      expect(Math.abs(taken.filter((index) => index === i).length - 1000 * w)).toBeLessThanOrEqual(1);
  });
});
