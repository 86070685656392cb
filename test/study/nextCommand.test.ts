import { expect, it } from "vitest";
import { openSecrets } from "../../src/ledger/crypto/keys.ts";
import { openLedger, questionStates } from "../../src/ledger/ledger.ts";
import { openQuestion } from "../../src/ledger/question.ts";
import { stageOf } from "../../src/ledger/state.ts";
import { nextCommand, nextStep } from "../../src/study/nextCommand.ts";
import { now, play, question, STEPS, start, temporary } from "../ledger/fixture.ts";

it("stage and next command walk through the experiment in order", () => {
  const root = temporary();
  const secrets = openSecrets(`${root}/private`);
  const fresh = openLedger(`${root}/predictions`, { name: "test", secrets, now });
  openQuestion(fresh, question());
  const [state] = questionStates(fresh.ledger);
  expect([stageOf(state!), ...[2, undefined, 0].map((numMissing) => nextStep(state!, "fam", numMissing))]).toEqual([
    "registered",
    "foreshock run fam",
    "foreshock run fam",
    "foreshock forecast chain --by stacking",
  ]);
  const seen = ["none", ...STEPS.map(([name]) => name)].map((last) => {
    const [now] = questionStates(play(start(), last).ledger);
    return [last, stageOf(now!), nextStep(now!, "fam")];
  });
  expect(seen).toEqual([
    ["none", "open", "foreshock forecast chain --by stacking"],
    ["commit", "open", "foreshock close chain"],
    ["close", "closed", "foreshock run fam --question chain"],
    ["reveal", "closed", "foreshock run fam --question chain"],
    ["held-out", "sealed", "foreshock score chain"],
    ["outcome", "scored", "foreshock report chain"],
  ]);
});

it("close, which cannot be undone, is named by nextStep alone", () => {
  const [state] = questionStates(play(start(), "commit").ledger);
  expect([nextStep(state!), nextCommand(state!)]).toEqual(["foreshock close chain", "foreshock status"]);
});
