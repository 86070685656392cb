/**
 * A number times one digit, one digit per token, least significant digit first everywhere.
 *
 *   prompt  4 3 2 1 * 7 =          1234 * 7                        digits + 3 tokens
 *   answer  8 3 6 8 0              08638                           digits + 1 tokens
 *
 * In this order digit i of the answer needs digit i of the number, the factor and one carry; unlike in addition the carry has as many
 * values as the base, and a product has to be known before it can be added.
 */
import { defineTask, integer } from "foreshock/task";

export default defineTask({
  name: "digit-multiplication",
  description: "Multiply a number by one digit, answer digit by digit from the least significant one.",
  params: { digits: 4, base: 10 },
  check: { digits: integer(1, 64), base: integer(2, 256) },

  tokens: ({ base }) => [...Array.from({ length: base }, (_, i) => String(i)), "*", "="],
  promptLength: ({ digits }) => digits + 3,
  answerLength: ({ digits }) => digits + 1,

  sample({ digits, base }, rng) {
    const number = Array.from({ length: digits }, () => rng.int(base));
    const factor = rng.int(base);
    const answer: number[] = [];
    let carry = 0;
    for (const digit of number) {
      const product = digit * factor + carry;
      answer.push(product % base);
      carry = Math.floor(product / base);
    }
    return { prompt: [...number, base, factor, base + 1], answer: [...answer, carry] };
  },

  steps({ prompt, answer }, { digits, base }) {
    const factor = prompt[digits + 1]!;
    let carry = 0;
    const lines = answer.slice(0, digits).map((digit, i) => {
      const product = `${prompt[i]} * ${factor} + carry ${carry}`;
      carry = Math.floor((prompt[i]! * factor + carry) / base);
      return `${product}: write ${digit}, carry ${carry}`;
    });
    return [...lines, `last carry: write ${answer[digits]}`];
  },
});
