/**
 * The bytes of every forecaster's forecasts, before anything is moved: on the packed rows of one family and on two made tables. A change
 * that renews them (`npx vitest run -u` with this file) says in its commit which and why.
 */

import { expect, it } from "vitest";
import { evidenceFor } from "../../src/forecast/evidence.ts";
import { readPack } from "../../src/retrodict/ownFamilies/pack.ts";
import { sizeQuestion } from "../../src/retrodict/ownFamilies/questions.ts";
import { evidence, question, training, trainingEvidence } from "../forecast/sample.ts";
import { root } from "../root.ts";
import { frozen, goldenText } from "./asks.ts";

it("on the packed rows of a family", async () => {
  const family = (await readPack(root)).find(({ family: { name } }) => name === "chain-four")!;
  const asked = (["exactMatch", "nll"] as const).map((metric) => {
    const one = sizeQuestion(family, metric);
    const seen = evidenceFor(one, family.rows, family.answers);
    return [metric, frozen(one, seen)] as const;
  });
  await expect(goldenText(Object.fromEntries(asked))).toMatchFileSnapshot("family.json");
});

it("on two made tables: over sizes and over training", async () => {
  const made = { sizes: frozen(question, evidence), training: frozen(training, trainingEvidence) };
  await expect(goldenText(made)).toMatchFileSnapshot("made.json");
});
