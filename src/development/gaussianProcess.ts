/**
 * Gaussian-process regression in one dimension, in float64 with a dense Cholesky factor: the posterior of a function, of its slope
 * and of its change between two places, given noisy values. A few hundred points at most; choosing the kernel is smooth.ts's work.
 *
 * Prior: f ~ GP(0, k), k(x, x') = s^2 exp(-(x - x')^2 / (2 l^2)); data y_i = f(x_i) + N(0, v_i). With K = k(x, x) + diag(v) = L L^T,
 * any linear reading g of f (value, slope, change) has posterior mean c^T K^-1 y and variance p - |L^-1 c|^2, where c_i =
 * cov(g, f(x_i)) and p = var(g) under the prior.
 */

/** Noisy values: places x (increasing), values y, noise variances v. */
export type Samples = { x: readonly number[]; y: readonly number[]; variance: readonly number[] };

/** The squared-exponential kernel's length scale l and standard deviation s. */
export type Kernel = { length: number; signal: number };

/** A prior conditioned on samples: what posteriors are read from. `factor` is L, `[n, n]` row-major, lower triangle. */
export type Conditioned = {
  x: readonly number[];
  kernel: Kernel;
  factor: Float64Array;
  weights: Float64Array;
  logLikelihood: number;
};

/** A posterior's mean and standard deviation. */
export type Posterior = { mean: number; sd: number };

/** Returns exp(-(x_i - x_j)^2 / (2 l^2)), `[n, n]` row-major: the prior's correlation. */
export function correlation(x: readonly number[], length: number): Float64Array {
  const n = x.length;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const value = Math.exp(-0.5 * ((x[i]! - x[j]!) / length) ** 2);
      matrix[i * n + j] = value;
      matrix[j * n + i] = value;
    }
  return matrix;
}

/**
 * Returns the prior conditioned on the samples, with ln p(y) = -y^T K^-1 y / 2 - sum ln L_ii - n ln(2 pi) / 2, or null when K is not
 * positive definite in float64. `correlated` is `correlation(x, length)`, passed in because a search reuses it.
 */
export function condition(
  { x, y, variance }: Samples,
  kernel: Kernel,
  correlated: Float64Array = correlation(x, kernel.length),
): Conditioned | null {
  const n = x.length;
  const factor = correlated.slice();
  for (let i = 0; i < n * n; i++) factor[i]! *= kernel.signal ** 2;
  for (let i = 0; i < n; i++) factor[i * n + i]! += variance[i]!;
  if (!cholesky(factor, n)) return null;
  const weights = forward(factor, Float64Array.from(y));
  let logLikelihood = -0.5 * n * Math.log(2 * Math.PI);
  for (let i = 0; i < n; i++) logLikelihood -= 0.5 * weights[i]! ** 2 + Math.log(factor[i * n + i]!);
  backward(factor, weights);
  return { x, kernel, factor, weights, logLikelihood };
}

/** Returns the posterior of f(at). */
export function valueAt(fit: Conditioned, at: number): Posterior {
  return posterior(fit, (x) => covariance(fit.kernel, at - x), fit.kernel.signal ** 2);
}

/** Returns the posterior of f'(at): c_i = -(at - x_i) k(at, x_i) / l^2, p = s^2 / l^2. */
export function slopeAt(fit: Conditioned, at: number): Posterior {
  const { length, signal } = fit.kernel;
  const cross = (x: number) => (-(at - x) * covariance(fit.kernel, at - x)) / length ** 2;
  return posterior(fit, cross, (signal / length) ** 2);
}

/** Returns the posterior of f(to) - f(from): p = 2 (s^2 - k(from, to)). */
export function changeBetween(fit: Conditioned, from: number, to: number): Posterior {
  const { kernel } = fit;
  const cross = (x: number) => covariance(kernel, to - x) - covariance(kernel, from - x);
  return posterior(fit, cross, 2 * (kernel.signal ** 2 - covariance(kernel, to - from)));
}

function covariance({ length, signal }: Kernel, distance: number): number {
  return signal ** 2 * Math.exp(-0.5 * (distance / length) ** 2);
}

function posterior({ x, factor, weights }: Conditioned, cross: (x: number) => number, prior: number): Posterior {
  const c = Float64Array.from(x, cross);
  const mean = c.reduce((total, value, i) => total + value * weights[i]!, 0);
  const explained = forward(factor, c).reduce((total, value) => total + value ** 2, 0);
  return { mean, sd: Math.sqrt(Math.max(0, prior - explained)) };
}

/** Replaces the lower triangle of a symmetric matrix by its Cholesky factor; false when a pivot is not positive. */
function cholesky(a: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j <= i; j++) {
      const other = j * n;
      let rest = a[row + j]!;
      for (let k = 0; k < j; k++) rest -= a[row + k]! * a[other + k]!;
      if (i > j) a[row + j] = rest / a[other + j]!;
      else if (rest > 0) a[row + i] = Math.sqrt(rest);
      else return false;
    }
  }
  return true;
}

/** Solves L z = b in place and returns z. */
function forward(factor: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  for (let i = 0; i < n; i++) {
    let rest = b[i]!;
    for (let k = 0; k < i; k++) rest -= factor[i * n + k]! * b[k]!;
    b[i] = rest / factor[i * n + i]!;
  }
  return b;
}

/** Solves L^T z = b in place. */
function backward(factor: Float64Array, b: Float64Array): void {
  const n = b.length;
  for (let i = n - 1; i >= 0; i--) {
    let rest = b[i]!;
    for (let k = i + 1; k < n; k++) rest -= factor[k * n + i]! * b[k]!;
    b[i] = rest / factor[i * n + i]!;
  }
}
