/**
 * The optimiser of every bounded fit: BFGS on the coordinates that are free to move, those held by their bound set aside. It meets
 * the same optima as L-BFGS-B on smooth problems of a handful of parameters, and its weak Wolfe search by bisection also makes headway
 * on objectives that are nearly kinked, such as a Huber loss with a tiny constant.
 */
import { usageError } from "../../base/errors.ts";
import { solvePositive } from "./cholesky.ts";
import { type Box, intoBox } from "./starts.ts";
import { searchLine } from "./wolfe.ts";

/** A function's value and gradient at one point. */
export type Slope = { value: number; gradient: number[] };
export type Objective = (x: readonly number[]) => Slope;

/**
 * Where a search ended. `stop`: the gradient is 0 in every direction the box allows, or no further decrease is visible at machine
 * precision. A search that ran out of steps, or began where the objective is not finite, says why.
 */
export type Minimum =
  | { ok: true; x: number[]; value: number; iterations: number; stop: "gradient" | "precision" }
  | { ok: false; reason: string };

/** What is known before a search: how little progress is none, and the curvature at the start. */
export type Knowledge = { relativeDecrease?: number | undefined; hessian?: number[][] | null };

const MAX_ITERATIONS = 2000;
const GRADIENT_TOLERANCE = 1e-12;
/** So many steps in a row that lower the value by less than `relativeDecrease` of it end a run; the search ends when a fresh one gains no more. */
const PATIENCE = 5;

type State = Slope & { x: number[] };

/**
 * Returns the local minimum of `objective` in the box that is reached from `start` (moved into the box first). `relativeDecrease` is
 * the smallest share of the value that counts as progress: 1e-14 for fits that are reported, more for those inside a bootstrap, which
 * may also start from a Hessian known nearby.
 */
export function minimiseInBox(
  objective: Objective,
  start: readonly number[],
  box: Box,
  { relativeDecrease = 1e-14, hessian = null }: Knowledge = {},
): Minimum {
  if (box.low.length !== start.length || box.low.some((low, i) => !(low <= box.high[i]!)))
    throw usageError("minimiseInBox", "low <= high, one per coordinate of the start, is required", box, "mend the box");
  const x = intoBox(start, box);
  let state: State = { x, ...objective(x) };
  if (!allFinite(state)) return { ok: false, reason: "the objective is not finite at the start" };
  for (let iterations = 0; iterations < MAX_ITERATIONS; ) {
    const run = descendUntilIdle(objective, state, box, relativeDecrease, iterations === 0 ? hessian : null);
    iterations += run.iterations;
    const gained = state.value - run.state.value;
    state = run.state;
    if (run.stationary || gained <= relativeDecrease * Math.abs(state.value))
      return { ok: true, x: state.x, value: state.value, iterations, stop: run.stationary ? "gradient" : "precision" };
  }
  return { ok: false, reason: `no minimum within ${MAX_ITERATIONS} steps` };
}

type Run = { state: State; iterations: number; stationary: boolean };

/** One run of BFGS; it ends where the gradient is 0, the search fails or progress dries up. */
function descendUntilIdle(
  objective: Objective,
  from: State,
  box: Box,
  relativeDecrease: number,
  known: number[][] | null,
): Run {
  let state = from;
  let hessian = known;
  let idle = 0;
  let iterations = 0;
  for (; iterations < MAX_ITERATIONS && idle < PATIENCE; iterations++) {
    const free = freeCoordinates(state, box);
    if (free.every((i) => Math.abs(state.gradient[i]!) <= GRADIENT_TOLERANCE))
      return { state, iterations, stationary: true };
    const next = step(objective, state, box, hessian, free);
    if (!next) break;
    idle = state.value - next.value <= relativeDecrease * Math.abs(state.value) ? idle + 1 : 0;
    hessian = updated(hessian, state, next);
    state = next;
  }
  return { state, iterations: iterations + 1, stationary: false };
}

