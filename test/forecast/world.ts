/** Questions and evidence for the tests of forecast/: small ladders whose rows are written down or simulated from a known law. */
import type { Generator, Key } from "../../src/base/random.ts";
import { askOf } from "../../src/forecast/ask.ts";
import { forecastOf } from "../../src/forecast/asking.ts";
import { evidenceFor } from "../../src/forecast/evidence.ts";
import type { Forecaster, ForecastResult } from "../../src/forecast/forecaster.ts";
import { cdf } from "../../src/math/distribution.ts";
import { log1pExp } from "../../src/math/special.ts";
import type { AnswerTable, Distribution, Evidence, Measurement, Question } from "../../src/records.ts";
import { madeQuestion, madeRungs, madeTask } from "../made/question.ts";
import { madeRow } from "../made/row.ts";

const PLACE = { step: 600, tokens: 1000 };

/** A question about exact match of `answerLength` tokens on a ladder of sizes; the last `numHeldOut` are held out. */
export function questionOf(
  sizes: number[],
  numHeldOut: number,
  changes: Partial<Question> = {},
  answerLength = 8,
): Question {
  return madeQuestion({
    name: "chain-jump",
    title: "Where does the chain jump?",
    task: madeTask({ vocab: 76, promptLength: 10, answerLength }),
    rungs: madeRungs(Object.fromEntries(sizes.map((nParams, i) => [`r${i}`, nParams])), numHeldOut, PLACE),
    ...changes,
  });
}

/** The task of a question about an own family. */
export function ownTask({ task }: Question): Exclude<Question["task"], { kind: "external" }> {
  if (task.kind === "external") throw new Error("an own task is required");
  return task;
}

/** One row of the question's step. */
export function row(
  nParams: number,
  seed: string,
  metric: string,
  value: number,
  position: number | null = null,
): Measurement {
  return madeRow({ ...PLACE, run: `run-${nParams}-${seed}`, nParams, seed, metric, position, value, n: 512 });
}

/** Evidence from a table: for each metric, values per observed rung and seed. */
export function evidenceOf(question: Question, table: Record<string, number[][]>): Evidence {
  const observed = question.rungs.filter((rung) => !rung.heldOut);
  const rows = Object.entries(table).flatMap(([metric, perRung]) =>
    perRung.flatMap((seeds, i) => seeds.map((value, s) => row(observed[i]!.nParams, String(s), metric, value))),
  );
  return evidenceFor(question, rows);
}

/** What a forecaster says about a question, given its evidence. */
export function resultOf(forecaster: Forecaster, question: Question, evidence: Evidence, key: Key): ForecastResult {
  return forecastOf(forecaster, askOf(question, evidence), key);
}

/**
 * A latent law of instance-level margins: m_ij = growth(x) * (marginAt(x, j) + seed noise + shared u_i + own e_ij) for example i and
 * position j, u and e standard normal. Everything measured follows from these margins: a token is argmax-right where m > 0, an
 * answer where all of its are, and ln p = -ln(1 + competitors * exp(-m)), the wrong tokens holding `competitors` times the mass of
 * the best of them.
 */
export type World = {
  marginAt(x: number, position: number): number;
  growth(x: number): number;
  length: number;
  shared: number;
  own: number;
  competitors: number;
  observed: number[];
  heldOut: number[];
};

/**
 * A smooth world (accuracy off the floor within the observed sizes) or a floor world (near 0 throughout them). Its slope, place,
 * length, spreads, growth of the logits' scale and differences between positions are all drawn.
 */
