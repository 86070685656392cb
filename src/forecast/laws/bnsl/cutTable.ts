/**
 * How far before a break can a broken law be fitted? The curve is cut at one point after another, fitted up to there and scored on all
 * later points; with noise on the points, often. A law that is recovered from exact points long before its break is not from measured
 * ones, and a single good fit says nothing about the next cut.
 */
import { fold, generator, type Key } from "../../../base/random.ts";
import { median } from "../../../math/stats.ts";
import { fitBnsl, rmsle } from "./fit.ts";
import { type Bnsl, bnslAt } from "./law.ts";

/**
 * A stand-in for a measured curve, cross-entropy of 4-digit addition against the number of training examples: the law fitted to it,
 * the 14 places it was fitted at, and three held-out ones.
 */
export const ADDITION: { law: Bnsl; fitted: readonly number[]; heldOut: readonly number[] } = {
  law: { a: 0.41389, b: 2.27727, c0: 0.055077, c1: 5.66291, lnD: Math.log(612.584), f: 0.059193 },
  fitted: [160, 192, 256, 320, 384, 448, 480, 512, 544, 576, 608, 640, 672, 736],
  heldOut: [800, 864, 928],
};

/** One cut: the last fitted x, the median over draws of the error on all later points, and of the prediction at the last one. */
export type Cut = { last: number; rmsle: number; prediction: number };

/**
 * Returns, for each `last` among the fitted places, the median RMSLE over all later places and the median prediction at the largest:
 * `draws` times the law at its places times exp(noise N(0, 1)), fitted up to `last` and compared with the same noisy points.
 */
export function bnslCutTable(
  { law, fitted, heldOut }: typeof ADDITION,
  cuts: readonly number[],
  noise: number,
  draws: number,
  key: Key,
): Cut[] {
  const x = [...fitted, ...heldOut];
  const curves = Array.from({ length: draws }, (_, i) => {
    const rng = generator(fold(key, "bnsl-cut", i));
    return x.map((place) => bnslAt(law, place) * Math.exp(noise * rng.normal()));
  });
  return cuts.map((last) => {
    const count = fitted.filter((place) => place <= last).length;
    const results = curves.map((y) => {
      const { law: found } = fitBnsl(x.slice(0, count), y.slice(0, count));
      const predicted = x.slice(count).map((place) => bnslAt(found, place));
      return { error: rmsle(predicted, y.slice(count)), prediction: predicted.at(-1)! };
    });
    return {
      last,
      rmsle: median(results.map(({ error }) => error)),
      prediction: median(results.map(({ prediction }) => prediction)),
    };
  });
}
