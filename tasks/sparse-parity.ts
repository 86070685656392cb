/**
 * The parity of a few of many bits: 1 when an odd number of the first k bits are 1. Which bits matter is for the model to find, and
 * no smaller subset of them says anything about the answer.
 *
 *   prompt  0 1 1 0 1 0 ...     n fair bits          n tokens
 *   answer  0                   bit 1 + .. + bit k mod 2
 *
 * `noise` is the share of answers replaced by a fair coin: at 1 there is nothing to learn, which is the control for every measure
 * that claims to see learning before accuracy does.
 */
import { defineTask, integer, real } from "foreshock/task";

export default defineTask({
  name: "sparse-parity",
  description: "Say whether an odd number of the first k of n bits are 1.",
  params: { bits: 30, k: 3, noise: 0 },
  check: { bits: integer(1, 256), k: integer(1, 256), noise: real(0, 1) },

  tokens: () => ["0", "1"],
  promptLength: ({ bits }) => bits,
  answerLength: () => 1,

  prepare({ bits, k }) {
    if (k > bits) throw new Error(`at most ${bits} bits can make the answer, got k ${k}`);
  },

  sample({ bits, k, noise }, rng) {
    const prompt: number[] = [];
    for (let i = 0, word = 0; i < bits; i++, word >>>= 1) {
      if (i % 32 === 0) word = rng.uint32();
      prompt.push(word & 1);
    }
    const parity = prompt.slice(0, k).reduce((a, b) => a ^ b);
    return { prompt, answer: [rng.uniform() < noise ? rng.int(2) : parity] };
  },

  steps: ({ prompt }, { k }) => [`${prompt.slice(0, k).join(" + ")} mod 2`],
});
