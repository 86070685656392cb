/**
 * Fourier analysis of a model of a + b mod p, p odd: which frequencies its neurons speak, what remains of its logits when only those
 * are kept or when they are taken out, and how few of them its embedding holds. Rows a p + b stand for the prompts (a, b).
 *
 * The component of frequency f in logits L `[p^2, p]` is the projection of every column on the two unit vectors over prompts
 * sqrt(2)/p cos(2 pi f (a + b)/p) and sqrt(2)/p sin(2 pi f (a + b)/p). It depends on s = a + b mod p alone:
 *
 *   C_f[s, c] = (2/p^2) sum_t cos(2 pi f (s - t)/p) G[t, c],    G[t, c] = sum of L[(a, b), c] over a + b = t mod p.
 * @see Nanda et al. 2023, "Progress measures for grokking via mechanistic interpretability", and its code
 */
import { sum } from "../../math/stats.ts";

/** Returns the frequencies 1 .. (p - 1)/2. */
export const frequenciesOf = (p: number): number[] => Array.from({ length: (p - 1) / 2 }, (_, i) => i + 1);

/** One frequency's cos and sin of 2 pi f n / p for n = 0..p-1. */
type Wave = { frequency: number; cos: Float64Array; sin: Float64Array };

const wavesOf = (p: number): Wave[] =>
  frequenciesOf(p).map((frequency) => {
    const at = (f: (x: number) => number) =>
      Float64Array.from({ length: p }, (_, n) => f((2 * Math.PI * ((frequency * n) % p)) / p));
    return { frequency, cos: at(Math.cos), sin: at(Math.sin) };
  });

/**
 * Returns the frequencies that dominate at least one neuron, ascending, for activations `[p^2, units]`. A neuron's frequency is the one
 * whose terms of first order (cos fa, sin fa, cos fb, sin fb) and second order (their four products) carry the most of its variance
 * over all prompts; a neuron that does not vary has none.
 */
export function keyFrequencies(activations: Float64Array, p: number): number[] {
  const units = activations.length / (p * p);
  const waves = wavesOf(p);
  const found = new Set<number>();
  for (let unit = 0; unit < units; unit++) {
    const frequency = dominantFrequency((a, b) => activations[(a * p + b) * units + unit]!, p, waves);
    if (frequency !== null) found.add(frequency);
  }
  return [...found].sort((a, b) => a - b);
}

/** Variance below this share of the mean square is rounding. */
const ROUNDING = 1e-20;

/** The frequency of one neuron, from its value for every prompt (a, b). */
function dominantFrequency(
  valueAt: (a: number, b: number) => number,
  p: number,
  waves: readonly Wave[],
): number | null {
  const rows = Array.from({ length: p }, (_, a) => Float64Array.from({ length: p }, (_, b) => valueAt(a, b)));
  const meanSquare = rows.reduce((total, row) => total + row.reduce((part, v) => part + v * v, 0), 0) / p ** 2;
  let best = { frequency: 0, power: ROUNDING * meanSquare };
  for (const wave of waves) {
    const power = powerAt(rows, wave, p);
    if (power > best.power) best = { frequency: wave.frequency, power };
  }
  return best.frequency || null;
}

/** Mean square of the part of frequency f: twice the squared means for terms of first order, four times for second order. */
function powerAt(rows: readonly Float64Array[], { cos, sin }: Wave, p: number): number {
  const terms = { cos0: 0, sin0: 0, cosCos: 0, cosSin: 0, sinCos: 0, sinSin: 0, zeroCos: 0, zeroSin: 0 };
  rows.forEach((row, a) => {
    let [plain, inCos, inSin] = [0, 0, 0];
    for (let b = 0; b < p; b++) {
      plain += row[b]!;
      inCos += row[b]! * cos[b]!;
      inSin += row[b]! * sin[b]!;
    }
    const [c, s] = [cos[a]!, sin[a]!];
    terms.cos0 += c * plain;
    terms.sin0 += s * plain;
    terms.zeroCos += inCos;
    terms.zeroSin += inSin;
    terms.cosCos += c * inCos;
    terms.cosSin += c * inSin;
    terms.sinCos += s * inCos;
    terms.sinSin += s * inSin;
  });
  const { cos0, sin0, zeroCos, zeroSin, cosCos, cosSin, sinCos, sinSin } = terms;
  const [first, second] = [Math.hypot(cos0, sin0, zeroCos, zeroSin), Math.hypot(cosCos, cosSin, sinCos, sinSin)];
  return (2 * first ** 2 + 4 * second ** 2) / p ** 4;
}

