/** The split of the bank's tasks is the one that its written key gives. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { BANK_KEY, splitOf, splitText } from "../golden/bank/split.ts";
import { root } from "../root.ts";

test("the committed split follows from the key", () => {
  expect(readFileSync(path.join(root, "models/bank/split.yaml"), "utf8")).toBe(splitText(splitOf(BANK_KEY)));
});

test("24 tasks: 10 learning, 8 blind, 6 never run, no task twice; 4 families of each half have many seeds", () => {
  const { learning, blind, never, manySeeds } = splitOf(BANK_KEY);
  expect([learning, blind, never].map((tasks) => tasks.length)).toEqual([10, 8, 6]);
  expect(new Set([...learning, ...blind, ...never]).size).toBe(24);
  const of = (tasks: string[]) => manySeeds.filter((name) => tasks.includes(name.slice(0, -2)));
  expect([of(learning).length, of(blind).length]).toEqual([4, 4]);
});
