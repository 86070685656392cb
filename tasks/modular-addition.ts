/**
 * Addition modulo a prime, one token per number.
 *
 *   prompt  7 50     a, b in Z_m          2 tokens
 *   answer  4        a + b mod m          1 token
 *
 * There are only m^2 different prompts: a model given part of them can remember its part, or find the rule that gives the rest.
 */
import { defineTask, integer } from "foreshock/task";

export default defineTask({
  name: "modular-addition",
  description: "Add two numbers modulo m.",
  params: { modulus: 53 },
  check: { modulus: integer(2, 4096) },

  tokens: ({ modulus }) => Array.from({ length: modulus }, (_, i) => String(i)),
  promptLength: () => 2,
  answerLength: () => 1,

  sample({ modulus }, rng) {
    const [a, b] = [rng.int(modulus), rng.int(modulus)];
    return { prompt: [a, b], answer: [(a + b) % modulus] };
  },

  steps: ({ prompt: [a, b], answer: [sum] }, { modulus }) => [`${a} + ${b} = ${sum} mod ${modulus}`],
});
