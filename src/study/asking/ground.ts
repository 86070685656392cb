/** From what a question's file says and what its family or import gives to the question. */
import { draftOf, type QuestionParts, type Refuse } from "../../question/build.ts";
import { OBSERVED_SIZES, type Question, type QuestionFile } from "../../records.ts";
import { familyDigest } from "../../runs/buildFamily.ts";
import type { Family } from "../../specs.ts";
import { seqLengthOf } from "../../task/batches.ts";

/** What every question's file says. */
export type AskedInFile = Omit<QuestionFile, "family">;

/** What a family or an import gives to a question; `at` is the key of the file that names it. */
export type Ground = Pick<
  Question,
  "task" | "family" | "familyDigest" | "axis" | "rungs" | "numSeeds" | "numExamples" | "evidence" | "law"
> & { at: "family" | "rungs" };

/** Returns what a family gives: every rung at its last checkpoint. */
export function familyGround(family: Family): Ground {
  const step = family.checkpoints.at(-1)!;
  const tokens = step * family.train.batchSize * seqLengthOf(family.task);
  return {
    at: "family",
    task: family.task,
    family: family.name,
    familyDigest: familyDigest(family),
    axis: "nParams",
    rungs: family.ladder.map(({ name, nParams, heldOut }) => ({ name, nParams, step, tokens, run: null, heldOut })),
    numSeeds: family.numSeeds,
    numExamples: family.numExamples,
    evidence: OBSERVED_SIZES,
    law: family.law ?? null,
  };
}

/** Returns the parts of the question that a file asks about its ground. */
export function partsOf(
  name: string,
  { title, metric, threshold, baseline, law, rationale }: AskedInFile,
  { at: _, ...ground }: Ground,
): QuestionParts {
  return { name, title, ...ground, metric, threshold, baseline, law: law ?? ground.law, rationale: rationale ?? null };
}

/** Returns the question that a file asks about its ground, before anybody has to answer for its rungs, baseline and law. */
export function questionFrom(name: string, value: AskedInFile, ground: Ground, refuse: Refuse): Question {
  return draftOf(partsOf(name, value, ground), refuse);
}
