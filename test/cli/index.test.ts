import { expect, it } from "vitest";
import * as foreshock from "../../src/index.ts";

it("the library offers every stage of the experiment under one name", () => {
  const stages = [
    foreshock.readFamily,
    foreshock.observedRuns,
    foreshock.runPool,
    foreshock.readSummary,
    foreshock.evidenceFor,
    foreshock.fromFile,
    foreshock.openQuestion,
    foreshock.commitForecast,
    foreshock.closeQuestion,
    foreshock.heldOutSeeds,
    foreshock.sealHeldOut,
    foreshock.reveal,
    foreshock.resolve,
    foreshock.score,
    foreshock.openOutcome,
    foreshock.verify,
    foreshock.writeReport,
    foreshock.defineTask,
  ];
  expect(stages.filter((stage) => typeof stage !== "function")).toEqual([]);
  expect(foreshock.FORECASTERS).toContain(foreshock.tokenLine);
  expect(foreshock.Question.safeParse({}).success).toBe(false);
});
