/**
 * Whether a number lies in an interval, ends included; one digit per token, most significant digit first.
 *
 *   prompt  [ 2 1 , 4 0 ] 3 7 ?    interval [21, 40], number 37                   3 digits + 4 tokens
 *   answer  yes                    "yes" or "no"                                  1 token
 *
 * Half of the numbers are drawn from the interval and half from outside, whatever the interval is, so that it alone says nothing; both
 * ends have to be compared. `noise` is the share of random answers.
 */
import { defineTask, integer, real } from "foreshock/task";

export default defineTask({
  name: "interval-membership",
  description: "Say whether a number lies in an interval.",
  params: { digits: 2, base: 10, noise: 0 },
  check: { digits: integer(1, 32), base: integer(2, 256), noise: real(0, 1) },

  tokens: ({ base }) => [...Array.from({ length: base }, (_, i) => String(i)), "[", ",", "]", "?", "no", "yes"],
  promptLength: ({ digits }) => 3 * digits + 4,
  answerLength: () => 1,
  success: ({ base }) => ({ kind: "multipleChoice", options: [base + 4, base + 5] }),

  prepare({ digits, base }) {
    const most = Math.floor(Math.log(2 ** 32) / Math.log(base) + 1e-9);
    if (digits > most) throw new Error(`at most ${most} digits of base ${base} stay within 2^32, got ${digits}`);
  },

  sample({ digits, base, noise }, rng) {
    const numbers = base ** digits;
    let [low, size] = [0, numbers];
    while (size === numbers) {
      const [one, two] = [rng.int(numbers), rng.int(numbers)];
      [low, size] = [Math.min(one, two), Math.abs(one - two) + 1];
    }
    const inside = rng.int(2);
    const drawn = rng.int(inside ? size : numbers - size);
    const number = inside ? low + drawn : drawn < low ? drawn : drawn + size;
    const write = (n: number) =>
      Array.from({ length: digits }, (_, i) => Math.floor(n / base ** (digits - 1 - i)) % base);
    const prompt = [base, ...write(low), base + 1, ...write(low + size - 1), base + 2, ...write(number), base + 3];
    return { prompt, answer: [base + 4 + (rng.uniform() < noise ? rng.int(2) : inside)] };
  },

  steps({ prompt }, { digits }) {
    const number = (from: number) => prompt.slice(from, from + digits).join(" ");
    return [`${number(1)} <= ${number(2 * digits + 3)} <= ${number(digits + 2)} ?`];
  },
});
