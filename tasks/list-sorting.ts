/**
 * Sorting a list: different numbers in random order, a separator, and the same numbers in increasing order.
 *
 *   prompt  17 3 9 24 |        `length` of the numbers 0..numbers-1, "|"          length + 1 tokens
 *   answer  3 9 17 24          the same, smallest first                           length tokens
 *
 * One layer of attention is enough: look at every number that is larger than the one written last, most at the nearest, and copy it.
 */
import { defineTask, integer, shuffled } from "foreshock/task";

export default defineTask({
  name: "list-sorting",
  description: "Write a list of different numbers in increasing order.",
  params: { numbers: 51, length: 10 },
  check: { numbers: integer(2, 4096), length: integer(2, 256) },

  tokens: ({ numbers }) => [...Array.from({ length: numbers }, (_, i) => String(i)), "|"],
  promptLength: ({ length }) => length + 1,
  answerLength: ({ length }) => length,

  prepare({ numbers, length }) {
    if (length > numbers) throw new Error(`a list of ${length} different numbers needs as many, got ${numbers}`);
  },

  sample({ numbers, length }, rng) {
    const list = shuffled(rng, numbers, length);
    return { prompt: [...list, numbers], answer: list.toSorted((a, b) => a - b) };
  },

  steps: ({ answer }) =>
    answer.map((number, i) => (i === 0 ? `smallest: ${number}` : `smallest above ${answer[i - 1]}: ${number}`)),
});
