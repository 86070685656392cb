/**
 * One best broken scaling law, for the question how far such a fit can be trusted: a grid of shapes, each with its best asymptote and
 * amplitude, and Levenberg's damped steps from the best few. A forecast does not rest on one optimum; see bnsl.
 */
import { mean } from "../math/stats.ts";
import { type Bnsl, lnShape, type Shape } from "./bnslLaw.ts";

/** A fit and its root mean square residual of ln(y + 1). */
export type BnslFit = { law: Bnsl; residual: number };

const C0 = [0.01, 0.05, 0.2, 0.6];
const C1 = [0.3, 1, 3, 7];
const F = [0.03, 0.1, 0.3, 1];
const NUM_PLACES = 12;
/** How far beyond the last point a break is looked for, in ln x. */
const REACH = 0.5;
const NUM_STARTS = 6;
const NUM_STEPS = 60;
/** Bounds of ln c0, ln c1, ln d (around the points), ln f. */
const BOUNDS = { c0: [1e-4, 5], c1: [1e-2, 30], f: [5e-3, 3] } as const;

type Data = { lnX: number[]; y: number[]; target: number[] };

/**
 * Returns the law that minimises the mean squared difference of ln(y + 1) over six or more points with x > 0, y > 0: the best six of a
 * 768-point grid of shapes, each followed by up to 60 Levenberg-Marquardt steps on (ln c0, ln c1, ln d, ln f); a, b >= 0 are solved
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
  const ends = starts.map(({ point }) => descend(point, data)).sort((one, other) => one.cost - other.cost);
  const { point, cost } = ends[0]!;
  const shape = shapeOf(point, data);
  return { law: { ...shape, ...amplitudes(shape, data) }, residual: Math.sqrt(cost / y.length) };
}

function shapeOf(point: readonly number[], { lnX }: Data): Shape {
  const inside = (value: number, [low, high]: readonly [number, number]) => Math.min(high, Math.max(low, value));
  return {
    c0: inside(Math.exp(point[0]!), BOUNDS.c0),
    c1: inside(Math.exp(point[1]!), BOUNDS.c1),
    lnD: inside(point[2]!, [lnX[0]! - 1, lnX.at(-1)! + 2]),
    f: inside(Math.exp(point[3]!), BOUNDS.f),
  };
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
  const determinant = s11 * suu - s1u * s1u;
  const a = (suu * s1y - s1u * suy) / determinant;
  const b = (s11 * suy - s1u * s1y) / determinant;
  if (a >= 0 && b >= 0) return { a, b: b * Math.exp(-top) };
  return suy ** 2 / suu >= s1y ** 2 / s11 ? { a: 0, b: (suy / suu) * Math.exp(-top) } : { a: s1y / s11, b: 0 };
}

function residuals(point: readonly number[], data: Data): number[] {
  const shape = shapeOf(point, data);
  const { a, b } = amplitudes(shape, data);
  return data.lnX.map((value, i) => Math.log1p(a + b * Math.exp(lnShape(shape, value))) - data.target[i]!);
}

function costOf(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value * value;
  return Number.isFinite(total) ? total : Infinity;
}

/** Levenberg-Marquardt with a numeric Jacobian; stops where no step improves. */
function descend(start: readonly number[], data: Data): { point: number[]; cost: number } {
  let point = [...start];
  let now = residuals(point, data);
  let cost = costOf(now);
  let damping = 1e-2;
  for (let step = 0; step < NUM_STEPS && damping < 1e8; step++) {
    const jacobian = point.map((value, j) => {
      const moved = residuals(point.with(j, value + 1e-6), data);
      return moved.map((r, i) => (r - now[i]!) / 1e-6);
    });
    for (; damping < 1e8; damping *= 4) {
      const tried = point.map((value, j) => value + solve(jacobian, now, damping)[j]!);
      const after = residuals(tried, data);
      if (costOf(after) >= cost) continue;
      const gain = cost - costOf(after);
      [point, now, cost] = [tried, after, costOf(after)];
      damping = Math.max(1e-9, damping / 6);
      if (gain < 1e-14 * cost) return { point, cost };
      break;
    }
  }
  return { point, cost };
}

/** The damped step -(J J' + damping diag)^-1 J r, by Gaussian elimination. */
function solve(jacobian: readonly (readonly number[])[], values: readonly number[], damping: number): number[] {
  const d = jacobian.length;
  const product = (a: readonly number[], b: readonly number[]) => a.reduce((total, v, i) => total + v * b[i]!, 0);
  const rows = jacobian.map((row, i) => [
    ...jacobian.map((other, j) => product(row, other) + (i === j ? damping * (product(row, row) + 1e-12) : 0)),
    -product(row, values),
  ]);
  for (let i = 0; i < d; i++)
    for (let k = i + 1; k < d; k++) {
      const factor = rows[k]![i]! / rows[i]![i]!;
      for (let j = i; j <= d; j++) rows[k]![j] = rows[k]![j]! - factor * rows[i]![j]!;
    }
  const step = new Array<number>(d).fill(0);
  for (let i = d - 1; i >= 0; i--) {
    let rest = rows[i]![d]!;
    for (let j = i + 1; j < d; j++) rest -= rows[i]![j]! * step[j]!;
    step[i] = rest / rows[i]![i]!;
  }
  return step;
}

/** Returns sqrt(mean (ln predicted - ln y)^2), the error in which such fits are reported. */
export function rmsle(predicted: readonly number[], y: readonly number[]): number {
  return Math.sqrt(mean(predicted.map((value, i) => (Math.log(value) - Math.log(y[i]!)) ** 2)));
}
