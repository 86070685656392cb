/**
 * The model ladder's forecaster: scale to loss to accuracy. It reads the loss, which falls smoothly while the accuracy may still stand
 * on its floor, and it is the published method for language-model benchmarks, so everything else has to beat it there.
 * @see Bhagia et al. (2024), arXiv 2412.04403.
 */

import type { Generator } from "../../base/random.ts";
import { clipped, sigmoid } from "../../math/special.ts";
import { axisValue } from "../../question/grid.ts";
import { isImported } from "../../question/imported.ts";
import { countsShare } from "../../question/kind.ts";
import type { QuestionRung } from "../../records.ts";
import type { Ask } from "../ask.ts";
import { measuredSeeds } from "../curves.ts";
import { fromFloor } from "../floor.ts";
import type { Forecaster } from "../forecaster.ts";
import { type BothVary, chained, fitTwoStep, type TwoStepFit } from "./fit.ts";
import { observedRuns, placesOf } from "./runs.ts";
import {
  type ErrorGrowth,
  errorGrowth,
  logitOf,
  type RunScatter,
  refittedLaws,
  refittedLinks,
  runScatter,
  runSdAt,
} from "./spread.ts";

/** Each deviation is used with both signs, so that the published point prediction is the median of the draws. */
const NUM_PAIRS = 2000;

/** A variant: which loss it reads (the first there is, when left out), and what its law reads where sizes and tokens both vary. */
type Variant = { name: string; summary: string; losses?: string[]; bothVary: BothVary };

/** The published main method: bits per byte (or the loss there is), and the law in sizes and tokens. */
export const twoStep = forecasterOf({
  name: "two-step",
  summary: "a law from size and tokens to loss, then a sigmoid from loss to accuracy: the published model ladder",
  bothVary: "nParams and tokens",
});

/** Published and obvious variants of the same recipe, which only an ensemble uses: the other loss, the law in compute, and both. */
export const TWO_STEP_VARIANTS: readonly Forecaster[] = [
  forecasterOf({
    name: "two-step-compute",
    summary: "two-step with a law in compute 6 N D in place of size and tokens",
    bothVary: "flops",
  }),
  forecasterOf({
    name: "two-step-choice",
    summary: "two-step that reads the cross-entropy among a task's options",
    losses: ["choiceNll"],
    bothVary: "nParams and tokens",
  }),
  forecasterOf({
    name: "two-step-choice-compute",
    summary: "two-step that reads the cross-entropy among options, with a law in compute",
    losses: ["choiceNll"],
    bothVary: "flops",
  }),
];

/**
 * logit p = logit link(law(place)) +- (refitted steps - fitted steps + growth h e), e standard normal and h the decades beyond the
 * largest observed rung; a run measures p plus its own scatter, through binomial evaluation noise.
 */
function forecasterOf({ name, summary, losses, bothVary }: Variant): Forecaster {
  return {
    name,
    summary,
    method: {
      law: `loss = E + A/N^alpha + B/D^beta (or E + A/u^alpha on the one axis that varies${bothVary === "flops" ? ", compute when both do" : ""}), all at least 0; accuracy a sigmoid of loss, a in [-1, 0], b in [0, 1]`,
      objective:
        "Huber(1e-3) on ln loss, one point per run (mean of its last 5 checkpoints in imports); least squares of the link on all checkpoints",
      search: "bounded BFGS from the published start, or from the three best of 60 exponents on one axis",
      uncertainty: "law (residual bootstrap), link (bootstrap of runs), rolling-origin error by distance, runs, items",
    },
    draw(ask, rng) {
      const { question, grid, kind } = ask;
      if (!countsShare(kind))
        return { reason: `${name} needs a success share between 0 and 1, not ${question.metric}` };
      const observed = observedRuns(ask, losses);
      if (!observed) return { reason: `no observed run has a loss beside ${question.metric}` };
      const result = fitTwoStep(question, placesOf(ask, observed.runs), observed.runs, bothVary);
      if (!result.ok) return result;
      if (restsOnIdeal(ask))
        return {
          reason: `${question.metric} is on its floor at ${grid.top.name}: an imported loss cannot say how it would rise`,
        };
      const { fit } = result;
      const scatter = runScatter(fit);
      const past = errorGrowth(ask, observed.runs, fit, bothVary);
      return {
        curves: drawCurves(ask, fit, scatter, past, rng),
        parameters: {
          lossMetric: observed.metric,
          numRuns: observed.runs.length,
          prediction: grid.heldOut.map((rung) => chained(fit, rung)),
          ...numbersOf(fit, scatter, past),
        },
        rationale:
          "Loss follows a power law in scale and success a sigmoid of loss, both fitted by the published recipe of the model ladder.",
      };
    },
  };
}

/**
 * Whether the ideal point (loss 0, accuracy 1) alone would hold the link: success is on its floor at the last rung, and the loss of an
 * import need not be that of the task, so that nothing says at which loss success sets in.
 */
function restsOnIdeal(ask: Ask): boolean {
  return isImported(ask.question) && fromFloor(ask, ask.at(ask.question.metric)).length === 1;
}

function drawCurves(
  { question, grid }: Ask,
  fit: TwoStepFit,
  scatter: RunScatter,
  { growth }: ErrorGrowth,
  rng: Generator,
): number[][][] {
  const { top, heldOut } = grid;
  const laws = refittedLaws(fit, rng);
  const links = refittedLinks(fit, rng);
  const logitAt = (of: Pick<TwoStepFit, "inputs" | "law" | "link">, rung: QuestionRung) =>
    logitOf(question, chained(of, rung));
  const places = heldOut.map((rung) => ({
    rung,
    centre: logitAt(fit, rung),
    runSd: runSdAt(fit, scatter, rung),
    distance: Math.log10(axisValue(question, rung) / axisValue(question, top)),
  }));
  return Array.from({ length: NUM_PAIRS }, (_, i) => {
    const refit = { inputs: fit.inputs, law: laws[i % laws.length]!, link: links[rng.int(links.length)]! };
    const drift = growth * rng.normal();
    const deviations = places.map(({ rung, centre, distance }) => logitAt(refit, rung) - centre + drift * distance);
    return [1, -1].map((sign) =>
      places.map(({ centre, runSd }, k) => {
        const p = sigmoid(centre + sign * deviations[k]!);
        const runs = Array.from({ length: question.numSeeds }, () => clipped(p + runSd * rng.normal()));
        return measuredSeeds(question, runs, rng);
      }),
    );
  }).flat();
}

function numbersOf(fit: TwoStepFit, { lawSd, linkSd }: RunScatter, { growth, count }: ErrorGrowth) {
  const { inputs, law, link } = fit;
  return {
    lawInputs: inputs,
    lawParameters: [...law.parameters],
    lawObjective: law.objective,
    linkA: link.a,
    linkK: link.k,
    linkL0: link.L0,
    linkB: link.b,
    linkRss: link.rss,
    numLinkPoints: fit.links.flat().length,
    lawSd,
    linkSd,
    logitErrorPerDecade: growth,
    numBacktests: count,
  };
}
