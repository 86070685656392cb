/**
 * Linear regression in context: pairs of one unknown linear map, and at every pair the question what the next y is.
 *
 *   y_i = w . x_i + noise,   w ~ N(0, I), x_i ~ N(0, I) in D dimensions, drawn anew for every example; noise ~ N(0, variance)
 *   position i reads (x_i, y_{i-1}), y_{-1} = 0, and answers y_i                  `examples` positions, D + 1 numbers each
 *
 * Nothing can be memorised: whoever knows k pairs can do no better than ridge regression on them. In the published task x and y are
 * tokens of their own that alternate; here a position holds x_i beside the y before it, which halves the sequence and leaves the model
 * the same to find: it has to pair every y with the x one position earlier.
 */
import { defineTask, integer, real } from "foreshock/task";

export default defineTask({
  name: "icl-regression",
  description: "Predict y from x after seeing pairs of the same unknown linear map earlier in the sequence.",
  params: { dimensions: 4, examples: 8, noiseVariance: 0.125 },
  check: { dimensions: integer(1, 64), examples: integer(1, 256), noiseVariance: real(0, 100) },

  numbers: ({ dimensions }) => ({ input: dimensions + 1, output: 1 }),
  promptLength: () => 1,
  answerLength: ({ examples }) => examples,
  success: () => ({ kind: "within", tolerance: 1 }),

  sample({ dimensions, examples, noiseVariance }, rng) {
    const w = Array.from({ length: dimensions }, () => rng.normal());
    const prompt: number[] = [];
    const answer: number[] = [];
    for (let i = 0; i < examples; i++) {
      const x = Array.from({ length: dimensions }, () => rng.normal());
      const clean = x.reduce((total, value, d) => total + value * w[d]!, 0);
      prompt.push(...x, answer[i - 1] ?? 0);
      answer.push(clean + Math.sqrt(noiseVariance) * rng.normal());
    }
    return { prompt, answer };
  },

  steps: ({ answer }) => answer.map((y, i) => `after ${i} pairs: y = ${y.toPrecision(3)}`),
});
