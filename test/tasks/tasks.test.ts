/** The built-in tasks: fixed first examples, and every answer recomputed by another route than the generator's. */
import { describe, expect, it } from "vitest";
import { fold, generator, rootKey } from "../../src/base/random.ts";
import { type Params, shuffled, type TaskDefinition } from "../../src/task/define.ts";
import { instantiate, type Task } from "../../src/task/task.ts";
import addition from "../../tasks/addition.ts";
import lookupChain from "../../tasks/lookup-chain.ts";
import operatorChain from "../../tasks/operator-chain.ts";

const make = (definition: TaskDefinition, params: Params = {}) => instantiate(definition, params, "");
const examples = (task: Task, count: number, seed = "0") => {
  const rng = generator(rootKey(seed));
  return Array.from({ length: count }, () => task.sample(rng));
};

describe("operator-chain", () => {
  const task = make(operatorChain);

  it("has the documented shape", () => {
    expect(task.spec).toMatchObject({ vocab: 76, promptLength: 10, answerLength: 8 });
    expect([task.tokens[0], task.tokens[10], task.tokens[11], task.tokens[74], task.tokens[75]]).toEqual([
      "0",
      "10",
      "f0",
      "f63",
      "=",
    ]);
  });

  it("has these first examples", () =>
    expect(examples(task, 2)).toMatchInlineSnapshot(`
      [
        {
          "answer": [
            3,
            8,
            5,
            2,
            1,
            9,
            1,
            1,
          ],
          "prompt": [
            3,
            15,
            11,
            12,
            22,
            17,
            18,
            35,
            20,
            75,
          ],
        },
        {
          "answer": [
            8,
            5,
            9,
            4,
            5,
            6,
            8,
            7,
          ],
          "prompt": [
            3,
            11,
            37,
            14,
            19,
            19,
            12,
            12,
            25,
            75,
          ],
        },
      ]
    `));

  it("applies the operators of the bank one after the other", () => {
    // The bank drawn here as 11 x 11 permutation matrices; a chain is a product of matrices applied to a unit vector.
    const rng = generator(fold(rootKey("foreshock/task/prepare"), "operator-chain"));
    const bank = Array.from({ length: 64 }, () => {
      const image = shuffled(rng, 11);
      return image.map((_, to) => image.map((y) => Number(y === to)));
    });
    for (const { prompt, answer } of examples(task, 200)) {
      expect(prompt.at(-1)).toBe(75);
      let state = Array.from({ length: 11 }, (_, i) => Number(i === prompt[0]));
      for (let i = 0; i < 8; i++) {
        state = bank[prompt[i + 1]! - 11]!.map((line) => line.reduce((sum, x, j) => sum + x * state[j]!, 0));
        expect(state.indexOf(1)).toBe(answer[i]);
      }
    }
  });

  it("keeps the bank when it grows or when frequencies change", () => {
    const images = (params: Params) => {
      const map = new Map<string, number>();
      for (const { prompt, answer } of examples(make(operatorChain, { k: 1, operators: 5, ...params }), 2000)) {
        if (prompt[1]! < 11 + 5) map.set(`${prompt[1]}(${prompt[0]})`, answer[0]!);
      }
      return Object.fromEntries([...map].sort());
    };
    expect(Object.keys(images({}))).toHaveLength(55);
    expect(images({ zipf: 0 })).toEqual(images({}));
    expect(images({ operators: 7, zipf: 0 })).toEqual(images({}));
  });

  it("draws operators with Zipf frequencies, at every place of the chain", () => {
    const counts = Array.from({ length: 8 }, () => new Array<number>(64).fill(0));
    const count = 6000;
    for (const { prompt } of examples(task, count)) for (let i = 0; i < 8; i++) counts[i]![prompt[i + 1]! - 11]!++;
    const harmonic = Array.from({ length: 64 }, (_, i) => 1 / (i + 1)).reduce((a, b) => a + b);
    for (const place of counts) {
      const chi2 = place.reduce((sum, n, i) => {
        const expected = count / (i + 1) / harmonic;
        return sum + (n - expected) ** 2 / expected;
      }, 0);
      expect(chi2).toBeLessThan(115); // the 99.99th percentile for 63 degrees of freedom
    }
  });

  it("tells the steps", () => {
    const [example] = examples(task, 1);
    const lines = task.describe(example!).split("\n").slice(2);
    expect(lines).toHaveLength(8);
    lines.forEach((line, i) => {
      const before = i === 0 ? example!.prompt[0] : example!.answer[i - 1];
      expect(line).toBe(`  ${task.tokens[example!.prompt[i + 1]!]}(${before}) = ${example!.answer[i]}`);
    });
  });
});

