import { describe, expect, it } from "vitest";
import { questionName } from "../../src/cli/question.ts";
import { nextStep, stageOf } from "../../src/cli/stage.ts";
import { openSecrets } from "../../src/ledger/keys.ts";
import { openLedger, questionStates } from "../../src/ledger/ledger.ts";
import { openQuestion } from "../../src/ledger/question.ts";
import { AT, play, question, STEPS, start, temporary } from "../ledger/fixture.ts";

describe("stageOf and nextStep", () => {
  it("walk through the experiment in order", () => {
    const root = temporary();
    const secrets = openSecrets(`${root}/private`);
    const fresh = openLedger(`${root}/predictions`, { name: "test", secrets, at: AT });
    openQuestion(fresh, question(), AT, secrets);
    const [state] = questionStates(fresh);
    expect([stageOf(state!), nextStep(state!, "fam", 2), nextStep(state!, "fam", 0)]).toEqual([
      "registered",
      "foreshock run fam",
      "foreshock forecast chain --by token-line",
    ]);
    const seen = ["none", ...STEPS.map(([name]) => name)].map((last) => {
      const [now] = questionStates(play(start(), last).ledger);
      return [last, stageOf(now!), nextStep(now!, "fam")];
    });
    expect(seen).toEqual([
      ["none", "open", "foreshock forecast chain --by token-line"],
      ["commit", "open", "foreshock close chain"],
      ["close", "closed", "foreshock run fam --question chain"],
      ["reveal", "closed", "foreshock run fam --question chain"],
      ["held-out", "sealed", "foreshock score chain"],
      ["outcome", "scored", "foreshock report chain"],
    ]);
  });
});

it("questionName takes a name, a folder and a file", () => {
  const texts = ["chain", "predictions/chain", "predictions/chain/", "predictions/chain/question.yaml", "./chain"];
  expect(texts.map(questionName)).toEqual(texts.map(() => "chain"));
});
