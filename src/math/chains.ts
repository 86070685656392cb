/**
 * Diagnostics of Markov chains: do several chains agree (split R-hat), how many independent draws are they worth (effective sample
 * size), is the trace still moving (drift), and would an exact sampler have made that step (MALA acceptance). All arithmetic is
 * float64, every list of chains holds equally long traces of one number, and what cannot be computed is null, never NaN.
 */
import { usageError } from "../base/errors.ts";

/** One end of a Langevin step: position w, gradient of the potential U at w (the same length), and U(w). */
export type MalaEnd = { position: ArrayLike<number>; gradient: ArrayLike<number>; potential: number };

/** Batches that `traceDrift` cuts a trace into: few and long, because short ones miss slow autocorrelation. */
const NUM_BATCHES = 8;

/**
 * Returns split R-hat of numChains x numDraws values: sqrt((B / W + n - 1) / n) over the half chains of length n, with B = n times
 * the variance of their means and W the mean of their variances. This is the classic version, without rank normalisation or
 * folding. Null with fewer than 4 draws, a chain that never moves, or a value that is not finite.
 */
export function splitRhat(chains: readonly Float64Array[]): number | null {
  if (!computable("splitRhat", chains)) return null;
  const halves = splitInHalves(chains);
  const n = halves[0]!.length;
  const within = meanOf(halves.map(varianceOf));
  const between = n * varianceOf(halves.map(meanOf));
  return finite(Math.sqrt((between / within + n - 1) / n));
}

/**
 * Returns the effective sample size of numChains x numDraws values for their mean: m n / tau over the m half chains of length n, with
 * tau = -1 + 2 sum_k P_k, P_k = rho_2k + rho_(2k+1) before the first negative (or the last) pair, each capped by the pair before (Geyer's
 * initial monotone positive sequence), plus the even term of that pair where it is positive; at most N log10 N for N draws.
 * rho_t = 1 - (W - mean autocovariance at lag t) / V, V = (n - 1) / n W + variance of the means, so that chains which disagree count
 * as correlated. Null with fewer than 4 draws, a chain that never moves, or a value that is not finite.
 */
export function effectiveSampleSize(chains: readonly Float64Array[]): number | null {
  if (!computable("effectiveSampleSize", chains)) return null;
  const halves = splitInHalves(chains);
  const total = halves.length * halves[0]!.length;
  return finite(total / Math.max(autocorrelationTime(halves), 1 / Math.log10(total)));
}

/** Returns the standard error of the mean over all chains and draws, sd / sqrt(effective sample size); null when that is null. */
export function monteCarloError(chains: readonly Float64Array[]): number | null {
  const size = effectiveSampleSize(chains);
  if (size === null) return null;
  const draws = chains.flatMap((chain) => [...chain]);
  return finite(Math.sqrt(varianceOf(draws) / size));
}

/**
 * Returns how far the mean trace moves over its length: `value` = least-squares slope of the across-chain mean trace (per draw) times
 * the number of draws, in the trace's unit, and `stderr`, the larger of two estimates that allow for autocorrelation: from the
 * variance of the means of 8 batches of every chain's residuals (degrees of freedom: batches - 2 per chain), and, with two or more
 * chains, from the spread of their own slopes. On an AR(1) trace with autocorrelation time over a tenth of its length the batches
 * alone are too optimistic. Null with fewer than 4 draws, a chain that never moves, or a value that is not finite.
 */
export function traceDrift(chains: readonly Float64Array[]): { value: number; stderr: number } | null {
  if (!computable("traceDrift", chains)) return null;
  const n = chains[0]!.length;
  const slopes = chains.map(slopeOf);
  const value = n * meanOf(slopes);
  const batched = n * Math.sqrt(batchVariance(chains, slopes) / (chains.length * squaresOfTime(n)));
  const replicated = chains.length > 1 ? n * Math.sqrt(varianceOf(slopes) / chains.length) : 0;
  const stderr = Math.max(batched, replicated);
  return Number.isFinite(value) && Number.isFinite(stderr) && stderr > 0 ? { value, stderr } : null;
}

/**
 * Returns ln of the Metropolis ratio of a Langevin move w -> w' for the density exp(-U), not capped at 0:
 * ln q(w|w') - ln q(w'|w) + U(w) - U(w'), with q(b|a) = N(a - (eps/2) grad U(a), eps I) and eps = `stepSize`. The acceptance is
 * min(1, exp of it). Both ends must be evaluated on the same batch. Null where a value is not finite.
 */
