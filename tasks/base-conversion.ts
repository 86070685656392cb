/**
 * A number of one base written in another, least significant digit first in both.
 *
 *   prompt  1 0 1 1 0 1 =          binary 101101                              digits + 1 tokens
 *   answer  1 3 2                  the same in base 4: 231                    as many digits as the largest number needs
 *
 * Where one base is a power of the other, each digit of the answer depends on a few neighbours; between other bases it depends on the
 * whole number, and a model of few layers can only remember short ones.
 */
import { defineTask, integer } from "foreshock/task";

export default defineTask({
  name: "base-conversion",
  description: "Write a number given in one base in another one.",
  params: { digits: 12, from: 2, to: 4 },
  check: { digits: integer(1, 32), from: integer(2, 256), to: integer(2, 256) },

  tokens: ({ from, to }) => [...Array.from({ length: Math.max(from, to) }, (_, i) => String(i)), "="],
  promptLength: ({ digits }) => digits + 1,
  answerLength: (params) => widthOf(params),

  prepare({ digits, from }) {
    const most = Math.floor(Math.log(2 ** 32) / Math.log(from) + 1e-9);
    if (digits > most) throw new Error(`at most ${most} digits of base ${from} stay within 2^32, got ${digits}`);
  },

  sample(params, rng) {
    const { digits, from, to } = params;
    const number = rng.int(from ** digits);
    return {
      prompt: [...digitsOf(number, from, digits), Math.max(from, to)],
      answer: digitsOf(number, to, widthOf(params)),
    };
  },

  steps({ prompt, answer }, { digits, from, to }) {
    const number = prompt.slice(0, digits).reduceRight((sum, digit) => from * sum + digit, 0);
    return answer.map((digit, i) => {
      const rest = Math.floor(number / to ** i);
      return `${rest} = ${Math.floor(rest / to)} * ${to} + ${digit}`;
    });
  },
});

function widthOf({ digits, from, to }: { digits: number; from: number; to: number }): number {
  let width = 1;
  for (let reach = to; reach < from ** digits; reach *= to) width++;
  return width;
}

function digitsOf(number: number, base: number, width: number): number[] {
  let rest = number;
  return Array.from({ length: width }, () => {
    const digit = rest % base;
    rest = (rest - digit) / base;
    return digit;
  });
}
