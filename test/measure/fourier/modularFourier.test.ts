/** Fourier analysis of modular addition on hand-built logits, neurons and embeddings whose frequencies are known. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generator, rootKey } from "../../../src/base/random.ts";
import {
  excludedNll,
  fourierNorms,
  frequenciesOf,
  gini,
  keyFrequencies,
  nllOf,
  restrictedNll,
  sumComponent,
} from "../../../src/measure/fourier/modularFourier.ts";

const p = 23;
const wave = (f: number, x: number) => Math.cos((2 * Math.PI * f * x) / p);
const every = Array.from({ length: p * p }, (_, prompt) => prompt);
const halfOf = every.filter((prompt) => (prompt * 7) % 5 < 2);
const inputs = (prompt: number): [number, number] => [Math.floor(prompt / p), prompt % p];

/** Logits `[p^2, p]` of a function of (a, b, c). */
const logitsOf = (f: (a: number, b: number, c: number) => number): Float64Array =>
  Float64Array.from(every.flatMap((prompt) => Array.from({ length: p }, (_, c) => f(...inputs(prompt), c))));

/** scale sum_f cos(2 pi f (a + b - c)/p). */
const circuit = (frequencies: number[], scale: number) => (a: number, b: number, c: number) =>
  scale * frequencies.reduce((total, f) => total + wave(f, a + b - c), 0);
/** `scale` on the right answer of the prompts of `halfOf`. */
const memorised = (scale: number) => (a: number, b: number, c: number) =>
  (a + b) % p === c && halfOf.includes(a * p + b) ? scale : 0;

/** The loss of the pure circuit: ln sum_d exp(z(d) - z(0)), z(d) = scale sum_f cos(2 pi f d/p). */
const circuitLoss = (frequencies: number[], scale: number) => {
  const z = (d: number) => scale * frequencies.reduce((total, f) => total + wave(f, d), 0);
  return Math.log(Array.from({ length: p }, (_, d) => Math.exp(z(d) - z(0))).reduce((a, b) => a + b));
};

describe("restricted and excluded loss", () => {
  it("of a pure circuit: restricted is its loss, excluded chance", () => {
    const logits = logitsOf(circuit([3, 8], 4));
    expect(restrictedNll(logits, p, [3, 8])).toBeCloseTo(circuitLoss([3, 8], 4), 10);
    expect(excludedNll(logits, p, [3, 8], halfOf)).toBeCloseTo(Math.log(p), 10);
    expect(excludedNll(logits, p, [3], halfOf)).toBeCloseTo(circuitLoss([8], 4), 10);
    expect(excludedNll(logits, p, [], halfOf)).toBeCloseTo(circuitLoss([3, 8], 4), 10);
    expect(restrictedNll(logits, p, [])).toBeCloseTo(Math.log(p), 10);
  });

  it("of memorised answers: restricted stays near chance, excluded stays low on the training prompts", () => {
    const logits = logitsOf(memorised(12));
    expect(restrictedNll(logits, p, [3, 8])).toBeGreaterThan(0.75 * Math.log(p));
    expect(excludedNll(logits, p, [3, 8], halfOf)).toBeLessThan(0.01);
  });

  it("of a circuit among memorised answers and a bias per output: noise that is no function of a + b leaves the circuit's loss", () => {
    const noise = (a: number, b: number, c: number) => 2 * wave(5, a - b) * wave(2, c) + wave(4, a);
    const both = (a: number, b: number, c: number) => circuit([3, 8], 4)(a, b, c) + noise(a, b, c);
    expect(restrictedNll(logitsOf(both), p, [3, 8])).toBeCloseTo(circuitLoss([3, 8], 4), 10);
    const bias = (c: number) => 0.7 * wave(6, c) + c / 10;
    const biased = restrictedNll(
      logitsOf((a, b, c) => both(a, b, c) + bias(c)),
      p,
      [3, 8],
    );
    const expected = restrictedNll(
      logitsOf((a, b, c) => circuit([3, 8], 4)(a, b, c) + bias(c)),
      p,
      [3, 8],
    );
    expect(biased).toBeCloseTo(expected, 10);
    expect(biased).not.toBeCloseTo(circuitLoss([3, 8], 4), 3);
  });

  it("excluded rises as the circuit takes over from memory", () => {
    const at = (share: number) =>
      excludedNll(
        logitsOf((a, b, c) => circuit([3, 8], 6 * share)(a, b, c) + memorised(12 * (1 - share))(a, b, c)),
        p,
        [3, 8],
        halfOf,
      );
    const losses = [0, 0.25, 0.5, 0.75, 1].map(at);
    for (let i = 1; i < losses.length; i++) expect(losses[i]).toBeGreaterThan(losses[i - 1]!);
  });
});

