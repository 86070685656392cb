/**
 * The continuous ranked probability score CRPS(F, y) = int (F(x) - 1{y <= x})^2 dx in closed form for the distributions a person
 * may write down. It has the unit of y, is never negative, lower is better, and equals |y - x| for a point forecast x.
 * Checked on values of the scoringRules and properscoring packages (test/golden/scoring-vectors.json) and against quadrature.
 */
import { numericError } from "../../base/errors.ts";
import { gaussLegendre, integrate } from "../../math/quadrature.ts";
import {
  clipped,
  incompleteBeta,
  log1pExp,
  logBeta,
  logit,
  normalCdf,
  normalPdf,
  sigmoid,
  studentTCdf,
} from "../../math/special.ts";
import { logBinomialMass, type NormalComponent } from "./logScores.ts";

/** Returns the CRPS of Normal(mu, sigma): sigma [z(2 Phi(z) - 1) + 2 phi(z) - 1/sqrt pi], z = (y - mu)/sigma; |y - mu| at sigma 0. */
export function crpsNormal(mu: number, sigma: number, y: number): number {
  if (sigma === 0) return Math.abs(y - mu);
  requirePositive("crpsNormal", { sigma });
  const z = (y - mu) / sigma;
  return sigma * (z * (2 * normalCdf(z) - 1) + 2 * normalPdf(z) - 1 / Math.sqrt(Math.PI));
}

/** Returns the CRPS of Logistic(mu, s): s [z - 2 ln Lambda(z) - 1], z = (y - mu)/s, Lambda the logistic function. */
export function crpsLogistic(mu: number, s: number, y: number): number {
  requirePositive("crpsLogistic", { s });
  const z = (y - mu) / s;
  return s * (z + 2 * log1pExp(-z) - 1);
}

/**
 * Returns the CRPS of mu + sigma T with T Student's t with df > 1 degrees of freedom, T and t its CDF and density:
 * sigma [z(2T(z) - 1) + 2 t(z)(df + z^2)/(df - 1) - (2 sqrt df/(df - 1)) B(1/2, df - 1/2)/B(1/2, df/2)^2].
 */
export function crpsStudentT(df: number, mu: number, sigma: number, y: number): number {
  requirePositive("crpsStudentT", { sigma, "df - 1": df - 1 });
  const z = (y - mu) / sigma;
  const half = logBeta(0.5, df / 2);
  const density = Math.exp(-half - 0.5 * Math.log(df) - 0.5 * (df + 1) * Math.log1p((z * z) / df));
  const spread = (2 * Math.sqrt(df) * Math.exp(logBeta(0.5, df - 0.5) - 2 * half)) / (df - 1);
  return sigma * (z * (2 * studentTCdf(z, df) - 1) + (2 * density * (df + z * z)) / (df - 1) - spread);
}

/**
 * Returns the CRPS of Beta(a, b), with z = y:
 * z(2 I_{a,b}(z) - 1) + a/(a+b) [1 - 2 I_{a+1,b}(z) - 2 B(2a, 2b)/(a B(a,b)^2)].
 * On another range [l, u] score (y - l)/(u - l) and multiply by u - l.
 */
export function crpsBeta(a: number, b: number, y: number): number {
  requirePositive("crpsBeta", { a, b });
  const spread = (2 / a) * Math.exp(logBeta(2 * a, 2 * b) - 2 * logBeta(a, b));
  return y * (2 * incompleteBeta(y, a, b) - 1) + (a / (a + b)) * (1 - 2 * incompleteBeta(y, a + 1, b) - spread);
}

/** Returns the CRPS of Binomial(n, p) at the count k: 2 sum_x f(x) (1{k < x} - F(x) + f(x)/2)(x - k); O(n). */
export function crpsBinomial(n: number, p: number, k: number): number {
  let cumulative = 0;
  let total = 0;
  for (let x = 0; x <= n; x++) {
    const mass = Math.exp(logBinomialMass(n, p, x));
    cumulative += mass;
    total += mass * ((k < x ? 1 : 0) - cumulative + 0.5 * mass) * (x - k);
  }
  return 2 * total;
}

/** Returns the CRPS of exp(Normal(mu, sigma)): y(2 Phi(z) - 1) - 2 exp(mu + sigma^2/2) [Phi(z - sigma) + Phi(sigma/sqrt 2) - 1]. */
export function crpsLogNormal(mu: number, sigma: number, y: number): number {
  requirePositive("crpsLogNormal", { sigma });
  const z = y > 0 ? (Math.log(y) - mu) / sigma : -Infinity;
  const scale = 2 * Math.exp(mu + 0.5 * sigma * sigma);
  return y * (2 * normalCdf(z) - 1) - scale * (normalCdf(z - sigma) + normalCdf(sigma * Math.SQRT1_2) - 1);
}

/**
 * Returns the CRPS of a mixture of normals: sum_i w_i A(y - mu_i, sigma_i^2) - 1/2 sum_ij w_i w_j A(mu_i - mu_j, sigma_i^2 +
 * sigma_j^2), with A(m, s^2) = E|Normal(m, s)| = m(2 Phi(m/s) - 1) + 2 s phi(m/s).
 */
export function crpsNormalMixture(components: readonly NormalComponent[], y: number): number {
  let [toOutcome, spread] = [0, 0];
  for (const a of components) {
    requirePositive("crpsNormalMixture", { sigma: a.sigma });
    toOutcome += a.weight * meanAbsolute(y - a.mu, a.sigma);
    for (const b of components) spread += a.weight * b.weight * meanAbsolute(a.mu - b.mu, Math.hypot(a.sigma, b.sigma));
  }
  return toOutcome - 0.5 * spread;
}

function meanAbsolute(m: number, s: number): number {
  return m * (2 * normalCdf(m / s) - 1) + 2 * s * normalPdf(m / s);
}

const RULE = gaussLegendre(64);
/** Widest stretch of t = logit x that 64 nodes integrate to 1e-12. */
const PANEL = 18;

/**
 * Returns the CRPS of sigmoid(Normal(mu, sigma)), F(x) = Phi((logit x - mu)/sigma) on (0, 1): no closed form, so with t = logit x
 * int_{t <= logit y} Phi(r)^2 x(1-x) dt + int_{t >= logit y} Phi(-r)^2 x(1-x) dt, r = (t - mu)/sigma, by Gauss-Legendre.
 */
export function crpsLogitNormal(mu: number, sigma: number, y: number): number {
  requirePositive("crpsLogitNormal", { sigma });
  const within = (t: number) => Math.min(40, Math.max(-40, t));
  const [low, high] = [within(mu - 9 * sigma), within(mu + 9 * sigma)];
  const middle = Math.min(high, Math.max(low, logit(clipped(y))));
  const part = (sign: number) => (t: number) => normalCdf((sign * (t - mu)) / sigma) ** 2 * sigmoid(t) * sigmoid(-t);
  return panels(part(1), low, middle) + panels(part(-1), middle, high) + Math.abs(y - sigmoid(middle));
}

function panels(f: (t: number) => number, low: number, high: number): number {
  const n = Math.max(1, Math.ceil((high - low) / PANEL));
  const edge = (i: number) => low + ((high - low) * i) / n;
  let total = 0;
  for (let i = 0; i < n; i++) total += integrate(f, edge(i), edge(i + 1), RULE);
  return total;
}

function requirePositive(where: string, parameters: Record<string, number>): void {
  for (const [name, value] of Object.entries(parameters))
    if (!(value > 0)) throw numericError(where, `${name} > 0 is required`, value, "check the forecast's parameters");
}
