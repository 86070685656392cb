/**
 * What people draw by eye: a straight line through the logit of accuracy against log size. It ignores what success is made of,
 * which is why it is here: a forecaster that knows the task has to beat it.
 */

import type { Generator } from "../../base/random.ts";
import { drawLine, fitWeightedLine, type LineFit, lineNoise } from "../../math/regression.ts";
import { sigmoid } from "../../math/special.ts";
import { countsShare } from "../../question/kind.ts";
import type { Ask } from "../ask.ts";
import { measuredSeeds } from "../curves.ts";
import type { Forecaster } from "../forecaster.ts";
import { MISFIT, misfitWalk } from "../misfit.ts";
import { abscissa } from "../rungs.ts";
import { scaleOf } from "../scale.ts";

const NUM_DRAWS = 4000;
const MIN_VARIANCE = 1e-4;
const MIN_RUNGS = 3;
/** Standard deviation in logits of a rung whose items are many; a rung's weight is how its variance compares. */
const RUN_SD = 0.1;

/**
 * z = logit((k + 1/2) / (n + 1)) of the pooled seeds, at least .9 of chance (`scaleOf`), weights .01 / (.01 + binomial variance of z), least
 * squares in x = log10 of the axis, Student t with n - 2 degrees of freedom and residual variance of at least 1e-4; beyond the last rung a
 * walk of .25 logits per square root of a decade; then binomial evaluation noise of the seed mean.
 */
export const logitAccuracyLine: Forecaster = {
  name: "logit-accuracy-line",
  summary: "a straight line through logit accuracy against log size, with its prediction interval",
  method: {
    law: "logit accuracy linear in log10 of the axis",
    objective:
      "least squares on logit((k + 1/2) / (n + 1)), weights .01 / (.01 + binomial variance), at least .9 of chance",
    search: "closed form",
    uncertainty:
      "Student t of the line and its residual, a misfit that grows with distance; binomial items of each seed",
  },
  draw(ask, rng) {
    const { question, kind } = ask;
    const scale = scaleOf(ask);
    if (!countsShare(kind) || "reason" in scale)
      return { reason: `logit-accuracy-line needs a metric between 0 and 1, not ${question.metric}` };
    const { rungs } = scale;
    if (rungs.length < MIN_RUNGS)
      return {
        reason: `a line needs ${MIN_RUNGS} observed rungs with ${question.metric}, got ${rungs.length}`,
      };
    const fitted = fitWeightedLine(
      rungs.map(({ x }) => x),
      rungs.map(({ z }) => z),
      rungs.map(({ variance }) => RUN_SD ** 2 / (RUN_SD ** 2 + variance)),
    );
    const fit = { ...fitted, rss: Math.max(fitted.rss, MIN_VARIANCE * (fitted.n - 2)) };
    const { level, slope, xBar } = fit;
    return {
      curves: Array.from({ length: NUM_DRAWS }, () => curveFrom(ask, fit, rungs.at(-1)!.x, rng)),
      parameters: {
        intercept: level - slope * xBar,
        slope,
        residualSd: Math.sqrt(fit.rss / (fit.n - 2)),
        misfitPerDecade: MISFIT,
        df: fit.n - 2,
      },
      rationale: "Logit accuracy is taken to be linear in log10 of the axis; no task structure is used.",
    };
  },
};

/** One line with its residual and misfit, measured at the held-out places. */
function curveFrom({ question, grid }: Ask, fit: LineFit, last: number, rng: Generator): number[][] {
  const line = drawLine(fit, { df: 0, sd: 0 }, lineNoise(fit.n - 2, rng));
  const sd = Math.sqrt(line.variance);
  const misfitAt = misfitWalk(last, rng);
  return grid.heldOut.map((rung) => {
    const x = abscissa(question, rung);
    const misfit = misfitAt(x);
    const p = sigmoid(line.at(x) + misfit + sd * rng.normal());
    return measuredSeeds(question, new Array<number>(question.numSeeds).fill(p), rng);
  });
}