export function drawWorld(kind: "smooth" | "floor", rng: Generator): World {
  const between = (low: number, high: number) => low + (high - low) * rng.uniform();
  const slope = between(0.8, 2);
  const middle = kind === "smooth" ? between(5, 6.8) : between(6.3, 7.3);
  const length = kind === "smooth" ? 1 + rng.int(6) : 5 + rng.int(6);
  const offsets = Array.from({ length }, () => 0.25 * rng.normal());
  const scale = between(0, 0.4);
  return {
    marginAt: (x, j) => slope * (x - middle) + 0.6 + offsets[j]!,
    growth: (x) => Math.exp(scale * (x - 4.9)),
    length,
    shared: between(0.2, 0.9),
    own: between(0.6, 1.2),
    competitors: between(1, 6),
    observed: [4.9, 5.35, 5.8, 6.25, 6.7],
    heldOut: kind === "smooth" ? [7, 7.3, 7.6] : [7.2, 7.7, 8.2],
  };
}

/** The rows of one simulated run of 512 examples; seeds differ by .15 in every margin. */
export function simulateRun(world: World, x: number, seed: string, rng: Generator): Measurement[] {
  return simulate(world, x, seed, rng).rows;
}

/** The rows and the single answers of one simulated run. */
export function simulate(
  world: World,
  x: number,
  seed: string,
  rng: Generator,
): { rows: Measurement[]; answers: AnswerTable } {
  const { length, shared, own, competitors } = world;
  const shift = 0.15 * rng.normal();
  const margins = Array.from({ length: 512 }, () => {
    const hard = shift + shared * rng.normal();
    return Array.from({ length }, (_, j) => world.growth(x) * (world.marginAt(x, j) + hard + own * rng.normal()));
  });
  const logProbs = margins.map((example) => example.map((m) => -log1pExp(Math.log(competitors) - m)));
  const nParams = Math.round(10 ** x);
  const put = (metric: string, value: number, position: number | null = null) =>
    row(nParams, seed, metric, value, position);
  const right = (values: number[]) => average(values.map((value) => Number(value > 0)));
  const positions = Array.from({ length }, (_, j) => {
    const m = margins.map((example) => example[j]!);
    return [
      put("tokenAccuracy", right(m), j),
      put("nll", -average(logProbs.map((example) => example[j]!)), j),
      put("logitMargin", average(m), j),
      put("logitMarginVarAcross", spread(m), j),
    ];
  });
  const answers = logProbs.map((example) => average(example) * length);
  const rows = [
    ...positions.flat(),
    put("tokenAccuracy", right(margins.flat())),
    put("nll", -average(logProbs.flat())),
    put("logitMargin", average(margins.flat())),
    put("logitMarginVarAcross", spread(margins.map(average))),
    put("logitMarginVarWithin", average(margins.map(spread))),
    put("answerLogProb", average(answers)),
    put("answerLogProbVar", spread(answers)),
    put("sampledSuccess", average(answers.map(Math.exp))),
    put("exactMatch", average(margins.map((m) => Number(m.every((value) => value > 0))))),
  ];
  const { run, step } = rows[0]!;
  return { rows, answers: { run, nParams, step, seed, logProb: logProbs, margin: margins } };
}

function average(values: number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

function spread(values: number[]): number {
  const centre = average(values);
  return average(values.map((value) => (value - centre) ** 2));
}

/** CRPS of a piecewise-linear CDF, exact: h (a^2 + ab + b^2) / 3 per segment, with 1 - F right of y. */
export function crps({ x, p }: Distribution, y: number): number {
  const part = (h: number, a: number, b: number) => (h * (a * a + a * b + b * b)) / 3;
  const at = cdf({ x, p }, y);
  let total = Math.max(0, y - x.at(-1)!) + Math.max(0, x[0]! - y);
  for (let i = 1; i < x.length; i++) {
    const [x0, x1, p0, p1] = [x[i - 1]!, x[i]!, p[i - 1]!, p[i]!];
    if (x1 <= y) total += part(x1 - x0, p0, p1);
    else if (x0 >= y) total += part(x1 - x0, 1 - p0, 1 - p1);
    else total += part(y - x0, p0, at) + part(x1 - y, 1 - at, 1 - p1);
  }
  return total;
}
