/**
 * The broken neural scaling law as a forecaster that knows when it knows nothing. Six parameters cannot be told from a few points before
 * a break; so it asks how probable a break is and whether points lie on both sides of it, says `identified` or not, and forecasts
 * accordingly.
 */
import type { Generator } from "../../../base/random.ts";
import { median } from "../../../math/stats.ts";
import type { Forecast, QuestionRung } from "../../../records.ts";
import type { Forecaster } from "../../forecaster.ts";
import { BREAK_PRIOR, breakProbability } from "../../priors.ts";
import { abscissa } from "../../rungs.ts";
import { measuredRuns, noiseOf, type Point, type Quantity, quantityOf, tooFewRungs } from "../quantity.ts";
import { bnslAt } from "./law.ts";
import { BNSL_PRIORS, type BnslModel, bnslPosterior, type DrawnLaw } from "./posterior.ts";

const NUM_DRAWS = 2000;
const MIN_DRAWS = 200;
const MIN_RUNGS = 4;
/** A break counts as identified from this probability on, if this many points lie on each side of it (its 10 and 90 % points). */
const MIN_PROBABILITY = 0.9;
const MIN_BEYOND = 2;

/**
 * y = a + b x^-c0 (1 + (x/d)^(1/f))^(-c1 f) of the loss or F = -ln success (`quantityOf`), against a + b x^-c0, prior chance of the
 * break .35, other priors as `BNSL_PRIORS` states. Draws follow the two in proportion to their posterior probabilities, but while the
 * break is not identified it never gets more than .9: what lies beyond it is then prior, not evidence. (Prior proportions instead
 * were tried on the stand-in curve of `bnslCutTable`, cut at 640: mean CRPS .45 against .07, all intervals covering either way.)
 */
export const bnsl: Forecaster = {
  name: "bnsl",
  summary: "a broken scaling law, which says whether the rungs identify its break and widens where they do not",
  method: {
    law: "a + b x^-c0 (1 + (x/d)^(1/f))^(-c1 f), priors on all, mixed with no break",
    objective: "posterior against the law without a break",
    search: "importance sampling of the law with and without a break",
    uncertainty: "parameters, break or none, seeds, items",
  },
  draw(ask, rng) {
    const { question } = ask;
    const quantity = quantityOf(ask);
    if ("reason" in quantity) return { reason: quantity.reason.replace("a power law", "a broken power law") };
    const { points } = quantity;
    if (points.length < MIN_RUNGS)
      return {
        reason: tooFewRungs("bnsl", MIN_RUNGS, ask, points.length),
      };
    const predict = (draw: DrawnLaw) => (rung: QuestionRung) => bnslAt(draw, 10 ** abscissa(question, rung));
    const smooth = bnslPosterior(points, noiseOf(quantity), false, rng);
    const broken = bnslPosterior(points, noiseOf(quantity), true, rng);
    const verdict = verdictOf(points, smooth, broken, rng);
    const share = verdict.identified ? verdict.probability : Math.min(verdict.probability, MIN_PROBABILITY);
    const draws = [
      ...smooth.draw(Math.round(NUM_DRAWS * (1 - share)), rng),
      ...broken.draw(Math.round(NUM_DRAWS * share), rng),
    ];
    if (draws.length < MIN_DRAWS)
      return {
        reason: `no broken scaling law fits ${question.metric}: it does not improve along the rungs`,
      };
    return {
      curves: draws.map((draw) => measuredRuns(ask, quantity, draw.scale, predict(draw), rng)),
      parameters: { ...verdict, breakShare: share, ...parametersOf(quantity, draws) },
      rationale: verdict.identified
        ? `A break is identified, with probability ${verdict.probability.toFixed(2)} and points on both sides.`
        : `The rungs do not identify a break (probability ${verdict.probability.toFixed(2)}): too few lie on both sides of it.`,
    };
  },
};

/** How probable a break is, between which places (log10 of the axis), and whether it is identified. */
function verdictOf(points: readonly Point[], smooth: BnslModel, broken: BnslModel, rng: Generator) {
  const probability = breakProbability(smooth, broken);
  const places = broken.places(200, rng).sort((one, other) => one - other);
  const [low, high] = [places[20]!, places[180]!];
  const before = points.filter(({ x }) => x < low).length;
  const beyond = points.filter(({ x }) => x > high).length;
  const identified = probability >= MIN_PROBABILITY && Math.min(before, beyond) >= MIN_BEYOND;
  return {
    identified,
    probability,
    placeLow: low,
    placeHigh: high,
    effectiveSizeSmooth: smooth.effectiveSize,
    effectiveSizeBroken: broken.effectiveSize,
  };
}

function parametersOf(
  { name, runSd, points, numDropped }: Quantity,
  draws: readonly DrawnLaw[],
): Forecast["parameters"] {
  const broken = draws.filter(({ c1 }) => c1 > 0);
  const middle = (of: (law: DrawnLaw) => number, laws = draws) => (laws.length > 0 ? median(laws.map(of)) : null);
  return {
    quantity: name,
    breakPrior: BREAK_PRIOR,
    aMedian: middle(({ a }) => a),
    c0Median: middle(({ c0 }) => c0),
    c1Median: middle(({ c1 }) => c1, broken),
    fMedian: middle(({ f }) => f, broken),
    scaleMedian: middle(({ scale }) => scale),
    runSd,
    rungsUsed: points.length,
    rungsDropped: numDropped,
    ...Object.fromEntries(Object.entries(BNSL_PRIORS).map(([prior, text]) => [`prior.${prior}`, text])),
  };
}