/** Returns the components of some frequencies in logits `[p^2, p]`, summed, as a function of s = a + b mod p: `[p, p]`. */
export function sumComponent(logits: Float64Array, p: number, frequencies: readonly number[]): Float64Array {
  const chosen = wavesOf(p).filter(({ frequency }) => frequencies.includes(frequency));
  const kernel = Float64Array.from({ length: p }, (_, d) => {
    const total = chosen.reduce((partial, { cos }) => partial + cos[d]!, 0);
    return (2 * total) / p ** 2;
  });
  const bySum = sumsOverPrompts(logits, p);
  const component = new Float64Array(p * p);
  for (let s = 0; s < p; s++)
    for (let t = 0; t < p; t++) {
      const factor = kernel[(s - t + p) % p]!;
      for (let c = 0; c < p; c++) component[s * p + c]! += factor * bySum[t * p + c]!;
    }
  return component;
}

/** G[t, c]: the sum of column c over the p prompts with a + b = t mod p, `[p, p]`. */
function sumsOverPrompts(logits: Float64Array, p: number): Float64Array {
  const bySum = new Float64Array(p * p);
  for (let prompt = 0; prompt < p * p; prompt++) {
    const t = sumOf(prompt, p);
    for (let c = 0; c < p; c++) bySum[t * p + c]! += logits[prompt * p + c]!;
  }
  return bySum;
}

/** a + b mod p of the prompt in row a p + b, which is also the right answer. */
const sumOf = (prompt: number, p: number): number => (Math.floor(prompt / p) + (prompt % p)) % p;

/**
 * Returns the restricted loss: the mean nll (nats) over all p^2 prompts of the key frequencies' components plus, per output, the mean
 * of the original logits over all prompts.
 */
export function restrictedNll(logits: Float64Array, p: number, frequencies: readonly number[]): number {
  const bySum = sumsOverPrompts(logits, p);
  const means = Float64Array.from({ length: p }, (_, c) => {
    let total = 0;
    for (let t = 0; t < p; t++) total += bySum[t * p + c]!;
    return total / p ** 2;
  });
  const kept = sumComponent(logits, p, frequencies).map((value, at) => value + means[at % p]!);
  const losses = Array.from({ length: p }, (_, s) => nllOf(kept.subarray(s * p, (s + 1) * p), s));
  return sum(losses) / p;
}

/** Returns the excluded loss: the mean nll (nats) over some prompts (rows a p + b) of the logits without the frequencies' components. */
export function excludedNll(
  logits: Float64Array,
  p: number,
  frequencies: readonly number[],
  prompts: readonly number[],
): number {
  const removed = sumComponent(logits, p, frequencies);
  const losses = prompts.map((prompt) => {
    const s = sumOf(prompt, p);
    const row = logits.subarray(prompt * p, (prompt + 1) * p);
    return nllOf(
      row.map((value, c) => value - removed[s * p + c]!),
      s,
    );
  });
  return sum(losses) / prompts.length;
}

/** Returns -ln softmax(z)_y in nats, to full relative accuracy when y is far ahead. */
export function nllOf(z: Float64Array, y: number): number {
  const top = Math.max(...z);
  let others = 0;
  for (let c = 0; c < z.length; c++) if (c !== y) others += Math.exp(z[c]! - top);
  return z[y] === top ? Math.log1p(others) : top - z[y]! + Math.log(others + Math.exp(z[y]! - top));
}

/** Returns the length of frequency f's part of an embedding `[p, width]`, cos and sin together, for f = 1 .. (p - 1)/2. */
export function fourierNorms(embedding: ArrayLike<number>, p: number): number[] {
  const width = embedding.length / p;
  return wavesOf(p).map(({ cos, sin }) => {
    const parts = [cos, sin].flatMap((wave) =>
      Array.from({ length: width }, (_, column) => {
        let dot = 0;
        for (let token = 0; token < p; token++) dot += wave[token]! * embedding[token * width + column]!;
        return dot * Math.sqrt(2 / p);
      }),
    );
    return Math.hypot(...parts);
  });
}

/**
 * Returns the Gini coefficient of values >= 0: sum_ij |x_i - x_j| / (2 n sum_i x_i), 0 when all are equal, 1 - 1/n when one has all;
 * null when all are 0.
 */
export function gini(values: readonly number[]): number | null {
  const n = values.length;
  const total = sum(values);
  if (!(total > 0)) return null;
  const ascending = [...values].sort((a, b) => a - b);
  return sum(ascending.map((value, i) => (2 * i + 1 - n) * value)) / (n * total);
}
