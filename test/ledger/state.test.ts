import { expect, it } from "vitest";
import { openSecrets } from "../../src/ledger/crypto/keys.ts";
import { openLedger, questionStates } from "../../src/ledger/ledger.ts";
import { openQuestion } from "../../src/ledger/question.ts";
import { nextCommand, stageOf } from "../../src/ledger/state.ts";
import { AT, play, question, STEPS, start, temporary } from "./fixture.ts";

it("stage and next command walk through the experiment in order", () => {
  const root = temporary();
  const secrets = openSecrets(`${root}/private`);
  const fresh = openLedger(`${root}/predictions`, { name: "test", secrets, at: AT });
  openQuestion(fresh, question(), AT, secrets);
  const [state] = questionStates(fresh);
  expect([stageOf(state!), ...[2, undefined, 0].map((numMissing) => nextCommand(state!, "fam", numMissing))]).toEqual([
    "registered",
    "foreshock run fam",
    "foreshock run fam",
    "foreshock forecast chain --by bayes-mix",
  ]);
  const seen = ["none", ...STEPS.map(([name]) => name)].map((last) => {
    const [now] = questionStates(play(start(), last).ledger);
    return [last, stageOf(now!), nextCommand(now!, "fam")];
  });
  expect(seen).toEqual([
    ["none", "open", "foreshock forecast chain --by bayes-mix"],
    ["commit", "open", "foreshock close chain"],
    ["close", "closed", "foreshock run fam --question chain"],
    ["reveal", "closed", "foreshock run fam --question chain"],
    ["held-out", "sealed", "foreshock score chain"],
    ["outcome", "scored", "foreshock report chain"],
  ]);
});
