/**
 * A fixed random map of m numbers into themselves, applied again and again.
 *
 *   prompt  5 =                    a start x, "="                                       2 tokens
 *   answer  0 0 0 0                f(x), f(f(x)), ...; without `every` the last only    times tokens, or 1
 *
 * With `every` one table of m entries answers everything, one entry per token; without it the model has to remember f applied `times`
 * times, which is a table of the same size. A random map sends several numbers to one, so later values are fewer and easier to guess.
 */
import { defineTask, integer } from "foreshock/task";

export default defineTask({
  name: "iterated-map",
  description: "Apply a memorised random map of m numbers a number of times.",
  params: { numbers: 64, times: 4, every: true },
  check: { numbers: integer(2, 4096), times: integer(1, 64) },

  tokens: ({ numbers }) => [...Array.from({ length: numbers }, (_, i) => String(i)), "="],
  promptLength: () => 2,
  answerLength: ({ times, every }) => (every ? times : 1),

  prepare: ({ numbers }, rng) => Array.from({ length: numbers }, () => rng.int(numbers)),

  sample({ numbers, times, every }, rng, map) {
    const start = rng.int(numbers);
    const answer: number[] = [];
    for (let time = 1, value = start; time <= times; time++) {
      value = map[value]!;
      if (every || time === times) answer.push(value);
    }
    return { prompt: [start, numbers], answer };
  },

  steps({ prompt }, { times }, map) {
    const orbit = [prompt[0]!];
    for (let time = 1; time <= times; time++) orbit.push(map[orbit.at(-1)!]!);
    return [orbit.join(" -> ")];
  },
});
