/** One question put to some forecasters, each on the clock. */
import type { Key } from "../../base/random.ts";
import { askOf } from "../../forecast/ask.ts";
import { forecastOf } from "../../forecast/asking.ts";
import { remember, timed } from "../../forecast/remembered.ts";
import type { Evidence, Question } from "../../records.ts";
import { forecastersFor } from "../leaveOut.ts";
import type { Answer } from "./cache.ts";

/** A question with what the gate let through, and the names of those who are asked. */
export type Job = { source: string; question: Question; evidence: Evidence; key: Key; names: readonly string[] };

/** Returns the answers in the order of the names. A forecaster that throws has refused, with the message as its reason. */
export function answersTo({ source, question, evidence, key, names }: Job): Answer[] {
  const ask = remember(askOf(question, evidence));
  const all = forecastersFor(source);
  return names.map((name) => {
    const forecaster = all.find((one) => one.name === name)!;
    const { result, seconds } = timed(() => attempted(() => forecastOf(forecaster, ask, key)));
    return result.ok
      ? { forecast: result.forecast, reason: null, seconds }
      : { forecast: null, reason: result.reason, seconds };
  });
}

function attempted(draw: () => ReturnType<typeof forecastOf>): ReturnType<typeof forecastOf> {
  try {
    return draw();
  } catch (error) {
    return { ok: false, reason: `threw: ${(error as Error).message.split("\n")[0]}` };
  }
}
