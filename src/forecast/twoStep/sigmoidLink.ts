/**
 * How accuracy follows from loss: one sigmoid through all checkpoints of all observed runs, falling from b at loss 0 to a + b at high
 * loss. Runs of different sizes lie on one curve, which is why a loss law in scale can be turned into accuracies.
 */
import { minimiseInBox, type Slope } from "../../math/optimise/boundedBfgs.ts";
import { gridStarts } from "../../math/optimise/starts.ts";
import { median } from "../../math/stats.ts";

/** One checkpoint (or a moving average of some). */
export type LinkPoint = { loss: number; accuracy: number };
/** A fitted link and its residual sum of squares. */
export type SigmoidLink = { a: number; k: number; L0: number; b: number; rss: number };
export type LinkFit = { ok: true; link: SigmoidLink } | { ok: false; reason: string };

const SKIPPED_SHARE = 0.1;
/** A model without loss answers everything (published). */
const IDEAL: LinkPoint = { loss: 0, accuracy: 1 };
const REFIT_TOLERANCE = 1e-6;
const BOX = { low: [-1, 0, 0, 0], high: [0, Infinity, Infinity, 1] };

/**
 * Returns one run's points for the link from its checkpoints in order: the first 10 % (rounded up, never all) are dropped, then each is
 * averaged with up to window - 1 before it; the published window is 5.
 */
export function linkPoints(checkpoints: readonly LinkPoint[], window: number): LinkPoint[] {
  const dropped = Math.min(Math.ceil(SKIPPED_SHARE * checkpoints.length), checkpoints.length - 1);
  const kept = checkpoints.slice(dropped);
  return kept.map((_, i) => {
    const averaged = kept.slice(Math.max(0, i - window + 1), i + 1);
    const average = (of: (point: LinkPoint) => number) =>
      averaged.reduce((total, point) => total + of(point), 0) / averaged.length;
    return { loss: average(({ loss }) => loss), accuracy: average(({ accuracy }) => accuracy) };
  });
}

/**
 * Returns the least-squares link acc = a / (1 + exp(-k (L - L0))) + b through the points and the ideal point (0, 1), with a in [-1, 0],
 * k, L0 >= 0, b in [0, 1]; the best over 12 starts, or from `warm` alone when a link close by is known (inside a bootstrap). The reason
 * when there is none: under 4 points, an accuracy that does not fall as the loss rises, no convergence.
 */
export function fitSigmoidLink(points: readonly LinkPoint[], warm?: SigmoidLink): LinkFit {
  if (points.length < 4)
    return { ok: false, reason: `a link from loss to accuracy needs 4 checkpoints, got ${points.length}` };
  const losses = points.map(({ loss }) => loss);
  if (!losses.some((loss) => loss !== losses[0]) || !falls(points))
    return { ok: false, reason: "the accuracy of the observed checkpoints does not fall as their loss rises" };
  const objective = squaresOf([...points, IDEAL]);
  const starts = warm ? [[warm.a, warm.L0, warm.k, warm.b]] : linkStarts(points);
  const knowledge = warm ? { relativeDecrease: REFIT_TOLERANCE, hessian: curvatureAt(points, warm) } : {};
  let best: SigmoidLink | undefined;
  for (const start of starts) {
    const minimum = minimiseInBox(objective, start, BOX, knowledge);
    if (!minimum.ok || (best && minimum.value >= best.rss)) continue;
    const [a, L0, k, b] = minimum.x as [number, number, number, number];
    best = { a, k, L0, b, rss: minimum.value };
  }
  return best ? { ok: true, link: best } : { ok: false, reason: "the link from loss to accuracy did not converge" };
}

/** Returns d accuracy / d ln loss of the link at a loss: how far a relative error of the loss moves the accuracy. */
export function linkSlope({ a, k, L0 }: SigmoidLink, loss: number): number {
  const s = 1 / (1 + Math.exp(-k * (loss - L0)));
  return a * k * s * (1 - s) * loss;
}

/** Returns the link's accuracy at a loss. */
export function accuracyAt({ a, k, L0, b }: SigmoidLink, loss: number): number {
  return a / (1 + Math.exp(-k * (loss - L0))) + b;
}

/** Whether loss and accuracy are negatively correlated, beyond rounding. */
function falls(points: readonly LinkPoint[]): boolean {
  const loss = points.reduce((total, point) => total + point.loss, 0) / points.length;
  const products = points.map((point) => (point.loss - loss) * point.accuracy);
  const size = products.reduce((total, product) => total + Math.abs(product), 0);
  return products.reduce((total, product) => total + product, 0) < -1e-12 * size;
}

/** Heights from the lowest accuracy, places around the median loss, widths of a third to three times it. */
function linkStarts(points: readonly LinkPoint[]): number[][] {
  const middle = Math.max(median(points.map(({ loss }) => loss)), Number.MIN_VALUE);
  const lowest = Math.min(...points.map(({ accuracy }) => accuracy));
  return gridStarts([
    [Math.max(-1, Math.min(-0.01, lowest - 1))],
    [0.3, 0.6, 0.9, 1.2].map((share) => share * middle),
    [1, 3, 9].map((share) => share / middle),
    [1],
  ]);
}

/** The Gauss-Newton curvature of the sum of squares at a link, with a small ridge for parameters the points say nothing about. */
function curvatureAt(points: readonly LinkPoint[], { a, k, L0 }: SigmoidLink): number[][] {
  const curvature = [0, 1, 2, 3].map(() => [0, 0, 0, 0]);
  for (const { loss } of points) {
    const s = 1 / (1 + Math.exp(-k * (loss - L0)));
    const bend = a * s * (1 - s);
    const slopes = [s, -bend * k, bend * (loss - L0), 1];
    for (let i = 0; i < 4; i++) for (let j = 0; j < 4; j++) curvature[i]![j]! += 2 * slopes[i]! * slopes[j]!;
  }
  return curvature.map((row, i) => row.map((value, j) => (i === j ? value * (1 + 1e-6) + 1e-9 : value)));
}

/** Residual sum of squares over (a, L0, k, b) and its gradient; typed arrays, because a bootstrap evaluates it millions of times. */
function squaresOf(points: readonly LinkPoint[]): (parameters: readonly number[]) => Slope {
  const losses = Float64Array.from(points, ({ loss }) => loss);
  const accuracies = Float64Array.from(points, ({ accuracy }) => accuracy);
  return (parameters) => {
    const [a, L0, k, b] = parameters as [number, number, number, number];
    let value = 0;
    let ga = 0;
    let gL0 = 0;
    let gk = 0;
    let gb = 0;
    for (let i = 0; i < losses.length; i++) {
      const beyond = losses[i]! - L0;
      const s = 1 / (1 + Math.exp(-k * beyond));
      const residual = a * s + b - accuracies[i]!;
      const bend = residual * a * s * (1 - s);
      value += residual * residual;
      ga += residual * s;
      gL0 -= bend * k;
      gk += bend * beyond;
      gb += residual;
    }
    return { value, gradient: [2 * ga, 2 * gL0, 2 * gk, 2 * gb] };
  };
}
