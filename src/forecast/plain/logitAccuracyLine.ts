/**
 * What people draw by eye: a straight line through the logit of accuracy against log size. It ignores what success is made of,
 * which is why it is here: a forecaster that knows the task has to beat it.
 */

import { drawLine, fitLine, lineNoise } from "../../math/regression.ts";
import { logit, sigmoid } from "../../math/special.ts";
import { countsShare } from "../../question/kind.ts";
import { measuredSeeds } from "../curves.ts";
import type { Forecaster } from "../forecaster.ts";
import { abscissa, offEnds } from "../rungs.ts";

const NUM_DRAWS = 4000;
const MIN_VARIANCE = 1e-4;
const MIN_RUNGS = 3;

/**
 * z = logit((k + 1/2) / (n + 1)) of the pooled seeds, least squares in x = log10 of the axis, Student t with n - 2 degrees of freedom and
 * residual variance of at least 1e-4; then binomial evaluation noise of the seed mean.
 */
export const logitAccuracyLine: Forecaster = {
  name: "logit-accuracy-line",
  summary: "a straight line through logit accuracy against log size, with its prediction interval",
  method: {
    law: "logit accuracy linear in log10 of the axis",
    objective: "least squares on logit((k + 1/2) / (n + 1)), residual variance at least 1e-4",
    search: "closed form",
    uncertainty: "Student t of the line and its residual; binomial items of each seed",
  },
  draw({ question, grid, kind, at }, rng) {
    if (!countsShare(kind))
      return { reason: `logit-accuracy-line needs a metric between 0 and 1, not ${question.metric}` };
    const rungs = at(question.metric);
    if (rungs.length < MIN_RUNGS)
      return {
        reason: `a line needs ${MIN_RUNGS} observed rungs with ${question.metric}, got ${rungs.length}`,
      };
    const z = rungs.map((rung) => logit(offEnds(rung.mean, rung.numExamples)));
    const fitted = fitLine(
      rungs.map((rung) => rung.x),
      z,
    );
    const fit = { ...fitted, rss: Math.max(fitted.rss, MIN_VARIANCE * (fitted.n - 2)) };
    const xs = grid.heldOut.map((rung) => abscissa(question, rung));
    const curves = Array.from({ length: NUM_DRAWS }, () => {
      const line = drawLine(fit, { df: 0, sd: 0 }, lineNoise(fit.n - 2, rng));
      const sd = Math.sqrt(line.variance);
      return xs.map((x) => {
        const p = sigmoid(line.at(x) + sd * rng.normal());
        return measuredSeeds(question, new Array<number>(question.numSeeds).fill(p), rng);
      });
    });
    const { level, slope, xBar } = fit;
    return {
      curves,
      parameters: {
        intercept: level - slope * xBar,
        slope,
        residualSd: Math.sqrt(fit.rss / (fit.n - 2)),
        df: fit.n - 2,
      },
      rationale: "Logit accuracy is taken to be linear in log10 of the axis; no task structure is used.",
    };
  },
};
