/**
 * How loss falls with scale: a constant and one power of each input, L = E + A / N^alpha + B / D^beta in sizes and tokens, or
 * L = E + A / u^alpha in one of them. The objective is that of the Chinchilla paper, which forgives single runs; the optimum is flat,
 * so two fits should be compared by their objective and their predictions, not by their parameters.
 */
import { type Minimum, minimiseInBox, type Slope } from "../../math/optimise/boundedBfgs.ts";
import { nonNegativeLeastSquares } from "../../math/optimise/nnls.ts";
import type { Box } from "../../math/optimise/starts.ts";

/** One run: the natural logarithms of the law's inputs, such as [ln nParams, ln tokens], and its loss > 0. */
export type LossPoint = { logs: readonly number[]; loss: number };
/** A fitted law, parameters (ln A_1 .. ln A_k, alpha_1 .. alpha_k, E), and its objective. */
export type LossLaw = { parameters: readonly number[]; objective: number };
export type LossFit = { ok: true; law: LossLaw } | { ok: false; reason: string };
/** Where a fit looks: its starts and its box. */
export type LossSearch = { starts: readonly (readonly number[])[]; box: Box };

/** Relative errors beyond it count by their size instead of their square. */
const HUBER = 1e-3;

/** Every parameter at least 0, one start (3, 6, .1, .2, 1) for (ln A, ln B, alpha, beta, E): the AI2 model ladder (published). */
export const LADDER_SEARCH: LossSearch = { starts: [[3, 6, 0.1, 0.2, 1]], box: atLeastZero(5) };

/**
 * A search for one input on ladders whose loss need not look like that of language models: for each of 60 exponents .05 .. 3 the
 * best E, A >= 0 in relative error, exact by NNLS; the best three are the starts. ln A is free, alpha and E at least 0. No starts when
 * no power of the input explains the losses better than a constant.
 */
export function powerSearch(points: readonly LossPoint[]): LossSearch {
  const constant = powerStart(points, 0).rss;
  const candidates = Array.from({ length: 60 }, (_, i) => powerStart(points, 0.05 * (i + 1)))
    .filter(({ start, rss }) => start.every(Number.isFinite) && rss < constant)
    .sort((a, b) => a.rss - b.rss);
  const box = { low: [-Infinity, 0, 0], high: [Infinity, Infinity, Infinity] };
  return { starts: candidates.slice(0, 3).map(({ start }) => start), box };
}

function powerStart(points: readonly LossPoint[], alpha: number): { start: number[]; rss: number } {
  const first = points[0]?.logs[0] ?? 0;
  const columns = [
    points.map(({ loss }) => 1 / loss),
    points.map(({ logs, loss }) => (alpha === 0 ? 0 : Math.exp(-alpha * (logs[0]! - first)) / loss)),
  ];
  const { coefficients, rss } = nonNegativeLeastSquares(
    columns,
    points.map(() => 1),
  );
  const [constant, scale] = coefficients as [number, number];
  return { start: [Math.log(scale) + alpha * first, alpha, constant], rss };
}

function atLeastZero(count: number): Box {
  return { low: new Array<number>(count).fill(0), high: new Array<number>(count).fill(Infinity) };
}

/**
 * Returns the law that minimises sum_i Huber_.001(ln L(x_i) - ln loss_i) within the search's box, the best over its starts; or why
 * there is none: a loss that is not positive, or no start that converged. `relativeDecrease`: see `minimiseInBox`.
 */
export function fitLossLaw(
  points: readonly LossPoint[],
  { starts, box }: LossSearch,
  relativeDecrease?: number,
): LossFit {
  if (points.length === 0) return { ok: false, reason: "a loss law needs runs, got none" };
  const bad = points.find(({ loss }) => !(loss > 0 && Number.isFinite(loss)));
  if (bad) return { ok: false, reason: `a loss law needs positive losses, got ${bad.loss}` };
  if (starts.length === 0) return { ok: false, reason: "the loss of the observed runs does not fall along the axis" };
  const minima = starts.map((start) => minimiseInBox(objectiveOf(points), start, box, { relativeDecrease }));
  const best = minima.filter(isFound).reduce<Found | undefined>((a, b) => (a && a.value <= b.value ? a : b), undefined);
  if (!best) return { ok: false, reason: "the loss law did not converge from any start" };
  return { ok: true, law: { parameters: best.x, objective: best.value } };
}

/** Returns L = E + sum_j exp(lnA_j - alpha_j logs_j) of a fitted law. */
export function lossAt({ parameters }: Pick<LossLaw, "parameters">, logs: readonly number[]): number {
  const k = logs.length;
  return logs.reduce((loss, log, j) => loss + Math.exp(parameters[j]! - parameters[k + j]! * log), parameters[2 * k]!);
}

type Found = Extract<Minimum, { ok: true }>;

function isFound(minimum: Minimum): minimum is Found {
  return minimum.ok;
}

function objectiveOf(points: readonly LossPoint[]): (parameters: readonly number[]) => Slope {
  const lnLosses = points.map(({ loss }) => Math.log(loss));
  return (parameters) => {
    const gradient = parameters.map(() => 0);
    let value = 0;
    for (let i = 0; i < points.length; i++) value += addPoint(points[i]!.logs, lnLosses[i]!, parameters, gradient);
    return { value, gradient };
  };
}

/** Returns one point's Huber loss and adds its gradient: d ln L = (exp(..) d lnA_j - log_j exp(..) d alpha_j + dE) / L. */
function addPoint(logs: readonly number[], lnLoss: number, parameters: readonly number[], gradient: number[]): number {
  const k = logs.length;
  const loss = lossAt({ parameters }, logs);
  const residual = Math.log(loss) - lnLoss;
  const pull = Math.min(HUBER, Math.max(-HUBER, residual)) / loss;
  for (let j = 0; j < k; j++) {
    const term = pull * Math.exp(parameters[j]! - parameters[k + j]! * logs[j]!);
    gradient[j]! += term;
    gradient[k + j]! -= term * logs[j]!;
  }
  gradient[2 * k]! += pull;
  const size = Math.abs(residual);
  return size < HUBER ? residual ** 2 / 2 : HUBER * (size - HUBER / 2);
}
