/**
 * Many sparse parities in one model. The first part of the prompt says which one is asked, by a single 1; each has its own k bits.
 *
 *   prompt  0 0 1 0 ...  1 0 1 1 0 ...     subtask number, one-hot, then the bits        tasks + bits tokens
 *   answer  1                              parity of subtask's k bits
 *
 * Subtask 0 is asked most often, subtask i with probability proportional to (i + 1)^-zipf. Every subtask is learned suddenly or not at
 * all, the frequent ones first, so the mean loss can fall smoothly although nothing in it is smooth.
 */
import { defineTask, integer, real, shuffled, zipf } from "foreshock/task";

export default defineTask({
  name: "multitask-parity",
  description: "Answer one of many sparse parities, asked with Zipf frequencies.",
  params: { tasks: 16, bits: 32, k: 3, zipf: 1.4 },
  check: { tasks: integer(1, 1024), bits: integer(1, 256), k: integer(1, 256), zipf: real(0, 4) },

  tokens: () => ["0", "1"],
  promptLength: ({ tasks, bits }) => tasks + bits,
  answerLength: () => 1,

  // The subsets are drawn one after the other, so that fewer subtasks are the first of more, whatever their frequencies.
  prepare({ tasks, bits, k, zipf: exponent }, rng) {
    if (k > bits) throw new Error(`at most ${bits} bits can make the answer, got k ${k}`);
    const subsets = Array.from({ length: tasks }, () => shuffled(rng, bits, k));
    return { subsets, draw: zipf(tasks, exponent) };
  },

  sample({ tasks, bits }, rng, { subsets, draw }) {
    const subtask = draw(rng);
    const prompt: number[] = [];
    for (let i = 0; i < tasks; i++) prompt.push(i === subtask ? 1 : 0);
    for (let i = 0, word = 0; i < bits; i++, word >>>= 1) {
      if (i % 32 === 0) word = rng.uint32();
      prompt.push(word & 1);
    }
    return { prompt, answer: [subsets[subtask]!.reduce((parity, bit) => parity ^ prompt[tasks + bit]!, 0)] };
  },

  steps({ prompt }, { tasks }, { subsets }) {
    const subtask = prompt.indexOf(1);
    const terms = subsets[subtask]!.map((bit) => `bit ${bit} = ${prompt[tasks + bit]}`);
    return [`subtask ${subtask}: ${terms.join(", ")}`];
  },
});
