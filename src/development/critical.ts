/**
 * Where does a smoothed curve turn or pause? Its critical points in ln(step + 1), kept only where the slopes on both sides are
 * clearly different from zero, so that noise makes no stages.
 *
 * A piece is a stretch of one sign of the mean slope, cut further at valleys of |slope| (below). It counts when some slope in it is
 * clear, |slope| > Z sd, and unless pieces on both sides change the curve more than ten times as much: small swings between two
 * large flanks are what any smoother makes of a rest. Between two successive pieces that count lies one critical point: a maximum (up,
 * then down), a minimum, or, when both go the same way, a plateau: the least slope between them is at most a tenth of both pieces'
 * steepest, and below both by more than Z standard deviations of the difference. Two pieces without such a plateau are one.
 */
import { logStep, stepAt } from "./curve.ts";
import type { Smooth } from "./smooth.ts";

/** A slope counts beyond this many standard deviations. */
const Z = 3;
/** A slope is about zero at up to this share of the steepest slopes on both sides; a swing is small below this share of both sides'. */
const TOUCH = 0.1;

/** What a curve does at a critical point: it turns down, turns up, or rests and goes on. */
export type CriticalKind = "maximum" | "minimum" | "plateau";

/**
 * A critical point at `step` (not rounded): the zero of the mean slope, or the middle in ln(step + 1) of a plateau. Between `from`
 * and `to` the slope is not clear or about zero: a wide interval is a long rest.
 */
export type Critical = { step: number; kind: CriticalKind; from: number; to: number };

/** A stretch of grid indices, both ends included; `peak` is the index of its steepest clear slope. */
type Piece = { start: number; end: number; sign: number; peak: number };

/** Returns the significant critical points of a smoothed curve, in order of steps. */
export function criticalPoints(curve: Smooth): Critical[] {
  const pieces: Piece[] = [];
  const points: Critical[] = [];
  const all = lobes(curve).flatMap((lobe) => cut(curve, lobe));
  for (const piece of withoutShallow(curve, all)) {
    const before = pieces.at(-1);
    const point = before && between(curve, before, piece);
    if (point) points.push(point);
    if (before && !point) {
      const steeper = size(curve, piece.peak) > size(curve, before.peak) ? piece.peak : before.peak;
      pieces[pieces.length - 1] = { ...before, end: piece.end, peak: steeper };
    } else pieces.push(piece);
  }
  return points;
}

const size = (curve: Smooth, i: number) => Math.abs(curve.slope[i]!);
/** Whether the slope at a grid index counts. */
const isClear = (curve: Smooth, i: number) => size(curve, i) > Z * curve.slopeSd[i]!;

/** The pieces of one sign that hold a clear slope. */
function lobes(curve: Smooth): Piece[] {
  const pieces: Piece[] = [];
  for (let start = 0, end = 0; start < curve.slope.length; start = end + 1) {
    const sign = Math.sign(curve.slope[start]!);
    end = start;
    while (Math.sign(curve.slope[end + 1] ?? Number.NaN) === sign) end++;
    const peak = steepest(curve, start, end);
    if (peak !== null) pieces.push({ start, end, sign, peak });
  }
  return pieces;
}

/** The index of the steepest clear slope from start to end, null when none is clear. */
function steepest(curve: Smooth, start: number, end: number): number | null {
  let peak: number | null = null;
  for (let i = start; i <= end; i++)
    if (isClear(curve, i) && (peak === null || size(curve, i) > size(curve, peak))) peak = i;
  return peak;
}

/** Cuts a piece at its deepest plateau, and its parts at theirs. */
function cut(curve: Smooth, piece: Piece): Piece[] {
  let deepest: { ratio: number; parts: [Piece, Piece] } | undefined;
  for (let i = piece.start + 1; i < piece.end; i++) {
    const [left, right] = [steepest(curve, piece.start, i - 1), steepest(curve, i + 1, piece.end)];
    if (left === null || right === null || !isValley(curve, i, left, right)) continue;
    const ratio = size(curve, i) / Math.min(size(curve, left), size(curve, right));
    if (deepest && deepest.ratio <= ratio) continue;
    deepest = {
      ratio,
      parts: [
        { ...piece, end: i, peak: left },
        { ...piece, start: i + 1, peak: right },
      ],
    };
  }
  return deepest ? deepest.parts.flatMap((part) => cut(curve, part)) : [piece];
}

/** Drops the pieces that change the curve by less than a tenth of what some piece on either side changes it. */
function withoutShallow({ mean }: Smooth, pieces: readonly Piece[]): Piece[] {
  const swings = pieces.map(({ start, end }) => Math.abs(mean[end]! - mean[start]!));
  const largest = (part: readonly number[]) => Math.max(0, ...part);
  return pieces.filter((_, i) => {
    const beside = Math.min(largest(swings.slice(0, i)), largest(swings.slice(i + 1)));
    return swings[i]! >= TOUCH * beside;
  });
}

/** Whether the slope at i is about zero against both peaks, and clearly below them. */
function isValley(curve: Smooth, i: number, left: number, right: number): boolean {
  return [left, right].every((peak) => {
    const sd = Math.hypot(curve.slopeSd[i]!, curve.slopeSd[peak]!);
    return size(curve, i) <= TOUCH * size(curve, peak) && size(curve, peak) - size(curve, i) > Z * sd;
  });
}

/** The critical point between two pieces; null when both go the same way without a plateau. */
function between(curve: Smooth, a: Piece, b: Piece): Critical | null {
  const flat = TOUCH * Math.min(size(curve, a.peak), size(curve, b.peak));
  const steep = (i: number) => isClear(curve, i) && size(curve, i) > flat;
  const inside = Array.from({ length: b.peak - a.peak + 1 }, (_, i) => a.peak + i);
  const from = inside.findLast((i) => i <= a.end && steep(i))!;
  const to = inside.find((i) => i >= b.start && steep(i))!;
  const interval = { from: curve.steps[from]!, to: curve.steps[to]! };
  if (a.sign !== b.sign) {
    const kind = a.sign > 0 ? "maximum" : "minimum";
    return { step: stepAt(extremum(curve, from, to, a.sign)), kind, ...interval };
  }
  const least = inside.reduce((i, j) => (size(curve, j) < size(curve, i) ? j : i));
  if (!isValley(curve, least, a.peak, b.peak)) return null;
  return { step: stepAt((logStep(interval.from) + logStep(interval.to)) / 2), kind: "plateau", ...interval };
}

/** The place in u where the mean slope passes zero at the highest (sign 1) or lowest (-1) mean between two indices. */
function extremum({ steps, mean, slope }: Smooth, from: number, to: number, sign: number): number {
  let top = from;
  for (let i = from; i <= to; i++) if (sign * mean[i]! > sign * mean[top]!) top = i;
  const other = sign * slope[top]! > 0 ? top + 1 : top - 1;
  const [u, v] = [logStep(steps[top]!), logStep(steps[other]!)];
  const share = slope[top]! / (slope[top]! - slope[other]!);
  return u + (v - u) * Math.min(1, Math.max(0, share));
}
