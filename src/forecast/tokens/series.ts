/**
 * The smooth per-token side of the evidence: log-likelihoods and logit margins as probabilities, per answer position where every
 * rung has rows for each of them, and beside them the measured token accuracies that calibrate what they mean for an argmax.
 */
import { normalCdf } from "../../math/special.ts";
import { mean, sum } from "../../math/stats.ts";
import { tokensOf } from "../../question/kind.ts";
import type { Ask } from "../ask.ts";
import { offEnds, type RungValues } from "../rungs.ts";
import type { TokenSeries } from "./trend.ts";

/** A smooth series, the metric it was read from, its rungs' names, and their token accuracies in the shape of `series.q` or null. */
export type TokenReading = { source: string; names: string[]; series: TokenSeries; accuracy: number[][] | null };

type Reader = (ask: Ask, position: number | null) => readonly RungValues[];

const READERS: readonly (readonly [string, Reader])[] = [
  ["nll", fromNll],
  ["logitMargin", fromMargins],
];

/** Returns the series of each smooth metric that has rows at `minRungs` or more observed rungs: nll, then logitMargin. */
export function tokenReadings(ask: Ask, minRungs: number): TokenReading[] {
  return READERS.flatMap(([source, read]) => {
    const whole = read(ask, null);
    if (whole.length < minRungs) return [];
    const positions = positionsOf(ask, read, whole);
    return [
      {
        source,
        names: whole.map((rung) => rung.name),
        series: seriesOf(whole, positions ?? [whole]),
        accuracy: accuracies(ask, whole, positions !== null),
      },
    ];
  });
}

type Rungs = readonly RungValues[];

/** The rungs of every answer position, or null when a position lacks a rung. */
function positionsOf(ask: Ask, read: Reader, whole: Rungs): Rungs[] | null {
  const length = tokensOf(ask.kind) ?? 0;
  const positions = Array.from({ length }, (_, j) => read(ask, j));
  return length > 0 && positions.every((rungs) => sameRungs(rungs, whole)) ? positions : null;
}

/** Token accuracies in the shape of the series, off 0 and 1; null when a rung or a position has none. */
function accuracies(ask: Ask, whole: Rungs, byPosition: boolean): number[][] | null {
  const rows = byPosition ? positionsOf(ask, readAccuracy, whole) : [readAccuracy(ask, null)];
  if (!rows?.every((rungs) => sameRungs(rungs, whole))) return null;
  return rows.map((rungs) => rungs.map((rung) => offEnds(rung.mean, rung.numExamples)));
}

function sameRungs(a: Rungs, b: Rungs): boolean {
  return a.length === b.length && a.every((rung, i) => rung.name === b[i]!.name);
}

function seriesOf(whole: Rungs, positions: readonly Rungs[]): TokenSeries {
  return {
    x: whole.map((rung) => rung.x),
    q: positions.map((rungs) => rungs.map((rung) => inside(rung.mean))),
    overall: whole.map((rung) => inside(rung.mean)),
    seedSquares: whole.map((rung) => sum(rung.seeds.map((value) => (value - rung.mean) ** 2))),
    seedDf: whole.map((rung) => rung.seeds.length - 1),
  };
}

function inside(q: number): number {
  return Math.min(1 - 1e-6, Math.max(1e-9, q));
}

function readAccuracy({ at }: Ask, position: number | null): Rungs {
  return at("tokenAccuracy", position);
}

/** q = exp(-nll), the geometric mean of the correct tokens' probabilities. */
function fromNll({ at }: Ask, position: number | null): Rungs {
  return at("nll", position).map((rung) => mapped(rung, (nll) => Math.exp(-nll)));
}

/** q = Phi(mu / sigma) of the margins over examples, as if they were normal. */
function fromMargins({ at }: Ask, position: number | null): Rungs {
  const across = at("logitMarginVarAcross", position);
  const within = at("logitMarginVarWithin", position);
  return at("logitMargin", position).flatMap((rung) => {
    const own = (rows: Rungs) => rows.find((row) => row.name === rung.name)?.mean ?? 0;
    const sd = Math.sqrt(own(across) + own(within));
    return sd > 0 ? [mapped(rung, (margin) => normalCdf(margin / sd))] : [];
  });
}

function mapped(rung: RungValues, to: (value: number) => number): RungValues {
  const seeds = rung.seeds.map(to);
  return { ...rung, seeds, mean: mean(seeds) };
}
