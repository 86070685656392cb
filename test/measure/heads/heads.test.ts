/** Scores of heads whose weights were set by hand: what they must be is known exactly. */
import { describe, expect, it } from "vitest";
import { ForeshockError } from "../../../src/base/errors.ts";
import { copying } from "../../../src/measure/heads/copying.ts";
import { headReadings } from "../../../src/measure/heads/heads.ts";
import { prefixMatching, repeatedBlocks, repeatedTokens } from "../../../src/measure/heads/prefixMatching.ts";
import { previousToken } from "../../../src/measure/heads/previousToken.ts";
import { alphabetSize } from "../../../src/measure/heads/randomTokens.ts";
import type { MakeMeter } from "../../../src/measure/meter.ts";
import type { TokenTaskSpec, TransformerSpec } from "../../../src/specs.ts";
import type { Task } from "../../../src/task/task.ts";
import { mlp, taskSpec, tiny } from "../../model/fixtures.ts";
import {
  benchOf,
  copyHead,
  type Head,
  handBuilt,
  inductionHead,
  numberTask,
  previousHead,
  read,
  streamModel,
  tokenTask,
} from "../handBuilt.ts";

const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const tokensOf = (task: Task) => task.spec as TokenTaskSpec;

/** The whole circuit: L0H0 previous token, L1H0 induction, L1H1 anti-copying and attending to everything, L0H1 dead. */
function scores(make: MakeMeter, task: Task, change: Partial<TransformerSpec> = {}, heads: Record<string, Head> = {}) {
  const model = streamModel(task, change);
  const circuit = {
    L0H0: previousHead(task),
    L1H0: inductionHead(task),
    L1H1: copyHead(tokensOf(task).vocab, -1),
    ...heads,
  };
  return read(make, benchOf(task, model), handBuilt(task, model, circuit));
}

describe.each(["learned", "shortformer"] as const)("previousToken, %s positions", (positions) => {
  it("is 1 for a head that attends to the position before, and the mean of 1 / (i + 1) for uniform attention", async () => {
    const seq = 9;
    const rows = await scores(previousToken, tokenTask(seq), { positions });
    const uniform = mean(range(seq - 1).map((i) => 1 / (i + 2)));
    expect(rows["previousToken.L0H0"]).toEqual({
      metric: "previousToken.L0H0",
      position: null,
      value: 1,
      stderr: 0,
      n: 10,
    });
    for (const head of ["L0H1", "L1H1"]) expect(rows[`previousToken.${head}`]!.value).toBeCloseTo(uniform, 6);
    expect(rows.previousToken).toEqual({ ...rows["previousToken.L0H0"], metric: "previousToken" });
    expect(Object.keys(rows).length).toBe(5);
  });
});

describe("prefixMatching", () => {
  it.each(["learned", "shortformer"] as const)("is 1 for an induction head, %s positions", async (positions) => {
    const task = tokenTask(16, 7, 6);
    const rows = await scores(prefixMatching, task, { positions });
    expect(rows["prefixMatching.L1H0"]).toMatchObject({ value: 1, stderr: 0, n: 10 });
    expect(rows.prefixMatching!.value).toBe(1);
    expect(rows["prefixMatching.L0H0"]!.value).toBeLessThan(1e-6);
    const { block, repeats } = repeatedBlocks(tokensOf(task));
    expect([block, repeats]).toEqual([6, 2]);
    const uniform = mean(range(block).map((m) => 1 / (1 + 1 + block + m)));
    expect(rows["prefixMatching.L1H1"]!.value).toBeCloseTo(uniform, 6);
  });

  it("is 0 for a head that attends to the earlier copy itself instead of to what followed", async () => {
    const task = tokenTask(16, 7, 6);
    const { vocab } = tokensOf(task);
    const same = { q: range(vocab).map((v): [number, number, number] => [v, v, 1000]), k: copyHead(vocab).v! };
    const rows = await scores(prefixMatching, task, {}, { L1H0: same });
    expect(rows["prefixMatching.L1H0"]!.value).toBeLessThan(1e-6);
  });

  it("shortens the published probe to what fits, and states what it took", () => {
    const blocks = (words: number, seq: number, alphabet = words) => {
      const { block, repeats, seq: length } = repeatedBlocks(tokensOf(tokenTask(seq, words, alphabet)));
      return [block, repeats, length];
    };
    expect(blocks(60, 200)).toEqual([25, 4, 101]);
    expect(blocks(60, 101)).toEqual([25, 4, 101]);
    expect(blocks(60, 85)).toEqual([25, 3, 76]);
    expect(blocks(60, 48)).toEqual([23, 2, 47]);
    expect(blocks(8, 100)).toEqual([7, 4, 29]);
    expect(blocks(9, 100, 8)).toEqual([8, 4, 33]);
    expect(blocks(3, 5)).toEqual([2, 2, 5]);
  });

  it("repeats different ordinary tokens behind a token the block does not hold, the same ones every time", () => {
    for (const task of [tokenTask(40, 12), tokenTask(40, 12, 9)].map(tokensOf)) {
      const { block, seq } = repeatedBlocks(task);
      const all = repeatedTokens(task);
      expect(all).toEqual(repeatedTokens(task));
      expect(all.length).toBe(10 * seq);
      const rows = range(10).map((x) => [...all.subarray(x * seq, (x + 1) * seq)]);
      for (const [start, ...rest] of rows) {
        expect(new Set(rest.slice(0, block)).size).toBe(block);
        expect(rest.every((token, i) => token === rest[i % block] && token < alphabetSize(task))).toBe(true);
        expect(rest).not.toContain(start);
        if (alphabetSize(task) < task.vocab) expect(start).toBe(alphabetSize(task));
      }
      expect(new Set(rows.map(String)).size).toBeGreaterThan(5);
    }
  });
});

