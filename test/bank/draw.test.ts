/** The families of the bank are those that their ranges and key give, and each keeps the written rules. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { readFamily } from "../../src/runs/family.ts";
import { flopsPerStep } from "../golden/bank/draw.ts";
import { drawAll, FAMILIES } from "../golden/bank/families.ts";
import { readRanges } from "../golden/bank/ranges.ts";

test("drawing again gives the same files", async () => {
  const texts = await drawAll();
  expect(readdirSync(FAMILIES).sort()).toEqual([...texts.keys()].sort());
  for (const [name, text] of texts) expect(readFileSync(path.join(FAMILIES, name), "utf8")).toBe(text);
});

test("8 rungs of which the 3 largest are held out, 3 or 16 seeds, answers and cost within the rules", async () => {
  const { cost } = readRanges();
  for (const file of readdirSync(FAMILIES)) {
    const family = await readFamily(path.join(FAMILIES, file));
    expect(family.ladder.map(({ heldOut }) => heldOut)).toEqual([false, false, false, false, false, true, true, true]);
    expect([3, 16]).toContain(family.numSeeds);
    expect(family.task.answerLength).toBeLessThanOrEqual(cost.longestAnswer);
    expect(family.train.numSteps).toBeGreaterThanOrEqual(cost.leastSteps);
    expect(family.train.numSteps * flopsPerStep(family)).toBeLessThanOrEqual(cost.flops);
  }
});