/** Returns `value` with the gradient by central differences, one-sided where the box leaves no room; h = 6e-6 max(1, |x_i|). */
export function centralDifferences(value: (x: readonly number[]) => number, { low, high }: Box): Objective {
  return (x) => {
    const gradient = x.map((at, i) => {
      const h = 6e-6 * Math.max(1, Math.abs(at));
      const [from, to] = [Math.max(low[i]!, at - h), Math.min(high[i]!, at + h)];
      return to > from ? (value(x.with(i, to)) - value(x.with(i, from))) / (to - from) : 0;
    });
    return { value: value(x), gradient };
  };
}

function allFinite({ value, gradient }: Slope): boolean {
  return Number.isFinite(value) && gradient.every(Number.isFinite);
}

/** Within rounding of its lower (-1) or upper (1) bound, else 0: a step that far would lower the value by nothing. */
function edge(at: number, low: number, high: number): -1 | 0 | 1 {
  const close = (distance: number) => distance <= 1e-14 * Math.max(1, Math.abs(at));
  return close(at - low) ? -1 : close(high - at) ? 1 : 0;
}

/** Coordinates not held: those at a bound are held when the descent direction points out of the box. */
function freeCoordinates({ x, gradient }: State, { low, high }: Box): number[] {
  return x
    .map((_, i) => i)
    .filter((i) => {
      const side = edge(x[i]!, low[i]!, high[i]!);
      return low[i]! < high[i]! && (side === 0 || side * gradient[i]! > 0);
    });
}

function step(
  objective: Objective,
  state: State,
  box: Box,
  hessian: number[][] | null,
  free: number[],
): State | undefined {
  const direction = descent(state, box, hessian, free);
  const bounds = direction.map((d, i) => (d > 0 ? box.high[i]! : box.low[i]!));
  const reaches = direction.map((d, i) => (d === 0 ? Infinity : (bounds[i]! - state.x[i]!) / d));
  const reach = Math.min(...reaches);
  const at = (t: number): State => {
    // a coordinate that reaches its bound is set to it: rounding would leave it just inside, and every later step would be as short
    const moved = state.x.map((value, i) => (t >= reaches[i]! ? bounds[i]! : value + t * direction[i]!));
    const x = intoBox(moved, box);
    return { x, ...objective(x) };
  };
  return searchLine(at, state, direction, reach);
}

/** -B^-1 g on the free coordinates; those at a bound that would leave the box are dropped and the rest solved again. */
function descent(state: State, { low, high }: Box, hessian: number[][] | null, free: number[]): number[] {
  const { x, gradient } = state;
  const direction = x.map(() => 0);
  for (let kept = free; kept.length > 0; ) {
    const right = kept.map((i) => -gradient[i]!);
    const solved =
      hessian &&
      solvePositive(
        kept.map((i) => kept.map((j) => hessian[i]![j]!)),
        right,
      );
    const length = right.reduce((total, value) => total + Math.abs(value), 0);
    const part = solved || right.map((value) => value / Math.max(1, length));
    const inside = kept.filter((i, k) => edge(x[i]!, low[i]!, high[i]!) * part[k]! <= 0);
    if (inside.length === kept.length) {
      for (const [k, i] of kept.entries()) direction[i] = part[k]!;
      return direction;
    }
    kept = inside;
  }
  return direction;
}

/** The BFGS update of the Hessian; steps without positive curvature are left out; the first one sets the scale. */
function updated(hessian: number[][] | null, before: State, after: State): number[][] | null {
  const s = after.x.map((value, i) => value - before.x[i]!);
  const y = after.gradient.map((value, i) => value - before.gradient[i]!);
  const sy = dot(s, y);
  if (!(sy > 1e-12 * Math.sqrt(dot(s, s) * dot(y, y)))) return hessian;
  const b = hessian ?? s.map((_, i) => s.map((__, j) => (i === j ? dot(y, y) / sy : 0)));
  const bs = b.map((row) => dot(row, s));
  const sbs = dot(s, bs);
  return b.map((row, i) => row.map((value, j) => value + (y[i]! * y[j]!) / sy - (bs[i]! * bs[j]!) / sbs));
}

function dot(a: readonly number[], b: readonly number[]): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}
