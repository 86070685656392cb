/** An ask: rows in any order are the same ask, each metric is read once, and the gate's digest is that of the rows. */
import { expect, it } from "vitest";
import { digest } from "../../src/base/canonical.ts";
import { generator, rootKey } from "../../src/base/random.ts";
import { askFrom, askOf } from "../../src/forecast/ask.ts";
import { evidenceFor } from "../../src/forecast/evidence.ts";
import { evidenceDigest } from "../../src/question/digest.ts";
import { shuffled } from "../../src/task/define.ts";
import { answers, evidence, question, table } from "./sample.ts";
import { questionOf, row } from "./world.ts";

it("reads the same off rows in another order, and has one id and one digest", () => {
  const order = shuffled(generator(rootKey("ask")), evidence.rows.length);
  const rows = order.map((at) => evidence.rows[at]!);
  const asks = [askOf(question, evidence), askOf(question, { ...evidence, rows }), askFrom(question, rows, answers)];
  for (const ask of asks) {
    expect(ask.evidence).toEqual(asks[0]!.evidence);
    for (const metric of Object.keys(table)) expect(ask.at(metric)).toEqual(asks[0]!.at(metric));
  }
  expect(asks[2]!.evidence.question).toBe(digest(question));
  expect(asks[2]!.evidence.digest).toBe(evidenceDigest({ rows: evidence.rows, answers: evidence.answers }));
});

it("gives the seed means of the observed rungs, smallest first, whole answers unless a position is named", () => {
  const two = questionOf([1e5, 1e4, 1e6], 1);
  const at = (nParams: number, seed: string, value: number, position: number | null = null) =>
    row(nParams, seed, "nll", value, position);
  const rows = [at(1e5, "0", 1), at(1e4, "1", 3), at(1e4, "0", 2), at(1e4, "0", 1e300, 0), at(1e5, "0", 0.5, 0)];
  const ask = askFrom(two, rows);
  expect(ask.at("nll").map(({ name, x, mean, seeds }) => [name, x, mean, seeds])).toEqual([
    ["r1", 4, 2.5, [2, 3]],
    ["r0", 5, 1, [1]],
  ]);
  expect(ask.at("nll", 0).map(({ mean }) => mean)).toEqual([1e100, 0.5]);
  expect(ask.at("nll", 1)).toEqual([]);
  expect(ask.at("nll")).toBe(ask.at("nll", null));
});

it("holds the grid and what the metric counts, and refuses what makes no grid", () => {
  const { grid, kind } = askOf(question, evidence);
  expect([grid.observed.length, grid.top.name, grid.heldOut.length]).toEqual([4, "r3", 2]);
  expect(kind).toEqual({ kind: "greedy", k: 4, length: 4 });
  const none = { ...question, rungs: question.rungs.filter(({ heldOut }) => !heldOut) };
  expect(() => askOf(none, evidence)).toThrow(/held-out rungs are required/);
});

it("shows rows of the observed sizes only, as the gate does", () => {
  const more = [...evidence.rows, row(3e6, "0", "exactMatch", 1)];
  expect(askFrom(question, more, answers).evidence).toEqual(evidenceFor(question, more, answers));
  expect(askFrom(question, more, answers).evidence.rows).toEqual(evidence.rows);
});
