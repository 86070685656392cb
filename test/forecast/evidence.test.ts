import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { digest } from "../../src/base/canonical.ts";
import { evidenceFor } from "../../src/forecast/evidence.ts";
import { Evidence } from "../../src/records.ts";
import { questionOf, row } from "./world.ts";

const question = questionOf([100, 200, 400, 800, 1600], 2);
const complete = [100, 200, 400].flatMap((size) =>
  ["0", "1"].map((seed) => row(size, seed, "exactMatch", size / 1000)),
);
const evidence = (rows: typeof complete) => evidenceFor(question, rows);

describe("evidenceFor", () => {
  it("lets no row of a held-out rung, of another size or of another task in, whatever is mixed in", () => {
    const sizes = fc.constantFrom(100, 200, 400, 401, 800, 1600, 3200);
    const stray = fc.record({
      size: sizes,
      seed: fc.integer({ min: 2, max: 10_000 }),
      task: fc.constantFrom("chain", "sum"),
    });
    fc.assert(
      fc.property(fc.uniqueArray(stray, { selector: (r) => r.seed, maxLength: 30 }), (strays) => {
        const extra = strays.map(({ size, seed, task }) => ({ ...row(size, String(seed), "nll", 1), task }));
        const { rows } = evidence([...extra, ...complete]);
        expect(rows.every((r) => [100, 200, 400].includes(r.nParams) && r.task === "chain")).toBe(true);
        const wanted = extra.filter((r) => r.task === "chain" && [100, 200, 400].includes(r.nParams));
        expect(rows.length).toBe(wanted.length + complete.length);
      }),
      { seed: 42 },
    );
  });

  it("refuses a run with a seed drawn by the ledger that carries an observed size", () => {
    const disguised = row(400, "e".repeat(64), "exactMatch", 0.9);
    expect(() => evidence([...complete, disguised])).toThrow(/seeds of observed runs.*drawn by the ledger/);
  });

  it("sorts by (nParams, seed, step, metric, position) and gives one digest for every order of rows", () => {
    const rows = [
      ...complete,
      row(100, "0", "nll", 1, 1),
      row(100, "0", "nll", 1, 0),
      row(100, "0", "nll", 1),
      { ...row(100, "0", "nll", 2), step: 300 },
    ];
    const expected = evidence(rows);
    expect(() => Evidence.parse(expected)).not.toThrow();
    expect(expected.digest).toBe(digest({ answers: [], rows: expected.rows }));
    expect(expected.rows.slice(0, 5).map((r) => [r.step, r.metric, r.position])).toEqual([
      [300, "nll", null],
      [600, "exactMatch", null],
      [600, "nll", null],
      [600, "nll", 0],
      [600, "nll", 1],
    ]);
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (shuffled) => {
        expect(evidence(shuffled)).toEqual(expected);
      }),
      { seed: 42 },
    );
  });

  it("on an axis of training lets nothing in behind the last observed rung, of no run, single answers included", () => {
    const at = (step: number, heldOut: boolean) => ({
      name: `s${step}`,
      nParams: 100,
      step,
      tokens: step,
      run: null,
      heldOut,
    });
    const over = { ...question, axis: "tokens" as const, rungs: [at(200, false), at(400, false), at(600, true)] };
    const rows = [100, 200, 400, 500, 600, 700].map((step) => ({ ...row(100, "0", "nll", 1), step, tokens: step }));
    const otherRun = rows.map((one) => ({ ...one, run: "another", seed: "7" }));
    const others = evidenceFor(over, [...rows, ...otherRun]).rows.filter(({ run }) => run === "another");
    expect(others.map(({ step }) => step)).toEqual([100, 200, 400]);
    const answers = [200, 400, 600].map((step) => ({
      run: "r",
      nParams: 100,
      step,
      seed: "0",
      logProb: [[-1]],
      margin: [[1]],
    }));
    const seen = evidenceFor(over, rows, answers);
    expect(seen.rows.map(({ step }) => step)).toEqual([100, 200, 400]);
    expect(seen.answers.map(({ step }) => step)).toEqual([200, 400]);
    expect(evidenceFor(over, rows).digest).not.toBe(seen.digest);
  });

  describe("of a question that names runs", () => {
    const at = (run: string, nParams: number, heldOut = false) => ({
      name: run,
      nParams,
      step: 100,
      tokens: 100,
      run,
      heldOut,
    });
    const rungs = [at("a1", 100), at("a2", 200), at("a4", 400, true)];
    const rows = [
      ["a1", 100],
      ["a2", 200],
      ["b1", 100],
      ["b15", 150],
      ["b3", 300],
      ["b4", 400],
    ].flatMap(([run, nParams]) =>
      [50, 100, 200].map((step) => ({
        ...row(nParams as number, "0", "exactMatch", 0.1),
        run: run as string,
        step,
        tokens: step,
      })),
    );
    const runsOf = (evidence: string[], axis: "nParams" | "flops" = "nParams") => [
      ...new Set(evidenceFor({ ...question, axis, rungs, evidence }, rows).rows.map(({ run }) => run)),
    ];

    it("is its own rungs' runs when it names none, at all their steps before the cut", () => {
      expect(runsOf([])).toEqual(["a1", "a2"]);
      const steps = evidenceFor({ ...question, axis: "flops", rungs, evidence: [] }, rows).rows;
      expect(steps.map(({ run, step }) => `${run} ${step}`)).toEqual(["a1 50", "a1 100", "a1 200", "a2 50", "a2 100"]);
    });

    it("is also what its patterns name, but nothing of a held-out size or beyond the largest observed one", () => {
      expect(runsOf(["b1"])).toEqual(["a1", "b1", "a2"]);
      expect(runsOf(["b*"])).toEqual(["a1", "b1", "b15", "a2"]);
      expect(runsOf(["*"], "flops")).toEqual(["a1", "b1", "b15", "a2"]);
    });
  });

  it("on an axis of compute lets no row in that cost more than the largest observed rung", () => {
    const at = (nParams: number, step: number, heldOut: boolean) => ({
      name: `n${nParams}s${step}`,
      nParams,
      step,
      tokens: step,
      run: null,
      heldOut,
    });
    const rungs = [at(100, 200, false), at(200, 200, false), at(200, 400, true), at(400, 400, true)];
    const rows = [100, 200, 400].flatMap((nParams) =>
      [100, 200, 300, 400, 800].map((step) => ({ ...row(nParams, "0", "nll", 1), step, tokens: step })),
    );
    const seen = evidenceFor({ ...question, axis: "flops", rungs }, rows).rows;
    expect(seen.map(({ nParams, step }) => `${nParams} ${step}`)).toEqual([
      "100 100",
      "100 200",
      "100 300",
      "100 400",
      "200 100",
      "200 200",
    ]);
  });

  it("names the observed rungs without rows", () => {
    expect(() => evidence(complete.filter((r) => r.nParams !== 200))).toThrow(/every observed rung.*none for r1/);
    expect(() => evidence([])).toThrow(/r0, r1, r2/);
  });

  it("refuses a row given twice", () => {
    expect(() => evidence([...complete, complete[0]!])).toThrow(/each row once.*exactMatch of run run-100-0/);
  });

  it("refuses a ladder on which size does not tell held-out rungs apart", () => {
    const twins = questionOf([100, 400, 400], 1);
    expect(() => evidenceFor(twins, complete)).toThrow(/different nParams.*r1 and r2/);
    const below = { ...question, rungs: question.rungs.map((r) => ({ ...r, heldOut: r.name === "r0" })) };
    expect(() => evidenceFor(below, complete)).toThrow(/held-out rungs larger/);
  });
});
