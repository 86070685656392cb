/** Questions about imported results: nothing drawn, rows sealed after the close, level L0; and no way round either kind's rules. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical } from "../../src/base/canonical.ts";
import { type ImportedRun, sealImported, startHeldOut } from "../../src/ledger/heldOut.ts";
import { bodyOf } from "../../src/ledger/kinds.ts";
import { append, questionStates } from "../../src/ledger/ledger.ts";
import { closeQuestion } from "../../src/ledger/question.ts";
import { primaries, stageOf } from "../../src/ledger/state.ts";
import { verify } from "../../src/ledger/verify.ts";
import { heldOutSteps } from "../../src/question/imported.ts";
import type { Question } from "../../src/records.ts";
import { nextStep } from "../../src/study/nextCommand.ts";
import { commitTwo, heldRow, now, type Played, play, start } from "../ledger/fixture.ts";
import { madeRow } from "../made/row.ts";

const IMPORTED: Partial<Question> = {
  task: {
    kind: "external",
    name: "chain",
    params: {},
    answerLength: null,
    success: { kind: "unknown" },
    fingerprint: "c".repeat(64),
  },
  family: "toy",
  rungs: [
    { name: "s", nParams: 1000, step: 100, tokens: 6400, run: "r0", heldOut: false },
    { name: "m", nParams: 4000, step: 100, tokens: 6400, run: "r1", heldOut: false },
    { name: "l", nParams: 16000, step: 100, tokens: 6400, run: "big/0-shot", heldOut: true },
  ],
};

const held = (seed: string, over = {}) => madeRow({ run: "big/0-shot", nParams: 16000, seed, value: 0.5, ...over });
const RUNS: ImportedRun[] = ["0", "7"].map((seed, index) => ({
  index,
  seed,
  rows: [held(seed, { step: 50 }), held(seed)],
}));
const closed = (over = {}) => play(start({ ...IMPORTED, ...over }), "close");
const seal = ({ ledger, secrets, id }: Played, runs: readonly ImportedRun[]) =>
  sealImported({ ledger, secrets, now }, id, runs);
const stateOf = ({ ledger }: Played) => questionStates(ledger)[0]!;
const first = (over: Partial<ImportedRun>): ImportedRun[] => [{ ...RUNS[0]!, ...over }];

describe("a question about imported results", () => {
  it("goes from evidence to sealed rows, and verifies at L0 as retrodictions", () => {
    const played = start(IMPORTED);
    const next = () => nextStep(stateOf(played));
    expect(next()).toBe("foreshock forecast chain --by stacking");
    commitTwo(played);
    expect(next()).toBe("foreshock close chain");
    closeQuestion(played, played.id);
    expect(next()).toBe("foreshock import <source> <path and options as before> --as toy --question chain");
    expect(nextStep(stateOf(played), "table t.csv --as toy")).toBe(
      "foreshock import table t.csv --as toy --question chain",
    );
    seal(played, RUNS);
    expect([stageOf(stateOf(played)), next()]).toEqual(["sealed", "foreshock score chain"]);
    expect(primaries(stateOf(played)).map((commit) => commit.retrodiction)).toEqual([true, true]);
    const { ok, levels, checks } = verify(played.dir);
    expect([ok, levels.map(({ level }) => level)]).toEqual([true, ["L0", "L0"]]);
    expect(checks.find(({ id }) => id === "seeds")!.value).toBe(
      "0 drawn, recomputed; 2 of imported results, nothing drawn",
    );
    expect(checks.find(({ id }) => id === "states")!.value).toContain("L0: the imported results existed before");
  });

  it("adds nothing when sealed again, and completes what a crash cut short", () => {
    const whole = closed();
    seal(whole, RUNS);
    const lines = whole.ledger.lines.length;
    seal(whole, RUNS);
    expect(whole.ledger.lines).toHaveLength(lines);
    const half = closed();
    seal(half, RUNS.slice(0, 1));
    append(half, () => [
      { kind: "held-start", body: { question: half.id, index: 1, rung: "l", seed: "7", runKey: "l-7" } },
    ]);
    expect(stageOf(stateOf(half))).toBe("running");
    seal(half, RUNS);
    expect(stageOf(stateOf(half))).toBe("sealed");
    expect(verify(half.dir).ok).toBe(true);
  });

  const refusing = closed();
  it.each<[string, ImportedRun[], RegExp]>([
    ["an index it does not have", first({ index: 2 }), /the index of a held-out run is required, got 2/],
    ["a seed that is no small number", first({ seed: "a", rows: [held("a")] }), /seed|64 hex digits/],
    ["rows of another run", first({ rows: [held("0", { run: "r1" })] }), /rows of run big\/0-shot.*got \["r1"/],
    ["rows of another size", first({ rows: [held("0", { nParams: 4000 })] }), /16000 parameters/],
    ["rows of another task", first({ rows: [held("0", { task: "other" })] }), /task chain, steps 0 to 100/],
    ["rows of another seed", first({ rows: [held("1")] }), /seed 0/],
    ["later rows", first({ rows: [held("0", { step: 101 })] }), /steps 0 to 100 is required, got .*101\]/],
    ["no rows", first({ rows: [] }), /at least one measurement/],
    ["one seed twice", [RUNS[0]!, { ...RUNS[0]!, index: 1 }], /a run of its own|each seed of a rung once/],
  ])("refuses %s and writes nothing", (_, runs, message) => {
    const before = refusing.ledger.lines.length;
    expect(() => seal(refusing, runs)).toThrow(message);
    expect(stateOf(refusing).runs.size).toBe(0);
    expect(refusing.ledger.lines).toHaveLength(before);
  });

  it("refuses other rows or another seed for what is sealed", () => {
    const played = closed();
    seal(played, RUNS.slice(0, 1));
    expect(() => seal(played, first({ rows: [held("0", { value: 0.9 })] }))).toThrow(
      /held-start are allowed now, got "sealed"/,
    );
    expect(() => seal(played, first({ seed: "3", rows: [held("3")] }))).toThrow(/one start per held-out run/);
  });

  it("refuses to seal before the close", () => {
    expect(() => seal(play(start(IMPORTED), "commit"), RUNS)).toThrow(
      /commit, withdraw, close are allowed now, got "held-start"/,
    );
  });

  it("gives each step of a run to one rung only, where a run's own later training is asked about", () => {
    const rung = (name: string, step: number) => ({ ...IMPORTED.rungs![1]!, name, step, tokens: 64 * step });
    const heldOut = (name: string, step: number) => ({ ...rung(name, step), heldOut: true });
    const rungs = [rung("m", 100), heldOut("l", 200), heldOut("xl", 300)];
    const played = start({ ...IMPORTED, axis: "tokens", numSeeds: 1, rungs });
    const { question } = stateOf(played);
    expect(question.rungs.map((one) => heldOutSteps(question, one))).toEqual([
      { after: -1, upTo: 100 },
      { after: 100, upTo: 200 },
      { after: 200, upTo: 300 },
    ]);
    const early = held("0", { run: "r1", nParams: 4000, step: 200 });
    expect(() => seal(played, [{ index: 1, seed: "0", rows: [early] }])).toThrow(/steps 201 to 300 is required/);
  });

  it("needs the run of every rung", () => {
    const rungs = IMPORTED.rungs!.map((rung) => ({ ...rung, run: null }));
    expect(() => start({ ...IMPORTED, rungs })).toThrow(
      /the run of every rung of an import is required, got "none for s"/,
    );
  });
});

describe("neither kind passes for the other", () => {
  const startLine = (played: Played, seed: string, runKey: string) =>
    append(played, () => [{ kind: "held-start", body: { question: played.id, index: 0, rung: "l", seed, runKey } }]);

  it("a trained run needs a drawn seed", () => {
    const played = play(start(), "close");
    expect(() => startLine(played, "0", "l-0")).toThrow(/a drawn seed of 64 hex digits is required, got "0"/);
    expect(() => seal(played, [{ index: 0, seed: "0", rows: [heldRow("0", 0)] }])).toThrow(/rows of run l-0/);
  });

  it("an imported run needs the import's seed and its own name", () => {
    const played = closed();
    expect(() => startLine(played, "f".repeat(64), "l-0")).toThrow(/a seed of the import, a decimal number,/);
    expect(() => startLine(played, "0", "h0")).toThrow(/run key l-0 is required, got "h0"/);
    const { ledger, id, secrets } = played;
    expect(() => startHeldOut({ ledger, secrets, now }, id, { index: 0, runKey: "l-0" })).toThrow(
      /a seed of the import/,
    );
  });
});

describe("one flipped bit in a sealed file of imported rows", () => {
  const played = closed();
  seal(played, RUNS);
  const files = ["chain/sealed/l-0.json", "chain/sealed/l-7.json"];
  const original = new Map(files.map((file) => [file, readFileSync(path.join(played.dir, file))]));

  it("is caught, and the file is named", () => {
    const place = fc
      .constantFrom(...files)
      .chain((file) => fc.tuple(fc.constant(file), fc.nat({ max: 8 * original.get(file)!.length - 1 })));
    fc.assert(
      fc.property(place, ([file, bit]) => {
        const bytes = Buffer.from(original.get(file)!);
        bytes[bit >> 3]! ^= 1 << (bit & 7);
        writeFileSync(path.join(played.dir, file), bytes);
        const { ok, firstBad } = verify(played.dir);
        writeFileSync(path.join(played.dir, file), original.get(file)!);
        return !ok && firstBad!.id === "sealed" && firstBad!.value.startsWith(`${file}:`);
      }),
      { seed: 20261121, numRuns: 60 },
    );
    expect(verify(played.dir).ok).toBe(true);
  });

  it("starts lines that say index, rung, seed and name", () => {
    const bodies = played.ledger.entries
      .filter(({ kind }) => kind === "held-start")
      .map((e) => bodyOf(e, "held-start"));
    expect(canonical(bodies)).toBe(
      canonical(
        ["0", "7"].map((seed, index) => ({ question: played.id, index, rung: "l", seed, runKey: `l-${seed}` })),
      ),
    );
  });
});
