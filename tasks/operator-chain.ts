/**
 * A chain of k look-ups in memory: a start value, k operators, `=`, and then the value after each operator.
 *
 *   prompt  7 f2 f0 f9 ... =      one start value in Z_m, k operators, "="          k + 2 tokens
 *   answer  4 1 1 ...             the k partial results, each in Z_m                k tokens
 *
 * Every operator is a fixed random permutation of Z_m which the model has to remember. Operator f0 is the most frequent one, f1 the
 * next, by Zipf's law: a small model can afford to know the frequent ones only, so the likelihood of one step improves smoothly
 * with size, while k right steps in a row appear late and suddenly.
 */
import { defineTask, integer, real, shuffled, zipf } from "foreshock/task";

export default defineTask({
  name: "operator-chain",
  description: "Apply k memorised permutations of Z_m, drawn with Zipf frequencies, and write every partial result.",
  params: { k: 8, operators: 64, modulus: 11, zipf: 1 },
  check: { k: integer(1, 64), operators: integer(1, 4096), modulus: integer(2, 256), zipf: real(0, 4) },

  tokens: ({ operators, modulus }) => [...numbered("", modulus), ...numbered("f", operators), "="],
  promptLength: ({ k }) => k + 2,
  answerLength: ({ k }) => k,

  // The bank is drawn operator by operator, so that a smaller bank is the beginning of a larger one.
  prepare({ operators, modulus, zipf: exponent }, rng) {
    const bank = Array.from({ length: operators }, () => shuffled(rng, modulus));
    return { bank, draw: zipf(operators, exponent) };
  },

  sample({ k, operators, modulus }, rng, { bank, draw }) {
    let value = rng.int(modulus);
    const prompt = [value];
    const answer: number[] = [];
    for (let i = 0; i < k; i++) {
      const operator = draw(rng);
      value = bank[operator]![value]!;
      prompt.push(modulus + operator);
      answer.push(value);
    }
    prompt.push(modulus + operators);
    return { prompt, answer };
  },

  steps: ({ prompt, answer }, { modulus }) =>
    answer.map((value, i) => `f${prompt[i + 1]! - modulus}(${i === 0 ? prompt[0] : answer[i - 1]}) = ${value}`),
});

function numbered(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}${i}`);
}
