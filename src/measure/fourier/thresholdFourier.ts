/**
 * Fourier coefficients of a threshold neuron h(x) = 1[w.x + b > 0] on x uniform in {-1, 1}^n: h^(T) = E[h(x) prod_{i in T} x_i].
 * For a parity over S the population gradient on w_i starts proportional to h^(S xor {i}), so these n coefficients say whether
 * gradient descent sees S. S is the set of the first k inputs.
 *
 * Exact: split the inputs in two halves, sort the 2^(n/2) partial sums of each by merging, and let one pointer per half find the pairs
 * above the threshold: O(2^(n/2)) instead of 2^n. The counts are whole numbers below 2^53, so nothing is rounded but w.x + b, and
 * that symmetrically: coefficients that vanish for b = 0 are exactly 0.
 */
import { generator, type Key } from "../../base/random.ts";

/** h(x) = 1[w.x + b > 0]. */
export type Neuron = { w: readonly number[]; b: number };

/** The partial sums of some inputs over their 2^m signs, ascending. In a code bit i is set where input i is +1, bit 31 where prod_S is -1. */
type Half = { sum: Float64Array; code: Uint32Array };

const NEGATIVE = 1 << 31;
const INPUTS = ~NEGATIVE;

/** Returns h^(S xor {i}) for i = 0..n-1, `[n]`, S = {0..k-1}: degree k - 1 for i < k, degree k + 1 for the others; n at most 52. */
export function neighbourCoefficients({ w, b }: Neuron, k: number): number[] {
  const middle = Math.ceil(w.length / 2);
  const left = partialSums(w.slice(0, middle), b, k);
  const right = partialSums(w.slice(middle), 0, k - middle);
  const counts = [...flips(left, right), ...flips(right, left)];
  return counts.map((count) => count / 2 ** w.length);
}

/** Returns min over i < k of |c_i| minus max over i >= k of |c_i| (0 when there is none) for coefficients c as above. */
export function gapOf(coefficients: readonly number[], k: number): number {
  const sizes = coefficients.map(Math.abs);
  return Math.min(...sizes.slice(0, k)) - Math.max(0, ...sizes.slice(k));
}

function partialSums(w: readonly number[], offset: number, k: number): Half {
  let half: Half = { sum: Float64Array.of(offset), code: Uint32Array.of(0) };
  for (let i = 0; i < w.length; i++) half = doubled(half, w[i]!, 1 << i, i < k ? NEGATIVE : 0);
  return half;
}

/** The sums with one more input: those with it at -1 (code `minus`) and those with it at +1 (code `plus`), merged in order. */
function doubled({ sum, code }: Half, weight: number, plus: number, minus: number): Half {
  const size = sum.length;
  const out: Half = { sum: new Float64Array(2 * size), code: new Uint32Array(2 * size) };
  const step = Math.abs(weight);
  const [lowCode, highCode] = weight < 0 ? [plus, minus] : [minus, plus];
  let [low, high] = [0, 0];
  for (let at = 0; at < 2 * size; at++) {
    if (high >= size || (low < size && sum[low]! - step <= sum[high]! + step)) {
      out.sum[at] = sum[low]! - step;
      out.code[at] = code[low++]! ^ lowCode;
    } else {
      out.sum[at] = sum[high]! + step;
      out.code[at] = code[high++]! ^ highCode;
    }
  }
  return out;
}

const productOverS = (code: number): number => (code & NEGATIVE ? -1 : 1);

/** For every input i of `here` the sum over all x with h(x) = 1 of x_i prod_{j in S} x_j. */
function flips(here: Half, there: Half): number[] {
  const count = new Float64Array(here.sum.length);
  let [open, running] = [there.sum.length, 0];
  for (let j = 0; j < count.length; j++) {
    while (open > 0 && here.sum[j]! + there.sum[open - 1]! > 0) running += productOverS(there.code[--open]!);
    const code = here.code[j]!;
    count[code & INPUTS] = productOverS(code) * running;
  }
  const totals: number[] = [];
  for (let width = count.length / 2; width >= 1; width /= 2) {
    let difference = 0;
    for (let j = 0; j < width; j++) {
      difference += count[j + width]! - count[j]!;
      count[j]! += count[j + width]!;
    }
    totals.unshift(difference);
  }
  return totals;
}

/** Points of {-1, 1}^n drawn uniformly, `[numPoints, n]` row by row. */
export type Points = { n: number; numPoints: number; signs: Int8Array };

/** Returns points drawn under a key. */
export function drawPoints(n: number, numPoints: number, key: Key): Points {
  const rng = generator(key);
  const signs = new Int8Array(n * numPoints);
  let word = 0;
  for (let i = 0; i < signs.length; i++) {
    if (i % 32 === 0) word = rng.uint32();
    signs[i] = ((word >>> (i % 32)) & 1) * 2 - 1;
  }
  return { n, numPoints, signs };
}

/**
 * Returns the Monte Carlo estimate of the gap at S from points, and its standard error. With i and j the inputs that attain the
 * minimum and the maximum, the gap is the mean of g = h(x) prod_{l in S} x_l (s_i x_i - s_j x_j), s the signs of the coefficients, and
 * stderr = sqrt(var(g) / numPoints). The largest of many noisy coefficients is too large on average, so the estimate is low rather
 * than high.
 */
export function sampledGap(
  neuron: Neuron,
  k: number,
  { n, numPoints, signs }: Points,
): { value: number; stderr: number } {
  const parity = new Int8Array(numPoints);
  const total = new Float64Array(n);
  for (let row = 0; row < numPoints; row++) {
    parity[row] = firing(neuron, k, signs, row * n);
    if (parity[row] !== 0) for (let i = 0; i < n; i++) total[i]! += parity[row]! * signs[row * n + i]!;
  }
  const coefficients = Array.from(total, (count) => count / numPoints);
  const value = gapOf(coefficients, k);
  const least = extreme(coefficients.slice(0, k), -1);
  const most = k < n ? k + extreme(coefficients.slice(k), 1) : null;
  const [signLeast, signMost] = [Math.sign(coefficients[least]!), most === null ? 0 : Math.sign(coefficients[most]!)];
  let squares = 0;
  for (let row = 0; row < numPoints; row++) {
    if (parity[row] === 0) continue;
    squares += (signLeast * signs[row * n + least]! - signMost * signs[row * n + (most ?? least)]!) ** 2;
  }
  return { value, stderr: Math.sqrt(Math.max(0, squares / numPoints - value ** 2) / (numPoints - 1)) };
}

/** h(x) prod_{l < k} x_l at the point that starts at `start`: 0 where the neuron is silent. */
function firing({ w, b }: Neuron, k: number, signs: Int8Array, start: number): number {
  let [sum, product] = [b, 1];
  for (let i = 0; i < w.length; i++) sum += w[i]! * signs[start + i]!;
  if (!(sum > 0)) return 0;
  for (let i = 0; i < k; i++) product *= signs[start + i]!;
  return product;
}

/** Index of the largest (direction 1) or smallest (-1) absolute value. */
function extreme(values: readonly number[], direction: 1 | -1): number {
  let best = 0;
  for (let i = 1; i < values.length; i++)
    if (direction * (Math.abs(values[i]!) - Math.abs(values[best]!)) > 0) best = i;
  return best;
}
