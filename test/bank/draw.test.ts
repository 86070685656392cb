/** The families of the bank are those that their ranges and key give, and each keeps the written rules. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { readFamily } from "../../src/runs/family.ts";
import { tried } from "../effort.ts";
import { flopsPerStep } from "../golden/bank/draw.ts";
import { drawAll, FAMILIES } from "../golden/bank/families.ts";
import { readRanges } from "../golden/bank/ranges.ts";
import { SETTINGS } from "../golden/bank/split.ts";

test("drawing again gives the same files", async () => {
  const texts = await drawAll(tried(1, SETTINGS));
  expect(texts.size).toBe(24 * tried(1, SETTINGS));
  for (const [name, text] of texts) expect(readFileSync(path.join(FAMILIES, name), "utf8")).toBe(text);
});

test("8 rungs of which the 3 largest are held out, 3 or 16 seeds, answers and cost within the rules", async () => {
  const { cost } = readRanges();
  const files = readdirSync(FAMILIES);
  expect(files.length).toBe(24 * SETTINGS);
  for (const file of files.filter((_, i) => i % tried(6, 1) === 0)) {
    const family = await readFamily(path.join(FAMILIES, file));
    expect(family.ladder.map(({ heldOut }) => heldOut)).toEqual([false, false, false, false, false, true, true, true]);
    expect([3, 16]).toContain(family.numSeeds);
    expect(family.task.answerLength).toBeLessThanOrEqual(cost.longestAnswer);
    expect(family.train.numSteps).toBeGreaterThanOrEqual(cost.leastSteps);
    expect(family.train.numSteps * flopsPerStep(family)).toBeLessThanOrEqual(cost.flops);
  }
});