describe("sumComponent", () => {
  it("is the projection on the two unit vectors of each frequency", () => {
    const { normal } = generator(rootKey("logits"));
    const logits = Float64Array.from({ length: p ** 3 }, () => normal());
    const component = sumComponent(logits, p, [2, 7]);
    const column = 4;
    const expected = (prompt: number) => {
      const [a, b] = inputs(prompt);
      return [2, 7].reduce((total, f) => {
        const units = [Math.cos, Math.sin].map((g) =>
          every.map((at) => (Math.SQRT2 / p) * g((2 * Math.PI * f * (Math.floor(at / p) + (at % p))) / p)),
        );
        const parts = units.map((unit) => {
          const dot = every.reduce((sum, at) => sum + unit[at]! * logits[at * p + column]!, 0);
          return dot * unit[a * p + b]!;
        });
        return total + parts[0]! + parts[1]!;
      }, 0);
    };
    for (const prompt of [0, 17, 100, 527])
      expect(component[((inputs(prompt)[0] + inputs(prompt)[1]) % p) * p + column]).toBeCloseTo(expected(prompt), 12);
  });

  it("of all frequencies keeps everything that depends on a + b and varies", () => {
    const logits = logitsOf((a, b, c) => Math.sin(((a + b) % p) * (c + 1)));
    const component = sumComponent(logits, p, frequenciesOf(p));
    const mean = Array.from({ length: p }, (_, s) => Math.sin(s * 3)).reduce((a, b) => a + b) / p;
    for (let s = 0; s < p; s++) expect(component[s * p + 2]).toBeCloseTo(Math.sin(s * 3) - mean, 10);
  });
});

describe("nllOf", () => {
  it("keeps its digits when the answer is far ahead, and does not overflow when it is far behind", () => {
    expect(nllOf(Float64Array.of(60, 0, 0), 0) / (2 * Math.exp(-60))).toBeCloseTo(1, 12);
    expect(nllOf(Float64Array.of(2000, 0), 1)).toBe(2000);
    expect(nllOf(Float64Array.of(1, 1, 1), 2)).toBeCloseTo(Math.log(3), 14);
  });
});

describe("keyFrequencies", () => {
  /** Activations of one neuron per function of (a, b). */
  const neurons = (...functions: ((a: number, b: number) => number)[]) =>
    Float64Array.from(every.flatMap((prompt) => functions.map((f) => f(...inputs(prompt)))));
  const relu = (x: number) => Math.max(x, 0);

  it("are exactly those of the neurons, through the ReLU, an offset and noise", () => {
    const { normal } = generator(rootKey("noise"));
    const speaker = (f: number, phase: number) => (a: number, b: number) =>
      relu(wave(f, a + phase) + wave(f, b + phase) + 0.3) + 0.1 * normal();
    const activations = neurons(
      speaker(4, 0),
      speaker(9, 1.3),
      speaker(4, 5.1),
      speaker(11, 2),
      () => 0,
      () => 3.7,
    );
    expect(keyFrequencies(activations, p)).toEqual([4, 9, 11]);
  });

  it("count terms of first and second order alike, by their share of the variance", () => {
    const product = (f: number, scale: number) => (a: number, b: number) => scale * wave(f, a) * wave(f, b);
    const single = (f: number, scale: number) => (a: number) => scale * wave(f, a);
    // variances: single 1/2, product 1/4 of the squared scale
    const mixed = (scale: number) => (a: number, b: number) => product(2, scale)(a, b) + single(5, 1)(a);
    expect(keyFrequencies(neurons(mixed(1.4)), p)).toEqual([5]);
    expect(keyFrequencies(neurons(mixed(1.43)), p)).toEqual([2]);
  });

  it("are none for neurons that do not vary", () => {
    expect(
      keyFrequencies(
        neurons(
          () => 0,
          () => 1e6,
        ),
        p,
      ),
    ).toEqual([]);
  });
});

describe("fourierNorms and gini", () => {
  it("find the frequencies of an embedding, whatever its phase and constant", () => {
    const embedding = Array.from({ length: p }, (_, token) => [2 * wave(3, token), wave(7, token + 0.4) + 5]).flat();
    const norms = fourierNorms(embedding, p);
    expect(norms).toHaveLength(11);
    norms.forEach((norm, i) => {
      const amplitude = { 3: 2, 7: 1 }[i + 1] ?? 0;
      expect(norm).toBeCloseTo(amplitude * Math.sqrt(p / 2), 10);
    });
  });

  it("gini is 0 for equal values, 1 - 1/n for one alone, and known in between", () => {
    expect(gini([2, 2, 2])).toBeCloseTo(0, 14);
    expect(gini([0, 0, 0, 5])).toBeCloseTo(0.75, 14);
    expect(gini([1, 3])).toBeCloseTo(0.25, 14);
    expect(gini([0, 0])).toBeNull();
  });

  it("gini equals the mean absolute difference over twice the mean, in any order and scale", () => {
    const values = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 2, maxLength: 12 });
    const property = fc.property(values, (x) => {
      const total = x.reduce((a, b) => a + b);
      fc.pre(total > 0);
      const pairs = x.flatMap((a) => x.map((b) => Math.abs(a - b))).reduce((a, b) => a + b);
      expect(gini(x)).toBeCloseTo(pairs / (2 * x.length * total), 12);
      expect(gini(x.toReversed().map((v) => 3 * v))).toBeCloseTo(gini(x)!, 12);
    });
    fc.assert(property, { seed: 42, numRuns: 200 });
  });
});
