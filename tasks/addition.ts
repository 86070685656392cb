/**
 * Addition of two numbers, one digit per token, least significant digit first everywhere.
 *
 *   prompt  4 3 2 1 + 9 9 9 9 =    1234 + 9999                     2 digits + 2 tokens
 *   answer  3 3 2 1 1              11233                           digits + 1 tokens
 *
 * In this order digit i of the answer needs digit i of both numbers and one carry, which the answer's earlier tokens determine: every
 * step is small, and the answer is right only if all steps are.
 */
import { defineTask, integer } from "foreshock/task";

export default defineTask({
  name: "addition",
  description: "Add two numbers of a given number of digits, answer digit by digit from the least significant one.",
  params: { digits: 4, base: 10 },
  check: { digits: integer(1, 64), base: integer(2, 256) },

  tokens: ({ base }) => [...Array.from({ length: base }, (_, i) => String(i)), "+", "="],
  promptLength: ({ digits }) => 2 * digits + 2,
  answerLength: ({ digits }) => digits + 1,

  sample({ digits, base }, rng) {
    const a = Array.from({ length: digits }, () => rng.int(base));
    const b = Array.from({ length: digits }, () => rng.int(base));
    const answer: number[] = [];
    let carry = 0;
    for (let i = 0; i < digits; i++) {
      const sum = a[i]! + b[i]! + carry;
      answer.push(sum % base);
      carry = sum >= base ? 1 : 0;
    }
    return { prompt: [...a, base, ...b, base + 1], answer: [...answer, carry] };
  },

  steps({ prompt, answer }, { digits, base }) {
    let carry = 0;
    const lines = answer.slice(0, digits).map((digit, i) => {
      const [a, b] = [prompt[i]!, prompt[digits + 1 + i]!];
      const sum = `${a} + ${b} + carry ${carry}`;
      carry = a + b + carry >= base ? 1 : 0;
      return `${sum}: write ${digit}, carry ${carry}`;
    });
    return [...lines, `last carry: write ${answer[digits]}`];
  },
});
