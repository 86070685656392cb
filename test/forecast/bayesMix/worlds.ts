/**
 * The three reference worlds, drawn from one law each: per-token logit eta(x) with seed noise .15, nll = -ln sigma(eta), exact match =
 * c sigma(eta)^L seen through 512 examples. Smooth and floor are straight lines; in the break world the slope grows 5.7 to 11 times at
 * a place in 6.2 .. 7.4.
 */

import { fold, type Generator, generator, type Key } from "../../../src/base/random.ts";
import { askOf } from "../../../src/forecast/ask.ts";
import { measureCurve } from "../../../src/forecast/bayesMix/bayesMix.ts";
import type { Curve } from "../../../src/forecast/bayesMix/curve.ts";
import { EFFORT, fitMixture } from "../../../src/forecast/bayesMix/posterior.ts";
import { routeOf } from "../../../src/forecast/bayesMix/route.ts";
import { binomial, fromCurves } from "../../../src/forecast/curves.ts";
import { evidenceFor } from "../../../src/forecast/evidence.ts";
import type { ForecastResult } from "../../../src/forecast/forecaster.ts";
import { persistence } from "../../../src/forecast/plain/persistence.ts";
import { quantile } from "../../../src/math/distribution.ts";
import { sigmoid } from "../../../src/math/special.ts";
import { mean } from "../../../src/math/stats.ts";
import type { Evidence, Measurement, Question } from "../../../src/records.ts";
import { crps, questionOf, resultOf, row } from "../world.ts";

export type Kind = "smooth" | "floor" | "break";
/** A simulated ladder: its question, the rows of its observed rungs, and the seed mean at each held-out rung. */
export type Ladder = { question: Question; rows: Measurement[]; evidence: Evidence; outcomes: number[] };

const SEEDS = ["0", "1", "2"];

/** Returns one ladder of six observed and three held-out sizes; `metrics` are the ones that forecasters see. */
export function ladderOf(kind: Kind, key: Key, metrics = ["nll", "exactMatch"]): Ladder {
  const rng = generator(key);
  const between = (low: number, high: number) => low + (high - low) * rng.uniform();
  const slope = between(1, 2.5);
  const middle = kind === "smooth" ? between(5, 7) : between(6.3, 7.6);
  const length = kind === "floor" ? 5 + rng.int(6) : 1 + rng.int(6);
  const ceiling = between(0.9, 1);
  const [breakAt, bend] = kind === "break" ? [between(6.2, 7.4), between(5.7, 11)] : [Infinity, 1];
  const eta = (x: number) => slope * (Math.min(x, breakAt) - middle + bend * Math.max(0, x - breakAt)) + 1;
  const heldOut = kind === "floor" ? [7.2, 7.7, 8.2] : [7, 7.3, 7.6];
  const observed = [4.9, 5.26, 5.62, 5.98, 6.34, 6.7];
  const rowsAt = (x: number) => SEEDS.flatMap((seed) => runAt(x, seed, eta(x), { length, ceiling }, rng));
  const rows = observed.flatMap(rowsAt).filter((r) => metrics.includes(r.metric));
  const outcomes = heldOut.map((x) => mean(rowsAt(x).flatMap((r) => (r.metric === "exactMatch" ? [r.value] : []))));
  const sizes = [...observed, ...heldOut].map((x) => Math.round(10 ** x));
  const question = questionOf(sizes, heldOut.length, {}, length);
  return { question, rows, evidence: evidenceFor(question, rows), outcomes };
}

function runAt(
  x: number,
  seed: string,
  eta: number,
  { length, ceiling }: { length: number; ceiling: number },
  rng: Generator,
): Measurement[] {
  const p = sigmoid(eta + 0.15 * rng.normal());
  const size = Math.round(10 ** x);
  return [
    row(size, seed, "nll", -Math.log(p)),
    row(size, seed, "exactMatch", binomial(512, ceiling * p ** length, rng) / 512),
  ];
}

/** Mean CRPS and coverage of the 90 % interval. */
export type Tally = { crps: number; coverage: number };

/**
 * Returns the tallies over ladders made by `make` from keys folded with 0 .. count - 1: the parts of bayes-mix with little effort, so
 * that many curves can be tried, the same fit without its break, and persistence.
 */
export function talliesOf(key: Key, count: number, make: (key: Key) => Ladder) {
  const lists = { mix: newList(), smooth: newList(), persistence: newList() };
  for (let i = 0; i < count; i++) {
    const ladder = make(fold(key, i));
    const { mix, smooth } = quickMix(ladder, key);
    add(lists.mix, ladder, mix);
    add(lists.smooth, ladder, smooth);
    add(lists.persistence, ladder, resultOf(persistence, ladder.question, ladder.evidence, key));
  }
  const tally = ({ crps: scores, covered }: List): Tally => ({ crps: mean(scores), coverage: mean(covered) });
  return { mix: tally(lists.mix), smooth: tally(lists.smooth), persistence: tally(lists.persistence) };
}

const QUICK = { ...EFFORT, priorDraws: 5000, roundDraws: 3000, enough: 60 };

function quickMix({ question, evidence }: Ladder, key: Key): { mix: ForecastResult; smooth: ForecastResult } {
  const ask = askOf(question, evidence);
  const route = routeOf(ask);
  if ("reason" in route) throw new Error(route.reason);
  const rng = generator(key);
  const posterior = fitMixture(route, QUICK, rng);
  const forecast = (drawn: Curve[]) => {
    const curves = drawn.map((curve) => measureCurve(ask, route, curve, rng));
    return fromCurves("quick", ask, { curves, parameters: {}, rationale: "" });
  };
  return { mix: forecast(posterior.draw(200, rng)), smooth: forecast(posterior.drawSmooth(200, rng)) };
}

type List = { crps: number[]; covered: number[] };
const newList = (): List => ({ crps: [], covered: [] });

function add(list: List, { outcomes }: Ladder, result: ForecastResult): void {
  if (!result.ok) throw new Error(result.reason);
  for (const [k, { distribution }] of result.forecast.targets.entries()) {
    const outcome = outcomes[k]!;
    list.crps.push(crps(distribution, outcome));
    list.covered.push(Number(quantile(distribution, 0.05) <= outcome && outcome <= quantile(distribution, 0.95)));
  }
}
