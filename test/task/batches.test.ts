import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../src/base/canonical.ts";
import { fold, rootKey } from "../../src/base/random.ts";
import { evaluationSet, examplesIn, seqLengthOf, trainingBatch } from "../../src/task/batches.ts";
import { defineTask, integer } from "../../src/task/define.ts";
import { instantiate } from "../../src/task/task.ts";
import addition from "../../tasks/addition.ts";
import operatorChain from "../../tasks/operator-chain.ts";

const key = fold(rootKey("0"), "train");
const chain = instantiate(operatorChain, {}, "");
const row = (array: Int32Array | Float32Array, i: number, width: number) => [
  ...array.subarray(i * width, (i + 1) * width),
];

const pick = instantiate(
  defineTask({
    name: "pick",
    description: "Repeat one of n things.",
    params: { n: 100 },
    check: { n: integer(1, 100_000) },
    tokens: ({ n }) => Array.from({ length: n }, (_, i) => `t${i}`),
    promptLength: () => 1,
    answerLength: () => 1,
    sample({ n }, rng) {
      const token = rng.int(n);
      return { prompt: [token], answer: [token] };
    },
  }),
  {},
  "",
);

describe("evaluationSet", () => {
  it("has distinct prompts, fixed by name and params alone", () => {
    const set = evaluationSet(chain, 512);
    expect(set.numExamples).toBe(512);
    expect([set.input.length, set.target.length]).toEqual([512 * 17, 512 * 8]);
    expect(examplesIn(chain, set).size).toBe(512);
    expect(evaluationSet(instantiate(operatorChain, {}, "another source"), 512)).toEqual(set);
    expect(evaluationSet(instantiate(operatorChain, { zipf: 0.5 }, ""), 512).input).not.toEqual(set.input);
    expect(sha256(new Uint8Array(set.input.buffer))).toBe(
      "68055e7cd9f7d8790de6c25f79f64cf7c25f1e8b4b8328dd3ff349835528cf9c",
    );
  });

  it("is a prefix of a longer one", () => {
    const [few, many] = [evaluationSet(chain, 20), evaluationSet(chain, 50)];
    expect(many.input.subarray(0, few.input.length)).toEqual(few.input);
    expect(many.target.subarray(0, few.target.length)).toEqual(few.target);
  });

  it("feeds the prompt and the answer but its last token, and asks for the whole answer", () => {
    const task = instantiate(addition, {}, "");
    const { input, target } = evaluationSet(task, 40);
    const seqLength = seqLengthOf(task.spec);
    expect(seqLength).toBe(14);
    for (let i = 0; i < 40; i++) {
      const answer = row(target, i, 5);
      expect(row(input, i, seqLength).slice(10)).toEqual(answer.slice(0, 4));
      const number = (digits: number[]) => digits.reduceRight((sum, digit) => 10 * sum + digit, 0);
      const prompt = row(input, i, seqLength);
      expect(number(prompt.slice(0, 4)) + number(prompt.slice(5, 9))).toBe(number(answer));
    }
  });

  it("takes every prompt of a small task, and says so when there are too few", () => {
    expect(examplesIn(pick, evaluationSet(pick, 100)).size).toBe(100);
    expect(() => evaluationSet(pick, 101)).toThrow(
      /task pick: 101 different evaluation examples are required, got 100/,
    );
  });
});

describe("trainingBatch", () => {
  const excluded = examplesIn(chain, evaluationSet(chain, 512));

  it("is the same for the same key and step, and different otherwise", () => {
    fc.assert(
      fc.property(fc.nat(10_000), (step) => {
        const batch = trainingBatch(chain, excluded, key, step, 8);
        expect(trainingBatch(chain, excluded, key, step, 8)).toEqual(batch);
        expect(trainingBatch(chain, excluded, key, step + 1, 8)).not.toEqual(batch);
        expect(trainingBatch(chain, excluded, fold(key, 1), step, 8)).not.toEqual(batch);
      }),
      { seed: 42, numRuns: 30 },
    );
    const { input } = trainingBatch(chain, excluded, key, 7, 64);
    expect(sha256(new Uint8Array(input.buffer))).toBe(
      "b48aeab6d3c34b89a7efdeb24c6390928b5b985132591015218d739ef152fcb7",
    );
  });

  it("never shows an evaluation prompt in 1000 batches, though chance alone would", () => {
    const small = instantiate(operatorChain, { k: 2, operators: 8 }, ""); // 11 * 8 * 8 = 704 prompts
    const held = examplesIn(small, evaluationSet(small, 200));
    let met = 0;
    for (let step = 0; step < 1000; step++) {
      const seen = examplesIn(small, { ...trainingBatch(small, held, key, step, 16), numExamples: 16 });
      for (const prompt of seen) if (held.has(prompt)) met++;
    }
    expect(met).toBe(0);
    const open = trainingBatch(small, new Set(), key, 0, 200);
    const free = examplesIn(small, { ...open, numExamples: 200 });
    expect([...free].some((prompt) => held.has(prompt))).toBe(true);
  });

  it("trains on the little that is left, and says so when nothing is", () => {
    const left = examplesIn(pick, evaluationSet(pick, 90));
    expect(new Set(trainingBatch(pick, left, key, 0, 64).input).size).toBeLessThanOrEqual(10);
    const all = examplesIn(pick, evaluationSet(pick, 100));
    expect(() => trainingBatch(pick, all, key, 0, 64)).toThrow(
      /64 training examples outside the 100 evaluation examples are required, got 0/,
    );
  });

  it("tells prompts with tokens of more than 16 bits apart", () => {
    const big = { ...pick, spec: { ...pick.spec, vocab: 200_000, promptLength: 2 } };
    const input = Int32Array.from([1, 2, 65_537, 2, 65_535, 1, 65_535, 65_537, 131_073, 2]);
    expect(examplesIn(big, { input, target: new Int32Array(5), numExamples: 5 }).size).toBe(5);
  });
});
