/**
 * Gauss quadrature: nodes and weights for integrals on an interval (Legendre) and for expectations under a standard normal
 * (Hermite), for the scores and likelihoods that have no closed form. Nodes are found once per call; keep the rule, not the call.
 */
import { usageError } from "../base/errors.ts";

/** A quadrature rule: `nodes` ascending, and one weight per node. */
export type Rule = { nodes: number[]; weights: number[] };

/** Returns the n-point Gauss-Legendre rule on [-1, 1] (weights sum to 2), exact for polynomials of degree 2n - 1. */
export function gaussLegendre(n: number): Rule {
  requireOrder("gaussLegendre", n);
  const nodes: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < n; i++) {
    let x = -Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    for (let step = 0; step < 8; step++) {
      const { value, slope } = legendre(n, x);
      x -= value / slope;
    }
    const { slope } = legendre(n, x);
    nodes.push(x);
    weights.push(2 / ((1 - x * x) * slope * slope));
  }
  return { nodes, weights };
}

/** Returns the n-point Gauss-Hermite rule for E[g(Z)], Z standard normal (weights sum to 1), exact to degree 2n - 1. */
export function gaussHermite(n: number): Rule {
  requireOrder("gaussHermite", n);
  const positive: number[] = [];
  const step = 1 / Math.sqrt(n + 1); // zeros lie further apart than pi / sqrt(n + 1/2)
  for (let k = 0; positive.length < Math.floor(n / 2); k++) {
    const [low, high] = [(k + 0.5) * step, (k + 1.5) * step];
    if (hermiteRow(n, low)[n]! * hermiteRow(n, high)[n]! < 0) positive.push(hermiteZero(n, low, high));
  }
  const nodes = [...positive.toReversed().map((x) => -x), ...(n % 2 === 1 ? [0] : []), ...positive];
  const weights = nodes.map((x) => 1 / hermiteRow(n - 1, x).reduce((total, p) => total + p * p, 0));
  return { nodes, weights };
}

/** Returns the integral of f over [low, high] by a Gauss-Legendre rule. */
export function integrate(f: (x: number) => number, low: number, high: number, rule: Rule): number {
  const half = 0.5 * (high - low);
  const centre = 0.5 * (high + low);
  return half * rule.nodes.reduce((total, node, i) => total + rule.weights[i]! * f(centre + half * node), 0);
}

/** P_n(x) and its derivative by the three-term recurrence, |x| < 1. */
function legendre(n: number, x: number): { value: number; slope: number } {
  let [previous, value] = [1, x];
  for (let k = 2; k <= n; k++) {
    [previous, value] = [value, ((2 * k - 1) * x * value - (k - 1) * previous) / k];
  }
  return { value, slope: (n * (previous - x * value)) / (1 - x * x) };
}

/** The orthonormal Hermite polynomials of degree 0..n at x, for the standard normal weight. */
function hermiteRow(n: number, x: number): number[] {
  const row = [1];
  for (let k = 0; k < n; k++) row.push((x * row[k]! - Math.sqrt(k) * (row[k - 1] ?? 0)) / Math.sqrt(k + 1));
  return row;
}

function hermiteZero(n: number, from: number, to: number): number {
  let [low, high] = [from, to];
  const sign = Math.sign(hermiteRow(n, low)[n]!);
  for (;;) {
    const middle = 0.5 * (low + high);
    if (middle === low || middle === high) return middle;
    if (Math.sign(hermiteRow(n, middle)[n]!) === sign) low = middle;
    else high = middle;
  }
}

function requireOrder(where: string, n: number): void {
  if (Number.isInteger(n) && n >= 1 && n <= 256) return;
  throw usageError(where, "a whole number of nodes from 1 to 256 is required", n, "use 64 nodes");
}
