/**
 * A score taken apart: what each held-out rung, each place of the grid and each seed added to it, so that winners and losers can see
 * where it came from. The terms sum (or average) to the scores of `score`.
 */

import { crpsParts } from "../math/crpsDistribution.ts";
import { pitOf, quantile } from "../math/distribution.ts";
import { sum } from "../math/stats.ts";
import { gridOf, isBeyond } from "../question/grid.ts";
import type { Forecast, Outcome, Question } from "../records.ts";
import { brier, cumulative } from "./categorical.ts";
import { jumpWeights } from "./jump.ts";

/** CRPS at a rung in the metric's unit: `under` lies below the value (the forecast was too low), `over` above it. */
export type RungTerm = {
  rung: string;
  value: number;
  median: number;
  pit: number;
  under: number;
  over: number;
  crps: number;
  /** Chance that a single seed is beyond the threshold, the share of seeds that were, and the Brier score; null where not forecast. */
  success: { forecast: number; share: number; brier: number } | null;
};

/** One term of the weighted RPS: F = P(jump at or before this place), happened = 1{jump at or before}, term = w (F - o)^2 / sum w. */
export type JumpTerm = { rung: string; weight: number; forecast: number; happened: 0 | 1; term: number };

/** Every score of one forecast taken apart, term by term. */
export type Explanation = {
  rungs: RungTerm[];
  jump: JumpTerm[];
  /** Mass on the bin that came true; the log score is -ln of it. */
  realised: { bin: number; mass: number };
  sharpness: { value: number; median: number; under: number; over: number } | null;
};

/** Returns every term of a forecast's scores against an outcome of the same question. */
export function explain(question: Question, forecast: Forecast, outcome: Outcome): Explanation {
  const { sharpness } = forecast;
  return {
    rungs: rungTerms(question, forecast, outcome),
    jump: jumpTerms(question, forecast, outcome),
    realised: { bin: outcome.jumpBin, mass: forecast.jump[outcome.jumpBin]! },
    sharpness: sharpness && {
      value: outcome.sharpness,
      median: quantile(sharpness, 0.5),
      ...withoutSum(crpsParts(sharpness, outcome.sharpness)),
    },
  };
}

function withoutSum({ under, over }: { under: number; over: number }) {
  return { under, over };
}

function rungTerms(question: Question, forecast: Forecast, outcome: Outcome): RungTerm[] {
  return gridOf(question).heldOut.map(({ name }) => {
    const { distribution, success } = forecast.targets.find((target) => target.rung === name)!;
    const { value, seeds } = outcome.rungs.find((rung) => rung.rung === name)!;
    const beyond = seeds.map((seed) => isBeyond(question, seed.value));
    const parts = crpsParts(distribution, value);
    const share = beyond.filter(Boolean).length / seeds.length;
    return {
      rung: name,
      value,
      median: quantile(distribution, 0.5),
      pit: pitOf(distribution, value),
      under: parts.under,
      over: parts.over,
      crps: parts.crps,
      success:
        success === null
          ? null
          : { forecast: success, share, brier: sum(beyond.map((one) => brier(success, one))) / seeds.length },
    };
  });
}

function jumpTerms(question: Question, forecast: Forecast, outcome: Outcome): JumpTerm[] {
  const { top, heldOut } = gridOf(question);
  const weights = jumpWeights(question);
  const total = sum(weights);
  const below = cumulative(forecast.jump);
  return [top, ...heldOut].map(({ name }, k) => {
    const happened = outcome.jumpBin <= k ? 1 : 0;
    return {
      rung: name,
      weight: weights[k]! / total,
      forecast: below[k]!,
      happened,
      term: (weights[k]! * (below[k]! - happened) ** 2) / total,
    };
  });
}
