/**
 * The mechanism itself: bias against noise. Where the mean of the margins overtakes their spread over instances, tokens turn right, and
 * what counts as success says how that adds up. The single answers of the largest observed model are moved to the predicted place and
 * scale, so the dependence between the steps of an answer needs no model.
 */

import { fold, type Generator, generator, type Key } from "../../base/random.ts";
import { logit, sigmoid } from "../../math/special.ts";
import { median } from "../../math/stats.ts";
import type { Kind } from "../../question/kind.ts";
import type { Forecast, Question } from "../../records.ts";
import { measuredSeeds } from "../curves.ts";
import type { Forecaster } from "../forecaster.ts";
import { abscissa, offEnds } from "../rungs.ts";
import { LINK_SD } from "../tokens/dependence.ts";
import { asIndependent, type Moved, type OfTokens, successOfMoved } from "./movedAnswers.ts";
import { drawSpread, fitSpread, type SpreadTrend, spreadParameters } from "./spreadTrend.ts";

const NUM_DRAWS = 600;
/** Draws behind each line of the ingredients. */
const NUM_ABLATED = 100;

/**
 * Per answer position j the signal-to-noise ratio r_j = mean / sd over instances of the margin (greedy answers) or of the log-odds of
 * the correct token (likelihoods), extrapolated as Phi(r_j) by `fitTrend`; the spread ln sd by a line shared by the positions. Example i
 * of the largest observed rung moves to sd_j (r_j + e_ij), e_ij its standardised value there, and the success definition is applied:
 * greedy: at least k of L margins > 0; sampled: exp(sum ln p); token accuracy; nll. Greedy answers do not depend on sd given r. An error of
 * sd .15 on the logit of success stands for shapes that change with scale. Source: derived here; forecasting by moved instances was not
 * found elsewhere. `ingredient.*` are the medians per held-out rung without one ingredient each.
 */
export const margin: Forecaster = {
  name: "margin",
  summary: "moves the single answers of the largest observed model along the trends of margin mean and spread",
  method: {
    law: "Phi(mean / sd) of margins or log-odds per position as in token-line; ln sd linear; shapes of the largest observed rung kept",
    objective: "least squares per transformation, weighted by marginal likelihood",
    search: "15 transformations x chance levels, averaged",
    uncertainty: "line (t), transformation, spread, shape (sd .15 on the logit), seeds, items",
  },
  draw(ask, rng, key) {
    const { question, grid, kind } = ask;
    const rule = ofTokens(kind);
    if (!rule) return { reason: `margin cannot derive ${question.metric} of this task from single tokens` };
    const trend = fitSpread(ask, rule.kind === "sampled" || rule.kind === "nll" ? "logOdds" : "margin");
    if (!trend)
      return { reason: "margin needs single answers that vary, at three or more observed rungs with the largest" };
    const xs = grid.heldOut.map((rung) => abscissa(question, rung));
    const curves = Array.from({ length: NUM_DRAWS }, () => curveOf(question, rule, trend, xs, rng));
    return {
      curves,
      parameters: { answerLength: rule.length, ...spreadParameters(trend), ...ingredients(trend, rule, xs, key) },
      rationale: `Single answers of the largest observed rung are moved along the trend of their ${trend.quantity}; success is counted as the task does.`,
    };
  },
};

/** The kind, where it is made of an answer's tokens and their number is known. */
function ofTokens(kind: Kind): OfTokens | null {
  if (kind.kind === "tokens") return kind.length === null ? null : { ...kind, length: kind.length };
  return kind.kind === "greedy" || kind.kind === "sampled" || kind.kind === "nll" ? kind : null;
}

/** One draw: the value of every held-out rung and seed, each seed with the answers of one observed run. */
function curveOf(
  question: Question,
  rule: OfTokens,
  trend: SpreadTrend,
  xs: readonly number[],
  rng: Generator,
): number[][] {
  const moved = drawSpread(trend, xs, question.numSeeds, rng);
  const shift = LINK_SD * rng.normal();
  return moved.map((seeds) => {
    const values = seeds.map((seed) => successOfMoved(rule, seed));
    if (rule.kind === "nll") return values.map((value) => value * Math.exp(shift));
    const n = seeds[0]!.shape.length;
    return measuredSeeds(
      question,
      values.map((value) => sigmoid(logit(offEnds(value, n)) + shift)),
      rng,
    );
  });
}

/** Medians per held-out rung with everything, and with one ingredient taken out at a time, on the same draws. */
function ingredients(trend: SpreadTrend, rule: OfTokens, xs: readonly number[], key: Key): Forecast["parameters"] {
  const without = (change: (moved: Moved) => Moved, changed = rule): number[] => {
    const rng = generator(fold(key, "ingredients"));
    const draws = Array.from({ length: NUM_ABLATED }, () =>
      drawSpread(trend, xs, 1, rng).map(([seed]) => successOfMoved(changed, change(seed!))),
    );
    return xs.map((_, k) => median(draws.map((draw) => draw[k]!)));
  };
  const same = (moved: Moved) => moved;
  const half = Math.ceil(rule.length / 2);
  const shorter =
    rule.kind === "greedy" ? { ...rule, k: Math.min(rule.k, half), length: half } : { ...rule, length: half };
  const shapes = generator(fold(key, "independent"));
  return {
    "ingredient.all": without(same),
    "ingredient.definitionTokenAccuracy": without(same, { kind: "tokens", length: rule.length }),
    "ingredient.halfLength": without(same, shorter),
    "ingredient.independentSteps": without((moved) => asIndependent(moved, shapes)),
    "ingredient.spreadAsObserved": without((moved) => ({
      ...moved,
      ratio: moved.ratio.map((r, j) => (r * moved.sd[j]!) / moved.observedSd[j]!),
      sd: moved.observedSd,
    })),
  };
}
