/** Asking a list: forecasts in order under their own names, reasons of the others, and persistence beside them. */
import { expect, it } from "vitest";
import { fold, generator, rootKey } from "../../src/base/random.ts";
import { askOf } from "../../src/forecast/ask.ts";
import { askAll, askBesideReference, forecastOf } from "../../src/forecast/asking.ts";
import type { Forecaster } from "../../src/forecast/forecaster.ts";
import { climatology } from "../../src/forecast/plain/climatology.ts";
import { logitAccuracyLine } from "../../src/forecast/plain/logitAccuracyLine.ts";
import { persistence } from "../../src/forecast/plain/persistence.ts";
import { evidence, question } from "./sample.ts";

const ask = askOf(question, evidence);
const key = rootKey("asking");
const mute: Forecaster = { ...persistence, name: "mute", draw: () => ({ reason: "nothing to say here" }) };

it("gives forecasts in order, reasons by name, and the reference whether it was asked for or not", () => {
  const { forecasts, refused, reference } = askBesideReference(ask, [climatology, mute, logitAccuracyLine], key);
  expect(forecasts.map(({ forecaster }) => forecaster)).toEqual(["climatology", "logit-accuracy-line"]);
  expect(refused).toEqual([{ forecaster: "mute", reason: "nothing to say here" }]);
  const own = forecastOf(persistence, ask, key);
  expect({ ok: true, forecast: reference }).toEqual(own);
  const asked = askBesideReference(ask, [persistence], key);
  expect(asked.forecasts).toEqual([asked.reference]);
  expect(asked.reference).toEqual(reference);
});

it("has no reference where persistence has none", () => {
  const { refused, reference } = askBesideReference(askOf(question, { ...evidence, rows: [] }), [persistence], key);
  expect(reference).toBeNull();
  expect(refused).toEqual([{ forecaster: "persistence", reason: "no exactMatch rows at the observed rungs" }]);
});

it("makes each forecast the way it is told to, and then nothing is asked beside the list", () => {
  const asked: string[] = [];
  const { forecasts, refused } = askAll(ask, [climatology, mute], key, (forecaster, of, own) => {
    asked.push(forecaster.name);
    const result = forecastOf(forecaster, of, own);
    return result.ok ? { ok: true, forecast: { ...result.forecast, parameters: { checked: 1 } } } : result;
  });
  expect(asked).toEqual(["climatology", "mute"]);
  expect(forecasts.map(({ parameters }) => parameters)).toEqual([{ checked: 1 }]);
  expect(refused).toEqual([{ forecaster: "mute", reason: "nothing to say here" }]);
});

it("draws from the key folded with the name, and puts name, question and digest on whatever was drawn", () => {
  const seen: unknown[] = [];
  const spy: Forecaster = {
    ...persistence,
    name: "spy",
    draw(of, rng, own) {
      seen.push(rng.uniform(), own);
      return { targets: [], jump: [1], sharpness: null, parameters: {}, rationale: `about ${of.question.name}` };
    },
  };
  expect(forecastOf(spy, ask, key)).toEqual({
    ok: true,
    forecast: {
      question: evidence.question,
      forecaster: "spy",
      evidence: evidence.digest,
      targets: [],
      jump: [1],
      sharpness: null,
      parameters: {},
      rationale: "about chain-jump",
    },
  });
  expect(seen).toEqual([generator(fold(key, "spy")).uniform(), key]);
});
