/**
 * One best broken scaling law, for the question how far such a fit can be trusted: a grid of shapes, each with its best asymptote and
 * amplitude, and damped steps from the best few. A forecast does not rest on one optimum; see bnsl.
 */
import { dampedSteps, type Problem } from "../../../math/optimise/dampedSteps.ts";
import type { Box } from "../../../math/optimise/starts.ts";
import { mean } from "../../../math/stats.ts";
import { type Bnsl, lnShape, type Shape, solvePair } from "./law.ts";

/** A fit and its root mean square residual of ln(y + 1). */
export type BnslFit = { law: Bnsl; residual: number };

const C0 = [0.01, 0.05, 0.2, 0.6];
const C1 = [0.3, 1, 3, 7];
const F = [0.03, 0.1, 0.3, 1];
const NUM_PLACES = 12;
/** How far beyond the last point a break is looked for, in ln x. */
const REACH = 0.5;
const NUM_STARTS = 6;
/** Bounds of c0, c1 and f. */
const BOUNDS = { c0: [1e-4, 5], c1: [1e-2, 30], f: [5e-3, 3] } as const;

type Data = { lnX: number[]; y: number[]; target: number[] };

/**
 * Returns the law that minimises the mean squared difference of ln(y + 1) over six or more points with x > 0, y > 0: the best six of a
 * 768-point grid of shapes, each followed by damped steps on (ln c0, ln c1, ln d, ln f); a, b >= 0 are solved
 * for at every shape (weights 1 / (y + 1), the slope of ln(y + 1)).
 */
export function fitBnsl(x: readonly number[], y: readonly number[]): BnslFit {
  const data: Data = { lnX: x.map(Math.log), y: [...y], target: y.map(Math.log1p) };
  const first = data.lnX[0]!;
  const reach = data.lnX.at(-1)! + REACH - first;
  const places = Array.from({ length: NUM_PLACES }, (_, i) => first + (reach * (i + 1)) / NUM_PLACES);
  const starts = C0.flatMap((c0) =>
    C1.flatMap((c1) => places.flatMap((lnD) => F.map((f) => [Math.log(c0), Math.log(c1), lnD, Math.log(f)]))),
  )
    .map((point) => ({ point, cost: costOf(residuals(point, data)) }))
    .sort((one, other) => one.cost - other.cost)
    .slice(0, NUM_STARTS);
  const ends = starts.flatMap(({ point }) => dampedSteps(problemOf(data), point, boxOf(data)) ?? []);
  const { parameters: point, rss: cost } = ends.sort((one, other) => one.rss - other.rss)[0]!;
  const shape = shapeOf(point);
  return { law: { ...shape, ...amplitudes(shape, data) }, residual: Math.sqrt(cost / y.length) };
}

function shapeOf([c0, c1, lnD, f]: readonly number[]): Shape {
  return { c0: Math.exp(c0!), c1: Math.exp(c1!), lnD: lnD!, f: Math.exp(f!) };
}

/** Best a, b >= 0 for a shape: weighted least squares of two columns, or the better of one column where a coefficient is negative. */
function amplitudes(shape: Shape, { lnX, y }: Data): { a: number; b: number } {
  const u = lnX.map((value) => lnShape(shape, value));
  const top = Math.max(...u);
  let [s11, s1u, suu, s1y, suy] = [0, 0, 0, 0, 0];
  for (const [i, value] of y.entries()) {
    const weight = (value + 1) ** -2;
    const column = Math.exp(u[i]! - top);
    s11 += weight;
    s1u += weight * column;
    suu += weight * column * column;
    s1y += weight * value;
    suy += weight * column * value;
  }
  const { a, b } = solvePair(s11, s1u, suu, s1y, suy);
  if (a >= 0 && b >= 0) return { a, b: b * Math.exp(-top) };
  return suy ** 2 / suu >= s1y ** 2 / s11 ? { a: 0, b: (suy / suu) * Math.exp(-top) } : { a: s1y / s11, b: 0 };
}

function residuals(point: readonly number[], data: Data): number[] {
  const shape = shapeOf(point);
  const { a, b } = amplitudes(shape, data);
  return data.lnX.map((value, i) => Math.log1p(a + b * Math.exp(lnShape(shape, value))) - data.target[i]!);
}

function costOf(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value * value;
  return Number.isFinite(total) ? total : Infinity;
}

/** The residuals as a problem of damped steps; their Jacobian by forward differences, because a and b are solved for inside. */
function problemOf(data: Data): Problem {
  return {
    residuals: (point) => residuals(point, data),
    jacobian: (point) => {
      const now = residuals(point, data);
      const moved = point.map((value, j) => residuals(point.with(j, value + 1e-6), data));
      return now.map((r, i) => moved.map((other) => (other[i]! - r) / 1e-6));
    },
  };
}

/** The range of (ln c0, ln c1, ln d, ln f); breaks are looked for from e times before the points to e^2 times behind them. */
function boxOf({ lnX }: Data): Box {
  const ranges = [
    BOUNDS.c0.map(Math.log),
    BOUNDS.c1.map(Math.log),
    [lnX[0]! - 1, lnX.at(-1)! + 2],
    BOUNDS.f.map(Math.log),
  ];
  return { low: ranges.map((range) => range[0]!), high: ranges.map((range) => range[1]!) };
}

/** Returns sqrt(mean (ln predicted - ln y)^2), the error in which such fits are reported. */
export function rmsle(predicted: readonly number[], y: readonly number[]): number {
  return Math.sqrt(mean(predicted.map((value, i) => (Math.log(value) - Math.log(y[i]!)) ** 2)));
}
