/**
 * The first forecaster: looked-up priors, the task's structure, and the possibility that something new sets in. Where a smooth law
 * explains the observed rungs it forecasts like one; where a break is possible it says how probable, and what follows without it.
 */

import type { Generator } from "../../base/random.ts";
import { median } from "../../math/stats.ts";
import type { Forecast } from "../../records.ts";
import type { Ask } from "../ask.ts";
import type { Forecaster } from "../forecaster.ts";
import { abscissa } from "../rungs.ts";
import { type Curve, latentAt } from "./curve.ts";
import { EFFORT, fitMixture, type Posterior } from "./posterior.ts";
import { type Route, routeOf } from "./route.ts";

const NUM_DRAWS = 1000;
const NUM_SMOOTH_DRAWS = 400;

/**
 * The latent line eta(x) = a + b (min(x, x_b) - x_n) + r (x - x_b)^+ (losses: the log of the reducible loss) and a random walk beside it, x =
 * log10 of the axis. In three worlds (`worldsOf`: published, creeping, rising) as a line and as a line with a break, weighed by measured
 * prior shares, breaks per decade and evidence. Fitted to the per-token quantity where there is one (nll, else margins, token accuracies,
 * answers' log probabilities), and then carried to success through links calibrated on measured success; otherwise to the metric itself.
 * Posterior by importance sampling; the walk, noise between seeds and binomial evaluation noise are added to its draws. An effective size
 * below 100 after eight further stages is a reason. Constants: by reasoning from measured slopes and rates, then a handful of settings
 * compared by the mean log ratio to persistence over tasks, on public tables and small families at once (`DECISIONS.md`).
 */
export const bayesMix: Forecaster = {
  name: "bayes-mix",
  summary: "smooth law or break, mixed by measured priors and the evidence; uses the task's structure",
  method: {
    law: "latent a + b (min(x, x_b) - x_n) + r (x - x_b)+ and a random walk, accuracy c sigma(latent)^(lambda L), lambda = u^.2; b, r, breaks per decade in three worlds (sizes): N(.3, .5), N(1.5, 1.5), .05; N(.4, .5), N(3, 2.5), .15; N(2.5, 2.5), N(5, 4), .8; c 1 or U(largest, 1); choices from .9 chance",
    objective:
      "posterior of the per-token rows where there are any, links calibrated on measured success; else of the shares at every rung; measured seed variance",
    search:
      "importance sampling, 40 000 prior draws over six models, up to 8 further stages of 10 000 until the effective size is 100",
    uncertainty: "parameters, world, break, walk, seeds, items",
  },
  draw(ask, rng) {
    const route = routeOf(ask);
    if ("reason" in route) return route;
    const posterior = fitMixture(route, EFFORT, rng);
    if (!(posterior.effectiveSize >= EFFORT.enough)) return { reason: lowSize(posterior) };
    const drawn = posterior.draw(NUM_DRAWS, rng);
    const smooth = posterior.drawSmooth(NUM_SMOOTH_DRAWS, rng).map((curve) => measureCurve(ask, route, curve, rng));
    return {
      curves: drawn.map((curve) => measureCurve(ask, route, curve, rng)),
      parameters: { ...parametersOf(route, posterior, drawn), medianIfNoBreak: mediansOf(smooth) },
      rationale: `From ${route.source}: a break has probability ${posterior.breakProbability.toFixed(2)}, ${posterior.breakPrior.toFixed(2)} before the evidence.`,
    };
  },
};

function lowSize({ effectiveSize, rounds }: Posterior): string {
  const size = Number.isFinite(effectiveSize) ? effectiveSize.toFixed(1) : "0";
  return `low-ess: effective size ${size} of ${EFFORT.enough} after ${rounds} further stages; the law does not fit these rungs`;
}

/** Returns what single runs of one curve measure, `[held-out rung][seed]`: all rungs share its walk, seeds differ. */
export function measureCurve({ question, grid }: Ask, route: Route, curve: Curve, rng: Generator): number[][] {
  const read = route.reader(rng);
  let [walk, before] = [curve.walk.mean + Math.sqrt(curve.walk.variance) * rng.normal(), curve.last];
  return grid.heldOut.map((rung) => {
    const x = abscissa(question, rung);
    walk += curve.walkSd * Math.sqrt(Math.max(0, x - before)) * rng.normal();
    before = x;
    const latent = latentAt(curve, x) + walk;
    const seeds = Array.from({ length: question.numSeeds }, () =>
      route.law.response(latent + curve.runSd * rng.normal(), curve.theta),
    );
    return read(seeds, x);
  });
}

/** Median over draws of the mean over seeds, per held-out rung. */
function mediansOf(curves: readonly number[][][]): number[] {
  const rungs = curves[0]?.length ?? 0;
  const centre = (seeds: readonly number[]) => seeds.reduce((total, value) => total + value, 0) / seeds.length;
  return Array.from({ length: rungs }, (_, k) => median(curves.map((curve) => centre(curve[k]!))));
}

function parametersOf(route: Route, posterior: Posterior, drawn: readonly Curve[]): Forecast["parameters"] {
  const { law, worlds, source, parameters } = route;
  const broken = drawn.filter((curve) => curve.breakAt < Infinity);
  const middle = (of: (curve: Curve) => number, curves = drawn) => (curves.length > 0 ? median(curves.map(of)) : null);
  const priors = [law, ...worlds].flatMap((one) =>
    Object.entries(one.priors).map(([name, prior]) => [`prior.${"name" in one ? `${one.name}.` : ""}${name}`, prior]),
  );
  return {
    source,
    breakProbability: posterior.breakProbability,
    breakPrior: posterior.breakPrior,
    ...Object.fromEntries(Object.entries(posterior.worlds).map(([name, chance]) => [`${name}Probability`, chance])),
    breakAtMedian: middle((curve) => curve.breakAt, broken),
    riseMedian: middle((curve) => curve.rise, broken),
    slopeMedian: middle((curve) => curve.theta[1]!),
    runSdMedian: middle((curve) => curve.runSd),
    walkSdMedian: middle((curve) => curve.walkSd),
    effectiveSize: posterior.effectiveSize,
    furtherStages: posterior.rounds,
    priorDraws: EFFORT.priorDraws,
    ...Object.fromEntries(priors),
    ...parameters,
  };
}
