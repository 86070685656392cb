/**
 * A fixed random map of m numbers into themselves, applied again and again to each of several starts.
 *
 *   prompt  5 17 =                          the starts, "="                                       starts + 1 tokens
 *   answer  43 29 61 55                     f(x), f(f(x)), ... of one start after the other; without `every` only the last of each
 *
 * With `every` one table of m entries answers everything, one entry per token; without it the model has to remember f applied `times`
 * times, a table of the same size. A random map sends several numbers to one, so later values are fewer and easier to guess. There are
 * m^starts prompts: with one start there are few, and those kept for the test are entries that are never trained.
 */
import { defineTask, integer } from "foreshock/task";

export default defineTask({
  name: "iterated-map",
  description: "Apply a memorised random map of m numbers a number of times to each of several starts.",
  params: { numbers: 64, starts: 2, times: 2, every: true },
  check: { numbers: integer(2, 4096), starts: integer(1, 64), times: integer(1, 64) },

  tokens: ({ numbers }) => [...Array.from({ length: numbers }, (_, i) => String(i)), "="],
  promptLength: ({ starts }) => starts + 1,
  answerLength: ({ starts, times, every }) => (every ? starts * times : starts),

  prepare: ({ numbers }, rng) => Array.from({ length: numbers }, () => rng.int(numbers)),

  sample({ numbers, starts, times, every }, rng, map) {
    const prompt = Array.from({ length: starts }, () => rng.int(numbers));
    const answer: number[] = [];
    for (const start of prompt)
      for (let time = 1, value = start; time <= times; time++) {
        value = map[value]!;
        if (every || time === times) answer.push(value);
      }
    return { prompt: [...prompt, numbers], answer };
  },

  steps: ({ prompt }, { times }, map) =>
    prompt.slice(0, -1).map((start) => {
      const orbit = [start];
      for (let time = 1; time <= times; time++) orbit.push(map[orbit.at(-1)!]!);
      return orbit.join(" -> ");
    }),
});
