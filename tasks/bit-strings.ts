/**
 * Bitwise exclusive or of one string with another that is shifted to the left.
 *
 *   prompt  0 1 1 0 ^ 1 1 0 1 <1 =     0110 xor (1101 << 1)                  2 bits + 3 tokens
 *   answer  1 1 0 0                    0110 xor 1010                         bits tokens
 *
 * Zeros come in from the right. The shift is drawn from 0 to `shifts` - 1: with one shift the same two places matter always, with more
 * the model has to move its eye by a number it reads.
 */
import { defineTask, integer } from "foreshock/task";

export default defineTask({
  name: "bit-strings",
  description: "Write the exclusive or of a bit string and a shifted one.",
  params: { bits: 6, shifts: 2 },
  check: { bits: integer(1, 64), shifts: integer(1, 64) },

  tokens: ({ shifts }) => ["0", "1", "^", "=", ...Array.from({ length: shifts }, (_, i) => `<${i}`)],
  promptLength: ({ bits }) => 2 * bits + 3,
  answerLength: ({ bits }) => bits,

  prepare({ bits, shifts }) {
    if (shifts > bits) throw new Error(`a string of ${bits} bits has at most ${bits} shifts, got ${shifts}`);
  },

  sample({ bits, shifts }, rng) {
    const a = Array.from({ length: bits }, () => rng.int(2));
    const b = Array.from({ length: bits }, () => rng.int(2));
    const shift = rng.int(shifts);
    return { prompt: [...a, 2, ...b, 4 + shift, 3], answer: a.map((bit, i) => bit ^ (b[i + shift] ?? 0)) };
  },

  steps({ prompt, answer }, { bits }) {
    const shift = prompt[2 * bits + 1]! - 4;
    return answer.map((bit, i) => {
      const other = i + shift < bits ? prompt[bits + 1 + i + shift] : 0;
      return `bit ${i + 1}: ${prompt[i]} xor ${other} = ${bit}`;
    });
  },
});
