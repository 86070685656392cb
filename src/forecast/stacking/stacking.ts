/**
 * The default: several forecasters pooled with weights that were measured on other tasks, where the pool would have done best. A few rungs
 * are too little to say whom to trust; a hundred finished tasks are not.
 */
import { sum } from "../../math/stats.ts";
import { isOfFamily } from "../ask.ts";
import { askAll } from "../asking.ts";
import { linearPool } from "../ensemble.ts";
import type { Forecaster } from "../forecaster.ts";
import { withSpread } from "../poolSpread.ts";

/** Weights of forecasters by name, of sum 1; those that are not named are not asked. */
export type Weights = Readonly<Record<string, number>>;
/**
 * Over training one run is followed, and the members' caution adds up: intervals are drawn together to this part around their medians. Chosen
 * on two sources (Pythia, the OLMo ladder), whose 90 % intervals then hold .88 and .94 instead of .95 and .96.
 */
const OVER_TRAINING = 0.8;

/** Weights for published results and for families of small models. */
export type WeightsByKind = { published: Weights; families: Weights };

/**
 * Returns the linear pool of members with measured weights: sum_i w_i F_i, w on the simplex minimising the CRPS of the pool over
 * finished questions, as a share of persistence's by setting (models/bank/README.md). A member without a forecast is left out and the others' weights divided by their sum. Stacking of predictive distributions
 * (Yao, Vehtari, Simpson and Gelman 2018, section 3, with CRPS as the score).
 */
export function stackingOf(members: readonly Forecaster[], weights: WeightsByKind): Forecaster {
  return {
    name: "stacking",
    summary: "several forecasters pooled with weights that were measured on other tasks (the default)",
    method: {
      law: "linear pool; published results and families of small models have weights of their own",
      objective: "weights that minimise the pool's CRPS on finished tasks, fixed beforehand",
      search: "none: the weights are given",
      uncertainty: "that of the members, and their disagreement",
    },
    draw(ask, _, key) {
      const kind = isOfFamily(ask) ? "families" : "published";
      const own = members.filter(({ name }) => (weights[kind][name] ?? 0) > 0);
      const { forecasts, refused } = askAll(ask, own, key);
      if (forecasts.length === 0) return { reason: refused[0]?.reason ?? "stacking has no members" };
      const raw = forecasts.map(({ forecaster }) => weights[kind][forecaster]!);
      const pool = linearPool(
        "stacking",
        ask.question,
        forecasts,
        raw.map((weight) => weight / sum(raw)),
      );
      const isCourse = kind === "published" && ask.question.axis === "tokens";
      const made = isCourse ? withSpread(ask.question, pool, "stacking", OVER_TRAINING) : pool;
      return {
        ...made,
        parameters: { ...made.parameters, weightsOf: kind },
        rationale: "A linear pool of forecasters, with weights measured on other tasks.",
      };
    },
  };
}
