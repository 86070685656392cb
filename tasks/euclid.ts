/**
 * Euclid's algorithm: the remainders of one division after another, down to the greatest common divisor.
 *
 *   prompt  40 18 =                a > b > 0, one token each                      3 tokens
 *   answer  4 2 2 2                40 mod 18, 18 mod 4, and 2 again and again     length tokens
 *
 * The last remainder that is not 0 is the greatest common divisor; it fills the answer up (b itself, where b divides a). Pairs that need
 * more than `length` remainders are not asked. A step is one remainder of two numbers that stand in the tokens before.
 */
import { defineTask, integer } from "foreshock/task";

export default defineTask({
  name: "euclid",
  description: "Write the remainders of Euclid's algorithm for two numbers, ending in their greatest common divisor.",
  params: { numbers: 64, length: 4 },
  check: { numbers: integer(3, 512), length: integer(1, 16) },

  tokens: ({ numbers }) => [...Array.from({ length: numbers }, (_, i) => String(i)), "="],
  promptLength: () => 3,
  answerLength: ({ length }) => length,

  sample({ numbers, length }, rng) {
    for (;;) {
      const a = 2 + rng.int(numbers - 2);
      const b = 1 + rng.int(a - 1);
      const answer: number[] = [];
      let [last, rest] = [b, a % b];
      while (rest > 0) {
        answer.push(rest);
        [last, rest] = [rest, last % rest];
      }
      if (answer.length > length) continue;
      while (answer.length < length) answer.push(last);
      return { prompt: [a, b, numbers], answer };
    }
  },

  steps({ prompt }) {
    const lines: string[] = [];
    let [a, b] = [prompt[0]!, prompt[1]!];
    while (b > 0) {
      lines.push(`${a} = ${Math.floor(a / b)} * ${b} + ${a % b}`);
      [a, b] = [b, a % b];
    }
    return lines;
  },
});
