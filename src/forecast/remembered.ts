/**
 * A question that many forecasters are asked at once is asked the same many times over: a pool asks its members, which are asked
 * themselves too, and everybody's checklist goes to the same origins. What was answered there is remembered as long as the question's
 * ask is. Forecasters are pure, so this saves time and changes no byte.
 */
import { performance } from "node:perf_hooks";
import { digest } from "../base/canonical.ts";
import type { Key } from "../base/random.ts";
import type { Question } from "../records.ts";
import { type Ask, askFrom } from "./ask.ts";
import type { Forecaster, ForecastResult } from "./forecaster.ts";

type Memory = { parts: Map<string, Ask>; answers: Map<Forecaster, Map<Key, Timed<ForecastResult>>> };
/** What was made, and the seconds it took or would have taken. */
export type Timed<T> = { result: T; seconds: number };

const memories = new WeakMap<Ask, Memory>();
/** Seconds that all answers took which were recalled so far. */
let spared = 0;

/** Returns the same ask; from now on its answers are remembered, and those of its parts. */
export function remember(ask: Ask): Ask {
  if (!memories.has(ask)) memories.set(ask, { parts: new Map(), answers: new Map() });
  return ask;
}

/** Returns the ask of a question within an ask's evidence, such as one with a rung less; the same one again where that is remembered. */
export function partOf(ask: Ask, question: Question): Ask {
  const { rows, answers } = ask.evidence;
  const memory = memories.get(ask);
  if (memory === undefined) return askFrom(question, rows, answers);
  const id = digest(question);
  const part = memory.parts.get(id) ?? remember(askFrom(question, rows, answers));
  memory.parts.set(id, part);
  return part;
}

/** Returns what a forecaster said to an ask with this key, from `make` where it is not remembered. */
export function recalled(ask: Ask, forecaster: Forecaster, key: Key, make: () => ForecastResult): ForecastResult {
  const answers = memories.get(ask)?.answers;
  if (answers === undefined) return make();
  const own = answers.get(forecaster) ?? new Map<Key, Timed<ForecastResult>>();
  answers.set(forecaster, own);
  const known = own.get(key);
  if (known !== undefined) spared += known.seconds;
  const answer = known ?? timed(make);
  own.set(key, answer);
  return answer.result;
}

/** Returns what `make` makes with the seconds it would have taken had nothing been remembered, so that a pool is charged for its members. */
export function timed<T>(make: () => T): Timed<T> {
  const [start, before] = [performance.now(), spared];
  const result = make();
  return { result, seconds: (performance.now() - start) / 1000 + spared - before };
}