describe("addition", () => {
  it("has these first examples", () =>
    expect(examples(make(addition), 2)).toMatchInlineSnapshot(`
    [
      {
        "answer": [
          4,
          2,
          0,
          2,
          1,
        ],
        "prompt": [
          0,
          6,
          8,
          5,
          10,
          4,
          6,
          1,
          6,
          11,
        ],
      },
      {
        "answer": [
          1,
          6,
          4,
          9,
          0,
        ],
        "prompt": [
          2,
          3,
          1,
          9,
          10,
          9,
          2,
          3,
          0,
          11,
        ],
      },
    ]
  `));

  it.each([
    [4, 10],
    [1, 2],
    [12, 7],
    [30, 16],
  ])("adds numbers of %s digits in base %s as BigInt does", (digits, base) => {
    const task = make(addition, { digits, base });
    const value = (tokens: number[]) => tokens.reduceRight((sum, digit) => BigInt(base) * sum + BigInt(digit), 0n);
    for (const { prompt, answer } of examples(task, 100)) {
      expect([prompt[digits], prompt.at(-1)]).toEqual([base, base + 1]);
      const sum = value(prompt.slice(0, digits)) + value(prompt.slice(digits + 1, -1));
      expect(value(answer)).toBe(sum);
      expect(answer.every((digit) => digit < base)).toBe(true);
    }
  });

  it("tells digits and carries", () => {
    const text = make(addition).describe({ prompt: [4, 3, 2, 1, 10, 9, 9, 9, 9, 11], answer: [3, 3, 2, 1, 1] });
    expect(text.split("\n")).toEqual([
      "prompt  4 3 2 1 + 9 9 9 9 =",
      "answer  3 3 2 1 1",
      "  4 + 9 + carry 0: write 3, carry 1",
      "  3 + 9 + carry 1: write 3, carry 1",
      "  2 + 9 + carry 1: write 2, carry 1",
      "  1 + 9 + carry 1: write 1, carry 1",
      "  last carry: write 1",
    ]);
  });
});

describe("lookup-chain", () => {
  it("has these first examples", () =>
    expect(examples(make(lookupChain), 2)).toMatchInlineSnapshot(`
    [
      {
        "answer": [
          10,
          2,
          0,
        ],
        "prompt": [
          11,
          8,
          0,
          11,
          2,
          0,
          15,
          10,
          10,
          2,
          8,
          15,
          16,
          15,
        ],
      },
      {
        "answer": [
          13,
          3,
          6,
        ],
        "prompt": [
          3,
          6,
          6,
          0,
          4,
          13,
          13,
          3,
          0,
          14,
          14,
          4,
          16,
          4,
        ],
      },
    ]
  `));

  it.each([{}, { pairs: 2, hops: 5, keys: 2 }, { pairs: 20, hops: 8, keys: 40 }])(
    "follows the pairs shown, %j",
    (params) => {
      const task = make(lookupChain, params);
      const { hops, pairs } = task.spec.params as { hops: number; pairs: number };
      for (const { prompt, answer } of examples(task, 100)) {
        const shown = prompt.slice(0, 2 * pairs);
        const keys = shown.filter((_, i) => i % 2 === 0);
        expect(new Set(keys).size).toBe(pairs);
        expect(task.tokens[prompt.at(-2)!]).toBe("?");
        let at = prompt.at(-1)!;
        for (let hop = 0; hop < hops; hop++) {
          at = shown[2 * keys.indexOf(at) + 1]!;
          expect(answer[hop]).toBe(at);
        }
        const distinct = new Set([prompt.at(-1)!, ...answer]);
        expect(distinct.size).toBe(Math.min(hops + 1, pairs));
      }
    },
  );

  it("says when there are more pairs than keys", () => {
    expect(() => make(lookupChain, { pairs: 9, keys: 8 })).toThrow(/at least 9 keys are needed for 9 pairs, got 8/);
  });
});
