/** What every task's test does: settings and seeds drawn by fast-check, prompt and answer as words, and the answer by another route. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { generator, rootKey } from "../../src/base/random.ts";
import type { Example, Params, TaskDefinition } from "../../src/task/define.ts";
import { instantiate, type Task } from "../../src/task/task.ts";
import { root } from "../root.ts";

/** Returns the words of the answer to a prompt given in words. */
export type Oracle<P> = (prompt: string[], params: P) => string[];

/** What a test says of a task: how settings are drawn, the other route to the answer, and the settings of the picture in its file. */
export type Claim<P> = { definition: unknown; params: fc.Arbitrary<P>; oracle: Oracle<P>; picture: Params };

/** Returns a task with these settings. */
export const make = (definition: unknown, params: Params = {}): Task =>
  instantiate(definition as TaskDefinition, params, "");

/** Returns `count` examples of a task. */
export function examples(task: Task, count: number, seed = "0"): Example[] {
  const rng = generator(rootKey(seed));
  return Array.from({ length: count }, () => task.sample(rng));
}

/** Returns tokens as their words. */
export const words = (task: Task, tokens: number[]): string[] => tokens.map((token) => task.tokens[token]!);

/** Declares the tests every task has: answers, lengths, the picture in the file's comment, and balance where it is a choice. */
export function answersAre<P extends Params>({ definition, params, oracle, picture }: Claim<P>): void {
  it("has the answers that another route gives, on any settings", () => {
    const property = fc.property(params, fc.nat(), (drawn, seed) => {
      const task = make(definition, drawn);
      for (const { prompt, answer } of examples(task, 12, String(seed))) {
        expect(words(task, answer)).toEqual(oracle(words(task, prompt), task.spec.params as P));
        expect(task.describe({ prompt, answer }).split("\n").length).toBeGreaterThan(2);
      }
    });
    fc.assert(property, { numRuns: 30 });
  });

  it("has a picture that is true and has the task's lengths", () => {
    const task = make(definition, picture);
    const [prompt, answer] = pictureOf(task.spec.name);
    expect([prompt.length, answer.length]).toEqual([task.spec.promptLength, task.spec.answerLength]);
    for (const word of [...prompt, ...answer]) expect(task.tokens).toContain(word);
    expect(answer).toEqual(oracle(prompt, task.spec.params as P));
  });

  const { success } = make(definition).spec;
  if (success.kind === "multipleChoice") it("asks every choice equally often", () => balanced(definition, params));
}

function balanced(definition: unknown, params: fc.Arbitrary<Params>): void {
  for (const drawn of [{}, ...fc.sample(params, 2)]) {
    const task = make(definition, drawn);
    const options = task.spec.success.kind === "multipleChoice" ? task.spec.success.options : [];
    const answers = examples(task, 4000).map(({ answer }) => answer[0]);
    for (const option of options) {
      const share = answers.filter((answer) => answer === option).length / answers.length;
      expect(Math.abs(share - 1 / options.length)).toBeLessThan(0.05 / options.length + 0.01);
    }
  }
}

// A picture's words end where three spaces begin.
function pictureOf(name: string): [string[], string[]] {
  const text = readFileSync(`${root}/tasks/${name}.ts`, "utf8");
  const line = (part: string) => new RegExp(`^ \\*   ${part} +(.+?)(?: {3,}|$)`, "m").exec(text)![1]!.split(/ +/);
  return [line("prompt"), line("answer")];
}
