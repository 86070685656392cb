/** What makes two questions ask about the same runs: the task's source and a size, and nothing that a name or a number of examples can change. */
import { expect, it } from "vitest";
import { isInEvidence, isSameRecipe } from "../../src/question/recipe.ts";
import { madeQuestion, madeRungs, madeTask } from "../made/question.ts";

const PLACE = { step: 100, tokens: 1000 };
const rungs = madeRungs({ a: 1000, b: 2000, c: 4000 }, 1, PLACE);
const one = madeQuestion({ rungs });

it("is the same whatever the family, its examples, the metric or the names say", () => {
  for (const change of [
    { name: "other", family: "copy", familyDigest: "c".repeat(64), numExamples: 129, metric: "nll", threshold: 0.1 },
    { rungs: madeRungs({ x: 500, y: 4000, z: 8000 }, 2, PLACE) },
    { task: madeTask({ name: "renamed" }) },
  ])
    expect(isSameRecipe(one, madeQuestion({ rungs, ...change })), JSON.stringify(change)).toBe(true);
});

it("is another with another source, or where no held-out size is shared", () => {
  expect(isSameRecipe(one, madeQuestion({ rungs, task: madeTask({ fingerprint: "c".repeat(64) }) }))).toBe(false);
  expect(isSameRecipe(one, madeQuestion({ rungs: madeRungs({ a: 1000, b: 2000, c: 8000 }, 1, PLACE) }))).toBe(false);
});

it("sees a held-out size among another's observed ones, in that direction only", () => {
  const larger = madeQuestion({ rungs: madeRungs({ b: 2000, c: 4000, d: 8000 }, 1, PLACE) });
  expect(isInEvidence(larger, one)).toBe(true);
  expect(isInEvidence(one, larger)).toBe(false);
});
