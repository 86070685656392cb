/**
 * The larger of two numbers minus the smaller, one digit per token, least significant digit first everywhere.
 *
 *   prompt  3 0 0 1 - 7 4 9 0 =    1003 - 947                      2 digits + 2 tokens
 *   answer  6 5 0 0                56                              digits tokens
 *
 * In this order digit i of the answer needs digit i of both numbers and one borrow, which the digits before it determine; the first
 * number is never the smaller one, so nothing is borrowed at the end.
 */
import { defineTask, integer } from "foreshock/task";

export default defineTask({
  name: "subtraction",
  description: "Subtract a number from one that is not smaller, answer digit by digit from the least significant one.",
  params: { digits: 4, base: 10 },
  check: { digits: integer(1, 64), base: integer(2, 256) },

  tokens: ({ base }) => [...Array.from({ length: base }, (_, i) => String(i)), "-", "="],
  promptLength: ({ digits }) => 2 * digits + 2,
  answerLength: ({ digits }) => digits,

  sample({ digits, base }, rng) {
    let a = Array.from({ length: digits }, () => rng.int(base));
    let b = Array.from({ length: digits }, () => rng.int(base));
    const top = a.findLastIndex((digit, i) => digit !== b[i]);
    if (top >= 0 && a[top]! < b[top]!) [a, b] = [b, a];
    const answer: number[] = [];
    let borrow = 0;
    for (let i = 0; i < digits; i++) {
      const difference = a[i]! - b[i]! - borrow;
      borrow = difference < 0 ? 1 : 0;
      answer.push(difference + borrow * base);
    }
    return { prompt: [...a, base, ...b, base + 1], answer };
  },

  steps({ prompt, answer }, { digits }) {
    let borrow = 0;
    return answer.map((digit, i) => {
      const [a, b] = [prompt[i]!, prompt[digits + 1 + i]!];
      const difference = `${a} - ${b} - borrow ${borrow}`;
      borrow = a - b - borrow < 0 ? 1 : 0;
      return `${difference}: write ${digit}, borrow ${borrow}`;
    });
  },
});
