/**
 * What the observed rungs say about the way from token probabilities to greedy success: what a probability means for an argmax, and how far
 * an answer's tokens stand and fall together. token-line and bayes-mix calibrate with the same rungs by the same rules.
 */
import { mean } from "../../math/stats.ts";
import type { Ask } from "../ask.ts";
import { MIN_SUCCESSES, offEnds } from "../rungs.ts";
import { fitTokenLink, type TokenLink, tokenAccuracyAt } from "./argmaxLink.ts";
import { type Dependence, fitDependence, type LinkEvidence, sharedSpread, tokenChanceAt } from "./dependence.ts";
import type { TokenReading } from "./series.ts";

/** The token link, the weighed correlations, and the observed rungs with their linked chances `q` per position. */
export type Calibration = { link: TokenLink; dependence: Dependence; seen: LinkEvidence[] };

/**
 * Returns the calibration of a reading for success = at least k of `length` tokens right: `fitTokenLink` on measured token accuracies, or
 * where there are none on those implied by success at rungs with five or more successes and success under `impliedBelow`; then
 * `fitDependence` on the linked chances, not on the measured accuracies, so that it also takes up what the link gets wrong.
 */
export function calibrate(
  ask: Ask,
  reading: TokenReading,
  { length, k }: { length: number; k: number },
  impliedBelow = Infinity,
): Calibration {
  const spread = marginSpread(ask, length);
  const rungs = successRungs(ask, reading);
  const link = reading.accuracy
    ? fitTokenLink(reading.series.q, reading.accuracy)
    : fitTokenLink(...impliedAccuracies(rungs, length, k, spread ?? 0, impliedBelow));
  const seen = rungs.map((rung) => ({ ...rung, q: rung.q.map((q) => tokenAccuracyAt(link, q)) }));
  return { link, dependence: fitDependence(seen, length, k, spread), seen };
}

/** Measured success at the reading's rungs, beside their smooth values `q` per position and over the whole answer. */
function successRungs({ question, at }: Ask, { names, series }: TokenReading) {
  const measured = at(question.metric);
  return names.flatMap((name, i) => {
    const rung = measured.find((row) => row.name === name);
    if (!rung) return [];
    const { mean: success, numExamples } = rung;
    return [{ q: series.q.map((row) => row[i]!), overall: series.overall[i]!, success, numExamples }];
  });
}

/** Pairs [q], [accuracy]: at rungs off the floor and below `below`, the one token chance that gives the measured success. */
function impliedAccuracies(
  rungs: ReturnType<typeof successRungs>,
  length: number,
  k: number,
  rho: number,
  below: number,
): [q: number[][], accuracy: number[][]] {
  const off = rungs.filter(({ success, numExamples }) => success * numExamples >= MIN_SUCCESSES && success < below);
  if (off.length === 0) return [[], []];
  const implied = off.map((rung) => tokenChanceAt(offEnds(rung.success, rung.numExamples), length, k, rho));
  return [[off.map((rung) => rung.overall)], [implied]];
}

/** The shared part of the margins' spread over examples, a mean over the rungs that have both variances; null without. */
function marginSpread({ at }: Ask, length: number): number | null {
  const within = at("logitMarginVarWithin");
  const estimates = at("logitMarginVarAcross").flatMap((rung) => {
    const other = within.find((row) => row.name === rung.name);
    const shared = other ? sharedSpread(rung.mean, other.mean, length) : null;
    return shared === null ? [] : [shared];
  });
  return estimates.length > 0 ? mean(estimates) : null;
}
