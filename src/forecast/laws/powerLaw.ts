/**
 * The textbook law of scaling, E + A N^-alpha, with what it does not know left open: all exponents of a grid and a floor that is there
 * or not are averaged by evidence. It knows nothing of tasks, which makes it the yardstick for losses and a smooth rival for success.
 */
import { mean, median } from "../../math/stats.ts";
import { bestOf, type Candidate, drawLaws, fitCandidates, type LawDraw } from "../../math/varpro.ts";
import type { Forecast, Question, QuestionRung } from "../../records.ts";
import type { Forecaster } from "../forecaster.ts";
import { abscissa } from "../rungs.ts";
import { measuredRuns, noiseOf, type Point, type Quantity, quantityOf, tooFewRungs } from "./quantity.ts";

const NUM_DRAWS = 2000;
const MIN_DRAWS = 200;
const MIN_RUNGS = 3;
/** Exponents tried along one input; along each of two. */
const EXPONENTS = Array.from({ length: 299 }, (_, i) => (i + 2) / 100);
const EXPONENTS_OF_TWO = Array.from({ length: 30 }, (_, i) => (i + 1) / 20);
/** Rungs needed for exponents of nParams and tokens apart, and the largest correlation of their logs at which they can be told apart. */
const MIN_RUNGS_OF_TWO = 5;
const MAX_CORRELATION = 0.95;

/** Inputs of the law at a rung: log10 of the axis, or of nParams and tokens. */
type Inputs = (place: { x: number; nParams: number; tokens: number }) => number[];

/**
 * y = E + A 10^(-alpha (x - xBar)), y the loss or F = -ln success, alpha on .02 .. 3; over flops with nParams and tokens both varying
 * y = E + A N^-alpha + B D^-beta, exponents on .05 .. 1.5. E = 0 with prior chance 1/2, else flat up to the smallest y; A, B flat on
 * [0, infinity). Points are weighted by seeds and evaluation, their common factor is estimated (Student t): `fitCandidates`. Draws add
 * misfit, in so far as residuals exceed what seeds explain, and noise of single runs.
 */
export const powerLaw: Forecaster = {
  name: "power-law",
  summary: "a power of size above a floor, averaged over exponents; shares of success as powers of -ln success",
  method: {
    law: "E + A u^-alpha (+ B D^-beta over compute), E, A, B at least 0; shares as powers of -ln success",
    objective: "least squares weighted by seed variance, exponents averaged by their marginal likelihood",
    search: "grid of exponents, no optimiser",
    uncertainty: "exponent (averaged), line (t), seeds, items",
  },
  draw(ask, rng) {
    const { question } = ask;
    const quantity = quantityOf(ask);
    if ("reason" in quantity) return quantity;
    const { points } = quantity;
    if (points.length < MIN_RUNGS)
      return {
        reason: tooFewRungs("power-law", MIN_RUNGS, ask, points.length),
      };
    const inputs = inputsOf(question, points);
    const observations = { y: points.map(({ y }) => y), sd: points.map(({ sd }) => sd) };
    const predict = (draw: LawDraw<number[]>) => (rung: QuestionRung) =>
      valueAt(draw, inputs.of({ ...rung, x: abscissa(question, rung) }), inputs.centre);
    const components = fitCandidates(observations, candidatesOf(points, inputs), noiseOf(quantity));
    const draws = drawLaws(components, NUM_DRAWS, rng);
    if (draws.length < MIN_DRAWS)
      return { reason: `no falling power law fits ${question.metric}: it does not improve along the rungs` };
    return {
      curves: draws.map((draw) => measuredRuns(ask, quantity, draw.scale, predict(draw), rng)),
      parameters: parametersOf(quantity, draws, bestOf(components)),
      rationale: `${quantity.name === "loss" ? "The loss" : "-ln of success"} falls as a power of ${inputs.names}, above a floor or not.`,
    };
  },
};

type NamedInputs = { names: string; of: Inputs; centre: number[] };

function inputsOf(question: Question, points: readonly Point[]): NamedInputs {
  const both: Inputs = ({ nParams, tokens }) => [Math.log10(nParams), Math.log10(tokens)];
  const useBoth = question.axis === "flops" && points.length >= MIN_RUNGS_OF_TWO && apart(points.map(both));
  const of: Inputs = useBoth ? both : ({ x }) => [x];
  const values = points.map(of);
  return {
    names: useBoth ? "nParams and of tokens" : question.axis,
    of,
    centre: values[0]!.map((_, i) => mean(values.map((input) => input[i]!))),
  };
}

/** Whether two inputs vary and are not nearly proportional. */
function apart(inputs: readonly number[][]): boolean {
  const centre = [0, 1].map((i) => mean(inputs.map((input) => input[i]!)));
  const product = (i: number, j: number) => mean(inputs.map((v) => (v[i]! - centre[i]!) * (v[j]! - centre[j]!)));
  const [ss, tt, st] = [product(0, 0), product(1, 1), product(0, 1)];
  return ss > 1e-9 && tt > 1e-9 && Math.abs(st) <= MAX_CORRELATION * Math.sqrt(ss * tt);
}

/** Powers of the inputs around their centre, one column per input. */
function powers(input: readonly number[], centre: readonly number[], exponents: readonly number[]): number[] {
  return exponents.map((exponent, i) => 10 ** (-exponent * (input[i]! - centre[i]!)));
}

function candidatesOf(points: readonly Point[], { of, centre }: NamedInputs): Candidate<number[]>[] {
  const inputs = points.map(of);
  const smallest = Math.min(...points.map(({ y }) => y));
  const grid =
    centre.length === 1
      ? EXPONENTS.map((alpha) => [alpha])
      : EXPONENTS_OF_TWO.flatMap((alpha) => EXPONENTS_OF_TWO.map((beta) => [alpha, beta]));
  return grid.flatMap((exponents) => {
    const rows = inputs.map((input) => powers(input, centre, exponents));
    const columns = exponents.map((_, i) => rows.map((row) => row[i]!));
    return [
      { exponents, columns, logPrior: 0 },
      { exponents, columns: [...columns, points.map(() => 1)], logPrior: -Math.log(smallest) },
    ];
  });
}

/** Value of a drawn law: A 10^(..) [+ B 10^(..)] [+ E, the last coefficient, where there is one more than exponents]. */
function valueAt(
  { exponents, coefficients }: LawDraw<number[]>,
  input: readonly number[],
  centre: readonly number[],
): number {
  const columns = powers(input, centre, exponents);
  return coefficients.reduce((total, coefficient, i) => total + coefficient * (columns[i] ?? 1), 0);
}

function parametersOf(
  quantity: Quantity,
  draws: readonly LawDraw<number[]>[],
  best: { exponents: number[]; mean: number[] } | undefined,
): Forecast["parameters"] {
  const { name, runSd, numDropped, points } = quantity;
  const exponents = draws[0]!.exponents.map((_, i) => median(draws.map((draw) => draw.exponents[i]!)));
  const withFloor = draws.filter((draw) => draw.coefficients.length > draw.exponents.length);
  return {
    quantity: name,
    exponentMedians: exponents,
    floorProbability: withFloor.length / draws.length,
    floorMedian: withFloor.length > 0 ? median(withFloor.map((draw) => draw.coefficients.at(-1)!)) : null,
    bestExponents: best?.exponents ?? null,
    bestCoefficients: best?.mean ?? null,
    scaleMedian: median(draws.map((draw) => draw.scale)),
    runSd,
    priorDf: noiseOf(quantity).df,
    rungsUsed: points.length,
    rungsDropped: numDropped,
  };
}
