/**
 * How far off may the two steps be? Three sources move all held-out rungs together: other losses and other runs would have given
 * another law and another link (bootstrap), and laws that fit well extrapolate badly (rolling origins on the observed rungs). A fourth
 * moves each run alone: it lies off the law and off the link as the observed runs do. Nothing here sees a held-out value.
 */

import type { Generator } from "../../base/random.ts";
import { clipped, logit } from "../../math/special.ts";
import { mean, sum } from "../../math/stats.ts";
import { axisValue } from "../../question/grid.ts";
import type { Question, QuestionRung } from "../../records.ts";
import type { Ask } from "../ask.ts";
import { type BothVary, chained, fitTwoStep, logsOf, type TwoStepFit } from "./fit.ts";
import { fitLossLaw, LADDER_SEARCH, type LossLaw, lossAt } from "./lossLaw.ts";
import { type ObservedRun, placesOf } from "./runs.ts";
import { accuracyAt, fitSigmoidLink, linkSlope, type SigmoidLink } from "./sigmoidLink.ts";

const NUM_REFITS = 100;
const REFIT_TOLERANCE = 1e-7;
const MAX_ORIGINS = 8;

/** Returns the logit of a share kept half an example off 0 and 1. */
export function logitOf(question: Question, share: number): number {
  const edge = 0.5 / (question.numExamples + 1);
  return logit(Math.min(1 - edge, Math.max(edge, share)));
}

/** Root mean squares of single runs around the law (of ln loss) and around the link (of the metric, evaluation noise taken off). */
export type RunScatter = { lawSd: number; linkSd: number };

/** Returns how far runs lie off both steps; degrees of freedom: points minus parameters, at least 1. */
export function runScatter({ inputs, law, link, points }: TwoStepFit): RunScatter {
  const residuals = points.map(({ rung, loss }) => Math.log(loss) - Math.log(lossAt(law, logsOf(inputs, rung))));
  const ends = points.map(({ run, rung, loss }) => {
    const { accuracy, n } = run.checkpoints.find(({ step }) => step === rung.step)!;
    const expected = accuracyAt(link, loss);
    const share = clipped(expected);
    return (accuracy - expected) ** 2 - (share * (1 - share)) / n;
  });
  const scale = (squares: number[], parameters: number) =>
    Math.sqrt(Math.max(0, sum(squares)) / Math.max(1, squares.length - parameters));
  const lawSd = scale(
    residuals.map((value) => value ** 2),
    law.parameters.length,
  );
  return { lawSd, linkSd: scale(ends, 4) };
}

/** Returns the standard deviation of a single run's metric around the prediction at a place, both steps' scatter together. */
export function runSdAt({ inputs, law, link }: TwoStepFit, scatter: RunScatter, place: QuestionRung): number {
  return Math.hypot(linkSlope(link, lossAt(law, logsOf(inputs, place))) * scatter.lawSd, scatter.linkSd);
}

/** Returns 100 laws refitted to residual bootstraps: ln loss_i = law_i + a residual drawn from all, stretched by sqrt(n / (n - p)). */
export function refittedLaws({ inputs, law, points }: TwoStepFit, rng: Generator): LossLaw[] {
  const p = law.parameters.length;
  const logs = points.map(({ rung }) => logsOf(inputs, rung));
  const fitted = logs.map((at) => Math.log(lossAt(law, at)));
  const residuals = points.map(({ loss }, i) => Math.log(loss) - fitted[i]!);
  const centre = mean(residuals);
  const stretch = Math.sqrt(points.length / Math.max(1, points.length - p));
  const low = LADDER_SEARCH.box.low
    .slice(0, p)
    .map((value, j) => (inputs !== "nParams and tokens" && j === 0 ? -Infinity : value));
  const search = { starts: [law.parameters], box: { low, high: LADDER_SEARCH.box.high.slice(0, p) } };
  return Array.from({ length: NUM_REFITS }, () => {
    const drawn = logs.map((at, i) => {
      const residual = residuals[rng.int(residuals.length)]! - centre;
      return { logs: at, loss: Math.exp(fitted[i]! + stretch * residual) };
    });
    const refit = fitLossLaw(drawn, search, REFIT_TOLERANCE);
    return refit.ok ? refit.law : law;
  });
}

/** Returns 100 links refitted to runs drawn with replacement, whole runs at a time. */
export function refittedLinks({ link, links }: TwoStepFit, rng: Generator): SigmoidLink[] {
  return Array.from({ length: NUM_REFITS }, () => {
    const drawn = links.flatMap(() => links[rng.int(links.length)]!);
    const refit = fitSigmoidLink(drawn, link);
    return refit.ok ? refit.link : link;
  });
}

/** Rolling origins: errors of the logit per decade beyond the last fitted rung, and how many predictions they come from. */
export type ErrorGrowth = { growth: number; count: number };

/**
 * Returns how fast errors grow with distance: both steps are fitted to the first k observed rungs (and to what is named beside them, up to
 * the k-th) and predict the later ones, for up to 8 origins k from half of the rungs on; growth^2 = max(0, sum (e^2 - s^2)) / sum h^2, e
 * the error of the logit, s what single runs scatter, h the distance in decades of the axis. 0 from 0 predictions when there are too few rungs.
 */
export function errorGrowth(ask: Ask, runs: readonly ObservedRun[], fit: TwoStepFit, bothVary: BothVary): ErrorGrowth {
  const { question, grid } = ask;
  const rungs = grid.observed.filter((rung) => fit.points.some((point) => point.rung === rung));
  const beside = placesOf(ask, runs).slice(grid.observed.length);
  const scatter = runScatter(fit);
  const first = Math.max(1, Math.ceil(rungs.length / 2), rungs.length - MAX_ORIGINS);
  const excess: number[] = [];
  const squares: number[] = [];
  for (let k = first; k < rungs.length; k++) {
    const cut = axisValue(question, rungs[k - 1]!);
    const places = [...rungs.slice(0, k), ...beside.filter((place) => axisValue(question, place) <= cut)];
    const origin = fitTwoStep(question, places, runs, bothVary, fit.link);
    if (!origin.ok) continue;
    const from = Math.log10(cut);
    for (const { rung, run } of fit.points.filter((point) => rungs.indexOf(point.rung) >= k)) {
      const { accuracy } = run.checkpoints.find(({ step }) => step === rung.step)!;
      const predicted = chained(origin.fit, rung);
      const share = Math.min(0.99, Math.max(0.01, predicted));
      const sd = Math.hypot(runSdAt(fit, scatter, rung), Math.sqrt((share * (1 - share)) / question.numExamples));
      excess.push(
        (logitOf(question, accuracy) - logitOf(question, predicted)) ** 2 - (sd / (share * (1 - share))) ** 2,
      );
      squares.push((Math.log10(axisValue(question, rung)) - from) ** 2);
    }
  }
  if (squares.length === 0) return { growth: 0, count: 0 };
  return { growth: Math.sqrt(Math.max(0, sum(excess)) / sum(squares)), count: squares.length };
}
