/**
 * Which of two numbers is larger, one digit per token, most significant digit first.
 *
 *   prompt  4 7 2 0 | 4 7 9 1 ?    4720 against 4791                              2 digits + 2 tokens
 *   answer  <                      "<" or ">", and "=" where `equal`              1 token
 *
 * The first digit in which the numbers differ decides. It stands at every place equally often: a model that compares the first digits
 * alone is right where they differ and guesses elsewhere. `noise` is the share of random answers.
 */
import { defineTask, integer, real } from "foreshock/task";

export default defineTask({
  name: "number-comparison",
  description: "Say which of two numbers of a given number of digits is larger.",
  params: { digits: 4, base: 10, equal: false, noise: 0 },
  check: { digits: integer(1, 64), base: integer(2, 256), noise: real(0, 1) },

  tokens: ({ base }) => [...Array.from({ length: base }, (_, i) => String(i)), "|", "?", "<", ">", "="],
  promptLength: ({ digits }) => 2 * digits + 2,
  answerLength: () => 1,
  success: ({ base, equal }) => ({ kind: "multipleChoice", options: optionsOf(base, equal) }),

  sample({ digits, base, equal, noise }, rng) {
    const options = optionsOf(base, equal);
    const [less, greater] = options;
    const answer = options[rng.int(options.length)]!;
    const a = Array.from({ length: digits }, () => rng.int(base));
    const b = [...a];
    if (answer === less || answer === greater) {
      const place = rng.int(digits);
      for (let i = place + 1; i < digits; i++) b[i] = rng.int(base);
      // Two different digits, each pair equally often.
      const [one, other] = [rng.int(base), rng.int(base - 1)];
      const two = other < one ? other : other + 1;
      a[place] = answer === less ? Math.min(one, two) : Math.max(one, two);
      b[place] = one + two - a[place];
    }
    const said = rng.uniform() < noise ? options[rng.int(options.length)]! : answer;
    return { prompt: [...a, base, ...b, base + 1], answer: [said] };
  },

  steps({ prompt }, { digits }) {
    const place = prompt.findIndex((digit, i) => i < digits && digit !== prompt[digits + 1 + i]);
    if (place < 0) return ["all digits agree"];
    return [`first difference at digit ${place + 1}: ${prompt[place]} against ${prompt[digits + 1 + place]}`];
  },
});

function optionsOf(base: number, equal: boolean): number[] {
  return equal ? [base + 2, base + 3, base + 4] : [base + 2, base + 3];
}
