/**
 * CRPS of a normal or logistic distribution confined to [lower, upper], with point masses at the two ends: accuracies cannot leave
 * [0, 1]. Truncation has no point masses, censoring moves the tails' masses to the ends.
 * Derived here from the antiderivatives of F and F^2; the bounds must be finite.
 */
import { numericError } from "../../base/errors.ts";
import { log1pExp, normalCdf, normalPdf, sigmoid } from "../../math/special.ts";

/** A finite range with a point mass at each end; the masses sum to less than 1. */
export type Bounds = { lower: number; upper: number; lowerMass: number; upperMass: number };

/** A standard CDF F with the antiderivatives of F and of F^2. */
type Standard = { cdf(z: number): number; integral(z: number): number; squareIntegral(z: number): number };

const NORMAL: Standard = {
  cdf: normalCdf,
  integral: (z) => z * normalCdf(z) + normalPdf(z),
  squareIntegral: (z) =>
    z * normalCdf(z) ** 2 + 2 * normalPdf(z) * normalCdf(z) - normalCdf(Math.SQRT2 * z) / Math.sqrt(Math.PI),
};

const LOGISTIC: Standard = { cdf: sigmoid, integral: log1pExp, squareIntegral: (z) => log1pExp(z) - sigmoid(z) };

/** Returns the CRPS of Normal(mu, sigma) truncated to the bounds, with the given point masses at its ends. */
export function crpsBoundedNormal(mu: number, sigma: number, bounds: Bounds, y: number): number {
  return crpsBounded(NORMAL, mu, sigma, bounds, y);
}

/** Returns the CRPS of Logistic(mu, s) truncated to the bounds, with the given point masses at its ends. */
export function crpsBoundedLogistic(mu: number, s: number, bounds: Bounds, y: number): number {
  return crpsBounded(LOGISTIC, mu, s, bounds, y);
}

/** Returns the CRPS of min(max(X, lower), upper), X ~ Normal(mu, sigma): the tails' masses sit at the bounds. */
export function crpsCensoredNormal(mu: number, sigma: number, lower: number, upper: number, y: number): number {
  const masses = { lowerMass: normalCdf((lower - mu) / sigma), upperMass: normalCdf((mu - upper) / sigma) };
  return crpsBounded(NORMAL, mu, sigma, { lower, upper, ...masses }, y);
}

/** Inside the bounds F = alpha + c F0 and 1 - F = beta - c F0, c = (1 - masses) / (F0(u) - F0(l)); both squares integrate term by term. */
function crpsBounded(standard: Standard, mu: number, sigma: number, bounds: Bounds, y: number): number {
  const { lower, upper, lowerMass, upperMass } = bounds;
  const [l, u, w] = [(lower - mu) / sigma, (upper - mu) / sigma, (y - mu) / sigma];
  const c = (1 - lowerMass - upperMass) / (standard.cdf(u) - standard.cdf(l));
  if (!(sigma > 0 && Number.isFinite(c * (u - l)) && c >= 0))
    throw numericError(
      "crpsBounded",
      "sigma > 0 and finite bounds that hold some mass are required",
      { mu, sigma, ...bounds },
      "widen the bounds",
    );
  const z = Math.min(u, Math.max(l, w));
  const alpha = lowerMass - c * standard.cdf(l);
  const beta = 1 - alpha;
  const over = (f: (z: number) => number, from: number, to: number) => f(to) - f(from);
  const left =
    alpha ** 2 * (z - l) + 2 * alpha * c * over(standard.integral, l, z) + c * c * over(standard.squareIntegral, l, z);
  const right =
    beta ** 2 * (u - z) - 2 * beta * c * over(standard.integral, z, u) + c * c * over(standard.squareIntegral, z, u);
  return sigma * (left + right + Math.abs(w - z));
}
