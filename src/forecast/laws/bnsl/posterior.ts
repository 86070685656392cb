/**
 * What measured points say about a break: shapes are drawn from written priors and weighted by evidence, with asymptote, amplitude and
 * noise integrated out for each. Exponents, width and place are counted in the visible span of ln x, so that the priors mean the same
 * on every axis.
 */
import type { Generator } from "../../../base/random.ts";
import { type Effort, importanceSample, resample, type Weighted } from "../../../math/importance.ts";
import type { NoisePrior } from "../../../math/regression.ts";
import { logGamma, normalCdf } from "../../../math/special.ts";
import { type Component, drawLaws, fitCandidates } from "../../../math/varpro.ts";
import type { Point } from "../quantity.ts";
import { type Bnsl, lnShape, type Shape, solvePair } from "./law.ts";

/** Priors: medians and sd of logs of c0 span, c1 span and f / span; the break lies up to 2/3 of the span beyond the last point. */
const C0 = { median: 0.6, logSd: 1 };
const C1 = { median: 4, logSd: 1 };
const F = { median: 0.05, logSd: 1 };
const REACH = 2 / 3;
/** The written priors as text for the forecast's record. */
export const BNSL_PRIORS = {
  c0Span: "ln N(ln .6, 1)",
  c1Span: "ln N(ln 4, 1)",
  fPerSpan: "ln N(ln .05, 1)",
  d: "U(x_1, x_n + 2/3 span) in ln x",
  a: "0 with chance .5, else U(0, smallest y)",
};
const EFFORT: Effort = { priorDraws: 20_000, rounds: 8, roundDraws: 10_000, enough: 100 };

/** A law drawn from the posterior, with the factor by which the stated errors are too small. */
export type DrawnLaw = Bnsl & { scale: number };

/** One of the two models: ln of its evidence, effective size, and draws of the place of its break and of its laws. */
export type BnslModel = {
  logEvidence: number;
  effectiveSize: number;
  places(count: number, rng: Generator): number[];
  draw(count: number, rng: Generator): DrawnLaw[];
};

/** Returns the posterior of the law without (`broken` false: c1 = 0) or with its break. */
export function bnslPosterior(points: readonly Point[], noise: NoisePrior, broken: boolean, rng: Generator): BnslModel {
  const lnX = points.map((point) => point.x * Math.LN10);
  const read = (z: Float64Array) => shapeAt(z, lnX, broken);
  const target = {
    dimension: broken ? 4 : 1,
    logLikelihood: evidenceOf(points, lnX, noise, read),
  };
  const weighted = importanceSample(target, EFFORT, rng);
  const shapes = (count: number, generator: Generator) => shapesOf(weighted, read, count, generator);
  return {
    logEvidence: weighted.logEvidence,
    effectiveSize: weighted.effectiveSize,
    places: (count, generator) => shapes(count, generator).map(({ lnD }) => lnD / Math.LN10),
    draw: (count, generator) =>
      shapes(count, generator).flatMap((shape) => {
        const [drawn] = drawLaws(componentsOf(shape, points, lnX, noise), 1, generator);
        if (!drawn) return [];
        const [b, a] = drawn.coefficients;
        return [{ ...shape, a: a ?? 0, b: b! * Math.exp(-drawn.exponents), scale: drawn.scale }];
      }),
  };
}

function shapesOf(weighted: Weighted, read: (z: Float64Array) => Shape, count: number, rng: Generator): Shape[] {
  const { dimension: d, z, weights } = weighted;
  return resample(weights, count, rng).map((n) => read(z.subarray(n * d, (n + 1) * d)));
}

function shapeAt(z: Float64Array, lnX: readonly number[], broken: boolean): Shape {
  const first = lnX[0]!;
  const span = lnX.at(-1)! - first;
  const c0 = (C0.median / span) * Math.exp(C0.logSd * z[0]!);
  if (!broken) return { c0, c1: 0, lnD: Infinity, f: 1 };
  return {
    c0,
    c1: (C1.median / span) * Math.exp(C1.logSd * z[1]!),
    lnD: first + (1 + REACH) * span * normalCdf(z[2]!),
    f: F.median * span * Math.exp(F.logSd * z[3]!),
  };
}

/** The law with and without an asymptote; the power's column is scaled to 1 at its largest, `exponents` being ln of that. */
function componentsOf(
  shape: Shape,
  points: readonly Point[],
  lnX: readonly number[],
  noise: NoisePrior,
): Component<number>[] {
  const logs = lnX.map((value) => lnShape(shape, value));
  const top = Math.max(...logs);
  const power = logs.map((value) => Math.exp(value - top));
  const smallest = Math.min(...points.map(({ y }) => y));
  const observations = { y: points.map(({ y }) => y), sd: points.map(({ sd }) => sd) };
  return fitCandidates(
    observations,
    [
      { exponents: top, columns: [power], logPrior: Math.log(0.5) },
      { exponents: top, columns: [power, points.map(() => 1)], logPrior: Math.log(0.5 / smallest) },
    ],
    noise,
  );
}

/**
 * Returns the evidence of a shape as `fitCandidates` gives it for the two `componentsOf` together, from sums (it is needed thousands of
 * times): a component whose least-squares coefficients are not all >= 0 does not count.
 */
function evidenceOf(
  points: readonly Point[],
  lnX: readonly number[],
  noise: NoisePrior,
  read: (z: Float64Array) => Shape,
) {
  const weights = points.map(({ sd }) => sd ** -2);
  const over = (term: (y: number) => number) => weights.reduce((total, w, i) => total + w * term(points[i]!.y), 0);
  const [s11, s1y, syy] = [over(() => 1), over((y) => y), over((y) => y * y)];
  const logFlat = -Math.log(Math.min(...points.map(({ y }) => y)));
  const logs = new Float64Array(lnX.length);
  const integral = integralOf(lnX.length, noise);
  return (z: Float64Array): number => {
    const shape = read(z);
    for (const [i, value] of lnX.entries()) logs[i] = lnShape(shape, value);
    const top = Math.max(...logs);
    let [s1u, suu, suy] = [0, 0, 0];
    for (const [i, w] of weights.entries()) {
      const power = Math.exp(logs[i]! - top);
      s1u += w * power;
      suu += w * power * power;
      suy += w * power * points[i]!.y;
    }
    const alone = integral(1, syy - suy ** 2 / suu, Math.log(suu));
    const { a, b, determinant } = solvePair(s11, s1u, suu, s1y, suy);
    if (!(a >= 0 && b >= 0 && determinant > 1e-12 * s11 * suu)) return Math.log(0.5) + alone;
    const both = logFlat + integral(2, syy - a * s1y - b * suy, Math.log(determinant));
    const most = Math.max(alone, both);
    return Math.log(0.5) + most + Math.log(Math.exp(alone - most) + Math.exp(both - most));
  };
}

/** ln of the integral over coefficients and noise for a number of columns, a residual sum of squares and ln |U'WU|. */
function integralOf(numPoints: number, { df: priorDf, sd }: NoisePrior) {
  return (columns: number, rss: number, logDet: number): number => {
    const df = numPoints - columns + priorDf;
    const squares = Math.max(0, rss) + priorDf * sd ** 2;
    return 0.5 * (columns * Math.log(2 * Math.PI) - logDet - df * Math.log(squares / 2)) + logGamma(df / 2);
  };
}
