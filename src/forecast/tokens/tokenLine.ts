/**
 * The smooth side of the question as a forecaster: suspect the yardstick first. Extrapolate what moves gradually, the per-token
 * log-likelihood and logit margin, and derive the leap in success from how the task counts it, how long the answer is and how
 * examples and seeds differ.
 */

import type { Generator } from "../../base/random.ts";
import type { Kind } from "../../question/kind.ts";
import type { Forecast } from "../../records.ts";
import type { Ask } from "../ask.ts";
import { measuredSeeds } from "../curves.ts";
import type { Forecaster } from "../forecaster.ts";
import { abscissa } from "../rungs.ts";
import { greedyLink, type SuccessLink, sampledLink } from "./links.ts";
import { tokenReadings } from "./series.ts";
import { drawTrend, fitTrend, type TokenSeries, trendParameters } from "./trend.ts";

const NUM_DRAWS = 1000;
const MIN_RUNGS = 3;

/**
 * Two smooth quantities per answer position, q = exp(-nll) and q = Phi(margin mean / sd), each against x = log10 nParams:
 * g((q - c) / (1 - c)) = a + b x + noise, averaged over transformations g and chance levels c, Student t, plus noise between seeds
 * (`fitTrend`); P(right argmax) by logit P = level + slope (logit q - centre) + error, calibrated on observed rungs (`fitTokenLink`);
 * success = P(at least k of L tokens right) with the correlation that instances give to their tokens (`greedySuccess`,
 * `fitDependence`); binomial evaluation noise of the seed mean. The two quantities get equal weight: draws follow them in turn.
 * Sampled success needs no argmax and follows from the nll alone. Uses the rows of the question's step only.
 */
export const tokenLine: Forecaster = {
  name: "token-line",
  summary:
    "likelihood and margin trends, pushed through the task's success definition, answer length and instance spread",
  method: {
    law: "per-token probability linear in log10 of the axis after logit, probit or power transformation and a chance level; token link; success definition",
    objective: "least squares per transformation, weighted by marginal likelihood; conjugate normal link",
    search: "15 transformations x chance levels, averaged; 13 correlations, averaged",
    uncertainty: "line (t), transformation, link, dependence of tokens, seeds, items",
  },
  draw(ask, rng) {
    const { question, grid, kind } = ask;
    // The reason names the task's own rule of success, which several kinds share; what the metric counts is `kind`.
    if (kind.kind !== "greedy" && kind.kind !== "sampled")
      return {
        reason: `token-line cannot derive ${question.metric} (${question.task.success.kind}) from tokens`,
      };
    const paths = pathsOf(ask, kind);
    if (paths.length === 0)
      return { reason: `token-line needs nll or logitMargin rows at ${MIN_RUNGS} or more observed rungs` };
    const xs = grid.heldOut.map((rung) => abscissa(question, rung));
    const curves = Array.from({ length: NUM_DRAWS }, (_, i) =>
      paths[i % paths.length]!.draw(xs, question.numSeeds, rng).map((seeds) => measuredSeeds(question, seeds, rng)),
    );
    const sources = paths.map((path) => path.source).join(" ");
    return {
      curves,
      parameters: {
        sources,
        answerLength: kind.length,
        ...namedBySource(paths),
      },
      rationale: `Success (${kind.kind}) is derived from the per-token trend of ${sources.replace(" ", " and ")}.`,
    };
  },
};

/** From one smooth per-token series to success: where it starts, one curve's success `[rung of xs][seed]`, and its numbers. */
type Path = {
  source: string;
  draw(xs: readonly number[], numSeeds: number, rng: Generator): number[][];
  parameters: Forecast["parameters"];
};

function pathsOf(ask: Ask, kind: Extract<Kind, { kind: "greedy" | "sampled" }>): Path[] {
  const readings = tokenReadings(ask, MIN_RUNGS);
  if (kind.kind === "greedy")
    return readings.map((reading) => pathOf(reading.source, reading.series, greedyLink(ask, reading, kind, "one")));
  const nats = ask.at("nll").map((rung) => rung.mean);
  return readings
    .filter(({ source }) => source === "nll")
    .map((reading) => {
      const whole = { ...reading.series, q: [reading.series.overall] };
      return pathOf(reading.source, whole, sampledLink(ask, reading, kind.length, nats));
    });
}

function pathOf(source: string, series: TokenSeries, link: SuccessLink): Path {
  const trend = fitTrend(series);
  return {
    source,
    draw(xs, numSeeds, rng) {
      const tokens = drawTrend(trend, xs, numSeeds, rng);
      const success = link.draw(rng);
      return tokens.map((seeds, k) => seeds.map((q) => success(q, xs[k]!)));
    },
    parameters: { ...trendParameters(trend), ...link.parameters },
  };
}

/** Parameters as `<source>.<name>`. */
function namedBySource(paths: readonly Path[]): Forecast["parameters"] {
  return Object.fromEntries(
    paths.flatMap(({ source, parameters }) =>
      Object.entries(parameters).map(([name, value]) => [`${source}.${name}`, value]),
    ),
  );
}
