/** The per-token series that bayes-mix fits, from the best rows there are: likelihoods, margins, token accuracies, answers. */
import { mean, sum } from "../../math/stats.ts";
import type { Kind } from "../../question/kind.ts";
import type { Ask } from "../ask.ts";
import { offEnds, type RungValues } from "../rungs.ts";
import { type TokenReading, tokenReadings } from "../tokens/series.ts";

/** The kinds that token rows can serve. */
export type TokenKind = Extract<Kind, { kind: "greedy" | "sampled" | "nll" }>;

/** Fewest observed rungs a law is fitted to. */
export const MIN_RUNGS = 3;

/**
 * Returns nll rows; for argmax success else margins, token accuracies, or log probabilities of answers; null without. Positions count for
 * whole answers only.
 */
export function readingFor(ask: Ask, kind: TokenKind): TokenReading | null {
  const readings = tokenReadings(ask, MIN_RUNGS);
  const found =
    kind.kind === "greedy"
      ? (readings[0] ?? plainReading(ask, kind.length))
      : readings.find(({ source }) => source === "nll");
  if (!found || (kind.kind === "greedy" && kind.length > 1)) return found ?? null;
  const whole = ask.at("tokenAccuracy").filter((rung) => found.names.includes(rung.name));
  const accuracy =
    whole.length === found.names.length ? [whole.map((rung) => offEnds(rung.mean, rung.numExamples))] : null;
  return { ...found, series: { ...found.series, q: [found.series.overall] }, accuracy };
}

/** Token accuracies as they are, of answers of several tokens; or exp of the answer's log probability per token. */
function plainReading({ kind, at }: Ask, length: number): TokenReading | null {
  const accuracies = length > 1 ? at("tokenAccuracy") : [];
  if (accuracies.length >= MIN_RUNGS) {
    const reading = asReading("tokenAccuracy", accuracies, (value, { numExamples }) => offEnds(value, numExamples));
    return { ...reading, accuracy: reading.series.q };
  }
  const answers = kind.kind === "tokens" ? [] : at("answerLogProb");
  if (answers.length < MIN_RUNGS) return null;
  return asReading("answerLogProb", answers, (value) => Math.exp(value / length));
}

function asReading(
  source: string,
  rungs: readonly RungValues[],
  to: (value: number, rung: RungValues) => number,
): TokenReading {
  const inside = (q: number) => Math.min(1 - 1e-6, Math.max(1e-9, q));
  const seeds = rungs.map((rung) => rung.seeds.map((value) => inside(to(value, rung))));
  const overall = seeds.map(mean);
  const series = {
    x: rungs.map((rung) => rung.x),
    q: [overall],
    overall,
    seedSquares: seeds.map((own, i) => squaresAround(own, overall[i]!)),
    seedDf: seeds.map((own) => own.length - 1),
  };
  return { source, names: rungs.map((rung) => rung.name), series, accuracy: null };
}

/** Returns the sum of squares of values around a centre. */
export function squaresAround(values: readonly number[], centre: number): number {
  return sum(values.map((value) => (value - centre) ** 2));
}