describe("copying", () => {
  it.each([
    ["plain", {}],
    ["tied", { tied: true }],
    ["LayerNorm", { layerNorm: true }],
  ])(
    "%s: 1 for a head that copies, -1 for one that suppresses, none for one that writes nothing",
    async (_name, change) => {
      const rows = await scores(copying, tokenTask(12), change, { L0H0: {} });
      expect(rows["copying.L1H0"]!.value).toBeCloseTo(1, 6);
      expect(rows["copying.L1H1"]!.value).toBeCloseTo(-1, 6);
      expect(rows.copying).toEqual({ ...rows["copying.L1H0"], metric: "copying" });
      expect(Object.keys(rows)).toEqual(["copying", "copying.L1H0", "copying.L1H1"]);
      expect(rows.copying!.n).toBe(10);
    },
  );

  it("is 4 / (m + 1) - 1 when m tokens of the sample are raised alike, whatever the strength", async () => {
    const [words, alphabet, seq] = [12, 6, 9];
    const all = range(alphabet).flatMap((v) => range(alphabet).map((u): [number, number, number] => [v, u, 3]));
    const everything = { v: copyHead(alphabet).v!, o: all };
    const rows = await scores(copying, tokenTask(seq, words, alphabet), {}, { L1H0: everything });
    expect(rows["copying.L1H0"]!.value).toBeCloseTo(4 / (alphabet + 1) - 1, 6);
  });

  it("weighs tokens by how much they are raised: half of the sample copied, half shifted by one", async () => {
    const words = 6;
    const o = range(words).map((v): [number, number, number] => (v < 3 ? [v, v, 1] : [v, (v + 1) % words, 2]));
    const rows = await scores(copying, tokenTask(words, words), {}, { L1H0: { v: copyHead(words).v!, o } });
    const [own, total] = [3 * (1 - 1 / words), 9 * (1 - 1 / words)];
    expect(rows["copying.L1H0"]!.value).toBeCloseTo((4 * own) / (own + total) - 1, 6);
  });
});

describe("headReadings", () => {
  it("averages over examples, leaves out what is no number, and repeats the largest head", () => {
    const spec = { ...tiny, nLayers: 1, nHeads: 3 };
    expect(headReadings("copying", spec, [1, 5, NaN, 2, NaN, NaN])).toEqual([
      { metric: "copying", position: null, value: 5, stderr: null, n: 1 },
      { metric: "copying.L0H0", position: null, value: 1.5, stderr: 0.5, n: 2 },
      { metric: "copying.L0H1", position: null, value: 5, stderr: null, n: 1 },
    ]);
    expect(headReadings("copying", spec, [NaN, NaN, NaN])).toEqual([]);
  });
});

describe("what they need", () => {
  const failure = async (make: MakeMeter, task: Task, model: Parameters<typeof benchOf>[1]) => {
    const error: unknown = await make(benchOf(task, model)).then(
      () => null,
      (reason) => reason,
    );
    expect(error).toBeInstanceOf(ForeshockError);
    expect((error as ForeshockError).kind).toBe("usage");
    return (error as ForeshockError).message;
  };

  it("a transformer", async () => {
    for (const make of [previousToken, prefixMatching, copying])
      expect(await failure(make, tokenTask(10), mlp)).toMatch(/a transformer is required, got "a model of kind mlp"/);
  });

  it("tokens, but for the previous-token score", async () => {
    for (const make of [prefixMatching, copying])
      expect(await failure(make, numberTask(6), tiny)).toMatch(/a task of tokens is required, got .*numbers/);
    const meter = await previousToken(benchOf(numberTask(6), tiny));
    await meter.release();
  });

  it("enough positions and tokens", async () => {
    const model = { ...tiny, tied: false };
    expect(await failure(previousToken, tokenTask(1), model)).toMatch(/2 positions is required, got 1/);
    expect(await failure(prefixMatching, tokenTask(4), model)).toMatch(/5 positions are required .* got .*4 positions/);
    expect(await failure(prefixMatching, tokenTask(30, 2), model)).toMatch(/3 tokens .* got "2 tokens/);
    expect(await failure(copying, tokenTask(1), model)).toMatch(/2 positions are required, got .* 1 positions/);
    expect(repeatedBlocks(taskSpec({ vocab: 3, promptLength: 1, answerLength: 5 })).block).toBe(2);
  });

  it("finite weights", async () => {
    const task = tokenTask(10);
    const model = streamModel(task);
    const weights = handBuilt(task, model, {});
    weights["layer1.attn.wo"]!.data[3] = NaN;
    await expect(read(copying, benchOf(task, model), weights)).rejects.toThrow(
      /finite weights .* in layer1.attn.wo, got NaN/,
    );
  });
});
