/** The bytes of every forecaster's forecasts on the packed rows of one family; forecasts.test.ts says how they are renewed. */
import { expect, it } from "vitest";
import { evidenceFor } from "../../src/forecast/evidence.ts";
import { readPack } from "../../src/retrodict/ownFamilies/pack.ts";
import { sizeQuestion } from "../../src/retrodict/ownFamilies/questions.ts";
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
