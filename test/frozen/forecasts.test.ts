/**
 * The bytes of every forecaster's forecasts, on two made tables (forecasts.long: on the packed rows of a family). A change that
 * renews them (`npx vitest run -u` with this file) says in its commit which and why.
 */

import { expect, it } from "vitest";
import { evidence, question, training, trainingEvidence } from "../forecast/sample.ts";
import { frozen, goldenText } from "./asks.ts";

it("on two made tables: over sizes and over training", async () => {
  const made = { sizes: frozen(question, evidence), training: frozen(training, trainingEvidence) };
  await expect(goldenText(made)).toMatchFileSnapshot("made.json");
});
