import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generator, rootKey } from "../../src/base/random.ts";
import { defineTask, integer, type Params, real, type TaskDefinition } from "../../src/task/define.ts";
import { instantiate } from "../../src/task/task.ts";

const echo = defineTask({
  name: "echo",
  description: "Repeat a digit.",
  params: { base: 10, sharpness: 1.5, mode: "plain", loud: false },
  check: { base: integer(2, 20), sharpness: real(0, 2) },
  tokens: ({ base }) => Array.from({ length: base }, (_, i) => `d${i}`),
  promptLength: () => 1,
  answerLength: () => 2,
  sample({ base }, rng) {
    const digit = rng.int(base);
    return { prompt: [digit], answer: [digit, digit] };
  },
  steps: ({ prompt }) => [`again ${prompt[0]}`],
});

const changed = (change: Partial<TaskDefinition>): TaskDefinition => ({ ...(echo as TaskDefinition), ...change });
const message = (definition: TaskDefinition, params: Params = {}) => {
  try {
    instantiate(definition, params, "source");
  } catch (error) {
    expect(error).toMatchObject({ name: "ForeshockError", kind: "usage" });
    return (error as Error).message;
  }
  return "no error";
};

describe("instantiate", () => {
  it("fills in defaults and states the shape", () => {
    const { spec, tokens } = instantiate(echo, { base: 3 }, "source");
    expect(spec).toEqual({
      kind: "tokens",
      name: "echo",
      params: { base: 3, sharpness: 1.5, mode: "plain", loud: false },
      vocab: 3,
      promptLength: 1,
      answerLength: 2,
      success: { kind: "exactMatch" },
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(tokens).toEqual(["d0", "d1", "d2"]);
  });

  it("describes an example in words, with its steps", () => {
    const task = instantiate(echo, {}, "source");
    expect(task.describe({ prompt: [4], answer: [4, 4] })).toBe("prompt  d4\nanswer  d4 d4\n  again 4");
  });

  it.each<[string, Params, RegExp]>([
    ["an unknown setting", { bas: 3 }, /settings are base, sharpness, mode, loud, got "bas"/],
    ["another type", { base: "3" }, /base must be a number, got "3"/],
    ["another type for a switch", { loud: 1 }, /loud must be a boolean, got 1/],
    ["a value below its range", { base: 1 }, /base must be a whole number from 2 to 20, got 1/],
    ["a value above its range", { sharpness: 2.1 }, /sharpness must be a number from 0 to 2, got 2.1/],
    ["a fraction where whole numbers belong", { base: 2.5 }, /whole number from 2 to 20, got 2.5/],
    ["NaN", { sharpness: Number.NaN }, /sharpness must be a finite number, got NaN/],
    ["a name from Object.prototype", { toString: 1 }, /settings are .*, got "toString"/],
  ])("refuses %s", (_, params, expected) => expect(message(echo, params)).toMatch(expected));

  it.each<[string, Partial<TaskDefinition>, RegExp]>([
    ["a short answer", { sample: () => ({ prompt: [0], answer: [0] }) }, /sample must give 2 answer tokens, got 1/],
    [
      "a long prompt",
      { sample: () => ({ prompt: [0, 0], answer: [0, 0] }) },
      /sample must give 1 prompt tokens, got 2/,
    ],
    [
      "a token outside",
      { sample: () => ({ prompt: [10], answer: [0, 0] }) },
      /prompt tokens must be .* 0 to 9, got 10/,
    ],
    ["a negative token", { sample: () => ({ prompt: [0], answer: [0, -1] }) }, /answer tokens must be .*, got -1/],
    ["NaN as token", { sample: () => ({ prompt: [Number.NaN], answer: [0, 0] }) }, /prompt tokens must be .*, got NaN/],
    ["the same word twice", { tokens: () => ["a", "b", "a"] }, /tokens must differ, got "a"/],
    ["no words", { tokens: () => [] }, /vocab must be valid/],
    ["a length of zero", { answerLength: () => 0 }, /answerLength must be valid/],
    ["an unknown success", { success: () => ({ kind: "luck" }) as never }, /success.kind must be valid/],
    ["k above the answer's length", { success: () => ({ kind: "kOfN", k: 3 }) }, /kOfN needs k of at most .* 2, got 3/],
    [
      "choices for two tokens",
      { success: () => ({ kind: "multipleChoice", options: [0, 1] }) },
      /needs answerLength 1/,
    ],
    [
      "a function that throws",
      {
        prepare: () => {
          throw new Error("too few");
        },
      },
      /must work with these settings, got too few/,
    ],
  ])("refuses %s", (_, change, expected) => expect(message(changed(change))).toMatch(expected));

  it("checks multiple choice: options in the vocabulary, the answer among them", () => {
    const choice = (options: number[]) =>
      changed({
        answerLength: () => 1,
        success: () => ({ kind: "multipleChoice", options }),
        sample: () => ({ prompt: [0], answer: [1] }),
      });
    expect(message(choice([0, 1]))).toBe("no error");
    expect(message(choice([0, 10]))).toMatch(/options must be below vocab 10, got 10/);
    expect(message(choice([0, 2]))).toMatch(/must be one of the options, got 1/);
  });

  it("notices a sample that draws other randomness than rng", () => {
    let calls = 0;
    const sample = () => ({ prompt: [calls++ % 10], answer: [0, 0] });
    expect(message(changed({ sample }))).toMatch(/sample must depend on rng alone/);
  });

  it("gives prepare a stream that depends on the name alone", () => {
    const bank: number[] = [];
    const prepare = (_: Params, rng: { int(n: number): number }) => void bank.push(rng.int(1e9));
    instantiate(changed({ prepare }), {}, "a");
    instantiate(changed({ prepare }), { base: 3 }, "b");
    instantiate(changed({ prepare, name: "echo2" }), {}, "a");
    expect(bank[0]).toBe(bank[1]);
    expect(bank[2]).not.toBe(bank[0]);
  });
});

describe("fingerprint", () => {
  const print = (definition: TaskDefinition, params: Params, source: string) =>
    instantiate(definition, params, source).spec.fingerprint;

  it("is the same for the same task, whatever the line ends", () => {
    expect(print(echo, {}, "a\nb")).toBe(print(echo, { base: 10 }, "a\r\nb"));
    expect(print(echo, {}, "source")).toBe("04b18361d501a8e2ea11c0696601d822f0420e25c571700292dbb986ec3098ac");
  });

  it("changes when one character of the source, one setting or the examples change", () => {
    const prints = [
      print(echo, {}, "source"),
      print(echo, {}, "sourcf"),
      print(echo, { loud: true }, "source"),
      print(echo, { sharpness: 1.25 }, "source"),
      print(changed({ name: "echo2" }), {}, "source"),
      print(changed({ sample: () => ({ prompt: [1], answer: [1, 1] }) }), {}, "source"),
    ];
    expect(new Set(prints).size).toBe(prints.length);
  });

  it("changes with any one-character edit", () => {
    const edit = fc.tuple(fc.string({ minLength: 1 }), fc.nat(), fc.integer({ min: 33, max: 126 }));
    fc.assert(
      fc.property(edit, ([source, at, code]) => {
        const i = at % source.length;
        const edited = source.slice(0, i) + String.fromCharCode(code) + source.slice(i + 1);
        expect(print(echo, {}, edited) === print(echo, {}, source)).toBe(edited === source);
      }),
      { seed: 42, numRuns: 40 },
    );
  });

  it("leaves sampling with a given rng alone", () => {
    const rng = () => generator(rootKey("0"));
    expect(instantiate(echo, {}, "a").sample(rng())).toEqual(instantiate(echo, {}, "b").sample(rng()));
  });
});
