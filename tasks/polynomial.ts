/**
 * The value of a polynomial modulo p, step by step as Horner's rule goes.
 *
 *   prompt  2 : 3 1 0 4 =          x = 2, coefficients of 3 x^3 + x^2 + 0 x + 4        degree + 4 tokens
 *   answer  2 4 2                  3 x + 1, that times x + 0, that times x + 4, mod 5  degree tokens
 *
 * A step is value * x + next coefficient: it needs the result before it, which is the token before it, and two numbers of the prompt.
 * There are p^3 such steps to know; how many of them follow one another is the degree.
 */
import { defineTask, integer } from "foreshock/task";

export default defineTask({
  name: "polynomial",
  description: "Evaluate a polynomial modulo p by Horner's rule and write every partial result.",
  params: { degree: 3, modulus: 5 },
  check: { degree: integer(1, 64), modulus: integer(2, 256) },

  tokens: ({ modulus }) => [...Array.from({ length: modulus }, (_, i) => String(i)), ":", "="],
  promptLength: ({ degree }) => degree + 4,
  answerLength: ({ degree }) => degree,

  sample({ degree, modulus }, rng) {
    const x = rng.int(modulus);
    let value = rng.int(modulus);
    const prompt = [x, modulus, value];
    const answer: number[] = [];
    for (let i = 0; i < degree; i++) {
      const coefficient = rng.int(modulus);
      value = (value * x + coefficient) % modulus;
      prompt.push(coefficient);
      answer.push(value);
    }
    prompt.push(modulus + 1);
    return { prompt, answer };
  },

  steps: ({ prompt, answer }, { modulus }) =>
    answer.map((value, i) => {
      const before = i === 0 ? prompt[2] : answer[i - 1];
      return `${before} * ${prompt[0]} + ${prompt[i + 3]} = ${value} mod ${modulus}`;
    }),
});
