/**
 * Rewriting a string by fixed rules that keep its length: each replaces two neighbouring letters by two others.
 *
 *   prompt  d b a c d d =          a string of `length` letters, "="              length + 1 tokens
 *   answer  c b c c d a            the string after the last pass                 length tokens
 *
 * A pass reads from left to right: where a rule's left side stands, its right side is written and reading goes on behind it, otherwise
 * one letter further. Which pairs have a rule, and which, the model has to remember; where a pair begins depends on all letters before.
 */
import { defineTask, integer, shuffled } from "foreshock/task";

export default defineTask({
  name: "string-rewriting",
  description: "Rewrite a string by memorised rules on pairs of letters, in a number of passes.",
  params: { letters: 4, length: 6, rules: 6, passes: 1 },
  check: { letters: integer(2, 26), length: integer(2, 64), rules: integer(1, 676), passes: integer(1, 16) },

  tokens: ({ letters }) => [...Array.from({ length: letters }, (_, i) => String.fromCharCode(97 + i)), "="],
  promptLength: ({ length }) => length + 1,
  answerLength: ({ length }) => length,

  // Pair "xy" is the number letters x + y. All pairs get a right side, so that fewer rules are the first of more.
  prepare({ letters, rules }, rng) {
    const pairs = letters ** 2;
    if (rules > pairs) throw new Error(`${letters} letters allow at most ${pairs} rules, got ${rules}`);
    const image = new Map<number, number>();
    for (const pair of shuffled(rng, pairs)) {
      const other = rng.int(pairs - 1);
      if (image.size < rules) image.set(pair, other < pair ? other : other + 1);
    }
    return image;
  },

  sample({ letters, length, passes }, rng, image) {
    const prompt = Array.from({ length }, () => rng.int(letters));
    const answer = [...prompt];
    for (let pass = 0; pass < passes; pass++)
      for (let i = 0; i < length - 1; i++) {
        const right = image.get(letters * answer[i]! + answer[i + 1]!);
        if (right === undefined) continue;
        answer[i] = Math.floor(right / letters);
        answer[++i] = right % letters;
      }
    return { prompt: [...prompt, letters], answer };
  },

  steps({ prompt }, { letters, passes }, image) {
    const text = (pair: number) => String.fromCharCode(97 + Math.floor(pair / letters), 97 + (pair % letters));
    const rules = [...image].map(([left, right]) => `${text(left)} -> ${text(right)}`);
    return [`${passes} passes over ${prompt.length - 1} letters with the rules ${rules.join(", ")}`];
  },
});
