/**
 * Smooth or broken, and in which world? One law is fitted by importance sampling for every world as a line and as a line whose slope
 * changes somewhere, and all are mixed by how well each explains the observed rungs. A smooth law alone is sure and wrong where something
 * new sets in; a break that data neither ask for nor exclude keeps its measured rate.
 */
import type { Generator } from "../../base/random.ts";
import { type Effort, importanceSample, resample, type Target, type Weighted } from "../../math/importance.ts";
import { normalCdf } from "../../math/special.ts";
import { sum } from "../../math/stats.ts";
import type { Curve, Measured } from "./curve.ts";
import { type Law, THETA } from "./law.ts";
import { filter } from "./walk.ts";
import type { World } from "./worlds.ts";

/** What is fitted: a law in each of several worlds, to the measurements; breaks are possible up to x = `until`. */
export type Fit = { law: Law; worlds: readonly World[]; data: readonly Measured[]; until: number };

export type Posterior = {
  breakPrior: number;
  breakProbability: number;
  /** Posterior probability of each world, by its name. */
  worlds: Record<string, number>;
  effectiveSize: number;
  rounds: number;
  /** `count` curves drawn from the mixture, or from its smooth part alone. */
  draw(count: number, rng: Generator): Curve[];
  drawSmooth(count: number, rng: Generator): Curve[];
};

/** Prior draws shared by the models in equal parts, and what follows where too few of them matter. */
export const EFFORT: Effort = { priorDraws: 40_000, rounds: 8, roundDraws: 10_000, enough: 100 };

type Model = { world: World; broken: boolean; prior: number };
type Fitted = Model & { found: Weighted; probability: number };

/** Returns the mixture's posterior; the effective size is that of the weighted union, 1 / sum_m (P_m^2 / size_m). */
export function fitMixture(fit: Fit, effort: Effort, rng: Generator): Posterior {
  const models = modelsOf(fit);
  const own = { ...effort, priorDraws: Math.round(effort.priorDraws / models.length) };
  const found = models.map((model) => importanceSample(targetOf(fit, model), own, rng));
  const fitted = weighed(models, found);
  const probability = (of: (model: Fitted) => boolean) => sum(fitted.filter(of).map((model) => model.probability));
  return {
    breakPrior: sum(models.map(({ broken, prior }) => (broken ? prior : 0))),
    breakProbability: probability(({ broken }) => broken),
    worlds: Object.fromEntries(fit.worlds.map(({ name }) => [name, probability(({ world }) => world.name === name)])),
    effectiveSize:
      1 / sum(fitted.map((one) => (one.probability === 0 ? 0 : one.probability ** 2 / one.found.effectiveSize))),
    rounds: Math.max(...found.map(({ rounds }) => rounds)),
    draw: (count, generator) => drawn(fit, fitted, count, generator),
    drawSmooth: (count, generator) =>
      drawn(
        fit,
        fitted.filter(({ broken }) => !broken),
        count,
        generator,
      ),
  };
}

/** Each world smooth and broken; with r breaks per decade P(a break up to `until`) = 1 - exp(-r (until - x_1)). */
function modelsOf({ worlds, data, until }: Fit): Model[] {
  return worlds.flatMap((world) => {
    const none = Math.exp(-world.breakRate * (until - data[0]!.x));
    return [
      { world, broken: false, prior: world.share * none },
      { world, broken: true, prior: world.share * (1 - none) },
    ];
  });
}

/** The models with P(model | data) = prior x evidence, scaled to sum 1; all 0 where none explains anything. */
function weighed(models: readonly Model[], found: readonly Weighted[]): Fitted[] {
  const logs = models.map(({ prior }, m) => Math.log(prior) + found[m]!.logEvidence);
  const top = Math.max(...logs);
  const weights = logs.map((value) => (top === -Infinity ? 0 : Math.exp(value - top)));
  const total = sum(weights) || 1;
  return models.map((model, m) => ({ ...model, found: found[m]!, probability: weights[m]! / total }));
}

/** `count` curves, shared by probability with what rounding leaves going to the last model that has any. */
function drawn(fit: Fit, models: readonly Fitted[], count: number, rng: Generator): Curve[] {
  const able = models.filter(({ probability }) => probability > 0);
  const total = sum(able.map(({ probability }) => probability));
  let [left, share] = [count, total];
  return able.flatMap((model) => {
    const own = Math.round((left * model.probability) / share);
    left -= own;
    share -= model.probability;
    const { dimension, z, weights } = model.found;
    return resample(weights, own, rng).map((n) => {
      const curve = emptyCurve(fit);
      readCurve(fit, model, z.subarray(n * dimension, (n + 1) * dimension), curve);
      filter(curve, fit.law, fit.data);
      return curve;
    });
  });
}

const emptyCurve = ({ data }: Fit): Curve => ({
  theta: new Float64Array(THETA),
  last: data.at(-1)!.x,
  breakAt: Infinity,
  rise: 0,
  runSd: 0,
  walkSd: 0,
  walk: { mean: 0, variance: 0 },
});

function targetOf(fit: Fit, model: Model): Target {
  const scratch = emptyCurve(fit);
  return {
    dimension: 4 + fit.law.extras + (model.broken ? 2 : 0),
    logLikelihood(z, relevant) {
      readCurve(fit, model, z, scratch);
      return filter(scratch, fit.law, fit.data, relevant);
    },
  };
}

/** Fills in the curve at z: x_b ~ U(x_1, until) and the slope beyond take the last two z. */
function readCurve({ law, data, until }: Fit, { world, broken }: Model, z: Float64Array, curve: Curve): void {
  law.read(z, curve.theta);
  world.line(z, curve.theta);
  curve.runSd = world.runSd * Math.exp(world.noiseLogSd * z[2]!);
  curve.walkSd = world.walkSd * Math.exp(world.noiseLogSd * z[3]!);
  if (!broken) return;
  const first = data[0]!.x;
  curve.breakAt = first + (until - first) * normalCdf(z[z.length - 2]!);
  curve.rise = world.rise(z[z.length - 1]!, curve.theta);
}
