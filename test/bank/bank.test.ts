/** The bank's packs: what was trained comes back from them, each family can be asked about at every cut, and the committed ones are whole. */
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { bankFiles, readBank } from "../../src/bank/bank.ts";
import { bankLedgerFile, readBankLedger } from "../../src/bank/ledger.ts";
import { cutQuestions, halfway, successMetric } from "../../src/bank/questions.ts";
import { kindOf } from "../../src/question/kind.ts";
import { readFamily } from "../../src/runs/family.ts";
import type { Family } from "../../src/specs.ts";
import { tried } from "../effort.ts";
import { FAMILIES } from "../golden/bank/families.ts";
import { packRuns } from "../golden/bank/pack.ts";
import { BANK_KEY, splitOf } from "../golden/bank/split.ts";
import { made } from "../retrodict/ownFamiliesMade.ts";
import { root } from "../root.ts";

const dir = mkdtempSync(path.join(tmpdir(), "foreshock-bank-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const { family, rows, answers, files } = made("steep", 6);
const record = { task: "operator-chain", part: "learning" as const, families: [family], drawn: [], files };
const named = rows.map((row) => ({ ...row, task: family.name }));
await packRuns(dir, record, named, answers);
const [packed] = await readBank(dir);

describe("a pack", () => {
  it("gives back its families with rows, and answers of 128 examples", () => {
    expect(packed!.family).toEqual(family);
    expect(packed!.part).toBe("learning");
    expect(packed!.rows).toEqual(named);
    expect(packed!.answers.map(({ run }) => run)).toEqual(answers.map(({ run }) => run));
    for (const table of packed!.answers) expect(table.logProb.length).toBe(128);
  });

  it("is asked for by part, and refused when it is broken", async () => {
    expect(await readBank(dir, "blind")).toEqual([]);
    expect(await readBank(path.join(dir, "nowhere"))).toEqual([]);
    const broken = mkdtempSync(path.join(dir, "broken-"));
    await packRuns(broken, { ...record, task: "lookup-chain" }, named, answers);
    rmSync(bankFiles(broken, "lookup-chain").rows);
    await expect(readBank(broken)).rejects.toThrow(/readParquet: .*lookup-chain.rows.parquet has to be/);
  });
});

describe("what the ledger held", () => {
  it("is none before anything was asked, and no family", async () => {
    expect(readBankLedger(dir)).toEqual([]);
    writeFileSync(bankLedgerFile(dir, "operator-chain"), "[]");
    expect(readBankLedger(dir)).toEqual([]);
    expect((await readBank(dir)).length).toBe(1);
    writeFileSync(bankLedgerFile(dir, "operator-chain"), '[{"root": 1}]');
    expect(() => readBankLedger(dir)).toThrow(/has to be as it was packed/);
  });
});

describe("cutQuestions", () => {
  it("asks about all sizes after 3 rungs, then after 4, with the metric of the family's success", () => {
    const questions = cutQuestions(packed!);
    expect(questions.map(({ rungs }) => rungs.filter(({ heldOut }) => !heldOut).length)).toEqual([3, 4]);
    expect(new Set(questions.map(({ metric }) => metric))).toEqual(new Set(["success"]));
    expect(new Set(questions.map(({ name }) => name)).size).toBe(2);
  });

  it("asks about trained rungs only", () => {
    const largest = family.ladder.at(-1)!.nParams;
    const observed = { ...packed!, rows: packed!.rows.filter(({ nParams }) => nParams !== largest) };
    expect(cutQuestions(observed).map(({ rungs }) => rungs.length)).toEqual([4]);
  });

  it("puts the threshold halfway between guessing and 1", () => {
    const choice = (n: number): Family => ({
      ...family,
      task: { ...family.task, success: { kind: "multipleChoice", options: Array.from({ length: n }, (_, i) => i) } },
    });
    const bit: Family = {
      ...family,
      task: { ...family.task, success: { kind: "exactMatch" }, answerLength: 1, vocab: 2 } as Family["task"],
    };
    expect([family, choice(2), choice(3), bit].map(halfway)).toEqual([0.5, 0.75, 0.667, 0.75]);
  });
});

describe("the committed packs", async () => {
  const bank = await readBank(root);
  const split = splitOf(BANK_KEY);

  it("hold no task that nobody runs, and stay below 25 MB", () => {
    const { folder } = bankFiles(root, "");
    const bytes = readdirSync(folder).reduce((total, file) => total + statSync(path.join(folder, file)).size, 0);
    expect(bytes).toBeLessThan(25e6);
    for (const { family: one, part } of bank) expect(split[part]).toContain(one.task.name);
  });

  it("hold every family of both parts, as its file and its task are today", async () => {
    expect(bank.length).toBe(3 * (split.learning.length + split.blind.length));
    for (const { family: one } of bank.filter((_, i) => i % tried(6, 1) === 0))
      expect(await readFamily(path.join(FAMILIES, `${one.name}.yaml`), root)).toEqual(one);
  });

  it("hold rows of every seed by its index, answers of three, and a question for every cut", () => {
    for (const one of bank) {
      const { ladder, numSeeds, checkpoints, task } = one.family;
      const trained = ladder.filter(({ nParams }) => one.rows.some((row) => row.nParams === nParams));
      expect(one.part === "learning" ? [8] : [5, 8]).toContain(trained.length);
      expect(new Set(one.rows.map(({ seed }) => seed)).size).toBe(numSeeds);
      expect(one.answers.length).toBe(3 * trained.length);
      expect(kindOf({ metric: successMetric(one.family), task }).kind).not.toBe("none");
      expect(new Set(one.rows.map(({ step }) => step))).toEqual(new Set(checkpoints));
      expect(cutQuestions(one).length).toBe(trained.length - 3);
    }
  });
});
