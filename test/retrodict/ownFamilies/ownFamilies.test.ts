/** Own families: the pack keeps what forecasters read, the section is made of blind targets, and the committed pack is whole. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { PackedFamily } from "../../../src/bank/packed.ts";
import { logitAccuracyLine } from "../../../src/forecast/plain/logitAccuracyLine.ts";
import { persistence } from "../../../src/forecast/plain/persistence.ts";
import { questionOf } from "../../../src/question/build.ts";
import { jumpLabels } from "../../../src/question/grid.ts";
import { orderLines } from "../../../src/retrodict/ownFamilies/order.ts";
import { ownFamiliesSection } from "../../../src/retrodict/ownFamilies/ownFamilies.ts";
import { readLedgerQuestions, readPack } from "../../../src/retrodict/ownFamilies/pack.ts";
import { isBlind, metricsOf, sizeQuestion } from "../../../src/retrodict/ownFamilies/questions.ts";
import { packFamilies } from "../../golden/pack.ts";
import { root } from "../../root.ts";
import { made, SIZES } from "../ownFamiliesMade.ts";

const dir = mkdtempSync(path.join(tmpdir(), "foreshock-pack-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const trained = [made("steep", 6), made("gentle", 2)];
const LEDGER = [
  {
    name: "steep",
    family: "steep",
    metric: "exactMatch",
    head: "root",
    scores: [{ forecaster: "line", rule: "crps" as const, rung: null, value: 0.1, baselineValue: 0.4 }],
  },
];
await packFamilies(dir, trained, LEDGER);
const packed = await readPack(dir);

describe("the pack", () => {
  it("gives the families back by name, with their name as the task of their rows", () => {
    expect(packed.map(({ family }) => family.name)).toEqual(["gentle", "steep"]);
    expect(packed[1]!.family).toEqual(trained[0]!.family);
    for (const { family, rows } of packed)
      expect(new Set(rows.map(({ task }) => task))).toEqual(new Set([family.name]));
    expect(readLedgerQuestions(dir)).toEqual(LEDGER);
  });

  it("leaves out parts of models, positions nobody reads, and positions of held-out sizes", () => {
    const { rows } = packed[0]!;
    expect(rows.some(({ metric }) => metric.includes("."))).toBe(false);
    expect(rows.some(({ metric, position }) => metric === "entropy" && position !== null)).toBe(false);
    const positions = rows.filter(({ position }) => position !== null);
    expect(new Set(positions.map(({ nParams }) => nParams))).toEqual(new Set(SIZES.slice(0, -1)));
  });

  it("keeps the first 128 answers of observed runs to six digits", () => {
    const [before] = trained[1]!.answers;
    const after = packed[0]!.answers.find(({ run }) => run === before!.run)!;
    expect(packed[0]!.answers.length).toBe(trained[1]!.answers.length);
    expect(after.margin.length).toBe(128);
    after.margin.flat().forEach((value, i) => {
      expect(value).toBeCloseTo(before!.margin.flat()[i]!, 5);
    });
  });
});

describe("the section", () => {
  const section = ownFamiliesSection(packed, LEDGER, [persistence, logitAccuracyLine]);
  const lineOf = (what: RegExp) => section.lines.find((line) => what.test(line.what));

  it("scores every held-out value of every metric, and counts it once", () => {
    expect(lineOf(/kept from the forecasters/)?.value).toBe(2 * metricsOf(trained[0]!.family).length);
    const sizes = section.targets.filter(({ axis, forecaster }) => axis === "nParams" && forecaster === "persistence");
    expect(sizes.every(({ crps, baseline }) => crps === baseline)).toBe(true);
  });

  it("says that a line through a law beats standing still, with the least p two families allow", () => {
    const line = lineOf(/^sizes, shares: logit-accuracy-line, CRPS skill/);
    expect(line?.value).toBeGreaterThan(0.3);
    expect(line?.note).toContain("at least 0.500");
    expect(lineOf(/^ledger/)?.value).toBeCloseTo(0.75, 12);
  });

  it("is the same from shuffled rows", () => {
    const turned: PackedFamily[] = packed.map((one) => ({ ...one, rows: one.rows.toReversed() }));
    expect(ownFamiliesSection(turned, LEDGER, [persistence, logitAccuracyLine])).toEqual(section);
  });

  it("asks for the order of tasks only where their grids agree", () => {
    const question = sizeQuestion(packed[0]!, "exactMatch");
    const of = (jump: number[], bin: number, grid = question) => ({
      question: grid,
      forecasts: [{ forecaster: "x", jump } as never],
      refused: [],
      targets: [],
      values: new Map(),
      jumpBin: bin,
    });
    const other = questionOf({
      ...question,
      rungs: question.rungs.map((rung) => ({ ...rung, name: `e${rung.name}` })),
    });
    expect(jumpLabels(other)).not.toEqual(jumpLabels(question));
    const lines = orderLines([of([1, 0, 0], 0), of([0, 0, 1], 2), of([0, 0, 1], 0, other)], ["x"]);
    expect(lines.map(({ value }) => value)).toEqual([0]);
  });
});

describe("the committed pack", async () => {
  const own = await readPack(root);

  it("has eight blind families with every planned run, the held-out ones under seeds that a ledger drew", () => {
    const blind = own.filter(({ family }) => isBlind(family));
    expect(blind.length).toBe(8);
    for (const { family, rows } of blind)
      for (const rung of family.ladder) {
        const at = rows.filter(
          ({ nParams, metric, position }) => nParams === rung.nParams && metric === "exactMatch" && position === null,
        );
        const seeds = [...new Set(at.map(({ seed }) => seed))];
        expect(seeds.length).toBe(family.numSeeds);
        expect(seeds.every((seed) => seed.length === (rung.heldOut ? 64 : 1))).toBe(true);
        expect(at.length).toBe(family.numSeeds * family.checkpoints.length);
      }
  });

  it("has single answers of observed runs alone", () => {
    for (const { family, answers } of own)
      for (const { nParams } of answers)
        expect(family.ladder.find((rung) => rung.nParams === nParams)?.heldOut).toBe(false);
  });

  it("holds one scored ledger question per blind family", () => {
    const families = own.filter(({ family }) => isBlind(family)).map(({ family }) => family.name);
    expect(
      readLedgerQuestions(root)
        .map(({ family }) => family)
        .sort(),
    ).toEqual(families);
  });
});