export function logAcceptance(from: MalaEnd, to: MalaEnd, stepSize: number): number | null {
  const size = from.position.length;
  const lengths = [size, from.gradient.length, to.position.length, to.gradient.length];
  if (lengths.some((length) => length !== size))
    throw usageError(
      "logAcceptance",
      "positions and gradients of one length are required",
      lengths,
      "flatten both ends",
    );
  if (!(stepSize > 0)) throw usageError("logAcceptance", "stepSize > 0 is required", stepSize, "use 1e-5");
  let squares = 0;
  for (let i = 0; i < size; i++) {
    const move = to.position[i]! - from.position[i]!;
    const forth = move + 0.5 * stepSize * from.gradient[i]!;
    const back = -move + 0.5 * stepSize * to.gradient[i]!;
    squares += forth * forth - back * back;
  }
  return finite(squares / (2 * stepSize) + from.potential - to.potential);
}

/** tau of `effectiveSampleSize`; lags are computed one pair at a time, as far as they are needed. */
function autocorrelationTime(halves: readonly Float64Array[]): number {
  const n = halves[0]!.length;
  const means = halves.map(meanOf);
  const within = meanOf(halves.map(varianceOf));
  const spread = ((n - 1) / n) * within + varianceOf(means);
  const rho = (lag: number) =>
    lag === 0 ? 1 : 1 - (within - meanOf(halves.map((half, i) => autocovariance(half, means[i]!, lag)))) / spread;
  let tau = -1;
  let cap = Number.POSITIVE_INFINITY;
  for (let lag = 0; ; lag += 2) {
    const [even, odd] = [rho(lag), rho(lag + 1)];
    if (even + odd < 0 || lag + 4 >= n) return tau + Math.max(0, even);
    cap = Math.min(cap, even + odd);
    tau += 2 * cap;
  }
}

/** sum_i (x_i - mean)(x_(i+lag) - mean) / n: the biased form, which keeps late lags small. */
function autocovariance(values: Float64Array, mean: number, lag: number): number {
  let sum = 0;
  for (let i = 0; i + lag < values.length; i++) sum += (values[i]! - mean) * (values[i + lag]! - mean);
  return sum / values.length;
}

/** Long-run variance of one draw: batch length times the variance of batch means of the residuals from each chain's own line. */
function batchVariance(chains: readonly Float64Array[], slopes: readonly number[]): number {
  const n = chains[0]!.length;
  const numBatches = Math.min(NUM_BATCHES, n);
  const length = Math.floor(n / numBatches);
  const squares = chains.map((chain, c) => {
    const level = meanOf(chain);
    const residuals = chain.map((value, i) => value - level - slopes[c]! * (i - (n - 1) / 2));
    const batches = Array.from({ length: numBatches }, (_, k) =>
      meanOf(residuals.subarray(k * length, (k + 1) * length)),
    );
    return batches.reduce((total, mean) => total + mean * mean, 0);
  });
  return (length * meanOf(squares)) / (numBatches - 2);
}

/** Least-squares slope per draw. */
function slopeOf(chain: Float64Array): number {
  const middle = (chain.length - 1) / 2;
  const level = meanOf(chain);
  return chain.reduce((total, value, i) => total + (i - middle) * (value - level), 0) / squaresOfTime(chain.length);
}

/** sum over i < n of (i - (n - 1) / 2)^2. */
function squaresOfTime(n: number): number {
  return (n * (n * n - 1)) / 12;
}

/** The first and the last half of every chain; the middle draw of an odd number is left out. */
function splitInHalves(chains: readonly Float64Array[]): Float64Array[] {
  const half = Math.floor(chains[0]!.length / 2);
  return chains.flatMap((chain) => [chain.subarray(0, half), chain.subarray(chain.length - half)]);
}

/** Whether the diagnostics exist; chains that are missing or of different lengths are wrong use. */
function computable(where: string, chains: readonly Float64Array[]): boolean {
  const lengths = chains.map((chain) => chain.length);
  if (lengths.length === 0 || lengths.some((length) => length !== lengths[0]))
    throw usageError(
      where,
      "one or more chains of equal length are required",
      lengths,
      "cut all chains to the shortest",
    );
  if (lengths[0]! < 4 || !chains.every((chain) => chain.every(Number.isFinite))) return false;
  return chains.every((chain) => chain.some((value) => value !== chain[0]));
}

/** The mean, corrected once, so that the mean of equal values is that value. */
function meanOf(values: ArrayLike<number>): number {
  const first = sumOf(values, 0) / values.length;
  return first + sumOf(values, first) / values.length;
}

function varianceOf(values: ArrayLike<number>): number {
  const centre = meanOf(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - centre) ** 2;
  return sum / (values.length - 1);
}

function sumOf(values: ArrayLike<number>, centre: number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! - centre;
  return sum;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
