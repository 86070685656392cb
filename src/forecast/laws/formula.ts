/**
 * The user's own law, taken at its word: the metric follows the formula of the question, its parameters lie within their bounds and near
 * their priors, and what the observed rungs leave open stays open in the forecast.
 */

import { fold, type Generator } from "../../base/random.ts";
import { type Formula, parseFormula, type Scope } from "../../math/formula.ts";
import { chiSquare } from "../../math/regression.ts";
import type { Question } from "../../records.ts";
import type { Law } from "../../specs.ts";
import type { Forecaster } from "../forecaster.ts";
import { abscissa } from "../rungs.ts";
import { seedSdOf } from "../seedSpread.ts";
import { fitLaw, type LawFit, type LawPoint } from "./formulaFit.ts";

const NUM_DRAWS = 4000;

/** What a law may speak of: N = nParams, D = tokens, C = 6 N D in FLOPs, x = log10 of the question's axis. */
const LAW_VARIABLES = ["N", "D", "C", "x"];

/** Returns a question's parsed law with its parameters' names in order. Errors (usage): see `parseFormula`. */
export function lawOf(law: Law): { formula: Formula; names: string[] } {
  const names = Object.keys(law.parameters).sort();
  return { formula: parseFormula(law.formula, names, LAW_VARIABLES), names };
}

/**
 * Weighted least squares of the seed means on the law (`fitLaw`: Levenberg-Marquardt with the symbolic Jacobian from 40 starts, priors as further residuals); parameters
 * ~ Student t around an optimum (all within 1 % of the best take turns) with covariance s^2 (J'J)^-1, J from symbolic derivatives and
 * s^2 = max(1, rss / df), redrawn where they leave the bounds; then the law's misfit, shared by the rungs of a draw, and seed noise.
 */
export const formula: Forecaster = {
  name: "formula",
  summary: "the law written in the question (law: formula, parameters), fitted with its bounds and priors",
  method: {
    law: "the law of the question, with its bounds and priors",
    objective: "weighted least squares of seed means, priors as residuals",
    search: "Levenberg-Marquardt with symbolic Jacobian, 40 starts, all optima within 1 % kept",
    uncertainty: "parameters (t around the optima), misfit shared by rungs, seeds",
  },
  draw({ question, grid, at }, rng, key) {
    const { law } = question;
    if (!law) return { reason: "formula needs a law in the question: law: { formula: .., parameters: .. }" };
    const rungs = at(question.metric);
    const { formula: parsed, names } = lawOf(law);
    const seedSd = seedSdOf(rungs);
    const points = rungs.map(
      (rung): LawPoint => ({
        scope: scopeOf(question, rung),
        value: rung.mean,
        sd: seedSd / Math.sqrt(rung.seeds.length),
      }),
    );
    const fit = fitLaw(parsed, law, names, points, fold(key, "formula starts"));
    if (!fit.ok) return fit;
    const scopes = grid.heldOut.map((rung) => scopeOf(question, rung));
    const curves = Array.from({ length: NUM_DRAWS }, (_, i) => {
      const parameters = drawParameters(fit, i, rng);
      const misfit = Math.sqrt(Math.max(0, fit.scale - 1)) * seedSd * rng.normal();
      const named = Object.fromEntries(names.map((name, j) => [name, parameters[j]!]));
      return scopes.map((scope) => {
        const value = parsed.value({ ...scope, ...named });
        return Array.from({ length: question.numSeeds }, () => value + misfit + seedSd * rng.normal());
      });
    });
    return {
      curves,
      parameters: { law: law.formula, ...numbersOf(names, fit), seedSd },
      rationale: `The question's own law ${law.formula} is fitted to the observed rungs.`,
    };
  },
};

function scopeOf(question: Question, rung: { nParams: number; tokens: number }): Scope {
  const { nParams: N, tokens: D } = rung;
  return { N, D, C: 6 * N * D, x: abscissa(question, rung) };
}

/** Tries before a draw that leaves the bounds is moved to them. */
const TRIES = 20;

function drawParameters({ optima, factor, scale, df, box }: LawFit, draw: number, rng: Generator): number[] {
  const centre = optima[draw % optima.length]!.parameters;
  const inside = (values: readonly number[]) =>
    values.every((value, j) => value >= box.low[j]! && value <= box.high[j]!);
  let values = [...centre];
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const spread = Math.sqrt(Math.max(1, scale) * (df > 0 ? df / chiSquare(df, rng) : 1));
    const z = centre.map(() => rng.normal());
    values = centre.map(
      (value, i) => value + spread * factor[i]!.reduce((total, entry, j) => total + entry * z[j]!, 0),
    );
    if (inside(values)) return values;
  }
  return values.map((value, j) => Math.min(box.high[j]!, Math.max(box.low[j]!, value)));
}

function numbersOf(names: readonly string[], { optima, factor, numConverged, df, scale }: LawFit) {
  const fitted = names.flatMap((name, i) => [
    [`parameter.${name}`, optima[0]!.parameters[i]!],
    [`parameterSd.${name}`, Math.hypot(...factor[i]!)],
  ]);
  return {
    ...Object.fromEntries(fitted),
    numOptima: optima.length,
    startsConverged: numConverged,
    df,
    chiSquarePerDf: scale,
  };
}
