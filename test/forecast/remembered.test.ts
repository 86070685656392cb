/** What is remembered of an ask changes no byte, and only an ask that is told to remembers. */
import { expect, it } from "vitest";
import { rootKey } from "../../src/base/random.ts";
import { askOf } from "../../src/forecast/ask.ts";
import { askAll, forecastOf } from "../../src/forecast/asking.ts";
import { withChecklist } from "../../src/forecast/checklist.ts";
import { ensembleOf } from "../../src/forecast/ensemble.ts";
import type { Forecaster } from "../../src/forecast/forecaster.ts";
import { climatology } from "../../src/forecast/plain/climatology.ts";
import { logitAccuracyLine } from "../../src/forecast/plain/logitAccuracyLine.ts";
import { persistence } from "../../src/forecast/plain/persistence.ts";
import { partOf, remember, timed } from "../../src/forecast/remembered.ts";
import { evidence, question } from "./sample.ts";

const key = rootKey("remembered");

/** A forecaster that counts how often it is drawn from. */
function counted(of: Forecaster): Forecaster & { draws: number } {
  const one = {
    ...of,
    draws: 0,
    draw(...given: Parameters<Forecaster["draw"]>) {
      one.draws++;
      return of.draw(...given);
    },
  };
  return one;
}

it("gives the same forecasts, checklist included, from fewer draws of a pool's members", () => {
  const [line, flat] = [counted(logitAccuracyLine), counted(climatology)];
  const list = [line, flat, ensembleOf("pool", "both", [line, flat]), persistence];
  const asked = (ask: ReturnType<typeof askOf>) => {
    const before = line.draws;
    const answers = askAll(ask, list, key, withChecklist);
    return { answers, draws: line.draws - before };
  };
  const plain = asked(askOf(question, evidence));
  const remembering = asked(remember(askOf(question, evidence)));
  expect(remembering.answers).toEqual(plain.answers);
  expect(remembering.draws).toBeLessThan(plain.draws);
});

it("is asked for: an ask of its own draws anew, another key too", () => {
  const line = counted(logitAccuracyLine);
  const ask = askOf(question, evidence);
  for (const _ of [1, 2]) forecastOf(line, ask, key);
  expect(line.draws).toBe(2);
  for (const _ of [1, 2]) forecastOf(line, remember(ask), key);
  expect(line.draws).toBe(3);
  forecastOf(line, ask, rootKey("another"));
  expect(line.draws).toBe(4);
});

it("gives the same ask for the same part, with the rows that part allows", () => {
  const less = { ...question, rungs: question.rungs.slice(1) };
  const ask = askOf(question, evidence);
  expect(partOf(ask, less)).not.toBe(partOf(ask, less));
  const part = partOf(remember(ask), less);
  expect(partOf(ask, less)).toBe(part);
  expect(part.evidence).toEqual(partOf(askOf(question, evidence), less).evidence);
});

it("charges whoever recalls an answer with the seconds that it took, however deep", () => {
  let turns = 0;
  const busy = { ...logitAccuracyLine, name: "busy" };
  busy.draw = (...given) => {
    for (const until = performance.now() + 40; performance.now() < until; ) turns++;
    return logitAccuracyLine.draw(...given);
  };
  const ask = remember(askOf(question, evidence));
  const asked = () => timed(() => timed(() => forecastOf(busy, ask, key)));
  const [first, second] = [asked(), asked()];
  expect(turns).toBeGreaterThan(0);
  expect(second.result.result).toBe(first.result.result);
  for (const { seconds } of [first, first.result, second, second.result]) expect(seconds).toBeGreaterThan(0.039);
  expect(second.result.seconds).toBeGreaterThanOrEqual(first.result.seconds * 0.9);
});
