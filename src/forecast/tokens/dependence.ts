/**
 * From per-token accuracy to a whole right answer under greedy decoding. Positions of one example fail together to some degree
 * (hard examples are hard throughout); that correlation decides how far success lies above the product of the token accuracies.
 */
import { gaussHermite } from "../../math/quadrature.ts";
import { logit, normalCdf, normalQuantile, sigmoid } from "../../math/special.ts";
import { sum } from "../../math/stats.ts";
import { offEnds } from "../rungs.ts";
import { normalised } from "./trend.ts";

const RULE = gaussHermite(20);

/**
 * Returns P(at least k of the answer's tokens right) when margins are normal over examples with correlation rho between positions:
 * int P(at least k | t) phi(t) dt, each token right with chance Phi((z_j + sqrt(rho) t) / sqrt(1 - rho)), z_j = Phi^-1(q_j). For
 * k = length this is exact match, and at rho = 0 the plain product (derived here; Gauss-Hermite, 20 nodes).
 */
export function greedySuccess(q: readonly number[], length: number, k: number, rho: number): number {
  if (rho === 0) return atLeast(q, length, k);
  const z = q.map(normalQuantile);
  const given = new Array<number>(q.length);
  const [load, rest] = [Math.sqrt(rho), Math.sqrt(1 - rho)];
  let total = 0;
  for (let i = 0; i < RULE.nodes.length; i++) {
    for (let j = 0; j < z.length; j++) given[j] = normalCdf((z[j]! + load * RULE.nodes[i]!) / rest);
    total += RULE.weights[i]! * atLeast(given, length, k);
  }
  return Math.min(1, total);
}

/** Returns the token chance q, the same at every position, at which `greedySuccess` equals `success`; by bisection on its logit. */
export function tokenChanceAt(success: number, length: number, k: number, rho: number): number {
  let [low, high] = [-20, 20];
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (greedySuccess([sigmoid(middle)], length, k, rho) < success) low = middle;
    else high = middle;
  }
  return sigmoid((low + high) / 2);
}

/** P(at least k right) of `length` independent tokens with chances p; a single chance stands for all of them. */
function atLeast(p: readonly number[], length: number, k: number): number {
  if (k < length) return countTail(p.length === 1 ? new Array<number>(length).fill(p[0]!) : p, k);
  if (p.length === 1) return p[0]! ** length;
  let product = 1;
  for (const chance of p) product *= chance;
  return product;
}

/** P(at least k successes), Poisson-binomial, one token after the other. */
function countTail(p: readonly number[], k: number): number {
  const count = [1];
  for (const chance of p) {
    count.push(0);
    for (let right = count.length - 1; right > 0; right--)
      count[right] = count[right]! * (1 - chance) + count[right - 1]! * chance;
    count[0] = count[0]! * (1 - chance);
  }
  return Math.min(1, sum(count.slice(k)));
}

/** What an observed rung says about the dependence: token accuracies, measured success and its examples. */
export type LinkEvidence = { q: number[]; success: number; numExamples: number };

/** Correlations tried, and how wide the priors on them are. */
const RHO = [0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
const INDEPENDENCE_SCALE = 0.1;
const SPREAD_SD = 0.15;
/** Error of the link itself, on the logit of success. */
export const LINK_SD = 0.15;

/** Weighted correlations between positions of one example; `prior` is the margin spread's estimate, null when there is none. */
export type Dependence = { rho: number[]; weights: number[]; prior: number | null };

/**
 * Returns the weights of the correlations: prior times likelihood. The prior is exponential with mean .1 (near independence), or,
 * where margin variances tell how much of the spread is shared by an example's positions, normal around that estimate (sd .15). The
 * likelihood compares the link with measured success at each rung on the logit scale of (k + 1/2) / (n + 1), binomial variance plus
 * link error^2: rungs on the floor rule out large correlations only, and the first rungs off it calibrate.
 */
export function fitDependence(
  rungs: readonly LinkEvidence[],
  length: number,
  k: number,
  prior: number | null,
): Dependence {
  if (length === 1) return { rho: [0], weights: [1], prior };
  const logWeights = RHO.map((rho) => {
    let total = prior === null ? -rho / INDEPENDENCE_SCALE : -0.5 * ((rho - prior) / SPREAD_SD) ** 2;
    for (const { q, success, numExamples: n } of rungs) {
      const expected = offEnds(Math.min(1, greedySuccess(q, length, k, rho)), n);
      const variance = 1 / ((n + 1) * expected * (1 - expected)) + LINK_SD ** 2;
      const gap = logit(offEnds(success, n)) - logit(expected);
      total -= 0.5 * ((gap * gap) / variance + Math.log(variance));
    }
    // the grid is uneven: a correlation stands for half the way to its neighbours
    return total + Math.log(cellWidth(rho));
  });
  return { rho: RHO, weights: normalised(logWeights), prior };
}

function cellWidth(rho: number): number {
  const i = RHO.indexOf(rho);
  return ((RHO[i + 1] ?? 1) - (RHO[i - 1] ?? -0.02)) / 2;
}

/**
 * Returns the share of the margins' variance that an example's positions have in common: tau^2 / (tau^2 + sigma^2), from the
 * variance of example means A = tau^2 + sigma^2 / L and the mean variance within examples W = sigma^2 (L - 1) / L; within [0, .9].
 */
export function sharedSpread(across: number, within: number, length: number): number | null {
  if (length < 2 || across + within <= 0) return null;
  const noise = (within * length) / (length - 1);
  const shared = Math.max(0, across - noise / length);
  return Math.min(0.9, shared / (shared + noise));
}
