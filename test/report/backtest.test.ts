/** A backtest without anything to draw takes an earlier picture away, and nothing else of the folder. */
import { existsSync, readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { writeBacktest } from "../../src/report/backtest.ts";
import { madeQuestion } from "../made/question.ts";
import { scratch, write } from "../source/fixture.ts";

it("removes an earlier picture when there is none, and keeps what others put beside it", async () => {
  const input = { question: madeQuestion(), views: [], together: [] };
  const picture = { "backtest.vl.json": "{}", "backtest.svg": "<svg/>", "backtest.png": "" };
  const own = write(scratch(), picture);
  expect(await writeBacktest(own, input)).toEqual([]);
  expect(existsSync(own)).toBe(false);
  const shared = write(scratch(), { ...picture, "notes.txt": "mine" });
  expect(await writeBacktest(shared, input)).toEqual([]);
  expect(readdirSync(shared)).toEqual(["notes.txt"]);
});
