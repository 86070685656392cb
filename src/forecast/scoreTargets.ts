/** A forecast beside what came out, one record per held-out rung: the raw material of every statement about a forecaster. */

import { crpsOfDistribution } from "../math/crpsDistribution.ts";
import { cdf, cdfBelow, type Distribution, pitOf, quantile } from "../math/distribution.ts";
import { axisValue, gridOf, isBeyond } from "../question/grid.ts";
import type { Forecast, Question, ScoredTarget } from "../records.ts";

/**
 * Returns one record per held-out rung whose value is known. `baseline` in a record is the CRPS of `reference` on
 * the same target, in backtests and benchmarks persistence; both forecasts must answer the question. Values are seed means of the metric.
 */
export function scoreTargets(
  question: Question,
  forecast: Forecast,
  reference: Forecast,
  values: ReadonlyMap<string, number>,
): ScoredTarget[] {
  const { top, heldOut } = gridOf(question);
  return heldOut.flatMap((rung) => {
    const value = values.get(rung.name);
    const of = ({ targets }: Forecast) => targets.find((target) => target.rung === rung.name)!.distribution;
    if (value === undefined) return [];
    const own = of(forecast);
    const at = (level: number) => quantile(own, level);
    return [
      {
        cluster: clusterOf(question),
        metric: question.metric,
        axis: question.axis,
        forecaster: forecast.forecaster,
        cut: top.name,
        rung: rung.name,
        horizon: Math.log10(axisValue(question, rung) / axisValue(question, top)),
        value,
        median: at(0.5),
        low50: at(0.25),
        high50: at(0.75),
        low90: at(0.05),
        high90: at(0.95),
        pit: pitOf(own, value),
        crps: crpsOfDistribution(own, value),
        baseline: crpsOfDistribution(of(reference), value),
        beyond: chanceBeyond(question, own),
        isBeyond: isBeyond(question, value),
      },
    ];
  });
}

/** Returns the name of what moves together with a question's values: its task in its family. */
export function clusterOf({ family, task }: Question): string {
  return `${family} ${task.name}`;
}

/** P(X at or beyond the threshold) in the metric's better direction. */
function chanceBeyond({ betterDirection, threshold }: Question, distribution: Distribution): number {
  return betterDirection === "higher" ? 1 - cdfBelow(distribution, threshold) : cdf(distribution, threshold);
}
