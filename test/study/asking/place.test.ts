import { expect, it } from "vitest";
import { questionName } from "../../../src/study/asking/place.ts";

it("questionName takes a name, a folder and a file", () => {
  const texts = ["chain", "predictions/chain", "predictions/chain/", "predictions/chain/question.yaml", "./chain"];
  expect(texts.map(questionName)).toEqual(texts.map(() => "chain"));
});
