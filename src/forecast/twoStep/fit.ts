/**
 * The two steps as one fit: a loss law through one point per run, a link through the checkpoints of all runs, and the accuracy that
 * both give at a place nobody has trained at. The point prediction is the published one; see `spread.ts` for what surrounds it.
 */
import { axisValue } from "../../question/grid.ts";
import type { Axis, Question, QuestionRung } from "../../records.ts";
import { fitLossLaw, LADDER_SEARCH, type LossLaw, lossAt, powerSearch } from "./lossLaw.ts";
import { linkPointsOf, type ObservedRun, type RunPoint, runPoints } from "./runs.ts";
import { accuracyAt, fitSigmoidLink, type LinkPoint, type SigmoidLink } from "./sigmoidLink.ts";

/** What a law reads: sizes and tokens, or one axis. */
export type LawInputs = "nParams and tokens" | Axis;
/** What a law reads where sizes and tokens both vary: both of them, or their product, compute. */
export type BothVary = "nParams and tokens" | "flops";
/** Both steps with what they were fitted to; `links` are the link's points run by run. */
export type TwoStepFit = {
  inputs: LawInputs;
  law: LossLaw;
  link: SigmoidLink;
  points: RunPoint[];
  links: LinkPoint[][];
};
export type TwoStepResult = { ok: true; fit: TwoStepFit } | { ok: false; reason: string };

const MIN_PLACES = 4;
/** A law in sizes and tokens has five parameters. */
const MIN_PLACES_2D = 6;

/**
 * Returns both steps fitted to the given places, see `placesOf`: where sizes and tokens both vary L = E + A/N^alpha + B/D^beta (given six places
 * or more) or E + A/C^alpha, as `bothVary` says; else E + A/u^alpha in what varies (the question's axis with too few places). A reason when a step fails or under 4 places are left.
 */
export function fitTwoStep(
  question: Question,
  rungs: readonly QuestionRung[],
  runs: readonly ObservedRun[],
  bothVary: BothVary,
  warmLink?: SigmoidLink,
): TwoStepResult {
  const points = runPoints(rungs, runs);
  const places = new Set(points.map(({ rung }) => rung.name)).size;
  if (places < MIN_PLACES)
    return {
      ok: false,
      reason: `two steps need ${MIN_PLACES} observed rungs, or runs that the question's evidence names, with loss and metric, got ${places}`,
    };
  const inputs = inputsOf(question, points, places, bothVary);
  const lossPoints = points.map(({ rung, loss }) => ({ logs: logsOf(inputs, rung), loss }));
  const first = fitLossLaw(lossPoints, inputs === "nParams and tokens" ? LADDER_SEARCH : powerSearch(lossPoints));
  if (!first.ok) return first;
  const links = linkPointsOf(rungs, runs);
  const second = fitSigmoidLink(links.flat(), warmLink);
  if (!second.ok) return second;
  return { ok: true, fit: { inputs, law: first.law, link: second.link, points, links } };
}

/** Returns the natural logarithms of a law's inputs at a place. */
export function logsOf(inputs: LawInputs, place: { nParams: number; tokens: number }): number[] {
  if (inputs === "nParams and tokens") return [Math.log(place.nParams), Math.log(place.tokens)];
  return [Math.log(axisValue({ axis: inputs }, place))];
}

/** Returns the chained prediction: the link's accuracy at the law's loss at a place. */
export function chained(
  { inputs, law, link }: Pick<TwoStepFit, "inputs" | "law" | "link">,
  place: QuestionRung,
): number {
  return accuracyAt(link, lossAt(law, logsOf(inputs, place)));
}

function inputsOf(question: Question, points: readonly RunPoint[], places: number, bothVary: BothVary): LawInputs {
  const varies = (of: (rung: QuestionRung) => number) => new Set(points.map(({ rung }) => of(rung))).size > 1;
  const sizes = varies((rung) => rung.nParams);
  const tokens = varies((rung) => rung.tokens);
  if (sizes && tokens && bothVary === "flops") return "flops";
  if (sizes && tokens) return places >= MIN_PLACES_2D ? "nParams and tokens" : question.axis;
  return tokens ? "tokens" : "nParams";
}
