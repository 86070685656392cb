/**
 * The logarithmic score -ln f(y), in nats, of distributions a person may write down: of a density for continuous outcomes, of a mass for
 * discrete ones (the two are different scales). Lower is better; unbounded when the outcome had no mass.
 * Checked on values of the scoringRules package (test/golden/scoring-vectors.json).
 */
import { log1pExp, logBeta, logGamma } from "../../math/special.ts";

/** Returns -ln of the Normal(mu, sigma) density at y: z^2/2 + ln sigma + ln(2 pi)/2. */
export function logScoreNormal(mu: number, sigma: number, y: number): number {
  return 0.5 * ((y - mu) / sigma) ** 2 + Math.log(sigma) + 0.5 * Math.log(2 * Math.PI);
}

/** Returns -ln of the Logistic(mu, s) density at y: z + 2 ln(1 + e^-z) + ln s. */
export function logScoreLogistic(mu: number, s: number, y: number): number {
  const z = (y - mu) / s;
  return z + 2 * log1pExp(-z) + Math.log(s);
}

/** One normal component of a mixture; the weights of all components sum to 1. */
export type NormalComponent = { weight: number; mu: number; sigma: number };

/** Returns -ln of a normal mixture's density at y, by log-sum-exp. */
export function logScoreNormalMixture(components: readonly NormalComponent[], y: number): number {
  const logs = components.map(({ weight, mu, sigma }) => Math.log(weight) - logScoreNormal(mu, sigma, y));
  const top = Math.max(...logs);
  return -top - Math.log(logs.reduce((total, value) => total + Math.exp(value - top), 0));
}

/** Returns -ln of the Beta(a, b) density at y in (0, 1). */
export function logScoreBeta(a: number, b: number, y: number): number {
  return logBeta(a, b) - (a - 1) * Math.log(y) - (b - 1) * Math.log1p(-y);
}

/** Returns -ln of the Binomial(n, p) mass at the count k. */
export function logScoreBinomial(n: number, p: number, k: number): number {
  return -logBinomialMass(n, p, k);
}

/** Returns ln [C(n, k) p^k (1 - p)^(n - k)]; -Infinity where the mass is 0. */
export function logBinomialMass(n: number, p: number, k: number): number {
  const times = (count: number, log: number) => (count === 0 ? 0 : count * log);
  const choose = logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
  return choose + times(k, Math.log(p)) + times(n - k, Math.log1p(-p));
}
