/** What a question about an import freezes of its evidence, and what it shows forecasters. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { Evidence, OBSERVED_SIZES, type Question } from "../../../src/records.ts";
import { evidenceAsked } from "../../../src/study/imports/evidence.ts";
import { copyOf, must } from "../../cli/foreshock.ts";
import { ask, QUESTION, tableProject } from "../../cli/imported.ts";
import { madeQuestion } from "../../made/question.ts";

const made = await tableProject();
afterAll(made.remove);

/** The question about every other of the four observed sizes; what it says of its evidence stands before its rungs. */
const thinned = (evidence: string) =>
  QUESTION.replace(/ {2}- \{ name: s[24].*\n/g, "").replace("rungs:", `${evidence}rungs:`);

async function registered(evidence: string): Promise<{ question: Question; runs: string[] }> {
  const place = copyOf(made);
  ask(place, thinned(evidence));
  await must(place, "register", "toy");
  const folder = path.join(place.dir, "predictions");
  const lines = readFileSync(path.join(folder, "ledger.jsonl"), "utf8").trim().split("\n");
  const opened = lines.map((line) => JSON.parse(line)).find(({ kind }) => kind === "question-open");
  const { rows } = Evidence.parse(JSON.parse(readFileSync(path.join(folder, "toy/evidence.json"), "utf8")));
  await must(place, "register", "toy");
  await must(place, "verify");
  return { question: opened.body.question, runs: [...new Set(rows.map(({ run }) => run))] };
}

describe("a question about an import", () => {
  it("has its own rungs' runs as evidence when it says nothing", async () => {
    const { question, runs } = await registered("");
    expect(question.evidence).toEqual([]);
    expect(runs).toEqual(["m1", "m3"]);
  });

  it("has those it names beside them, as far as they lie before the cut", async () => {
    const { question, runs } = await registered("evidence: m*\n");
    expect(question.evidence).toEqual(["m*"]);
    expect(runs).toEqual(["m1", "m2", "m3"]);
  });

  it("keeps the evidence it was registered with, as long as its file says nothing", () => {
    const file = { evidence: undefined } as Parameters<typeof evidenceAsked>[0];
    expect(evidenceAsked(file, madeQuestion({ evidence: OBSERVED_SIZES }))).toBe(OBSERVED_SIZES);
    expect(evidenceAsked(file, madeQuestion({ evidence: ["a"] }))).toEqual([]);
    expect(evidenceAsked({ ...file, evidence: "b" }, madeQuestion())).toEqual(["b"]);
  });
});
