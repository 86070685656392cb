// A question from registration to report, without the command line: node question.mjs <new folder>
import path from "node:path";
import * as foreshock from "foreshock";

const dir = path.resolve(process.argv[2] ?? "my-study");
const name = "chain-quick"; // predictions/chain-quick/question.yaml, about models/families/chain-quick.yaml
foreshock.newProject(dir, name);
const study = foreshock.openStudy(dir, { home: `${dir}-keys`, now: () => new Date().toISOString() });

await foreshock.registerQuestion(study, name); // frozen in the ledger under its hash
const family = await foreshock.familyBy(study, name);
await foreshock.trainObserved(study, family); // the small models; the same call goes on where it stopped
const forecasts = await foreshock.makeForecasts(study, name, { by: ["bayes-mix", "logit-accuracy-line"] });
foreshock.commitForecasts(study, forecasts); // the ledger shows an HMAC of each and no number
await foreshock.closeForecasts(study, name); // cannot be undone: draws the seeds of the large models
await foreshock.trainHeldOut(study, name); // the large models, each sealed as it finishes

const { input } = await foreshock.scoreQuestion(study, name); // reveals, then opens outcome and scores together
for (const { forecaster, rule, rung, value, skill } of input.scores)
  if (rule === "crps" && rung === null) console.log(forecaster, value.toFixed(3), skill?.toFixed(2));

const { ok } = await foreshock.verifyStudy(study); // everything again from the files, as a stranger would
const [page] = await foreshock.writeReport(path.join(study.reports, name), await foreshock.reportOn(study, name));
console.log(foreshock.verdict(input));
console.log(ok ? "verified" : "NOT verified", page);
