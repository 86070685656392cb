/** Costly forecasters beside the others: the same bytes as one after another, and everybody is told of. */
import { expect, it } from "vitest";
import { rootKey } from "../../../src/base/random.ts";
import { askOf } from "../../../src/forecast/ask.ts";
import { askAll } from "../../../src/forecast/asking.ts";
import { withChecklist } from "../../../src/forecast/checklist.ts";
import { forecasterBy } from "../../../src/forecast/forecasters.ts";
import { answersWithChecklists } from "../../../src/study/answering/answers.ts";
import { evidence, question } from "../../forecast/sample.ts";

const key = rootKey("answers");
const names = ["ensemble", "formula", "logit-accuracy-line", "persistence"];

it.each([names, ["ensemble"], ["persistence"]])("answers like one after another: %s", async (...asked: string[]) => {
  const list = asked.map(forecasterBy);
  const told: unknown[][] = [];
  const answers = await answersWithChecklists(askOf(question, evidence), list, key, (...one) => void told.push(one));
  expect(answers).toEqual(askAll(askOf(question, evidence), list, key, withChecklist));
  expect(JSON.stringify(answers)).toBe(JSON.stringify(askAll(askOf(question, evidence), list, key, withChecklist)));
  expect(told).toEqual(asked.map((name, i) => [name, i + 1, asked.length]));
});
