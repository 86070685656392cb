/**
 * A broken law of 4-digit addition: how early could its end have been known? The published fit has most of the break inside what it was
 * fitted to; here the fit is cut earlier and earlier, and the forecaster has to say when it does not know.
 */
import { fold, generator, type Key, rootKey } from "../base/random.ts";
import { bnsl } from "../forecast/laws/bnsl/bnsl.ts";
import { ADDITION, bnslCutTable } from "../forecast/laws/bnsl/cutTable.ts";
import { bnslAt } from "../forecast/laws/bnsl/law.ts";
import { COLOUR, SIZE } from "../page/theme.ts";
import { extent, type Figure, frame, layer, valueAxis } from "../page/vegaLite.ts";
import { questionOf } from "../question/build.ts";
import type { Measurement, Question, ScoredTarget } from "../records.ts";
import { meanLosses } from "../score/summary.ts";
import { answered, publishedTask } from "./ask.ts";
import { type Benchmark, type Line, plainLine } from "./benchmark.ts";

const CUTS = [512, 544, 576, 608, 640, 672, 736];
const NOISES = [0, 6e-4, 5e-3];
const DRAWS = 15;
const NUM_EXAMPLES = 1000;
/** Noise of the measured curve around its fit, and the published error on the three held-out points fitted up to 736. */
const MEASURED_NOISE = 6e-4;
const PUBLISHED = 1.09e-2;
const END = ADDITION.heldOut.at(-1)!;
const BREAK = Math.round(Math.exp(ADDITION.law.lnD));

type Cut = { last: number; rmsle: number; prediction: number };

/** The stand-in curve with the published parameters, cut at seven places, without noise and with two levels of it. */
export const brokenLaw: Benchmark = {
  name: "broken-law",
  title: "Broken neural scaling law, 4-digit addition: error against cut",
  data: null,
  async run() {
    const tables = NOISES.map((noise) => ({
      noise,
      cuts: bnslCutTable(ADDITION, CUTS, noise, noise === 0 ? 1 : DRAWS, rootKey(`broken law ${noise}`)),
    }));
    const asForecaster = CUTS.map((cut) => declared(cut, rootKey("broken law as a forecaster")));
    return {
      name: "broken-law",
      title: brokenLaw.title,
      lines: [
        ...tables.flatMap(({ noise, cuts }) => cuts.map((cut) => cutLine(noise, cut))),
        ...asForecaster.map(({ line }) => line),
      ],
      targets: asForecaster.flatMap(({ targets }) => targets),
      figures: [figureOf(tables)],
      notes: [
        `The measured points are not public; the curve is the published fit at the published places, times exp(noise), median of ${DRAWS} draws. A fit is good only once most of the break (at ${BREAK}) has been seen: whoever is sure before that is sure by luck.`,
      ],
    };
  },
};

function cutLine(noise: number, { last, rmsle, prediction }: Cut): Line {
  const barred = last === 736 && noise === MEASURED_NOISE;
  return {
    what: `RMSLE of the fit up to ${last}, ${noise === 0 ? "no noise" : `noise ${noise}`}`,
    value: rmsle,
    unit: "ln",
    bar: barred ? `at most ${PUBLISHED} (published, on the measured points)` : null,
    met: barred ? rmsle <= PUBLISHED : null,
    note: `predicts ${prediction.toFixed(3)} at ${END}, the curve has ${bnslAt(ADDITION.law, END).toFixed(3)}`,
  };
}

/** The forecaster bnsl on one noisy curve cut at a place: whether it says that the break is identified, and what its forecast cost. */
function declared(cut: number, key: Key): { line: Line; targets: ScoredTarget[] } {
  const rng = generator(fold(key, "curve"));
  const places = [...ADDITION.fitted, ...ADDITION.heldOut];
  const values = places.map((x) => bnslAt(ADDITION.law, x) * Math.exp(MEASURED_NOISE * rng.normal()));
  const { forecasts, refused, targets } = answered(questionAt(cut, places), rowsOf(places, values), [bnsl]);
  const identified = forecasts[0]?.parameters.identified;
  const losses = targets.length > 0 ? meanLosses(targets) : null;
  return {
    targets,
    line: plainLine(
      `bnsl as a forecaster, seen up to ${cut}: mean CRPS of the later points`,
      losses?.meanCrps ?? null,
      "nats",
      refused[0]?.reason ??
        `persistence ${losses?.meanBaseline.toFixed(2)}; says the break is ${identified ? "" : "not "}identified`,
    ),
  };
}

function questionAt(cut: number, places: readonly number[]): Question {
  return questionOf({
    name: `addition-cut-${cut}`,
    family: "broken-law",
    metric: "nll",
    threshold: 1,
    axis: "tokens",
    numExamples: NUM_EXAMPLES,
    task: publishedTask("addition-4-digits"),
    rungs: places.map((x) => ({ name: `x${x}`, nParams: 1, step: x, tokens: x, run: null, heldOut: x > cut })),
  });
}

function rowsOf(places: readonly number[], values: readonly number[]): Measurement[] {
  return places.map((x, i) => ({
    run: "curve",
    task: "addition-4-digits",
    nParams: 1,
    step: x,
    tokens: x,
    flops: 6 * x,
    seed: "0",
    metric: "nll",
    position: null,
    value: values[i]!,
    stderr: null,
    n: NUM_EXAMPLES,
  }));
}

function figureOf(tables: readonly { noise: number; cuts: Cut[] }[]): Figure {
  const points = tables.flatMap(({ noise, cuts }) =>
    cuts.map(({ last, rmsle }) => ({ kind: "cut", noise: String(noise), last, rmsle })),
  );
  const x = {
    field: "last",
    type: "quantitative",
    title: "last fitted number of training examples",
    scale: { zero: false },
  };
  const y = valueAxis("rmsle", "RMSLE on all later points", extent([0, ...points.map(({ rmsle }) => rmsle)]));
  const range = [COLOUR.observed, COLOUR.forecast, COLOUR.truth];
  const color = { field: "noise", type: "nominal", title: "noise", scale: { range } };
  const said = points.map(({ noise, last, rmsle }) => `${noise}: ${rmsle.toFixed(2)} at ${last}`).join(", ");
  const spec = frame(
    `Line chart of the error of a broken power law against the place of the cut: ${said}.`,
    "Error against cut",
    `broken power law fitted up to the cut; its break lies at ${BREAK}`,
    points,
    { width: SIZE.width, height: SIZE.short, layer: [layer("cut", { type: "line", point: true }, { x, y, color })] },
  );
  return { name: "broken-law", caption: `Error on everything beyond the cut, median of ${DRAWS} noisy draws.`, spec };
}
